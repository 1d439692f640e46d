"""From what a column of codes says to codes of one vocabulary, by the weight of all its rows.

A file's codes are of the vocabulary in which most of its rows are codes at all; a damaged code or two decide
nothing. Zeros that a
spreadsheet or a program dropped (``42`` for ``042``, ``20`` for ``020``: +3, not the -10 of root 20) are put back where the whole
column, the root beside the code, or the source's own habit says so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tertius.events.codes import code_table, find_code, plover_type, read_rows
from tertius.files.numbers import whole

Mask = npt.NDArray[np.bool_]
APART_ROOT = "root contradicts the code"
APART_SCORE = "score contradicts the code"


@dataclass(frozen=True)
class Coding:
    """The vocabulary of a column, the code for every text that is one, and notes on what was decided."""

    vocabulary: str
    codes: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def decide(
    counts: Mapping[str, int], *, prefer: str, file: str, among: tuple[str, ...] = ("cameo", "weis", "plover"),
    values: Mapping[str, float] | None = None, long: bool = False,
) -> Coding:  # fmt: skip
    """The vocabulary in which most rows are codes, and the codes.

    Parameters
    ----------
    counts
        Rows by text of the code column.
    prefer
        The vocabulary taken where the rows speak for several alike.
    file
        Its name, for the notes.
    among
        Vocabularies to choose from.
    values
        Mean of the scores beside each text, if the file has scores.
    long
        The source writes three digits or more: where most rows do, two are a code that lost its zero.
    """
    found = {name: _padded(counts, name, values or {}, long=long and _mostly_long(counts)) for name in among}
    rows = {name: sum(counts[text] for text in codes) for name, (codes, _) in found.items()}
    best = max(among, key=lambda name: (rows[name], name == prefer))
    codes, lost = found[best]
    total = sum(counts.values())
    notes = []
    if not rows[best]:
        return Coding(prefer, {}, ())
    others = [f"{rows[name]} as {name}" for name in among if name != best and rows[name]]
    if best != prefer or prefer == "weis" or rows[best] < total:
        beside = f", {', '.join(others)}" if others else ""
        notes.append(
            f"codes of {file} taken as {best}: {rows[best]} of {total} rows are {best} codes{beside}"
        )
    if lost:
        notes.append(f"codes of {file} had lost their leading zeros; put back ({_example(codes)})")
    elif best == "cameo" and _open(counts):
        notes.append(f"codes of {file} from 10 to 20 taken as roots; if zeros were lost, 20 is 020")
    return Coding(best, codes, tuple(notes))


def _example(codes: Mapping[str, str]) -> str:
    """A code whose zero was put back; of 20 most depends on it."""
    changed = [text for text, code in codes.items() if code != code_in(text)]
    text = min(changed, key=lambda text: (code_in(text) != "20", text), default="20")
    return f"{code_in(text)} is {codes.get(text, '020')}"


_WORDED = re.compile(
    r"\[?(\d{2,4})(?:[.,]0*)?\]?\s*(?:[-\u2013\u2014:;|/.,)=]\s*|\s)[(\[]?[^\W\d_]{2}.*", re.DOTALL
)
_BEHIND = re.compile(r"[^\W\d_]{2}.*[(\[](\d{2,4})[)\]]", re.DOTALL)
_MODED = re.compile(r"([A-Za-z]{3,12})\s*[-\u2013\u2014/:|.>]+\s*(\S.*)", re.DOTALL)


@lru_cache(maxsize=8192)
def code_in(text: str) -> str:
    """The code that a cell holds, without the words or the mark beside it: ``042 - Make a visit`` is 042, ``aid:economic`` a type
    and a mode of PLOVER, ``42.0`` is 42; any other text as it is."""
    plain = text.strip()
    if found := _WORDED.fullmatch(plain) or _BEHIND.fullmatch(plain):
        return found[1]
    moded = _MODED.fullmatch(plain)
    if moded and plover_type(moded[1]) in code_table("plover"):
        return f"{moded[1]}-{moded[2].strip()}"
    return whole(plain)


def _padded(
    counts: Mapping[str, int], vocabulary: str, values: Mapping[str, float], *, long: bool
) -> tuple[dict[str, str], bool]:
    """Codes by text as they are or with their zeros put back, whichever more of the column's rows speak for."""
    plain = {text: code_in(text) for text in counts}
    sound = {text: code for text, code in plain.items() if vocabulary == "plover" or code.isdigit()}
    as_is = {text: code for text, code in sound.items() if find_code(vocabulary, code)[0] is not None}
    digits = {text: code for text, code in plain.items() if code.isdigit()}
    if vocabulary == "plover" or not digits:
        return as_is, False
    kept = sum(counts[text] for text, code in digits.items() if code.startswith("0") and len(code) > 1)
    if kept or long:
        return _mixed(as_is, digits, counts, vocabulary, -1 if long else kept)
    padded = {text: code for text, raw in digits.items() if (code := with_zero(raw, vocabulary))}
    better = _weight(padded, counts, vocabulary, values) > _weight(as_is, counts, vocabulary, values)
    return (padded, True) if better else (as_is, False)


