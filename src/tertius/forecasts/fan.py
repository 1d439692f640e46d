"""A fan of draws: the triangle's months ahead, from what was known at the origin and nothing later."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tertius.errors import BadInput
from tertius.forecasts.scenarios import LEGS, TIGHT, Scenario, ramp, scenario_of
from tertius.forecasts.simulate import origin_state, simulate_engagement, simulate_valence
from tertius.months import STEP, Months, labels
from tertius.provenance import Provenance
from tertius.shown import Shown

if TYPE_CHECKING:
    import polars as pl

    from tertius.relations import FilteredRelations

Array = npt.NDArray[np.float64]
SIDE = 0.25
LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
LONGEST = 36


@dataclass(frozen=True, eq=False)
class Forecast(Shown):
    """Joint draws of the months ahead.

    Attributes
    ----------
    target
        ``(pivot, a, b)``.
    origin
        Last month that was known.
    months
        Months ahead, array, shape (horizon,).
    draws
        Quantity of the triangle to array, shape (draw, horizon).
    scenario
        Its name; `says` is what it assumes.
    states, stance_prob
        Sides by the simulated tilt, and the probability of each, array, shape (horizon, 3).
    assumes
        What the fan takes for granted, in sentences.
    """

    target: tuple[str, str, str]
    origin: np.datetime64
    months: Months
    draws: dict[str, Array]
    scenario: str
    states: tuple[str, ...]
    stance_prob: Array
    says: str
    assumes: tuple[str, ...]
    provenance: Provenance = field(default_factory=Provenance)

    def _headline(self) -> str:
        return f"forecast from {self.origin}, {self.horizon} periods ahead, scenario {self.scenario!r}"

    def __post_init__(self) -> None:
        for name, values in self.draws.items():
            if values.ndim != 2 or values.shape[1] != len(self.months):
                raise BadInput(f"draws of {name} of shape {values.shape}", f"(draw, {len(self.months)})")
        if self.stance_prob.shape != (len(self.months), len(self.states)):
            raise BadInput(f"stance probabilities of shape {self.stance_prob.shape}", "(horizon, state)")

    @property
    def horizon(self) -> int:
        """Number of periods ahead."""
        return len(self.months)

    def quantiles(self, name: str, levels: tuple[float, ...] = LEVELS) -> Array:
        """Quantiles of one quantity, array, shape (level, horizon)."""
        if name not in self.draws:
            raise BadInput(f"no quantity {name!r} in the forecast", ", ".join(self.draws))
        return np.asarray(np.quantile(self.draws[name], levels, axis=0))

    def to_dict(self) -> dict[str, Any]:
        """Plain dict for JSON."""
        return {
            "target": list(self.target),
            "origin": str(self.origin),
            "horizon": self.horizon,
            "months": labels(self.months),
            "quantiles": {n: dict(zip(map(str, LEVELS), self.quantiles(n), strict=True)) for n in self.draws},
            "stances": dict(zip(self.states, self.stance_prob.T, strict=True)),
            "scenario": self.scenario,
            "says": self.says,
            "assumes": list(self.assumes),
        }

    def to_frame(self) -> pl.DataFrame:
        """One row a quantity and month ahead, with quantiles."""
        import polars as pl

        rows = [
            {"quantity": name, "month": month, **dict(zip(map(str, LEVELS), column, strict=True))}
            for name in self.draws
            for month, column in zip(labels(self.months), self.quantiles(name).T.tolist(), strict=True)
        ]
        return pl.DataFrame(rows)


ASSUMES = (
    "Only what was known at the origin enters: the filtered posterior, hyperparameters drawn from its mixture.",
    "The three legs move independently of each other given the past; a scenario on one leg does not move the others.",
    "A scenario is imposed, not predicted: it says nothing of how likely it is, teaches nothing about the "
    "hyperparameters, and is never a causal estimate.",
    "A side ahead is a simulated tilt of a quarter or more, never a stance.",
)
CHRONICLE_SAYS = (
    "Engagement in a chronicle is an AR(1) of half-life two years around the leg's own mean: a convention."
)


def forecast(
    relations: FilteredRelations,
    pivot: str,
    a: str,
    b: str,
    *,
    scenario: str = "as is",
    horizon: int = 12,
    rng: np.random.Generator,
    size: int = 1000,
    origin: np.datetime64 | None = None,
) -> Forecast:
    """Simulate the triangle `horizon` periods ahead of `origin` (the last month if not given).

    Parameters
    ----------
    relations
        The filtered posterior; a smoothed one has seen the future and is refused.
    scenario
        See `tertius.forecasts.scenario_of`.
    horizon
        1 to 36 periods.

    Raises
    ------
    BadInput
        For smoothed or directed relations, an unknown scenario, or a horizon or origin out of range.
    """
    at = _check(relations, horizon, size, origin)
    chosen = scenario_of(scenario, a=a, b=b)
    rows = [relations.index(*leg) for leg in ((pivot, a), (pivot, b), (a, b))]
    step = STEP[relations.panel.every]
    x, log_rate = _simulate(relations, rows, at, chosen, horizon=horizon, rng=rng, size=size)
    draws, states, prob = _read(relations, x, log_rate, a, b)
    start = relations.months[at].astype("M8[M]")
    ahead = (start.astype(int) + step * np.arange(1, horizon + 1)).astype("M8[M]")
    extra = () if relations.evidence.counts is not None else (CHRONICLE_SAYS,)
    return Forecast(
        target=(pivot, a, b),
        origin=start,
        months=ahead,
        draws=draws,
        scenario=chosen.name,
        states=states,
        stance_prob=prob,
        says=chosen.says,
        assumes=(*ASSUMES, *extra),
        provenance=relations.provenance.with_settings(scenario=chosen.name, origin=str(start), draws=size),
    )


def _check(relations: FilteredRelations, horizon: int, size: int, origin: np.datetime64 | None) -> int:
    from tertius.relations import FilteredRelations as Filtered

    if not isinstance(relations, Filtered):
        raise BadInput(
            f"a forecast from {type(relations).__name__}",
            "FilteredRelations: a smoothed posterior has seen the future",
            'use estimate_relations(panel, given="past")',
        )
    if relations.panel.directed:
        raise BadInput("a forecast from directed relations", "an undirected panel")
    if not 1 <= horizon <= LONGEST or size < 2:
        raise BadInput(
            f"horizon {horizon}, {size} draws", f"1 to {LONGEST} periods ahead and at least 2 draws"
        )
    if origin is None:
        return len(relations.months) - 1
    found = np.flatnonzero(relations.months == origin.astype("M8[M]"))
    if not len(found):
        raise BadInput(f"origin {origin}", f"a month from {relations.months[0]} to {relations.months[-1]}")
    return int(found[0])


def _simulate(
    relations: FilteredRelations,
    rows: list[int],
    at: int,
    chosen: Scenario,
    *,
    horizon: int,
    rng: np.random.Generator,
    size: int,
) -> tuple[Array, Array]:
    """Valence and log rate of the legs, two arrays, shape (leg, draw, horizon)."""
    path = ramp(horizon, step=STEP[relations.panel.every])
    s0 = relations.ruler.s0
    x, log_rate = [], []
    # each leg draws from its own stream, so that scenarios differ only where they say so
    streams = rng.spawn(2 * len(LEGS))
    for leg, row, first, second in zip(LEGS, rows, streams[:3], streams[3:], strict=True):
        start = origin_state(relations, row, at, rng=first, size=size)
        target = None
        if leg in chosen.valence:
            target = start.expected(horizon) + chosen.valence[leg] * s0 * path
        x.append(simulate_valence(start, target=target, sd=TIGHT * s0, horizon=horizon, rng=first))
        rate = simulate_engagement(relations, row, at, horizon=horizon, rng=second, size=size)
        log_rate.append(rate + chosen.engagement.get(leg, 0.0) * path)
    return np.stack(x), np.stack(log_rate)


def _read(
    relations: FilteredRelations, x: Array, log_rate: Array, a: str, b: str
) -> tuple[dict[str, Array], tuple[str, ...], Array]:
    from tertius.triangles.quantities import all_quantities

    v, e = relations.valence(x), relations.active(log_rate)
    draws = all_quantities(v[0], v[1], v[2], e[0], e[1], e[2])
    states = (f"tilted to {a}", "even", f"tilted to {b}")
    tilt = draws["tilt"]
    sides = (tilt >= SIDE, np.abs(tilt) < SIDE, tilt <= -SIDE)
    return draws, states, np.stack([side.mean(axis=0) for side in sides], axis=1)
