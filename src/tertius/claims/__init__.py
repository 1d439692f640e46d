"""Claims: one case read against the four conditions, and a registered list tried on many cases, verdicts in fixed words."""

from __future__ import annotations

from tertius.claims.condition import CONTRADICTED, SUPPORTED, UNCLEAR, UNTESTABLE, VERDICTS, Condition
from tertius.claims.everywhere import Tried, try_claims
from tertius.claims.feeds import Feed, events_feed, shipped_feeds
from tertius.claims.reading import easing_turns, read_conditions
from tertius.claims.registry import Proposition, Registered, read_registered
from tertius.claims.sensitivity import Sensitivity, sensitivity
from tertius.claims.verdict import Verdict

__all__ = [
    "CONTRADICTED",
    "SUPPORTED",
    "UNCLEAR",
    "UNTESTABLE",
    "VERDICTS",
    "Condition",
    "Feed",
    "Proposition",
    "Registered",
    "Sensitivity",
    "Tried",
    "Verdict",
    "easing_turns",
    "events_feed",
    "read_conditions",
    "read_registered",
    "sensitivity",
    "shipped_feeds",
    "try_claims",
]
