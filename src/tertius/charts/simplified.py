"""Paths with no more points than an eye can tell apart."""

from __future__ import annotations

import re

import numpy as np

LONG = 800
"""Points of a path from which on it is made simpler: a line of sixty years, a band of thirty."""
FINE = 0.3
"""Pixels by which a simpler path may lie beside the drawn one."""
_STRAIGHT = re.compile(r"M[^A-KN-Za-z]*(?:L[^A-Za-z]*)+Z?")
_POINT = re.compile(r"(-?[\d.]+)[ ,](-?[\d.]+)")


def simplified(path: str) -> str:
    """A path of straight lines without the points that lie within `FINE` of it; a short one, or one with curves, as it is.

    Douglas and Peucker 1973, Cartographica 10(2).

    >>> simplified("M0,0L1,0.1L2,0")
    'M0,0L1,0.1L2,0'
    >>> long = "M0,0" + "".join(f"L{x},{x % 2 / 10}" for x in range(1, 1001))
    >>> simplified(long)
    'M0,0L1000,0.0'
    """
    if path.count("L") < LONG or not _STRAIGHT.fullmatch(path):
        return path
    told = _POINT.findall(path)
    keep = _kept(np.array(told, dtype=float))
    lines = "L".join(f"{told[k][0]},{told[k][1]}" for k in keep)
    return f"M{lines}" + ("Z" if path.endswith("Z") else "")


def _kept(points: np.ndarray) -> list[int]:
    """Places of the points that stay, in order."""
    keep, spans = {0, len(points) - 1}, [(0, len(points) - 1)]
    while spans:
        first, last = spans.pop()
        if last - first < 2:
            continue
        away = _distance(points[first + 1 : last], points[first], points[last])
        far = int(away.argmax())
        if away[far] > FINE:
            middle = first + 1 + far
            keep.add(middle)
            spans += [(first, middle), (middle, last)]
    return sorted(keep)


def _distance(points: np.ndarray, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Distance of points from the line between two; from the first where the two are one, as at the ends of an outline."""
    along, out = other - one, points - one
    length = float(np.hypot(*along))
    if not length:
        return np.asarray(np.hypot(out[:, 0], out[:, 1]))
    return np.abs(along[0] * out[:, 1] - along[1] * out[:, 0]) / length
