"""Why a text names no state in a year, where it names several: ``ambiguous: KOR or PRK``."""

from __future__ import annotations

import datetime as dt
from functools import cache

from tertius.actors.resolving import alive, candidates

NO_STATE = "no such state that year"


@cache
def why(text: str | None, year: int | None, scheme: str | None) -> str:
    """The reason for which a text is refused: the living states that it can mean, or that there is none."""
    tiers = candidates(text, scheme) if text else ()
    if not tiers or year is None or not 1 <= year <= 9999:
        return NO_STATE
    meant = alive(tiers, dt.date(year, 7, 1))
    return f"ambiguous: {' or '.join(meant)}" if len(meant) > 1 else NO_STATE
