"""Numbers as they are written: percentages, estimates with their intervals, lists."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from tertius.charts import signed


def percent(value: float) -> str:
    """A probability or share; never 0 % or 100 % unless it is.

    >>> percent(0.999), percent(0.0004), percent(0.42)
    ('> 99 %', '< 1 %', '42 %')
    """
    if not math.isfinite(value):
        return "\u2013"
    if 0.0 < value < 0.01:
        return "< 1 %"
    if 0.99 < value < 1.0:
        return "> 99 %"
    return f"{value:.0%}".replace("%", " %")


def number(value: float, digits: int = 2) -> str:
    """A number with its sign, or a dash where there is none."""
    return signed(float(value), digits) if math.isfinite(value) else "\u2013"


def two(value: float | None) -> str:
    """A number to two decimals, or a dash where there is none."""
    return "\u2013" if value is None or not math.isfinite(value) else f"{value:.2f}".replace("-", "\u2212")


def estimate(mean: float, lo: float, hi: float, *, digits: int = 2, sign: bool = True) -> str:
    """An estimate, always with its interval; quantities that cannot be negative go without a sign.

    >>> estimate(0.5, 0.25, 0.75, sign=False)
    '0.50 (90 %: 0.25 \u2013 0.75)'
    """
    if not math.isfinite(mean):
        return "\u2013"
    if not sign:
        return f"{mean:.{digits}f} (90 %: {lo:.{digits}f} \u2013 {hi:.{digits}f})"
    return f"{signed(mean, digits)} (90 %: {signed(lo, digits)} \u2013 {signed(hi, digits)})"


def span_of(mean: float, lo: float, hi: float) -> str:
    """An estimate to two decimals with its bounds."""
    return f"{two(mean)} (90 %: {two(lo)} \u2013 {two(hi)})"


def joined(parts: Sequence[str], last: str = "and", lang: str = "en") -> str:
    """A list in words; in Korean with commas alone.

    >>> joined(["a", "b", "c"])
    'a, b and c'
    """
    items = list(parts)
    if lang == "ko" or len(items) < 2:
        return ", ".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def span(start: Any, end: Any) -> str:
    """An interval of months; one month is said once."""
    return str(start) if str(start) == str(end) else f"{start} \u2013 {end}"


def joined_on(first: str, second: str, lang: str) -> str:
    """Two sentences as one.

    >>> joined_on("It is likely.", "likely not.", "en"), joined_on("가능성이 높다.", "그렇다.", "ko")
    ('It is likely, and likely not.', '가능성이 높고, 그렇다.')
    """
    if lang == "ko":
        return f"{first.removesuffix('다.')}고, {second}"
    return f"{first.removesuffix('.')}, and {second}"


def count(number: int, lang: str) -> str:
    """A small number as prose writes it.

    >>> count(2, "en"), count(12, "en"), count(2, "ko")
    ('two', '12', '2')
    """
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    return words[number] if lang == "en" and number < len(words) else str(number)
