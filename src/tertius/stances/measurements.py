"""What stances are read from: the month means of the pivot's own two legs and their error, never the smoothed path.

A smoothed path carries every act into its neighbours; read month by month it would count the same act many times. Counts,
rates and the rivals' own relation do not enter: on streams a state's size would pass for its stance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tertius.months import STEP
from tertius.statespace import noise

if TYPE_CHECKING:
    from tertius.panel import Panel
    from tertius.triangles import Triangle

Floats = npt.NDArray[np.float64]
LEAST_CODED = 12
"""A chronicle's acts on each leg with which it carries a stance by itself."""


@dataclass(frozen=True, eq=False)
class Measurements:
    """The pivot's legs to A and to B.

    Attributes
    ----------
    z, var
        Month's mean score less the neutral point, in ruler units, and its error variance, arrays, shape (2, month); NaN
        where no act was scored.
    acts, months
        Scored acts of each leg, and months with one, arrays, shape (2,); an act that may lie in any of several months is one
        act in one month.
    long_run
        The pivot's mean tilt over the window, (x_A - x_B)/(2 s0), from the smoothed relations; 0 where only the past is known.
    kind, step
        ``chronicle`` or ``stream``; months a period.
    """

    z: Floats
    var: Floats
    acts: npt.NDArray[np.int64]
    months: npt.NDArray[np.int64]
    long_run: float
    kind: str
    step: int = 1

    def centred(self, share: float) -> tuple[Floats, float]:
        """z less `share` of the long-run tilt, and what that took off the difference of the legs."""
        shift = share * self.long_run
        return self.z + np.array([[-shift], [shift]]), 2 * shift

    def exchanged(self) -> Measurements:
        """The same with the rivals exchanged."""
        flip = slice(None, None, -1)
        return replace(
            self,
            z=self.z[flip],
            var=self.var[flip],
            acts=self.acts[flip],
            months=self.months[flip],
            long_run=-self.long_run,
        )


def measure(made: Triangle) -> Measurements:
    """Measurements behind a triangle's two pivot legs, over the triangle's months."""
    return measure_legs(
        made.relations, (made.pivot, made.a), (made.pivot, made.b), c0=made.c0, months=made.within
    )


def measure_legs(
    relations: Any,
    to_a: tuple[str, str],
    to_b: tuple[str, str],
    *,
    c0: float | None = None,
    months: slice | None = None,
) -> Measurements:
    """Measurements of two legs out of relations; what was known by each month if those are filtered."""
    panel, ruler, past = relations.panel, relations.ruler, relations.given == "past"
    inside = slice(None) if months is None else months
    point = float(ruler.c0 if c0 is None else c0)
    y, n = (panel.y_past, panel.n_past) if past else (panel.y, panel.n)
    z, var, acts, seen, level = [], [], [], [], []
    for leg in (to_a, to_b):
        rows = rows_of(panel, leg)
        mean, weight = _joined(y[rows][:, inside], n[rows][:, inside])
        s2, tau2 = _noise(relations, rows, past=past, months=inside)
        z.append((mean - point) / ruler.s0)
        var.append(np.where(weight > 0, noise(weight, s2, tau2), np.nan) / ruler.s0**2)
        counted = counted_acts(panel, rows, past=past)[inside]
        acts.append(round(float(counted.sum())))
        seen.append(round(float(np.minimum(counted, 1.0).sum())))
        level.append(float(relations.mean[rows][:, inside].mean()))
    tilt = 0.0 if past else (level[0] - level[1]) / (2 * ruler.s0)
    return Measurements(
        np.array(z),
        np.array(var),
        np.array(acts),
        np.array(seen),
        tilt,
        kind_of(relations, to_a, to_b),
        STEP[panel.every],
    )


def kind_of(relations: Any, to_a: tuple[str, str], to_b: tuple[str, str]) -> str:
    """``chronicle`` where a coder's acts carry both legs (`LEAST_CODED` on each), else ``stream``.

    Where several sources are joined, each of the further ones (the streams beside a chronicle) has its part of every mean; the
    rest is the chronicle's own. A coder has marked levels, and of few acts: a machine's many do not make a stream of them.
    """
    panel, parts = relations.panel, relations.evidence.drift
    if panel.kind == "stream" or not parts:
        return str(panel.kind)
    coded = []
    for leg in (to_a, to_b):
        rows = rows_of(panel, leg)
        others = sum(np.nan_to_num(part.T[rows]) for part, _ in parts)
        coded.append(float((np.nan_to_num(panel.n[rows]) * (1 - others)).sum()))
    return "chronicle" if carries(coded) else "stream"


def carries(coded: Sequence[float]) -> bool:
    """Whether a coder's acts, so many on either leg, carry a stance by themselves."""
    return min(coded) >= LEAST_CODED


def rows_of(panel: Panel, leg: tuple[str, str]) -> list[int]:
    """Positions of a leg in the panel: one, or both directions."""
    return [panel.index(*leg), panel.index(*leg[::-1])] if panel.directed else [panel.index(*leg)]


def counted_acts(panel: Panel, rows: list[int], *, past: bool) -> Floats:
    """Scored acts that may be counted, of several rows by month, array, shape (month,); an act of unknown month is shared out.

    A score whose source says nothing of volume is none, and an act is one whatever its source's noise makes it worth.
    """
    if panel.told is not None:
        return np.asarray(panel.told[rows].sum(axis=0))
    y, n = (panel.y_past, panel.n_past) if past else (panel.y, panel.n)
    _, weight = _joined(y[rows], n[rows])
    return np.asarray(np.minimum(weight, panel.events[rows].sum(axis=0)))


def _noise(relations: Any, rows: list[int], *, past: bool, months: slice) -> tuple[Any, Any]:
    """s2 and tau2 of a leg; of a filtered view the pooled ones as known in each month, array, shape (month,)."""
    hyper = relations.hyper
    if past and hyper.valence.path is not None:
        path, grid = hyper.valence.path[months], hyper.valence.grid
        return path @ grid["s2"], path @ grid["tau2"]
    return float(hyper.s2[rows].mean()), float(hyper.tau2[rows].mean())


def _joined(y: Floats, n: Floats) -> tuple[Floats, Floats]:
    """Weighted mean over the directions of a leg, NaN where none has an act, and the weight."""
    weight = np.where(np.isnan(y), 0.0, n)
    total = weight.sum(axis=0)
    summed = (np.where(np.isnan(y), 0.0, y) * weight).sum(axis=0)
    return np.divide(summed, total, out=np.full_like(total, np.nan), where=total > 0), total
