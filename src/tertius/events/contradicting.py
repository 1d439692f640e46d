"""Codes that another column of their row contradicts: GDELT's class, ICEWS's words, POLECAT's intensity.

Only sides count, conflict or cooperation: within a side sources differ in what they write beside a code.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import pyarrow as pa
import pyarrow.compute as pc

from tertius.events.assemble import Mask, mask, per_value
from tertius.events.codes import find_code
from tertius.events.coding import APART_SCORE, code_names, code_of_text
from tertius.files.numbers import number_of, whole

APART_CLASS = "class contradicts the code"
APART_WORDS = "words contradict the code"
Found = list[tuple[Mask, str]]


def classes(code: pa.Array, quad: pa.Array) -> Found:
    """Rows whose class of GDELT contradicts their code."""
    return _crossed(code, quad, class_contradicts, APART_CLASS)


def words(code: pa.Array, text: pa.Array) -> Found:
    """Rows whose words name another act than their code."""
    return _crossed(code, text, words_contradict, APART_WORDS)


def intensities(kind: pa.Array, intensity: pa.Array) -> Found:
    """Rows whose intensity contradicts their PLOVER type."""
    return _crossed(kind, intensity, intensity_contradicts, APART_SCORE)


def _crossed(code: pa.Array, other: pa.Array, test: Callable[[str, str], bool], reason: str) -> Found:
    """Rows that a test finds, as a mask with its reason; each different pair is looked at once."""

    def bad(values: pa.Array) -> pa.Array:
        return pa.array([test(*text.split("\t", 1)) for text in values.to_pylist()], pa.bool_())

    found = per_value(pc.binary_join_element_wise(code, other, "\t"), bad)
    rows = mask(found)
    return [(rows, reason)] if rows.any() else []


@lru_cache(maxsize=2048)
def class_contradicts(code: str, quad: str) -> bool:
    """Whether GDELT's class beside a CAMEO code calls a conflict cooperation, or the other way round."""
    entry, said = find_code("cameo", code)[0], whole(quad)
    return entry is not None and said in ("1", "2", "3", "4") and (int(said) > 2) != (entry.quad > 2)


@lru_cache(maxsize=8192)
def words_contradict(code: str, text: str) -> bool:
    """Whether the words beside a CAMEO code name an act of another root and of the other side, conflict or cooperation."""
    entry = find_code("cameo", code)[0]
    words = " ".join(text.split()).casefold()
    named = [find_code("cameo", found)[0] for found in (code_names().get(words), code_of_text(text)) if found]
    told = [each for each in named if each is not None]
    return entry is not None and bool(told) and all(
        each.root != entry.root and (each.quad > 2) != (entry.quad > 2) for each in told
    )  # fmt: skip


@lru_cache(maxsize=8192)
def intensity_contradicts(kind: str, intensity: str) -> bool:
    """Whether the intensity of a PLOVER type is of the other sign, by a point or more: a consultation of -9."""
    entry, value = find_code("plover", kind)[0], number_of(intensity)
    if entry is None or entry.goldstein is None or value is None:
        return False
    return entry.goldstein * value < 0 and abs(value) >= 1
