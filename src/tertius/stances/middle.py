"""The kind of middle, measured and not labelled: descriptions of a phase with bands, from joint draws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tertius.stances.measurements import rows_of
from tertius.stances.phases import Band, Phase, band

if TYPE_CHECKING:
    from tertius.triangles import Triangle

Floats = npt.NDArray[np.float64]
NEUTRAL = 0.1
QUIET = float(np.log(2.0))
LEAST_MONTHS = 6
LEAST_RESTRAINT = 3
RESTRAINT_SHARE = 0.25
PLACEBO = 0.05


@dataclass(frozen=True)
class MiddleKind:
    """How a pivot stood in one phase, whatever its stance is called.

    Attributes
    ----------
    start, end
        The phase.
    warm, cool
        P(the cooler of its two relations lies above the neutral band), P(the warmer one lies below it), on average over the
        phase.
    quiet
        P(both legs carry less than half of their own usual acts); None for a chronicle, whose counts say nothing.
    coolest, warmest, rivals
        Mean over the phase of the cooler and the warmer relation, and of the rivals' own, in (-1, 1), with bounds.
    concert
        P(the rivals' own relation lies above the neutral band) on average over the phase.
    manner
        ``selective`` where agendas tilt apart beyond their permutation null, ``silent`` where the record holds restraint
        instead of sides, else ``not told``.
    """

    start: np.datetime64
    end: np.datetime64
    warm: float
    cool: float
    quiet: float | None
    coolest: Band
    warmest: Band
    rivals: Band
    concert: float
    manner: str

    @property
    def words(self) -> tuple[str, ...]:
        """Descriptions that hold with a probability of 0.9 or more."""
        said = [name for name in ("warm", "cool") if getattr(self, name) >= 0.9]
        named = [f"{name} to both" for name in said]
        if self.quiet is not None and self.quiet >= 0.9:
            named.append("quiet with both")
            if self.concert >= 0.9:
                named.append("shut out: the rivals in concert, the pivot quiet with both")
        return tuple(named)

    def to_dict(self) -> dict[str, Any]:
        """Plain dict for JSON."""
        plain = {name: getattr(self, name) for name in self.__dataclass_fields__}
        plain |= {name: plain[name].to_dict() for name in ("coolest", "warmest", "rivals")}
        return plain | {"start": str(self.start), "end": str(self.end), "words": list(self.words)}


def kinds(made: Triangle, phases: tuple[Phase, ...]) -> tuple[MiddleKind, ...]:
    """The description of every phase."""
    zeros = _restraint(made)
    return tuple(_kind(made, phase, zeros) for phase in phases)


def _kind(made: Triangle, phase: Phase, zeros: tuple[Floats, Floats]) -> MiddleKind:
    inside = (made.months >= phase.start) & (made.months <= phase.end)
    va, vb, vab = (made.draws[name][:, inside] for name in ("va", "vb", "vab"))
    low, high, paths = np.minimum(va, vb), np.maximum(va, vb), made.given == "all"
    return MiddleKind(
        start=phase.start,
        end=phase.end,
        warm=_share(low, paths, above=NEUTRAL),
        cool=_share(-high, paths, above=NEUTRAL),
        quiet=_quiet(made, inside, paths),
        coolest=band(low, paths=paths),
        warmest=band(high, paths=paths),
        rivals=band(vab, paths=paths),
        concert=_share(vab, paths, above=NEUTRAL),
        manner=_manner(made, inside, zeros),
    )


def _share(values: Floats, paths: bool, *, above: float) -> float:
    """P(mean over the months > above); of filtered draws the mean probability of a month."""
    return float((values.mean(axis=1) > above).mean() if paths else (values > above).mean())


def _quiet(made: Triangle, inside: npt.NDArray[np.bool_], paths: bool) -> float | None:
    """P(both pivot legs lie under half their own mean rate)."""
    if made.relations.panel.kind == "chronicle":
        return None
    rates = made.l[:, :2]
    usual = rates.mean(axis=2, keepdims=True)
    below = (rates - usual)[:, :, inside]
    if paths:
        return float((below.mean(axis=2) < -QUIET).all(axis=1).mean())
    return float((below < -QUIET).all(axis=1).mean())


def _manner(made: Triangle, inside: npt.NDArray[np.bool_], zeros: tuple[Floats, Floats]) -> str:
    agendas = made.agendas
    if agendas is not None:
        tested = agendas.p_value[inside]
        tested = tested[np.isfinite(tested)]
        if tested.size >= LEAST_MONTHS and np.median(tested) < PLACEBO:
            return "selective"
    held, acts = float(zeros[0][inside].sum()), float(zeros[1][inside].sum())
    if held >= LEAST_RESTRAINT and held >= RESTRAINT_SHARE * acts:
        return "silent"
    return "not told"


def _restraint(made: Triangle) -> tuple[Floats, Floats]:
    """Acts of strength 0 (restraint, absences, abstentions) and all acts on the pivot's legs, arrays, shape (month,)."""

    panel = made.relations.panel
    empty = np.zeros(len(panel.months))
    if panel.kind != "chronicle" or panel.opener is None:
        return empty[made.within], empty[made.within]
    rows = rows_of(panel, (made.pivot, made.a)) + rows_of(panel, (made.pivot, made.b))
    links = panel.links_of(rows)
    month = links["month"].to_numpy()
    score, weight = links["score"].to_numpy().astype(float), links["weight"].to_numpy().astype(float)
    seen = np.isfinite(score)
    held = np.bincount(month[seen & (score == 0)], weight[seen & (score == 0)], minlength=len(empty))
    every = np.bincount(month[seen], weight[seen], minlength=len(empty))
    return np.asarray(held[made.within], float), np.asarray(every[made.within], float)
