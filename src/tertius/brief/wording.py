"""Words for numbers: months, intervals and hedges that never say more than a probability does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tertius.charts import signed

HEDGES = (
    (0.95, "almost certainly"),
    (0.85, "very likely"),
    (0.66, "probably"),
    (0.5, "more likely than not"),
)
CANNOT = "cannot be told"


def hedge(probability: float) -> str:
    """The adverb for a probability; below one half it cannot be told.

    >>> hedge(0.97), hedge(0.7), hedge(0.4)
    ('almost certainly', 'probably', 'cannot be told')
    """
    return next((word for bound, word in HEDGES if probability >= bound), CANNOT)


def percent(value: float) -> str:
    """A probability or share; never 0 % or 100 % unless it is.

    >>> percent(0.999), percent(0.0004), percent(0.42)
    ('> 99 %', '< 1 %', '42 %')
    """
    if not np.isfinite(value):
        return "\u2013"
    if 0.0 < value < 0.01:
        return "< 1 %"
    if 0.99 < value < 1.0:
        return "> 99 %"
    return f"{value:.0%}".replace("%", " %")


def share_of(hits: np.ndarray) -> float:
    """Probability from draws: never 0 or 1, for draws are finite.

    >>> share_of(np.ones(999, bool)) < 1
    True
    """
    return float((np.sum(hits) + 0.5) / (np.size(hits) + 1))


def estimate(mean: float, lo: float, hi: float, *, digits: int = 2, sign: bool = True) -> str:
    """An estimate, always with its interval; quantities that cannot be negative go without a sign."""
    if not np.isfinite(mean):
        return "not available"
    if not sign:
        return f"{mean:.{digits}f} (90 %: {lo:.{digits}f} to {hi:.{digits}f})"
    return f"{signed(mean, digits)} (90 %: {signed(lo, digits)} to {signed(hi, digits)})"


def sign_of(lo: float, hi: float) -> int:
    """+1 or -1 where the interval is on one side of zero, else 0."""
    return int(lo > 0) - int(hi < 0)


def joined(parts: Sequence[str], last: str = "and") -> str:
    """A list in words.

    >>> joined(["a", "b", "c"])
    'a, b and c'
    """
    items = list(parts)
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {last} {items[-1]}" if items else ""


def span(start: Any, end: Any) -> str:
    """An interval of months; one month is said once."""
    return str(start) if str(start) == str(end) else f"{start} to {end}"


def length(start: Any, end: Any) -> int:
    """Months from `start` to `end`, both inclusive.

    >>> length("1960-01", "1960-03")
    3
    """
    first, last = (np.asarray(month, "M8[M]").astype(int) for month in (start, end))
    return int(last - first) + 1


def plain(value: Any) -> dict[str, Any]:
    """Fields of a value as a dict, by its own ``to_dict`` where it has one."""
    if hasattr(value, "to_dict"):
        return dict(value.to_dict())
    return dict(value) if isinstance(value, dict) else dict(vars(value))
