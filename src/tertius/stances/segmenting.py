"""Triangle in, dated stances out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tertius.errors import BadInput
from tertius.months import Months, labels
from tertius.provenance import Provenance
from tertius.stances import phases as ph
from tertius.stances.facts import FactPrior
from tertius.stances.gate import Enough, enough
from tertius.stances.measurements import Measurements, measure
from tertius.stances.middle import MiddleKind, kinds
from tertius.stances.numbers import Numbers, load_numbers
from tertius.stances.sides import Sides, draw_sides, read_sides

if TYPE_CHECKING:
    import polars as pl

    from tertius.cases import ReferencePhase
    from tertius.indicators import Indicators
    from tertius.triangles import Triangle

Floats = npt.NDArray[np.float64]
DRAWS = 400
MIDDLE = "middle"


@dataclass(frozen=True, eq=False)
class Stances:
    """Dated stances of a pivot between two rivals; empty where the record is not enough (`enough`).

    Attributes
    ----------
    states
        ``aligned with <A>``, ``middle``, ``aligned with <B>``.
    months
        Array of datetime64[M], shape (month,).
    prob
        Array, shape (month, 3): given all months, or for ``given="past"`` the months up to each one.
    direction
        Array, shape (month,): probability that the pivot's relation with A stands above that with B, by the levels of the
        segment each month lies in. A statement of its own: a state can be nearer to A without being on its side.
    level
        Array, shape (month,): expected half difference of the two levels in ruler units, ``z_tilt``; positive to A.
    turn
        Array, shape (month,): probability that a segment begins in the month.
    tilt, warmth
        Arrays, shape (3, month): mean, lower and upper 90 % bound of the triangle's bounded tilt and warmth.
    phases
        Stretches of the likeliest stance, in order; they cover the window.
    kind_of_middle
        How each phase stood, as descriptions with bands.
    enough
        What the record holds, and whether it is enough.
    given
        ``all`` or ``past``.
    declared
        The stance the pivot declared, month by month, "" where none is on record; never used for `prob`.
    facts
        The yearly facts behind the prior of side and middle, and that prior, array, shape (month, 3).
    triangle
        What was segmented.
    loglik
        Log evidence of the measurements, up to a constant of the data; NaN where there was not enough.
    version
        Reference of the model's numbers.
    """

    states: tuple[str, str, str]
    months: Months
    prob: Floats
    direction: Floats
    level: Floats
    turn: Floats
    tilt: Floats
    warmth: Floats
    phases: tuple[ph.Phase, ...]
    kind_of_middle: tuple[MiddleKind, ...]
    enough: Enough
    given: str
    declared: tuple[str, ...]
    facts: FactPrior
    triangle: Triangle
    loglik: float
    version: str
    provenance: Provenance

    def __post_init__(self) -> None:
        shape = (len(self.months), len(self.states))
        if self.prob.shape != shape or len(self.declared) != shape[0]:
            raise BadInput(f"probabilities of shape {self.prob.shape}", f"(month, state) = {shape}")
        if not np.allclose(self.prob.sum(axis=1), 1.0, atol=1e-6):
            raise BadInput("stance probabilities that do not sum to 1")

    def __repr__(self) -> str:
        name = f"{self.triangle.pivot} between {self.triangle.a} and {self.triangle.b}"
        if not self.enough.ok:
            return f"Stances({name}: not enough on record: {self.enough.why})"
        lines = [f"{p.start} to {p.end}  {p.stance}  {p.probability:.2f}" for p in self.phases[:8]]
        more = [f"... {len(self.phases) - 8} more"] if len(self.phases) > 8 else []
        return "\n  ".join([f"Stances({name}, given {self.given}):", *lines, *more])

    @property
    def path(self) -> npt.NDArray[np.int64]:
        """State number of the phase each month lies in, array, shape (month,)."""
        out = np.zeros(len(self.months), dtype=np.int64)
        for phase in self.phases:
            out[(self.months >= phase.start) & (self.months <= phase.end)] = self.states.index(phase.stance)
        return out

    @property
    def prior(self) -> Floats:
        """Probabilities before any act, array, shape (month, 3)."""
        return self.facts.prob

    def to_frame(self) -> pl.DataFrame:
        """One row a month: probabilities, direction, tilt, warmth, the phase's stance, what was declared."""
        import polars as pl

        columns: dict[str, Any] = {"month": labels(self.months)}
        columns |= {state: self.prob[:, k] for k, state in enumerate(self.states)}
        columns |= {"direction": self.direction, "z_tilt": self.level, "turn": self.turn}
        for name, values in (("tilt", self.tilt), ("warmth", self.warmth)):
            columns |= {name: values[0], f"{name}_lo": values[1], f"{name}_hi": values[2]}
        columns["stance"] = [self.states[k] for k in self.path]
        return pl.DataFrame(columns | {"declared": list(self.declared)})

    def phase_frame(self) -> pl.DataFrame:
        """One row a phase."""
        import polars as pl

        return pl.DataFrame([phase.to_dict() for phase in self.phases])

    def to_dict(self) -> dict[str, Any]:
        """The part of ``tertius stances --json`` that is about the stances."""
        from tertius.stances.tables import as_dict

        return as_dict(self)


