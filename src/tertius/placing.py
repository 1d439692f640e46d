"""Where a text of a picture has room: beside its own line, on no other line, no rule and no text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

LETTER, SQUARE = 7.5, 12.0
"""Pixels a letter takes at most in bold at twelve points, and one of a square script."""

HALF = 7.5
"""Half the height of a text in pixels."""

GAP = 4.0
"""Pixels between a text and the line that it names."""

STEPS = 48
"""Places tried along a line."""

_WIDE = re.compile("[\u1100-\uffff]")


@dataclass(frozen=True)
class Canvas:
    """A drawing's frame: years and heights at its edges, and its size in pixels."""

    first: float
    last: float
    low: float
    top: float
    width: float
    height: float

    def across(self, years: np.ndarray) -> np.ndarray:
        """Pixels from the left."""
        return np.asarray((years - self.first) / (self.last - self.first) * self.width)

    def down(self, values: np.ndarray) -> np.ndarray:
        """Pixels from the top."""
        return np.asarray((self.top - values) / (self.top - self.low) * self.height)

    def year(self, pixel: float) -> float:
        """The year at a pixel from the left."""
        return self.first + pixel / self.width * (self.last - self.first)

    def value(self, pixel: float) -> float:
        """The height at a pixel from the top."""
        return self.top - pixel / self.height * (self.top - self.low)


@dataclass(frozen=True)
class Box:
    """The room of a text: pixels from the left and from the top."""

    left: float
    right: float
    upper: float
    lower: float

    def touches(self, other: Box) -> bool:
        """Whether two texts would be drawn over each other."""
        beside = self.right <= other.left or other.right <= self.left
        return not beside and self.upper < other.lower and other.upper < self.lower


@dataclass
class Room:
    """What is drawn already, in pixels: lines as heights at rising places, rules (place, upper, lower), and texts."""

    canvas: Canvas
    at: np.ndarray
    lines: Sequence[np.ndarray]
    rules: Sequence[tuple[float, float, float]] = ()
    texts: list[Box] = field(default_factory=list)

    def beside(self, line: int, text: str) -> Box:
        """The room for a line's name: near that line, nearer to it than to another, on nothing where that can be; it is taken."""
        wide = breadth(text)
        lefts = np.linspace(0.0, max(0.0, self.canvas.width - wide), STEPS)
        boxes = [box for left in lefts for box in self._near(line, float(left), wide)]
        return self._take(boxes, [self._astray(line, box) for box in boxes])

    def inward(self, text: str, upper: float) -> Box:
        """The room for a text at a height, as near a corner as can be; it is taken."""
        wide = breadth(text)
        spare = max(0.0, self.canvas.width - wide)
        lefts = np.linspace(0.0, spare, STEPS)
        boxes = [Box(float(left), float(left) + wide, upper, upper + 2 * HALF) for left in lefts]
        return self._take(boxes, [float(min(left, spare - left)) / 20 for left in lefts])

    def _take(self, boxes: list[Box], costs: list[float]) -> Box:
        worst = [cost + self._harm(box) for box, cost in zip(boxes, costs, strict=True)]
        box = boxes[int(np.argmin(worst))]
        self.texts.append(box)
        return box

    def _near(self, line: int, left: float, wide: float) -> list[Box]:
        """Above the highest and below the lowest point that the line has there."""
        within, floor = self._piece(line, left, left + wide), self.canvas.height - 2 * HALF
        uppers = (float(within.min()) - GAP - 2 * HALF, float(within.max()) + GAP)
        return [
            Box(left, left + wide, upper, upper + 2 * HALF)
            for upper in (min(max(each, 0.0), floor) for each in uppers)
        ]

    def _piece(self, line: int, left: float, right: float) -> np.ndarray:
        places = np.linspace(left, right, max(2, int(right - left) // 2))
        return np.interp(places, self.at, self.lines[line])

    def _astray(self, line: int, box: Box) -> float:
        """How far a name lies from its line, and whether another line is nearer."""
        middle = (box.upper + box.lower) / 2
        gaps = [
            float(np.abs(self._piece(each, box.left, box.right) - middle).mean())
            for each in range(len(self.lines))
        ]
        own = gaps[line]
        near = sum(
            max(0.0, 2 * own - gap) / 10 + (10.0 if gap <= own else 0.0)
            for each, gap in enumerate(gaps)
            if each != line
        )
        return own / 10 + near

    def _harm(self, box: Box) -> float:
        """What a text would be drawn over: other texts above all, then lines, then rules."""
        texts = sum(100.0 for other in self.texts if box.touches(other))
        lines = 0.0
        for line in range(len(self.lines)):
            within = self._piece(line, box.left, box.right)
            crossed = (within > box.upper - 1) & (within < box.lower + 1)
            lines += 30.0 * crossed.any() + 20.0 * float(crossed.mean())
        rules = sum(
            4.0
            for place, upper, lower in self.rules
            if box.left - 2 < place < box.right + 2 and upper < box.lower and lower > box.upper
        )
        return texts + lines + rules


def breadth(text: str) -> float:
    """Pixels that a text takes at most."""
    square = len(_WIDE.findall(text))
    return SQUARE * square + LETTER * (len(text) - square)


def stacked(places: Sequence[float], apart: float) -> tuple[list[int], int]:
    """The level of each mark, so that those of a level lie apart, and how many levels there are.

    >>> stacked([1.0, 1.5, 3.0], apart=1.0)
    ([0, 1, 0], 2)
    """
    levels, ends = [0] * len(places), list[float]()
    for k in np.argsort(places, kind="stable"):
        free = (level for level, end in enumerate(ends) if places[k] - end >= apart)
        levels[k] = next(free, len(ends))
        ends[levels[k] : levels[k] + 1] = [places[k]]
    return levels, len(ends)
