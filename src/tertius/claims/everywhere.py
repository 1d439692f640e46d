"""The registered list on all that ships, or on a user's own events."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tertius.claims.act_designs import agendas_design, areas_design, requests_design
from tertius.claims.designs import panel_design
from tertius.claims.feeds import Feed, shipped_feeds
from tertius.claims.quantities import Measured, measure_feed
from tertius.claims.registry import Proposition, Registered, read_registered
from tertius.claims.slope import Design
from tertius.claims.verdict import Verdict, judged, try_claim
from tertius.provenance import Provenance, SourceUse
from tertius.shown import Shown

if TYPE_CHECKING:
    import polars as pl

PERMUTATIONS = 1000
Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Tried(Shown):
    """Verdicts on a registered list, nulls and findings in one table.

    Attributes
    ----------
    verdicts
        In the order of the list.
    registered
        The list, with its hash.
    sources, pivots
        Names of the sources, and pivots between two rivals in each.
    permutations
        Redraws of each placebo.
    """

    verdicts: tuple[Verdict, ...]
    registered: Registered
    sources: tuple[str, ...]
    pivots: tuple[int, ...]
    permutations: int
    provenance: Provenance

    def _headline(self) -> str:
        return f"{len(self.verdicts)} claims on {', '.join(self.sources)}; list {self.registered.sha256[:12]}"

    def _sample(self, most: int) -> tuple[list[dict[str, Any]], int]:
        names = ("id", "smallest_visible", "estimate", "lo", "hi", "verdict")
        rows = [{name: getattr(each, name) for name in names} for each in self.verdicts[:most]]
        return rows, len(self.verdicts)

    def to_dict(self) -> dict[str, Any]:
        """The object that ``tertius claims --json`` prints."""
        listed = self.registered
        return {
            "claims": [each.to_dict() for each in self.verdicts],
            "registered": {"title": listed.title, "day": listed.day, "sha256": listed.sha256},
            "sources": [
                {"name": name, "pivots": count} for name, count in zip(self.sources, self.pivots, strict=True)
            ],
            "permutations": self.permutations,
            "provenance": self.provenance.to_dict(),
        }

    def to_frame(self) -> pl.DataFrame:
        """One row a claim."""
        import polars as pl

        rows = []
        for each in self.verdicts:
            row = {**each.to_dict(), "cases": "; ".join(each.cases)}
            placebo = row.pop("placebo")
            rows.append({**row, "permuted_p": placebo["permuted_p"], "shifted_p": placebo["shifted_p"]})
        return pl.DataFrame(rows, infer_schema_length=None)


def try_claims(
    feeds: Sequence[Feed] | None = None,
    registered: Registered | None = None,
    *,
    rng: np.random.Generator,
    permutations: int = PERMUTATIONS,
    c0: float | str = 0.0,
    progress: Progress | None = None,
) -> Tried:
    """Try every claim of a registered list on every source.

    Parameters
    ----------
    feeds
        Sources; all that ship if not given.
    registered
        The list; the one that ships if not given.
    rng
        For the placebos.
    permutations
        Redraws of each placebo.
    c0
        Neutral point: a number on the scale, or ``median``.
    progress
        Called with a word on what is done, and the share of that step (NaN where it cannot be known).
    """
    say = progress or (lambda _, __: None)
    feeds, listed = tuple(feeds) if feeds is not None else shipped_feeds(), registered or read_registered()
    measured = [measure_feed(feed, c0=c0, done=lambda text: say(text, float("nan"))) for feed in feeds]
    pairs = list(zip(feeds, measured, strict=True))
    verdicts = try_measured(listed.claims, pairs, rng=rng, permutations=permutations, progress=say)
    uses = tuple(
        SourceUse(feed.name, name, digest, len(feed.cells), len(feed.cells))
        for feed in feeds
        for name, digest in feed.used
    )
    notes = (f"registered list {listed.title}, sha256 {listed.sha256}",)
    return Tried(
        verdicts, listed, tuple(feed.name for feed in feeds), tuple(len(each.places) for each in measured),
        permutations, Provenance(sources=uses, notes=notes),
    )  # fmt: skip


def try_measured(
    claims: Sequence[Proposition],
    pairs: Sequence[tuple[Feed, Measured]],
    *,
    rng: np.random.Generator,
    permutations: int = PERMUTATIONS,
    progress: Progress | None = None,
    kept: dict[tuple[object, ...], Verdict] | None = None,
) -> tuple[Verdict, ...]:
    """Verdicts on claims from sources that are measured already; the rest as in `try_claims`.

    Parameters
    ----------
    kept
        What was found before, by claim and by the figures that it is taken from; added to here.
    """
    say = progress or (lambda _, __: None)
    found = []
    # a stream of its own for each claim, so that no claim's redraws depend on the claims before it
    for claim, own in zip(claims, rng.spawn(len(claims)), strict=True):
        design, names = design_of(claim, pairs)
        step = _step(say, claim.id, 2 * permutations)
        held = (claim.id, claim.sign, design.digest(), *names)
        if kept is None or held not in kept:
            made = try_claim(claim, design, names, permutations=permutations, rng=own, done=step)
            (kept if kept is not None else {})[held] = made
            found.append(made)
        else:
            found.append(kept[held])
    return judged(found)


def _step(say: Progress, name: str, total: int) -> Callable[[int], None]:
    return lambda count: say(f"{name}: placebos", count / max(total, 1))


def design_of(claim: Proposition, pairs: Sequence[tuple[Feed, Measured]]) -> tuple[Design, list[str]]:
    """What a claim's slope is taken from, and the names of its units."""
    if claim.design == "panel":
        measured = [each for _, each in pairs]
        names = [
            f"{place.name} ({each.feed})"
            for each in measured
            for _ in range(2 if claim.both_ways else 1)
            for place in each.places
        ]
        return panel_design(claim, measured), names
    made = {"areas": areas_design, "agendas": agendas_design, "requests": requests_design}[claim.design]
    return made([pair for pair in pairs if pair[0].events is not None])
