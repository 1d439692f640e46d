"""Which verdicts on a registered list survive other choices: the list tried again under each, one at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tertius.claims.choices import AS_REGISTERED, Choice, Counted, Maker, choices
from tertius.claims.condition import UNTESTABLE
from tertius.claims.everywhere import PERMUTATIONS, Progress, try_measured
from tertius.claims.feeds import shipped_feeds
from tertius.claims.registry import Registered, read_registered
from tertius.claims.verdict import Verdict
from tertius.provenance import Provenance
from tertius.shown import Shown

if TYPE_CHECKING:
    import polars as pl

SAME = 1e-9  # an estimate this close was not touched by the choice


@dataclass(frozen=True)
class Tries:
    """The list under one choice: its kind, its name, and the verdicts."""

    kind: str
    name: str
    verdicts: tuple[Verdict, ...]

    def to_dict(self) -> dict[str, Any]:
        """Plain dict for JSON."""
        return {
            "kind": self.kind,
            "choice": self.name,
            "claims": [_told(each) for each in self.verdicts],
        }


def _told(each: Verdict) -> dict[str, Any]:
    names = (
        "id",
        "smallest_visible",
        "estimate",
        "lo",
        "hi",
        "p",
        "adjusted",
        "rivals",
        "rows",
        "verdict",
        "why",
    )
    return {**{name: getattr(each, name) for name in names}, "cases": len(each.cases)}


@dataclass(frozen=True)
class Survival:
    """What becomes of one verdict.

    Attributes
    ----------
    id, statement, verdict
        As registered.
    smallest_visible, estimate
        As registered.
    touched, untestable
        Other choices that change what the claim is estimated from; those of them that leave too little to test it.
    same
        Of the touched and testable, those that end in the same verdict.
    same_sign
        Of the same, those whose estimate has the sign of the registered one.
    lowest, highest
        Least and greatest estimate over all choices that can test it.
    changed
        ``{choice, verdict, estimate}`` wherever the verdict is another, untestable ones included.
    survives
        Whether no choice that can test the claim ends in another verdict.
    """

    id: str
    statement: str
    verdict: str
    smallest_visible: float
    estimate: float
    touched: int
    untestable: int
    same: int
    same_sign: int
    lowest: float
    highest: float
    changed: tuple[dict[str, Any], ...]
    survives: bool

    def to_dict(self) -> dict[str, Any]:
        """Plain dict for JSON."""
        return {**vars(self), "changed": list(self.changed)}


@dataclass(frozen=True)
class Sensitivity(Shown):
    """A registered list under every choice.

    Attributes
    ----------
    tries
        As registered first, then every other choice.
    registered
        The list, with its hash.
    permutations
        Redraws of each placebo.
    """

    tries: tuple[Tries, ...]
    registered: Registered
    permutations: int
    provenance: Provenance

    def _headline(self) -> str:
        kept = sum(each.survives for each in self.survivals())
        return f"{kept} of {len(self.registered.claims)} verdicts survive {len(self.tries) - 1} other choices"

    def survivals(self) -> tuple[Survival, ...]:
        """One a claim, in the order of the list."""
        usual, *others = self.tries
        return tuple(
            _survival(first, [(tried.name, tried.verdicts[k]) for tried in others])
            for k, first in enumerate(usual.verdicts)
        )

    def to_frame(self) -> pl.DataFrame:
        """One row a choice and claim."""
        import polars as pl

        rows = [
            {"kind": tried.kind, "choice": tried.name, **_told(each)}
            for tried in self.tries
            for each in tried.verdicts
        ]
        return pl.DataFrame(rows, infer_schema_length=None)

    def to_dict(self) -> dict[str, Any]:
        """The object that ``tertius claims --sensitivity --json`` prints."""
        listed = self.registered
        return {
            "survives": [each.to_dict() for each in self.survivals()],
            "choices": [tried.to_dict() for tried in self.tries],
            "registered": {"title": listed.title, "day": listed.day, "sha256": listed.sha256},
            "permutations": self.permutations,
            "provenance": self.provenance.to_dict(),
        }


def sensitivity(
    make: Maker | None = None,
    registered: Registered | None = None,
    *,
    seed: int,
    base: Counted | None = None,
    permutations: int = PERMUTATIONS,
    progress: Progress | None = None,
) -> Sensitivity:
    """Try a registered list under every choice, the redraws of the placebos beginning anew from the seed each time.

    Parameters
    ----------
    make
        Sources under a way of counting; all that ship if not given.
    registered
        The list; the one that ships if not given.
    base
        How acts are counted as registered.
    permutations
        Redraws of each placebo.
    progress
        Called with a word on what is done, and the share of that step (NaN where it cannot be known).
    """
    say = progress or (lambda _, __: None)
    listed = registered or read_registered()
    found: list[Tries] = []
    kept: dict[tuple[object, ...], Verdict] = {}
    measured = _measuring(say)
    for choice in choices(make or _shipped, listed.claims, base or Counted(), done=measured):
        verdicts = try_measured(
            choice.claims, choice.pairs, rng=np.random.default_rng(seed), permutations=permutations,
            progress=_within(say, choice), kept=kept,
        )  # fmt: skip
        found.append(Tries(choice.kind, choice.name, verdicts))
    notes = (f"registered list {listed.title}, sha256 {listed.sha256}, under {len(found) - 1} other choices",)
    return Sensitivity(tuple(found), listed, permutations, Provenance(notes=notes, seed=seed))


def _shipped(counted: Counted) -> tuple[Any, ...]:
    return shipped_feeds(scale=counted.scale, keep_duplicates=counted.keep_duplicates, least=counted.least)


def _measuring(say: Progress) -> Callable[[str], None]:
    return lambda text: say(text, float("nan"))


def _within(say: Progress, choice: Choice) -> Progress:
    return lambda text, share: say(f"{choice.name}: {text}", share)


def _survival(first: Verdict, others: list[tuple[str, Verdict]]) -> Survival:
    touched = [(name, each) for name, each in others if not _alike(first, each)]
    testable = [(name, each) for name, each in touched if each.verdict != UNTESTABLE]
    same = [each for _, each in testable if each.verdict == first.verdict]
    known = [each.estimate for each in (first, *(each for _, each in testable)) if np.isfinite(each.estimate)]
    changed = tuple(
        {"choice": name, "verdict": each.verdict, "estimate": each.estimate}
        for name, each in touched
        if each.verdict != first.verdict
    )
    return Survival(
        first.id, first.statement, first.verdict, first.smallest_visible, first.estimate,
        len(touched), len(touched) - len(testable), len(same),
        sum(bool(np.sign(each.estimate) == np.sign(first.estimate)) for each in same),
        min(known, default=float("nan")), max(known, default=float("nan")), changed, len(same) == len(testable),
    )  # fmt: skip


def _alike(one: Verdict, two: Verdict) -> bool:
    """Whether a choice left everything as it was."""
    if one.rows != two.rows or one.verdict != two.verdict:
        return False
    pairs = ((one.estimate, two.estimate), (one.se, two.se))
    return all(abs(a - b) <= SAME * max(abs(a), 1.0) or (a != a and b != b) for a, b in pairs)


__all__ = ["AS_REGISTERED", "Sensitivity", "Survival", "Tries", "sensitivity"]
