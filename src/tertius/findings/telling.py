"""How a path is told: the stretches that say most, how each follows the one before, and how sharply it ends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, Protocol, TypeVar

import numpy as np

from tertius.findings.path import Span

BLUR = 6
Item = TypeVar("Item", bound=Span)


class Ending(Protocol):
    """Anything that ends in a month: a stretch, or a judgement on some months."""

    @property
    def end(self) -> np.datetime64:
        """Last month."""


class Phase(Ending, Protocol):
    """Anything that lasts from one month to another."""

    @property
    def start(self) -> np.datetime64:
        """First month."""


def weightiest(path: Sequence[Item], most: int) -> tuple[Item, ...]:
    """The stretches that say most, by date: probability beyond one half, times the root of the length."""
    told = [stretch for stretch in path if stretch.side]
    kept = sorted(told, key=lambda each: -(each.nearer.probability - 0.5) * each.months**0.5)[:most]
    return tuple(sorted(kept, key=lambda each: each.start))


class Telling(Generic[Item]):
    """What is told of a window that stretches cover."""

    start: np.datetime64
    end: np.datetime64
    path: tuple[Item, ...]

    @property
    def told(self) -> tuple[Item, ...]:
        """The stretches in which one rival was nearer."""
        return tuple(stretch for stretch in self.path if stretch.side)

    @property
    def headline_path(self) -> tuple[Item, ...]:
        """At most four told stretches, those that say most, by date: what the bottom line names."""
        return weightiest(self.path, 4)

    @property
    def clauses(self) -> tuple[tuple[Item, str, bool], ...]:
        """The stretches of the bottom line, how each follows the one before, and whether it is the same side again.

        ``whole``, ``until`` (from the window's start), ``first`` and ``first on`` (to the window's end), ``then until`` and
        ``then`` (right after the one before), ``span`` and ``on`` (after a gap).
        """
        out: list[tuple[Item, str, bool]] = []
        for each in self.headline_path:
            last = out[-1][0] if out else None
            ends = each.end == self.end
            if last is None:
                begins = each.start == self.start
                kind = ("whole" if ends else "until") if begins else ("first on" if ends else "first")
            elif last.end + 1 == each.start:
                kind = "then" if ends else "then until"
            else:
                kind = "on" if ends else "span"
            out.append((each, kind, last is not None and last.side == each.side))
        return tuple(out)

    def end_interval(self, of: Ending) -> tuple[np.datetime64, np.datetime64]:
        """Months between which a stretch ends: those between which the next one starts; half a year where it only fades."""
        if of.end == self.end:
            return (of.end, of.end)
        after = next((each for each in self.path if each.start == of.end + 1), None)
        return after.start_interval if after and after.side else self.blurred(of.end)

    def closer_meanwhile(self, of: Phase) -> bool:
        """Whether one rival was nearer in most of the months of a phase: a middle that leans."""
        shared = [
            int((min(each.end, of.end) - max(each.start, of.start)).astype(int)) + 1 for each in self.told
        ]
        return 2 * sum(max(0, months) for months in shared) > int((of.end - of.start).astype(int)) + 1

    def start_of(self, of: Span) -> tuple[np.datetime64, np.datetime64]:
        """Months between which a stretch that cannot be told begins."""
        return (of.start, of.start) if of.start == self.start else self.blurred(of.start)

    def blurred(self, month: np.datetime64) -> tuple[np.datetime64, np.datetime64]:
        """A month to half a year on either side: no more is meant by the end of a stretch that fades."""
        return (month - BLUR, month + BLUR)
