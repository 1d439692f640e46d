"""A fan of draws: the triangle's months ahead, from what was known at the origin and nothing later."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tertius.errors import BadInput
from tertius.forecasts.coupling import Coupling
from tertius.forecasts.learned import Learned, learn
from tertius.forecasts.outlook import Side, outlook
from tertius.forecasts.pool import one_speed
from tertius.forecasts.scenarios import LEGS, Scenario, moved, scenario_of
from tertius.forecasts.walking import Paths, walk
from tertius.months import STEP, Months, labels
from tertius.provenance import Provenance
from tertius.relations import FilteredRelations as Filtered
from tertius.relations.estimate import scale_unit
from tertius.shown import Shown
from tertius.triangles.quantities import all_quantities

if TYPE_CHECKING:
    import polars as pl

    from tertius.relations import FilteredRelations

Array = npt.NDArray[np.float64]
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
    sides
        What will be observed over the next 3, 6 and 12 months (`tertius.forecasts.outlook`); only of the run as is.
    skill
        For every learned horizon: the pool's weights, how much of them is climatology, and the share of the bar's loss that the
        pool saved at past origins of this record (NaN where there were too few).
    couplings
        What a surprise between the rivals has moved, with its interval.
    assumes
        What the fan takes for granted, in sentences.
    """

    target: tuple[str, str, str]
    origin: np.datetime64
    months: Months
    draws: dict[str, Array]
    scenario: str
    says: str
    assumes: tuple[str, ...]
    sides: tuple[Side, ...] = ()
    skill: tuple[dict[str, Any], ...] = ()
    couplings: tuple[Coupling, ...] = ()
    provenance: Provenance = field(default_factory=Provenance)

    def _headline(self) -> str:
        return f"forecast from {self.origin}, {self.horizon} periods ahead, scenario {self.scenario!r}"

    def __post_init__(self) -> None:
        for name, values in self.draws.items():
            if values.ndim != 2 or values.shape[1] != len(self.months):
                raise BadInput(f"draws of {name} of shape {values.shape}", f"(draw, {len(self.months)})")

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
            "sides": [vars(side) for side in self.sides],
            "skill": list(self.skill),
            "couplings": [vars(coupling) for coupling in self.couplings],
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
    "Only what was known at the origin enters: the filtered posterior, hyperparameters drawn from "
    "its mixture, and what past origins "
    "taught.",
    "Months ahead keep the state space's dependence; each month's distribution is the pool's (score_a, acts_a ...: what will be "
    "observed). Valence and activity are shifted by as much as the pool's mean differs from the state space's.",
    "A scenario is imposed, not predicted: it says nothing of how likely it is, teaches nothing "
    "about the hyperparameters, and is "
    "never a causal estimate. Legs it does not name move by the measured coupling alone.",
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
    scenario: str | Scenario = "as is",
    horizon: int = 12,
    rng: np.random.Generator,
    size: int = 1000,
    origin: np.datetime64 | None = None,
    learned: Learned | None = None,
    threshold: float = 0.0,
) -> Forecast:
    """Simulate the triangle `horizon` periods ahead of `origin` (the last month if not given).

    Parameters
    ----------
    relations
        The filtered posterior; a smoothed one has seen the future and is refused.
    scenario
        See `tertius.forecasts.scenario_of`; or a `Scenario` of your own.
    horizon
        1 to 36 periods.
    learned
        What the record taught, where it is stored; else it is learned here from the months up to the origin.
    threshold
        Of half the difference of the legs' window means, in scale units: which side will be observed?

    Raises
    ------
    BadInput
        For smoothed or directed relations, an unknown scenario, or a horizon or origin out of range.
    """
    at = _check(relations, horizon, size, origin)
    relations = one_speed(relations)
    chosen = (
        scenario
        if isinstance(scenario, Scenario)
        else scenario_of(scenario, a=a, b=b, month=relations.months[at])
    )
    rows = [relations.index(*leg) for leg in ((pivot, a), (pivot, b), (a, b))]
    learned = _taught(relations, at, horizon, learned)
    paths = walk(relations, rows, at, chosen, horizon=horizon, rng=rng, size=size, learned=learned)
    start = relations.months[at].astype("M8[M]")
    ahead = (start.astype(int) + STEP[relations.panel.every] * np.arange(1, horizon + 1)).astype("M8[M]")
    plain = not (chosen.valence or chosen.engagement or chosen.own) and STEP[relations.panel.every] == 1
    extra = () if relations.evidence.counts is not None else (CHRONICLE_SAYS,)
    return Forecast(
        target=(pivot, a, b),
        origin=start,
        months=ahead,
        draws=_quantities(relations, paths),
        scenario=chosen.name,
        says=" ".join([chosen.says, *moved(chosen, learned.couplings, relations.ruler.s0)]),
        assumes=(*ASSUMES, *extra),
        sides=outlook(relations, (rows[0], rows[1]), at, learned=learned, threshold=threshold)
        if plain
        else (),
        skill=tuple(
            {**row, "climatology": _climatology(row["weights"]), "record": learned.record}
            for row in learned.skill
        ),
        couplings=learned.couplings,
        provenance=relations.provenance.with_settings(scenario=chosen.name, origin=str(start), draws=size),
    )


def _taught(relations: FilteredRelations, at: int, horizon: int, learned: Learned | None) -> Learned:
    if learned is None:
        return learn(relations, at, longest=max(horizon, 12))
    if learned.until > relations.months[at].astype("M8[M]"):
        raise BadInput(
            f"what was learned by {learned.until} for a forecast from {relations.months[at]}",
            "something learned by the origin",
            "it has seen the future",
        )
    if learned.scale != relations.panel.scale or learned.longest < horizon:
        raise BadInput(
            f"what was learned on the scale {learned.scale}, {learned.longest} months ahead",
            f"the scale {relations.panel.scale} and {horizon} months",
            "learn it again",
        )
    return learned


def _climatology(weights: dict[str, float]) -> float:
    """Share of the pool that only repeats the record's own frequencies."""
    return weights["discounted climatology"] + weights["climatology"]


def _check(relations: FilteredRelations, horizon: int, size: int, origin: np.datetime64 | None) -> int:
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


def _quantities(relations: FilteredRelations, paths: Paths) -> dict[str, Array]:
    """Every quantity of the triangle, and what will be observed of each leg."""

    v, e = relations.valence(paths.x), relations.active(paths.log_rate)
    draws = dict(all_quantities(v[0], v[1], v[2], e[0], e[1], e[2]))
    end = 10.0 * scale_unit(relations.panel.scale)
    draws |= {f"score_{leg}": np.clip(score, -end, end) for leg, score in zip(LEGS, paths.score, strict=True)}
    if paths.acts is not None:
        draws |= {f"acts_{leg}": acts for leg, acts in zip(LEGS, paths.acts, strict=True)}
    return draws