def segment(
    triangle: Triangle,
    *,
    rng: np.random.Generator,
    draws: int = DRAWS,
    facts: Indicators | None = None,
    numbers: Numbers | None = None,
    declared: Sequence[ReferencePhase] = (),
) -> Stances:
    """Dated stances with probabilities, or none and the reason where the record is not enough.

    Parameters
    ----------
    triangle
        From smoothed relations (all months known) or filtered ones (then every probability uses the past only).
    rng, draws
        Randomness and number of drawn paths behind the intervals of the starts.
    facts
        Yearly facts, which carry the prior of side and middle; without them levels stay wide.
    numbers
        Numbers of the model; the shipped ones by default.
    declared
        Reference phases whose `declared` column fills the separate column; no state is ever taken from them.
    """
    data, used = measure(triangle), numbers or load_numbers()
    found = enough(triangle, data)
    if not found.ok:
        return _empty(triangle, found, used)
    corners = (triangle.pivot, triangle.a, triangle.b)
    sides = read_sides(
        data, corners, triangle.months, numbers=used, facts=facts, past=triangle.given == "past"
    )
    listed = _phases(triangle, sides, data, rng, draws)
    return Stances(
        states=state_names(triangle.a, triangle.b),
        months=triangle.months,
        prob=sides.prob,
        direction=sides.direction,
        level=sides.level,
        turn=sides.turn,
        tilt=np.stack(triangle.summary("tilt")),
        warmth=np.stack(triangle.summary("warmth")),
        phases=listed,
        kind_of_middle=kinds(triangle, listed),
        enough=found,
        given=triangle.given,
        declared=declared_by_month(declared, triangle.months),
        facts=sides.facts,
        triangle=triangle,
        loglik=sides.loglik,
        version=used.version,
        provenance=_provenance(triangle, used, facts, sides.facts),
    )


def state_names(a: str, b: str) -> tuple[str, str, str]:
    """The three stances of a pivot between `a` and `b`."""
    return f"aligned with {a}", MIDDLE, f"aligned with {b}"


def declared_by_month(references: Sequence[ReferencePhase], months: Months) -> tuple[str, ...]:
    """Declared stances of each month, several joined by " | "."""
    found: list[list[str]] = [[] for _ in months]
    for phase in references:
        if not phase.declared:
            continue
        inside = np.ones(len(months), bool)
        inside &= True if phase.start is None else months >= phase.start
        inside &= True if phase.end is None else months <= phase.end
        for t in np.flatnonzero(inside):
            if phase.declared not in found[t]:
                found[t].append(phase.declared)
    return tuple(" | ".join(names) for names in found)


def _phases(
    made: Triangle, sides: Sides, data: Measurements, rng: np.random.Generator, draws: int
) -> tuple[ph.Phase, ...]:
    """Phases of the path that is right in the most months."""
    paths = None if made.given == "past" else draw_sides(sides, data, rng=rng, size=draws)
    acts = _acts(made)
    found = []
    for state, first, last in ph.runs(ph.best_path(sides.prob)):
        lo, hi = (
            ph.start_from_prob(sides.prob, state, first, last)
            if paths is None
            else ph.start_from_paths(paths, state, first, last)
        )
        run = slice(first, last + 1)
        prob = sides.prob[run].mean(axis=0)
        found.append(
            ph.Phase(
                stance=state_names(made.a, made.b)[state],
                start=made.months[first],
                end=made.months[last],
                start_interval=(made.months[lo], made.months[hi]),
                prob=(float(prob[0]), float(prob[1]), float(prob[2])),
                direction=float(sides.direction[run].mean()),
                tilt=ph.band(made.draws["tilt"][:, run], paths=made.given == "all"),
                warmth=ph.band(made.draws["warmth"][:, run], paths=made.given == "all"),
                acts=int(acts[run].sum()),
                censored=first == 0,
            )
        )
    return tuple(found)


def _acts(made: Triangle) -> npt.NDArray[np.int64]:
    """Acts on the pivot's two legs by month, array, shape (month,)."""
    from tertius.stances.measurements import rows_of

    panel = made.relations.panel
    rows = rows_of(panel, (made.pivot, made.a)) + rows_of(panel, (made.pivot, made.b))
    return np.asarray(panel.events[rows].sum(axis=0))[made.within]


def _empty(made: Triangle, found: Enough, numbers: Numbers) -> Stances:
    """No month and no percentage: the record is not enough."""
    none = np.zeros(0)
    return Stances(
        states=state_names(made.a, made.b), months=made.months[:0], prob=np.zeros((0, 3)), direction=none, level=none,
        turn=none, tilt=np.zeros((3, 0)), warmth=np.zeros((3, 0)), phases=(), kind_of_middle=(), enough=found,
        given=made.given, declared=(), facts=FactPrior(np.zeros((0, 3)), np.zeros((0, 4), dtype=bool)),
        triangle=made, loglik=float("nan"), version=numbers.version,
        provenance=made.provenance.with_notes(f"not enough on record for a stance: {found.why}"),
    )  # fmt: skip


def _provenance(made: Triangle, numbers: Numbers, facts: Indicators | None, prior: FactPrior) -> Provenance:
    known = made.provenance.with_settings(stance_numbers=numbers.version)
    if facts is not None:
        known = known.merge(facts.provenance)
    if prior.any:
        return known.with_notes(
            f"the prior of side and middle rests on yearly facts: {', '.join(prior.names)}"
        )
    return known.with_notes(
        "no yearly fact was at hand: the record tells when the pivot moved, hardly where it stood beside other states"
    )
