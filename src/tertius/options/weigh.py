"""Weigh a fourth state's options over draws of stated assumptions: never one recommendation, but what it
hangs on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from tertius.errors import BadInput
from tertius.options import catalogue
from tertius.options.catalogue import OPTIONS, SCENARIOS, VALUES, WATCH
from tertius.options.stated import Array, Assumptions, Draws, calibrated, load_assumptions
from tertius.provenance import Provenance
from tertius.shown import Shown

if TYPE_CHECKING:
    import polars as pl

    from tertius.triangles import Triangle


@dataclass(frozen=True)
class Payoffs:
    """Every option's payoff to the fourth state.

    Attributes
    ----------
    parts
        By value, expected over scenarios, before cost: array, shape (option, draw, value).
    costs
        array, shape (option, draw).
    expected
        Parts summed less cost, array, shape (option, draw). For K2 the reply to each signal is fixed once,
        on the average over all draws, as Seoul would have to fix it.
    known
        The same where K2 replies to the signal in each draw as if that draw's assumptions were known (only
        its row differs): "would watching be best in such a world?"
    value_of_signal, value_of_certainty
        What K2's signal, and a perfect one, add to the best fixed choice, before the cost of watching.
    left_out
        Probability that the fourth state is left out while both rivals bargain, if it does nothing.
    """

    parts: Array
    costs: Array
    expected: Array
    known: Array
    value_of_signal: float
    value_of_certainty: float
    left_out: float


@dataclass(frozen=True)
class OptionResult:
    """One option: probability of being best, expected and greatest regret, expected payoff."""

    id: str
    name: str
    p_best: float
    regret_mean: float
    regret_max: float
    value_mean: float


@dataclass(frozen=True)
class Flip:
    """An assumption which, moved within its range, puts another option on top; `at` is where."""

    assumption: str
    at: float
    to: str
    instead_of: str
    low: float
    high: float
    reason: str


@dataclass(frozen=True, eq=False)
class OptionTable(Shown):
    """The options weighed; payoffs in an arbitrary unit, so that only ranks, ratios and probabilities mean
    anything.

    Attributes
    ----------
    options
        In the order of the catalogue; `ranked` sorts by expected regret.
    value_of_information
        What the K2 signal adds to the best fixed choice, before the cost of watching.
    flips
        Which single assumption changes the top option, and at what value.
    regions
        Over weights of the three values (`VALUES`): the option with the highest expected payoff at each
        point of a grid on the simplex, as ``{weights, best}``; `region_shares` is each option's share of
        the grid.
    sobol
        Total-order Sobol indices of the top option's lead over doing nothing (or over the runner-up), or
        None.
    assumes
        What the table takes for granted, in sentences.
    """

    fourth: str
    options: tuple[OptionResult, ...]
    value_of_information: float
    value_of_certainty: float
    left_out: float
    flips: tuple[Flip, ...]
    regions: tuple[dict[str, Any], ...]
    region_shares: dict[str, float]
    sobol: dict[str, float] | None
    assumptions: Assumptions
    assumes: tuple[str, ...]
    provenance: Provenance = field(default_factory=Provenance)

    def _headline(self) -> str:
        return f"{len(self.options)} options of {self.fourth}, by name; the unit of payoff is arbitrary"

    @property
    def ranked(self) -> tuple[OptionResult, ...]:
        """By expected regret, smallest first (the same order as by expected payoff)."""
        return tuple(sorted(self.options, key=lambda option: option.regret_mean))

    @property
    def top(self) -> OptionResult:
        """The option with the smallest expected regret."""
        return self.ranked[0]

    def to_dict(self) -> dict[str, Any]:
        """Plain dict for JSON, with the keys that the command prints."""
        return {
            "fourth": self.fourth,
            "options": [vars(option) for option in self.options],
            "value_of_information": self.value_of_information,
            "value_of_certainty": self.value_of_certainty,
            "left_out": self.left_out,
            "flips": [vars(flip) for flip in self.flips],
            "region_shares": self.region_shares,
            "sobol": self.sobol,
            "assumptions": [vars(item) for item in self.assumptions.items],
            "assumes": list(self.assumes),
            "provenance": self.provenance.to_dict(),
        }

    def to_frame(self) -> pl.DataFrame:
        """One row an option."""
        import polars as pl

        return pl.DataFrame([vars(option) for option in self.options])


ASSUMES = (
    "Every number is a stated assumption with a range; none is estimated from events, except rivalry and "
    "access where a triangle is given.",
    "Ranges are uniform and independent; the unit of payoff is arbitrary.",
    "The pivot picks its rivals first and then admits the fourth state or not; it may leave an admitted "
    "offer unanswered.",
    "Where the equilibrium is not unique, payoffs are averaged over the order in which principals take what "
    "they can.",
    "The signal that K2 buys is about a thaw between the pivot and the first rival, not about rivalry.",
)


def payoffs(draws: Draws, *, agendas: tuple[str, ...]) -> Payoffs:
    """Play the pivot's game for every option, scenario and draw."""
    found = catalogue.tables(draws, agendas)
    by_scenario = np.stack([catalogue.worth_to_fourth(option, found, draws) for option in OPTIONS])
    size = by_scenario.shape[2]
    costs = np.stack([np.broadcast_to(catalogue.cost(option, draws), (size,)) for option in OPTIONS])
    odds = catalogue.chances(draws)
    parts = np.einsum("osdv,sd->odv", by_scenario, odds)
    watch = next(index for index, option in enumerate(OPTIONS) if WATCH in option.acts)
    rest = np.array([index for index in range(len(OPTIONS)) if index != watch])
    # what each reply is worth jointly with each signal: shape (signal, reply, draw, value)
    joint = np.stack([np.einsum("osdv,sd->odv", by_scenario[rest], odds * p) for p in _signal(draws)])
    spent = np.stack([costs[rest] * (odds * p).sum(axis=0) for p in _signal(draws)])
    utility = joint.sum(axis=-1) - spent
    replies = utility.mean(axis=-1).argmax(axis=1)
    parts[watch] = sum(joint[y, reply] for y, reply in enumerate(replies))
    own = costs[watch].copy()
    costs[watch] = own + sum(spent[y, reply] for y, reply in enumerate(replies))
    expected = parts.sum(axis=-1) - costs
    known = expected.copy()
    known[watch] = utility.max(axis=1).sum(axis=0) - own
    best = float(expected[rest].mean(axis=1).max())
    certain = (np.einsum("osdv,sd->od", by_scenario[rest], odds * side) for side in _thaw_sides())
    sure = sum(
        float((value - costs[rest] * (odds * side).sum(axis=0)).mean(axis=1).max())
        for value, side in zip(certain, _thaw_sides(), strict=True)
    )
    excluded = catalogue.excluded(OPTIONS[0], found, draws)
    return Payoffs(
        parts=parts,
        costs=costs,
        expected=expected,
        known=known,
        value_of_signal=max(0.0, float(expected[watch].mean() + own.mean() - best)),
        value_of_certainty=max(0.0, sure - best),
        left_out=float((excluded * odds).sum(axis=0).mean()),
    )


