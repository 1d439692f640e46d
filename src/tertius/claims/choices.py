"""The choices that a verdict could rest on: scale, neutral point, duplicate rule, sources, confidence, and the measure itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from tertius.claims.feeds import Feed
from tertius.claims.quantities import Measured, measure_feed
from tertius.claims.registry import Proposition
from tertius.claims.rescaled import SCALES

Pairs = list[tuple[Feed, Measured]]
AS_REGISTERED = "as registered"
NEUTRAL: tuple[float | str, ...] = ("median", -1.0, 1.0)


@dataclass(frozen=True)
class Counted:
    """How acts are counted."""

    scale: str = "goldstein"
    keep_duplicates: bool = False
    least: str = "low"
    c0: float | str = 0.0
    article: bool = False


Maker = Callable[[Counted], Sequence[Feed]]


@dataclass(frozen=True, eq=False)
class Choice:
    """One way to try the list: what is other than registered, of which kind, and what the claims are tried on."""

    kind: str
    name: str
    pairs: Pairs
    claims: tuple[Proposition, ...]


class _Measure:
    """Sources under a way of counting; a source that the way does not touch is measured once."""

    def __init__(self, make: Maker, done: Callable[[str], None]) -> None:
        self.make, self.done = make, done
        self.kept: dict[tuple[str, Counted], tuple[Feed, Measured]] = {}

    def __call__(self, counted: Counted) -> Pairs:
        return [self._pair(feed, counted) for feed in self.make(counted)]

    def _pair(self, feed: Feed, counted: Counted) -> tuple[Feed, Measured]:
        key = feed.name, _touching(feed, counted)
        if key not in self.kept:
            self.kept[key] = (
                feed,
                measure_feed(feed, c0=counted.c0, article=counted.article, done=self.done),
            )
        return self.kept[key]


def _touching(feed: Feed, counted: Counted) -> Counted:
    """The way of counting, less what changes nothing in this source."""
    if feed.events is None:
        scale = "goldstein" if counted.scale == "squares" else counted.scale
        return replace(counted, scale=scale, keep_duplicates=False, least="low")
    if feed.kind == "chronicle" and counted.scale == "quad":
        return replace(counted, scale="goldstein")
    return counted


def choices(
    make: Maker, claims: tuple[Proposition, ...], base: Counted, *, done: Callable[[str], None]
) -> Iterator[Choice]:
    """The list as registered, then every other choice, one at a time.

    Parameters
    ----------
    make
        Sources under a way of counting.
    base
        How acts are counted as registered.
    done
        Called with a word on what is being measured.
    """
    measure = _Measure(make, done)
    usual = measure(base)
    yield Choice("registered", AS_REGISTERED, usual, claims)
    for kind, name, counted in _counted(base):
        yield Choice(kind, name, measure(counted), claims)
    names = list(dict.fromkeys(feed.name for feed, _ in usual))
    for name in names if len(names) > 1 else []:
        rest = [pair for pair in usual if pair[0].name != name]
        yield Choice("source", f"without {name}", rest, claims)
    for name, change in _MEASURES.items():
        other = tuple(change(claim) for claim in claims)
        if other != claims:
            yield Choice("measure", name, usual, other)


def _counted(base: Counted) -> Iterator[tuple[str, str, Counted]]:
    for scale, words in SCALES.items():
        if scale != base.scale:
            yield "scale", words if scale == "goldstein" else f"{scale}: {words}", replace(base, scale=scale)
    for c0 in NEUTRAL:
        if c0 != base.c0:
            said = f"{c0:+g} points" if isinstance(c0, float) else f"the {c0}"
            yield "neutral point", f"neutral point {said}", replace(base, c0=c0)
    other = not base.keep_duplicates
    said = "twice" if other else "once"
    yield "duplicates", f"acts told twice count {said}", replace(base, keep_duplicates=other)
    for least, said in (
        ("medium", "without acts of low confidence"),
        ("high", "acts of high confidence only"),
    ):
        if least != base.least:
            yield "confidence", said, replace(base, least=least)
    yield "cases", "with the article's own triangles", replace(base, article=True)


def _even(claim: Proposition) -> Proposition:
    """Evenness of valence, 1 - |v_A - v_B| / 2, in place of P(middle)."""
    if claim.design != "panel":
        return claim
    names = ("exposure", "outcome")
    return replace(claim, **{name: getattr(claim, name).replace("middle[", "even[") for name in names})  # type: ignore[arg-type]


def _spiked(claim: Proposition) -> Proposition:
    """Dated spikes of the rivalry in place of easings."""
    if claim.design != "panel":
        return claim
    return replace(claim, exposure=claim.exposure.replace("eased[", "spiked["))


_MEASURES = {
    "evenness of valence in place of P(middle)": _even,
    "the rivals' dated spikes in place of easings": _spiked,
}