def _mixed(
    as_is: dict[str, str], digits: Mapping[str, str], counts: Mapping[str, int], vocabulary: str, kept: int
) -> tuple[dict[str, str], bool]:
    """Codes of a column in which some keep a zero in front: one that is a code only with its zero lost it, in any case.

    One that is a code either way (20 and 020) lost it only where more rows have lost theirs for certain than have kept it.
    """
    open_ = {text for text, raw in digits.items() if len(raw) < 3}
    lost = {
        text: code
        for text, raw in digits.items()
        if text not in as_is and (code := with_zero(raw, vocabulary))
    }
    if sum(counts[text] for text in lost) > kept:
        lost |= {text: code for text in open_ if (code := with_zero(digits[text], vocabulary))}
    return as_is | lost, bool(lost)


def _mostly_long(counts: Mapping[str, int]) -> bool:
    digits = {text: code_in(text) for text in counts}
    short = sum(counts[text] for text, code in digits.items() if code.isdigit() and len(code) < 3)
    return 2 * short < sum(counts[text] for text, code in digits.items() if code.isdigit())


def _weight(
    codes: Mapping[str, str], counts: Mapping[str, int], vocabulary: str, values: Mapping[str, float]
) -> tuple[int, int]:
    """Rows that are codes, and among them those whose score is the code's."""
    table = code_table(vocabulary)
    agree = 0
    for text, code in codes.items():
        entry = table.get(code)
        if entry is not None and text in values and entry.goldstein is not None:
            agree += counts[text] * (abs(values[text] - entry.goldstein) < 0.5)
    exact = sum(counts[text] for text, code in codes.items() if code in table)
    return exact, agree


def with_zero(code: str, vocabulary: str = "cameo") -> str:
    """The code with the zero it lost; "" if it is none either way."""
    table = code_table(vocabulary)
    if len(code) >= 3 and code in table:
        return code
    for zeros in ("0", "00") if vocabulary == "weis" else ("0",):
        if len(code) < 5 and zeros + code in table:
            return zeros + code
    return code if code in table else ""


def _open(counts: Mapping[str, int]) -> bool:
    """Whether a column has two-digit codes that would be others had they lost a zero, and none that keeps one."""
    digits = [whole(text) for text in counts]
    two = [code for code in digits if len(code) == 2 and code.isdigit() and not code.startswith("0")]
    return bool(two) and not any(code.startswith("0") for code in digits)


@lru_cache(maxsize=8192)
def long_code(code: str, root: str = "") -> str:
    """A CAMEO code of a source that writes three digits or more: its lost zero put back, from the root if there is one."""
    plain = code_in(code.strip().strip('"'))
    first = whole(root).zfill(2) if root else ""
    if not plain.isdigit() or plain.startswith("0") or (first and plain.startswith(first) and len(plain) > 2):
        return plain
    table = code_table("cameo")
    padded = "0" + plain
    if first and padded.startswith(first) and find_code("cameo", padded)[1] in ("code", "parent"):
        return padded
    if first and plain == first:
        return plain
    if (len(plain) < 3 or plain not in table) and padded in table and not (first and plain.startswith(first)):
        return padded
    return plain


