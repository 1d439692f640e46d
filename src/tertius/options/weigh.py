"""Weigh a fourth state's options over draws of assumptions: never one recommendation, but what it hangs on."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from tertius.actors.english import called
from tertius.errors import BadInput
from tertius.options.files import load_assumptions
from tertius.options.measured import calibrated
from tertius.options.playing import VALUES, Payoffs, best_shares, payoffs
from tertius.options.sensitivity import find_flips, sobol_indices, weight_regions, worth_knowing
from tertius.options.stated import MEASURED, Assumption, Assumptions
from tertius.options.words import ask, basis_words, flip_words, meaning, verdict_words
from tertius.provenance import Provenance
from tertius.shown import Shown

if TYPE_CHECKING:
    import polars as pl

    from tertius.triangles import Triangle

ASKED = 5


@dataclass(frozen=True)
class OptionResult:
    """One option: probability of being best, expected and greatest regret, expected payoff."""

    id: str
    name: str
    kinds: tuple[str, ...]
    p_best: float
    regret_mean: float
    regret_max: float
    value_mean: float


@dataclass(frozen=True)
class Flip:
    """An assumption which, moved within its range, puts another option on top; `at` is where.

    ``above`` says on which side of `at` the other option leads; ``what`` is the assumption in words and
    ``words`` says it all in one clause.
    """

    assumption: str
    at: float
    to: str
    instead_of: str
    low: float
    high: float
    reason: str
    above: bool = False
    basis: str = ""
    what: str = ""
    words: str = ""


@dataclass(frozen=True, eq=False)
class OptionTable(Shown):
    """The options weighed; payoffs in an arbitrary unit, so that only ranks, ratios and probabilities mean
    anything.

    Attributes
    ----------
    options
        As the case names them; `ranked` sorts by expected regret.
    value_of_information
        What the watcher's signal adds to the best fixed choice, before the cost of watching; NaN without a watcher.
    value_of_knowing
        What knowing every assumption before choosing would add: the least expected regret.
    flips
        Which single assumption changes the top option, and at what value; the one most worth knowing first.
    asked
        Names of the stated assumptions that are most worth knowing: those to be asked for.
    regions
        Over weights of the three values (`tertius.options.playing.VALUES`): the option with the highest expected
        payoff at each point of a grid on the simplex, as ``{weights, best}``; `region_shares` is each option's
        share of the grid.
    worth_knowing, sobol
        What knowing each assumption alone before choosing would add; and total-order Sobol indices of the top
        option's lead over the runner-up (that is no watching), or None.
    assumes, says
        What the table takes for granted, and what it finds, in sentences.
    """

    fourth: str
    options: tuple[OptionResult, ...]
    value_of_information: float
    value_of_certainty: float
    value_of_knowing: float
    left_out: float
    flips: tuple[Flip, ...]
    asked: tuple[str, ...]
    regions: tuple[dict[str, Any], ...]
    region_shares: dict[str, float]
    worth_knowing: dict[str, float]
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

    @property
    def says(self) -> list[str]:
        """What it finds, in sentences."""

        return verdict_words(self)

    def to_dict(self) -> dict[str, Any]:
        """Plain dict for JSON, with the keys that the command prints."""

        assumed = self.assumptions
        return {
            "fourth": self.fourth,
            "options": [vars(option) for option in self.options],
            "value_of_information": self.value_of_information,
            "value_of_certainty": self.value_of_certainty,
            "value_of_knowing": self.value_of_knowing,
            "left_out": self.left_out,
            "says": self.says,
            "flips": [vars(flip) for flip in self.flips],
            "asked": [{"name": name, "words": ask(assumed[name], assumed)} for name in self.asked],
            "measured": list(assumed.measured),
            "stated": [item.name for item in assumed.items if item.basis != MEASURED],
            "region_shares": self.region_shares,
            "worth_knowing": self.worth_knowing,
            "sobol": self.sobol,
            "assumptions": [{**vars(item), "words": meaning(assumed, item.name)} for item in assumed.items],
            "assumes": list(self.assumes),
            "provenance": self.provenance.to_dict(),
        }

    def to_frame(self) -> pl.DataFrame:
        """One row an option."""
        import polars as pl

        return pl.DataFrame([{**vars(option), "kinds": " ".join(option.kinds)} for option in self.options])


ASSUMES = (
    "{basis}",
    "Ranges are uniform and independent; the unit of payoff is arbitrary.",
    "{p} picks its rivals first and then admits {k} or not; it may leave an admitted offer unanswered.",
    "Where the equilibrium is not unique, payoffs are averaged over the order in which principals take what "
    "they can.",
    "A signal is about a thaw between {p} and {thaw}, not about the rivalry of {a} and {b}.",
    "No option is recommended: the table says under which assumptions which option is best, and what turns it.",
)


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
        From `load_assumptions` or `first_assumptions`; None reads the package's own for Seoul.
    triangle
        Where given, its own estimates replace the assumptions that the file names (rivalry and both accesses).
    sobol
        Base sample for total-order Sobol indices (a power of two; 0 leaves them out).

    Raises
    ------
    BadInput
        Where `size` is below 100, or the triangle is not the assumptions' own.
    """
    if size < 100:
        raise BadInput(f"{size} draws", "at least 100")

    assumed = assumptions or load_assumptions()
    if triangle is not None:
        assumed = calibrated(assumed, triangle=triangle)
    draws = assumed.draw(rng, size)
    found = payoffs(assumed, draws)
    ids = [option.id for option in assumed.options]
    regions, shares = weight_regions(found, ids)
    source = triangle.provenance if triangle else Provenance()
    settings = {"draws": size, "values": list(VALUES), "assumptions": assumed.title}
    worth = worth_knowing(assumed, draws, found)
    flips = sorted(find_flips(assumed, draws, found), key=lambda each: -worth[each[1]])
    results = _results(found, assumed)
    return OptionTable(
        fourth=assumed.fourth,
        options=results,
        value_of_information=found.value_of_signal,
        value_of_certainty=found.value_of_certainty,
        value_of_knowing=min(option.regret_mean for option in results),
        left_out=found.left_out,
        flips=tuple(_flip(assumed, ids, found.expected, each) for each in flips),
        asked=tuple(name for name in worth if assumed[name].basis != MEASURED)[:ASKED],
        regions=regions,
        region_shares=shares,
        worth_knowing=worth,
        sobol=sobol_indices(assumed, found, rng=rng, size=sobol) if sobol else None,
        assumptions=assumed,
        assumes=_assumes(assumed),
        provenance=source.with_settings(**settings),
    )