def _thaw_sides() -> tuple[Array, Array]:
    thaw = np.array([side for _, side in SCENARIOS], dtype=float)[:, None]
    return 1 - thaw, thaw


def _signal(draws: Draws) -> tuple[Array, Array]:
    """Probability of the signal "no thaw" and of "thaw" in each scenario and draw: two arrays (scenario,
    draw)."""
    right = draws["k2_accuracy"]
    calm, thaw = _thaw_sides()
    return calm * right + thaw * (1 - right), calm * (1 - right) + thaw * right


def best_shares(known: Array) -> Array:
    """How often each option is best over the draws, equals sharing: array, shape (option,)."""
    at_top = known >= known.max(axis=0) - 1e-12
    return np.asarray((at_top / at_top.sum(axis=0)).mean(axis=1))


def weigh_options(
    assumptions: Assumptions | None = None,
    *,
    rng: np.random.Generator,
    size: int = 10_000,
    triangle: Triangle | None = None,
    sobol: int = 0,
) -> OptionTable:
    """Weigh the fourth state's options over `size` draws of the assumptions.

    Parameters
    ----------
    assumptions
        From `load_assumptions`; None reads the package's own for Seoul.
    triangle
        Where given, rivalry and both accesses come from its last month instead.
    sobol
        Base sample for total-order Sobol indices (a power of two; 0 leaves them out).

    Raises
    ------
    BadInput
        Where `size` is below 100, or the triangle is not the assumptions' own.
    """
    if size < 100:
        raise BadInput(f"{size} draws", "at least 100")
    from tertius.options.sensitivity import find_flips, sobol_indices, weight_regions

    assumptions = assumptions or load_assumptions()
    if triangle is not None:
        assumptions = calibrated(assumptions, triangle=triangle)
    draws = assumptions.draw(rng, size)
    found = payoffs(draws, agendas=assumptions.agendas)
    regions, shares = weight_regions(found)
    source = triangle.provenance if triangle else Provenance()
    settings = {"draws": size, "values": list(VALUES), "assumptions": assumptions.title}
    return OptionTable(
        fourth=assumptions.fourth,
        options=_results(found),
        value_of_information=found.value_of_signal,
        value_of_certainty=found.value_of_certainty,
        left_out=found.left_out,
        flips=find_flips(assumptions, draws, found),
        regions=regions,
        region_shares=shares,
        sobol=sobol_indices(assumptions, found, rng=rng, size=sobol) if sobol else None,
        assumptions=assumptions,
        assumes=ASSUMES,
        provenance=source.with_settings(**settings),
    )


def _results(found: Payoffs) -> tuple[OptionResult, ...]:
    regret = found.expected.max(axis=0) - found.expected
    shares = best_shares(found.known)
    return tuple(
        OptionResult(
            option.id,
            option.name,
            float(shares[index]),
            float(regret[index].mean()),
            float(regret[index].max()),
            float(found.expected[index].mean()),
        )
        for index, option in enumerate(OPTIONS)
    )