@lru_cache(maxsize=1)
def _texts() -> dict[str, str]:
    return code_names() | {row["text"].casefold(): row["code"] for row in read_rows("cameo_texts.csv")}


@lru_cache(maxsize=1)
def code_names() -> dict[str, str]:
    """CAMEO code by its name in the codebook, in small letters."""
    return {
        entry.name.casefold(): entry.code for entry in code_table("cameo").values() if len(entry.code) > 2
    }


@lru_cache(maxsize=2048)
def code_of_text(text: str) -> str | None:
    """The CAMEO code that ICEWS writes out as these words, such as ``"Consult"``; None if it is none."""
    plain = " ".join(text.split()).casefold()
    found = _texts()
    return found.get(plain) or found.get(plain.removesuffix(", not specified below"))


@lru_cache(maxsize=8192)
def contradiction(code: str, root: str, value: float | None) -> str:
    """Why a row contradicts itself: its root or its score is not its code's; "" if it does not.

    A score contradicts a CAMEO code if it is of the other sign by a point or more on both sides, or five points away from the
    weight of the code, in GDELT's and in ICEWS's variant.
    """
    if root and code.isdigit() and not code.startswith(root) and root in code_table("cameo"):
        return APART_ROOT
    entry, rule = find_code("cameo", code)
    if value is None or value != value or entry is None or rule == "root":
        return ""
    weights = [weight for weight in (entry.goldstein, entry.goldstein_icews) if weight is not None]
    if not weights:
        return ""
    near = min(weights, key=lambda weight: abs(weight - value))
    other_side = near * value < 0 and min(abs(near), abs(value)) >= 1
    return APART_SCORE if other_side or abs(near - value) >= 5 else ""


def contradictions(code: pa.Array, root: pa.Array, value: pa.Array) -> list[tuple[Mask, str]]:
    """Rows that contradict themselves, as masks with reasons; each different row is looked at once."""
    encoded = pa.table({"code": code, "root": root, "value": value, "n": pa.array(np.arange(len(code)))})
    groups = encoded.group_by(["code", "root", "value"]).aggregate([("n", "count")])
    rows = groups.to_pylist()
    bad = [(row["code"], row["root"], row["value"], why) for row in rows if (why := contradicted(row, rows))]
    found: list[tuple[Mask, str]] = []
    for reason in (APART_ROOT, APART_SCORE):
        marked = np.zeros(len(code), bool)
        for one, two, three, why in bad:
            if why == reason:
                marked |= _equal(code, one) & _equal(root, two) & _equal(value, three)
        if marked.any():
            found.append((marked, reason))
    return found


def contradicted(row: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> str:
    """Why the rows of one code, root and score contradict themselves, among all of a file (``n_count`` of each); "" if not."""
    if not row["code"]:
        return ""
    why = contradiction(row["code"], _two(row["root"]), row["value"])
    return why if why and not _usual(row, rows) else ""


def _usual(row: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a score is the one that the source gives a code (Phoenix has +3.4 for 016): five rows or more, and four of five."""
    of_code = sum(each["n_count"] for each in rows if each["code"] == row["code"])
    same = sum(
        each["n_count"] for each in rows if each["code"] == row["code"] and each["value"] == row["value"]
    )
    return same >= 5 and 5 * same >= 4 * of_code


def _two(root: str | None) -> str:
    text = whole(root) if root else ""
    return text.zfill(2) if text.isdigit() else ""


def _equal(column: pa.Array, value: object) -> Mask:
    same = pc.is_null(column) if value is None else pc.fill_null(pc.equal(column, value), False)
    return np.asarray(same.to_numpy(zero_copy_only=False), dtype=bool)
