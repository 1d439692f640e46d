"""Reference phases as sets of states, month by month: heads mapped, windows drawn, overlaps kept as sets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from tertius.actors import chain_of
from tertius.errors import BadInput
from tertius.months import Months, parse_bounds

if TYPE_CHECKING:
    from tertius.cases import ReferencePhase

Bools = npt.NDArray[np.bool_]
Window = tuple[np.datetime64, np.datetime64]
NEITHER = ("equidistant", "withdrawn", "excluded", "cautious")
"""The words of the literature that name no side: to the measurement they are one, the middle."""
_DATE = r"\d{4}(?:-\d{2})?"
_RANGE = re.compile(rf"\b(start|end)\b[^;]*?({_DATE})\s*\.\.\s*({_DATE})")
_YEAR = re.compile(rf"\b(start|end)\b[^;]*?\b(?:in|within)\s+({_DATE})")


@dataclass(frozen=True)
class Labelled:
    """One voice's phases that name a side of the triangle, or neither.

    Attributes
    ----------
    phases
        (state, first month, last month, phase) in order; open ends are NaT.
    unmapped
        Labels that name neither a side nor one of the words for the middle.
    overlaps
        Pairs of labels that hold in the same month.
    """

    phases: tuple[tuple[int, np.datetime64, np.datetime64, ReferencePhase], ...]
    unmapped: tuple[str, ...]
    overlaps: tuple[str, ...]


def state_of(head: str, a: str, b: str) -> int | None:
    """Stance a label's head word names: 0 for A, 1 the middle, 2 for B, or None; handles are compared by chain (SUN is RUS)."""

    text = head.strip().lower()
    if text in NEITHER:
        return 1
    found = re.fullmatch(r"aligned with (\S+)", text)
    if not found:
        return None
    try:
        named = chain_of(found.group(1).upper())
    except (BadInput, ValueError, KeyError):
        return None
    return {chain_of(a): 0, chain_of(b): 2}.get(named)


def label_voice(phases: Sequence[ReferencePhase], a: str, b: str) -> Labelled:
    """Map one voice's labels; the labels that name no state, and the overlaps, are listed."""
    kept, unmapped = [], []
    for phase in phases:
        state = state_of(phase.head, a, b)
        if state is None:
            unmapped.append(phase.label)
            continue
        start = np.datetime64("NaT", "M") if phase.start is None else phase.start
        end = np.datetime64("NaT", "M") if phase.end is None else phase.end
        kept.append((state, start, end, phase))
    kept.sort(key=lambda row: (not np.isnat(row[1]), row[1]))
    overlaps = [
        f"{one[3].label} / {two[3].label}"
        for i, one in enumerate(kept)
        for two in kept[i + 1 :]
        if np.isnat(two[1]) or np.isnat(one[2]) or two[1] <= one[2]
    ]
    return Labelled(tuple(kept), tuple(unmapped), tuple(overlaps))


def windows(boundary: str) -> dict[str, Window]:
    """What a boundary note allows: ``{"start": (first, last), "end": ...}``.

    >>> windows("start anywhere in 1960; end 1961-07..1962-12")["end"]
    (np.datetime64('1961-07'), np.datetime64('1962-12'))
    """
    found: dict[str, Window] = {}
    for part in boundary.split(";"):
        for pattern in (_RANGE, _YEAR):
            match = pattern.search(part)
            if match:
                which, first, last = match.group(1), match.group(2), match.groups()[-1]
                low, high = parse_bounds(first)[0], parse_bounds(last)[1]
                found[which] = (np.datetime64(low, "M"), np.datetime64(high, "M"))
                break
    return found


def allowed_states(labelled: Labelled, months: Months, *, rng: np.random.Generator | None = None) -> Bools:
    """Which states the voice accepts in each month, array, shape (month, 3); no stance in an unlabelled month.

    Parameters
    ----------
    rng
        Draw every boundary uniformly from its window; without it the dates stand as written. Two phases
        that meet as written meet at one drawn boundary, so that drawing opens no gap and makes no overlap.
    """
    bounds = [(first, last) for _, first, last, _ in labelled.phases]
    if rng is not None:
        bounds = _drawn(labelled, bounds, rng)
    allowed = np.zeros((len(months), 3), dtype=bool)
    for (state, *_), (first, last) in zip(labelled.phases, bounds, strict=True):
        inside = np.ones(len(months), bool)
        inside &= True if np.isnat(first) else months >= first
        inside &= True if np.isnat(last) else months <= last
        allowed[inside, state] = True
    return allowed


def as_codes(allowed: Bools) -> npt.NDArray[np.int64]:
    """One number for each set of states, -1 for none: array, shape (month,)."""
    codes = allowed @ (2 ** np.arange(allowed.shape[1]))
    return np.where(allowed.any(axis=1), codes, -1).astype(np.int64)


def _drawn(labelled: Labelled, bounds: list[Window], rng: np.random.Generator) -> list[Window]:
    noted = [windows(phase.boundary) for *_, phase in labelled.phases]
    new = [list(pair) for pair in bounds]
    for i, (note, (first, last)) in enumerate(zip(noted, bounds, strict=True)):
        follows = [j for j, (start, _) in enumerate(bounds) if not np.isnat(last) and start == last + 1]
        if "start" in note and not any(end + 1 == first for _, end in bounds if not np.isnat(end)):
            new[i][0] = _uniform(note["start"], rng)
        if follows:
            window = noted[follows[0]].get("start") or _shifted(note.get("end"))
            if window:
                turn = _uniform(window, rng)
                new[i][1] = turn - 1
                for j in follows:
                    new[j][0] = turn
        elif "end" in note:
            new[i][1] = _uniform(note["end"], rng)
    return [(first, last) for first, last in new]


def _shifted(window: Window | None) -> Window | None:
    return None if window is None else (window[0] + 1, window[1] + 1)


def _uniform(window: Window, rng: np.random.Generator) -> np.datetime64:
    width = int((window[1] - window[0]).astype(int))
    month: np.datetime64 = window[0] + int(rng.integers(width + 1))
    return month
