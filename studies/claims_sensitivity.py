"""Which verdicts on the registered claims survive other scales, neutral points, duplicate rules, sources and acts.

``python -m studies claims_sensitivity [REDRAWS]`` prints one line a choice and one column a claim: ``+`` supported, ``-``
contradicted, ``0`` not distinguishable from zero, ``.`` not testable, with the estimate.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from tertius.claims import Feed, Verdict
    from tertius.claims.quantities import Measured
    from tertius.claims.registry import Proposition

Pairs = list[tuple["Feed", "Measured"]]
MARK = {"supported": "+", "contradicted": "-", "not distinguishable from zero at this power": "0"}


def main(data: Path | None, arguments: list[str]) -> int:
    """Print the table; `REDRAWS` of each placebo, 199 if not given."""
    from tertius.claims import read_registered
    from tertius.claims.everywhere import try_measured

    redraws = int(arguments[0]) if arguments else 199
    claims = read_registered().claims
    print(f"{'choice':34} " + " ".join(f"{claim.id:>8}" for claim in claims), flush=True)
    for name, pairs, listed in _choices(claims):
        found = try_measured(listed, pairs, rng=np.random.default_rng(0), permutations=redraws)
        print(f"{name:34} " + " ".join(f"{_cell(each):>8}" for each in found), flush=True)
    return 0


def _cell(found: Verdict) -> str:
    mark = MARK.get(found.verdict, ".")
    return mark if mark == "." else f"{mark} {found.estimate:.2f}"


def _choices(claims: tuple[Proposition, ...]) -> Iterator[tuple[str, Pairs, tuple[Proposition, ...]]]:
    from tertius.claims import shipped_feeds

    base = _measured(shipped_feeds())
    yield "as registered", base, claims
    for name in dict.fromkeys(feed.name for feed, _ in base):
        yield f"without {name}", [pair for pair in base if pair[0].name != name], claims
    yield "evenness in place of P(middle)", base, tuple(_even(claim) for claim in claims)
    yield "the pivot's acts to A (M1, M5)", base, tuple(_to_a(claim) for claim in claims)
    yield "spikes in place of easings (C4)", base, tuple(_spiked(claim) for claim in claims)
    yield "neutral point: the median", _measured(shipped_feeds(), c0="median"), claims
    yield "quad scale in the tallies", _measured(shipped_feeds(scale="quad")), claims
    yield "acts told twice count twice", _measured(shipped_feeds(keep_duplicates=True)), claims
    yield "without acts of low confidence", _measured(shipped_feeds(least="medium")), claims
    yield "acts of high confidence only", _measured(shipped_feeds(least="high")), claims
    yield "with the article's own triangles", _measured(shipped_feeds(), article=True), claims


def _measured(feeds: tuple[Feed, ...], *, c0: float | str = 0.0, article: bool = False) -> Pairs:
    from tertius.claims.quantities import measure_feed

    return [(feed, measure_feed(feed, c0=c0, article=article)) for feed in feeds]


def _even(claim: Proposition) -> Proposition:
    if claim.design != "panel":
        return claim
    return replace(
        claim,
        exposure=claim.exposure.replace("middle", "even"),
        outcome=claim.outcome.replace("middle", "even"),
    )


def _to_a(claim: Proposition) -> Proposition:
    """A turn to B should not show in the acts to A: the same claim on the wrong outcome."""
    if claim.id not in ("M1", "M5"):
        return claim
    swapped = tuple(text.replace("share_b", "share_a") for text in claim.controls)
    outcome = claim.outcome.replace("own_b", "own_a").replace("share_b", "share_a")
    return replace(claim, outcome=outcome, controls=swapped)


def _spiked(claim: Proposition) -> Proposition:
    return (
        replace(claim, exposure=claim.exposure.replace("eased", "spiked"))
        if claim.design == "panel"
        else claim
    )
