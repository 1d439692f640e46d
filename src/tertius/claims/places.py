"""Which pivots between which rivals are looked at: a fixed outside list, and ties that were there before the window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tertius.claims.feeds import Feed
from tertius.claims.rival_list import rival_pairs, spans

if TYPE_CHECKING:
    import polars as pl

#: Months at a source's beginning in which a pivot must have dealt with both rivals, and the acts with each that it takes.
CHOSEN_IN = {"stream": 24, "scores": 24, "chronicle": 60}
LEAST_ACTS = {"stream": 6, "scores": 3, "chronicle": 1}
FOUNDING = "PRK"  # the article's own pivot; its triangles suggested the claims and may not test them


@dataclass(frozen=True)
class Place:
    """One pivot between two rivals in one source, and the first and last month (since January 1970) that count."""

    pivot: str
    a: str
    b: str
    first: int
    last: int

    @property
    def rivals(self) -> str:
        """``RUS-USA``: the cluster."""
        return f"{self.a}-{self.b}"

    @property
    def name(self) -> str:
        """``IND RUS-USA``."""
        return f"{self.pivot} {self.rivals}"


def places(feed: Feed, *, article: bool = False) -> tuple[Place, ...]:
    """Pivots of the fixed list in one source, in alphabetical order.

    A pair of rivals counts if its rivalry reaches into the source's years; a state counts as their pivot if it has acts with
    both in the source's first two years (a chronicle: in the first five from its first act on either relation), which are then
    left out. What comes later decides nothing.

    Parameters
    ----------
    article
        Take the article's own triangles, too.
    """
    low, high = feed.months
    ties = _ties(feed)
    found = []
    for a, b in rival_pairs():
        first, last = spans()[a, b]
        if last < 1970 + low // 12 or first > 1970 + high // 12:
            continue
        for pivot in sorted(ties.get(a, {}).keys() & ties.get(b, {}).keys() - {a, b}):
            if pivot == FOUNDING and not article:
                continue
            span = _window(feed, ties[a][pivot], ties[b][pivot])
            if span is not None:
                found.append(Place(pivot, a, b, *span))
    return tuple(found)


def _ties(feed: Feed) -> dict[str, dict[str, pl.DataFrame]]:
    """Rival to partner to a frame ``month, acts``, both directions together."""
    import polars as pl

    rivals = sorted({each for pair in rival_pairs() for each in pair})
    out = feed.cells.select(rival="source", other="target", month="month", acts="acts")
    back = feed.cells.select(rival="target", other="source", month="month", acts="acts")
    both = pl.concat([out, back]).filter(pl.col("rival").is_in(rivals))
    found: dict[str, dict[str, pl.DataFrame]] = {}
    for (rival, other), frame in both.partition_by("rival", "other", as_dict=True).items():
        found.setdefault(str(rival), {})[str(other)] = frame.select("month", "acts")
    return found


def _window(feed: Feed, to_a: pl.DataFrame, to_b: pl.DataFrame) -> tuple[int, int] | None:
    """First and last month that count; None where the pivot had too few acts with either before.

    A chronicle speaks of a pivot until its last act on either relation, a stream until its own end.
    """
    import polars as pl

    begun, last = feed.months
    if feed.kind == "chronicle":
        begun = min(int(frame["month"].min()) for frame in (to_a, to_b))  # type: ignore[arg-type]
        last = max(int(frame["month"].max()) for frame in (to_a, to_b))  # type: ignore[arg-type]
    start = begun + CHOSEN_IN[feed.kind]
    acts = [int(frame.filter(pl.col("month") < start)["acts"].sum()) for frame in (to_a, to_b)]
    return (start, last) if min(acts) >= LEAST_ACTS[feed.kind] and start < last else None