def _assumes(assumed: Assumptions) -> tuple[str, ...]:
    handles = {"p": assumed.pivot, "a": assumed.a, "b": assumed.b, "k": assumed.fourth}
    names = {key: called(handle) for key, handle in handles.items()}
    names |= {"thaw": names[assumed.thaw], "basis": basis_words(assumed)}
    return tuple(line.format(**names) for line in ASSUMES)


def _flip(
    assumed: Assumptions, ids: list[str], expected: np.ndarray, found: tuple[float, str, float, int, bool]
) -> Flip:
    _, name, at, other, above = found
    item: Assumption = assumed[name]
    top = ids[int(expected.mean(axis=1).argmax())]
    made = Flip(
        name, at, ids[other], top, item.low, item.high, item.reason, above, item.basis, meaning(assumed, name)
    )
    return replace(made, words=flip_words(made, assumed))


def _results(found: Payoffs, assumed: Assumptions) -> tuple[OptionResult, ...]:
    regret = found.expected.max(axis=0) - found.expected
    shares = best_shares(found.known)
    return tuple(
        OptionResult(
            option.id,
            option.name,
            tuple(act.kind for act in option.acts),
            float(shares[index]),
            float(regret[index].mean()),
            float(regret[index].max()),
            float(found.expected[index].mean()),
        )
        for index, option in enumerate(assumed.options)
    )
