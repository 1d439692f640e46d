"""What the third gained: who gave more, and when next to nothing was left to gain from the two."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tertius.findings.likelihood import Likelihood, likelihood

if TYPE_CHECKING:
    from tertius.leverage import DeadStretch
    from tertius.study import Study

YEAR = 12
"""Months that a stretch without a gain must last to be told; two with fewer between them are one."""
FACTORS = {"rivalry": "rivalry", "access to A": "a", "access to B": "b"}


@dataclass(frozen=True)
class Received:
    """A's share of what both rivals gave the pivot in some years: mean and 90 % bounds, in [0, 1]."""

    first: int
    last: int
    mean: float
    lo: float
    hi: float

    @property
    def clear(self) -> str | None:
        """``a`` or ``b`` where the interval lies on one side of one half."""
        return "a" if self.lo > 0.5 else "b" if self.hi < 0.5 else None


@dataclass(frozen=True)
class Gone:
    """A stretch in which next to nothing was to be gained from the two: a tenth of the window's best month or less.

    Attributes
    ----------
    start, end
        First and last month.
    until, on
        Whether it begins with the window, and whether it ends with it.
    likelihood
        Mean probability over its months.
    whys
        What was lowest, in order: ``rivalry``, or the tie with ``a`` or ``b``.
    """

    start: np.datetime64
    end: np.datetime64
    until: bool
    on: bool
    likelihood: Likelihood
    whys: tuple[str, ...]

    def to_dict(self) -> dict[str, object]:
        """Plain dict for JSON."""
        return {
            **vars(self),
            "start": str(self.start),
            "end": str(self.end),
            "likelihood": self.likelihood.to_dict(),
        }


def received_of(study: Study) -> tuple[Received, ...]:
    """What A gave as a share of what both gave, by period with enough on record."""
    periods = study.gains.periods if study.gains else ()
    return tuple(
        Received(int(str(each.start)[:4]), int(str(each.end)[:4]), *each.share_a)
        for each in periods
        if each.share_a is not None
    )


def gone_of(study: Study) -> tuple[Gone, ...] | None:
    """Stretches of a year and more without a gain, by date; None where none was reckoned, or no act says what was given."""
    if study.gains is None or not any(each.items for each in study.gains.periods):
        return None
    joined: list[list[DeadStretch]] = []
    for each in study.gains.dead:
        if joined and _months(joined[-1][-1].end, each.start) - 2 < YEAR:
            joined[-1].append(each)
        else:
            joined.append([each])
    first, last = study.gains.months[0], study.gains.months[-1]
    return tuple(
        _gone(parts, first, last) for parts in joined if _months(parts[0].start, parts[-1].end) >= YEAR
    )


def _gone(parts: list[DeadStretch], first: np.datetime64, last: np.datetime64) -> Gone:
    start, end = parts[0].start, parts[-1].end
    lengths = np.array([_months(each.start, each.end) for each in parts])
    chance = float(np.average([each.probability for each in parts], weights=lengths))
    long = [each for each, months in zip(parts, lengths, strict=True) if 2 * months >= YEAR]
    whys = [FACTORS[each.why] for each in long or [parts[int(lengths.argmax())]]]
    told = tuple(why for k, why in enumerate(whys) if k == 0 or why != whys[k - 1])
    return Gone(start, end, bool(start == first), bool(end == last), likelihood(chance), told)


def _months(first: np.datetime64, last: np.datetime64) -> int:
    """Months from the first to the last, both counted."""
    return int((last.astype("M8[M]") - first.astype("M8[M]")).astype(int)) + 1
