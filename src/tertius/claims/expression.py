"""Sums of measured quantities over half-years around the one at hand: ``valence_a[0..0] - valence_a[-2..-2]``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tertius.errors import BadInput

Floats = npt.NDArray[np.float64]
_TERM = re.compile(r"\s*([+-]?)\s*([a-z_]+)\[(-?\d{1,2})\.\.(-?\d{1,2})\]")
FARTHEST = 20

#: Quantities that a claim may name; `tertius.claims.quantities` measures them.
NAMES = {
    "middle": "P(middle): the pivot takes neither side, read from its two legs",
    "even": "1 - |tilt|",
    "tilt": "half the difference of the two valences, positive towards A",
    "warmth": "mean of the two valences",
    "valence_a": "valence of the relation with A by what was known then, in (-1, 1)",
    "valence_b": "valence of the relation with B by what was known then, in (-1, 1)",
    "rivalry": "(1 - valence of the rivals' own relation) / 2",
    "engagement": "engagement of the less engaged of the two relations, in (0, 1); only where acts may be counted",
    "rated": "share of months in which both relations have a scored act",
    "own_a": "mean score of the pivot's own acts to A",
    "own_b": "mean score of the pivot's own acts to B",
    "own_both": "mean of the two",
    "got_a": "mean score of A's acts to the pivot",
    "got_b": "mean score of B's acts to the pivot",
    "both_turned": "1 if both rivals' acts fell below their own usual score, 0 if one's did, missing otherwise",
    "dependence_a": "A's share of the help from both over two years",
    "gains_more": "1 if the pivot got more material cooperation than either rival over a year, else 0",
    "dependence_b": "B's share of it",
    "share_a": "A's share of all acts that the pivot sent",
    "share_b": "B's share of all acts that the pivot sent",
    "eased": "1 in the two years from the start of a dated easing, 0 in the two before, missing elsewhere",
    "spiked": "the same around a dated spike",
}


@dataclass(frozen=True)
class Expression:
    """Signed terms: each a quantity and the first and last half-year over which its mean is taken."""

    terms: tuple[tuple[int, str, int, int], ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Quantities that it needs."""
        return tuple(name for _, name, _, _ in self.terms)

    def of(self, measured: Mapping[str, Floats]) -> Floats:
        """Its value in every half-year, array, shape (pivot, half-year); NaN where a part is missing."""
        return np.asarray(sum(sign * window(measured[name], i, j) for sign, name, i, j in self.terms))


def parse(text: str) -> Expression:
    """The expression that a text writes.

    Raises
    ------
    BadInput
        If it is none, or names what is not measured.

    >>> parse("valence_a[0..0] - valence_a[-2..-2]").names
    ('valence_a', 'valence_a')
    """
    terms: list[tuple[int, str, int, int]] = []
    at = 0
    while at < len(text.rstrip()):
        found = _TERM.match(text, at)
        if found is None or (terms and not found[1]):
            raise BadInput(f"expression {text!r}", "terms such as middle[0..0] joined by + or -")
        terms.append(_term(found, text))
        at = found.end()
    if not terms:
        raise BadInput(f"expression {text!r}", "at least one term such as middle[0..0]")
    return Expression(tuple(terms))


def _term(found: re.Match[str], text: str) -> tuple[int, str, int, int]:
    name, first, last = found[2], int(found[3]), int(found[4])
    if name not in NAMES:
        raise BadInput(f"{name!r} in {text!r} is not measured", "one of " + ", ".join(NAMES))
    if first > last or max(abs(first), abs(last)) > FARTHEST:
        raise BadInput(f"half-years {first}..{last} in {text!r}", f"from first to last, within {FARTHEST}")
    return (-1 if found[1] == "-" else 1), name, first, last


def window(values: Floats, first: int, last: int) -> Floats:
    """Mean of what is known of half-years t + first to t + last, array of the same shape; NaN where nothing is."""
    parts = np.stack([moved(values, lead) for lead in range(first, last + 1)])
    known = np.isfinite(parts)
    count = known.sum(axis=0)
    total = np.where(known, parts, 0.0).sum(axis=0)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def moved(values: Floats, lead: int) -> Floats:
    """``values[:, t + lead]`` at t, NaN beyond the ends."""
    out = np.full(values.shape, np.nan)
    span = values.shape[1]
    if abs(lead) < span:
        at = np.arange(max(0, -lead), span - max(0, lead))
        out[:, at] = values[:, at + lead]
    return out
