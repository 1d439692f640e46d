"""Columns of a source -> rows of `EVENT_SCHEMA`: refuse, resolve, set apart. Every reader ends here."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tertius.events.resolve import ambiguities, is_state, known, resolve
from tertius.events.table import EVENT_SCHEMA, Refusals
from tertius.files.names import shown
from tertius.files.numbers import decimal_mark, is_missing, number_of, whole

Mask = npt.NDArray[np.bool_]
Refused = tuple[Mask, str] | tuple[Mask, str, pa.Array]
DEFAULTS: dict[str, Any] = {
    "kind": "when", "directed": True, "issues": "", "role": "evidence", "act": "", "reference": "",
    "confidence": "", "form": "", "third": "",
}  # fmt: skip


@dataclass(frozen=True)
class Actors:
    """The two actors of every row: what to look up, and in which code system.

    ``source`` and ``target`` are arrays, shape (row,), null for no actor. A name that stands in no table at
    all is a slip and refuses its row; a known actor that is no state keeps its row apart.
    """

    source: pa.Array
    target: pa.Array
    scheme: str | None


def strings(array: pa.Array | pa.ChunkedArray) -> pa.Array:
    """One plain string array, blanks trimmed, with "" turned into null."""
    flat = array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array
    flat = pc.utf8_trim_whitespace(flat.cast(pa.string()))
    return pc.if_else(pc.equal(flat, ""), pa.scalar(None, pa.string()), flat)


def blank_null(array: pa.Array | pa.ChunkedArray) -> pa.Array:
    """One plain string array with "" turned into null, untrimmed (cheaper than `strings`)."""
    flat = array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array
    empty = pc.equal(flat, "")
    return pc.if_else(empty, pa.scalar(None, pa.string()), flat) if empty.true_count else flat


def per_value(array: pa.Array, function: Callable[[pa.Array], pa.Array]) -> pa.Array:
    """`function` of every distinct value, laid out again over the rows; null stays null."""
    coded = pc.dictionary_encode(array)
    if isinstance(coded, pa.ChunkedArray):
        coded = coded.combine_chunks()
    return function(coded.dictionary).take(coded.indices)


def matches(array: pa.Array, pattern: str) -> Mask:
    """Rows whose text matches a regular expression wholly; False for null."""
    return mask(per_value(array, lambda values: pc.match_substring_regex(values, f"^(?:{pattern})$")))


def number(text: pa.Array) -> pa.Array:
    """Numbers, with the decimal mark of the whole column; null where the text is none."""
    coded = pc.dictionary_encode(text)
    if isinstance(coded, pa.ChunkedArray):
        coded = coded.combine_chunks()
    words = coded.dictionary.to_pylist()
    mark = decimal_mark(words) if any("," in word for word in words) else "."
    return pa.array([number_of(word, mark) for word in words], pa.float64()).take(coded.indices)


def no_number(text: pa.Array, value: pa.Array) -> tuple[Mask, str, pa.Array]:
    """Rows whose score is a text that is no number, nor a word for none, with the reason and the texts."""
    silent = per_value(
        text, lambda words: pa.array([is_missing(word) for word in words.to_pylist()], pa.bool_())
    )
    return mask(pc.and_(pc.is_null(value), pc.invert(silent))), "score is no number", text


def mask(array: pa.Array) -> Mask:
    """Arrow booleans as NumPy, null as False."""
    return np.asarray(array.fill_null(False).to_numpy(zero_copy_only=False), dtype=bool)


_AS_JSON = json.JSONEncoder(ensure_ascii=False).encode


def rest(table: pa.Table, used: set[str]) -> pa.Array:
    """The columns that are not used, as JSON a row; null where they hold nothing."""
    names = [name for name in table.column_names if name not in used]
    if not names:
        return pa.nulls(table.num_rows, pa.string())
    records = table.select(names).to_pylist()
    return pa.array([_AS_JSON(row) if any(row.values()) else None for row in records], pa.string())


def assemble(
    dataset: str,
    columns: Mapping[str, Any],
    actors: Actors,
    *,
    file: str,
    rows: npt.NDArray[np.int64],
    refuse: Sequence[Refused] = (),
    apart: Sequence[tuple[Mask, str]] = (),
) -> tuple[pa.Table, Refusals, Mask]:
    """Build event rows.

    Parameters
    ----------
    dataset
        Name of the source.
    columns
        Some columns of `EVENT_SCHEMA`, each an array, shape (row,), or one value for all; ``event_id`` is
        without the data set's name. The rest get their defaults.
    actors
        The two actors of every row.
    file, rows
        File name and 1-based data rows.
    refuse, apart
        Masks with reasons; the first that holds counts. To a reason for which rows are refused may belong the column whose cells
        are to blame.

    Returns
    -------
    tuple
        Kept rows, refusals by reason, and the mask of kept rows.
    """
    size, file = len(rows), file.encode("utf-8", "replace").decode()  # a name may hold bytes that are no text
    days = _days(columns, size)
    actors = _plain_numbers(actors)
    source = resolve(actors.source, days, scheme=actors.scheme)
    target = resolve(actors.target, days, scheme=actors.scheme)
    unknown = _unknown(actors.source, source, actors.scheme) | _unknown(actors.target, target, actors.scheme)
    keep, refused = _sift(
        [*refuse, (unknown, "unknown state code")], size, partial(_shown_row, actors, columns, rows)
    )
    reasons = _apart(actors, source, target, apart, days)
    full = {
        **DEFAULTS, **columns, "dataset": dataset, "source": source, "target": target, "apart": reasons,
        "file": file, "row": pa.array(rows), "event_id": _ids(dataset, columns, file, rows),
    }  # fmt: skip
    table = pa.table({field.name: _column(full.get(field.name), field.type, size) for field in EVENT_SCHEMA})
    if not keep.all():
        table = table.filter(pa.array(keep))
    return table.cast(EVENT_SCHEMA), refused, keep


def _plain_numbers(actors: Actors) -> Actors:
    """Numbers of states without the point that a program put behind them (``365.0``)."""
    if actors.scheme not in ("cow", "gw", None):
        return actors
    source, target = (
        per_value(side, lambda values: pa.array([whole(text) for text in values.to_pylist()], pa.string()))
        if mask(pc.match_substring_regex(side, r"^\s*\d+[.,]0*\s*$")).any()
        else side
        for side in (actors.source, actors.target)
    )
    return Actors(source, target, actors.scheme)


def _days(columns: Mapping[str, Any], size: int) -> npt.NDArray[np.int64]:
    """Day on which a row's actors are looked up: the earliest, else the latest, else today's state system."""
    earliest, latest = (_column(columns.get(name), pa.date32(), size) for name in ("earliest", "latest"))
    either = pc.coalesce(earliest, latest).cast(pa.int32()).fill_null(20_000)
    return np.asarray(either.to_numpy(zero_copy_only=False), dtype=np.int64)


def _column(value: Any, kind: pa.DataType, size: int) -> pa.Array:
    if isinstance(value, pa.ChunkedArray):
        value = value.combine_chunks()
    if isinstance(value, pa.Array):
        return value if value.type == kind else value.cast(kind)
    return pa.repeat(pa.scalar(value, kind), size)


def _sift(
    reasons: Sequence[Refused], size: int, show: Callable[[int, Sequence[pa.Array]], str]
) -> tuple[Mask, Refusals]:
    keep, refused = np.ones(size, dtype=bool), Refusals()
    for bad, reason, *told in reasons:
        at = np.flatnonzero(bad & keep)
        if len(at):
            refused[reason] += len(at)
            refused.show({reason: [show(int(i), told) for i in at[: Refusals.FEW]]})
            keep &= ~bad
    return keep, refused


def _shown_row(
    actors: Actors,
    columns: Mapping[str, Any],
    rows: npt.NDArray[np.int64],
    i: int,
    because: Sequence[pa.Array],
) -> str:
    """A refused row as it may be shown: its number, its actors, its code, and the cell for which it is refused if it has one."""
    code = columns.get("code")
    told = code[i].as_py() if isinstance(code, pa.Array | pa.ChunkedArray) else None
    cells = [text for column in because if (text := column[i].as_py()) is not None]
    return shown_row(int(rows[i]), actors.source[i].as_py(), actors.target[i].as_py(), told, *cells)


def shown_row(row: int, *cells: str | None) -> str:
    """A row by its number and some of its cells, as it may be shown."""
    return f"row {row} ({', '.join(shown(cell, length=40) if cell is not None else '-' for cell in cells)})"


def _unknown(raw: pa.Array, handle: pa.Array, scheme: str | None) -> Mask:
    """Rows whose code is in no table of the scheme at all."""

    missing = mask(pc.and_(pc.is_valid(raw), pc.is_null(handle)))
    if missing.any():
        names = pc.unique(raw.filter(pa.array(missing))).to_pylist()
        strange = [name for name in names if not known(name, scheme)]
        missing &= mask(pc.is_in(raw, pa.array(strange, pa.string())))
    return missing


def _gone(raw: pa.Array, handle: pa.Array, scheme: str | None) -> pa.Array:
    """Rows whose actor is a state, but not on that day."""

    missing = pc.and_(pc.is_valid(raw), pc.is_null(handle))
    names = [name for name in pc.unique(raw.filter(missing)).to_pylist() if is_state(name, scheme)]
    return pc.and_(missing, pc.is_in(raw, pa.array(names, pa.string())))


def _shared(
    raw: pa.Array, handle: pa.Array, days: npt.NDArray[np.int64], scheme: str | None, side: str
) -> list[tuple[pa.Array, str]]:
    """Rows whose actor's name several living states share that day, by the states (Korea: never one for the other)."""
    missing = mask(pc.and_(pc.is_valid(raw), pc.is_null(handle)))
    if not missing.any():
        return []
    at = pa.array(np.flatnonzero(missing))
    notes = ambiguities(raw.take(at), days[missing], scheme=scheme)
    found: list[tuple[pa.Array, str]] = []
    for note in pc.unique(notes.drop_null()).to_pylist():
        rows = np.zeros(len(raw), dtype=bool)
        rows[missing] = mask(pc.equal(notes, note))
        found.append((pa.array(rows), f"{side} {note}"))
    return found


def _apart(
    actors: Actors,
    source: pa.Array,
    target: pa.Array,
    given: Sequence[tuple[Mask, str]],
    days: npt.NDArray[np.int64],
) -> pa.Array:
    """Why a row is not a usable act between two states; null where it is."""
    checks: list[tuple[pa.Array, str]] = [(pa.array(bad), why) for bad, why in given]
    lone = pc.or_(pc.is_null(actors.source), pc.is_null(actors.target))
    checks.append((lone, "one actor only"))
    for side, (raw, handle) in {"source": (actors.source, source), "target": (actors.target, target)}.items():
        checks += _shared(raw, handle, days, actors.scheme, side)
        checks.append((_gone(raw, handle, actors.scheme), f"{side} does not exist that day"))
        checks.append((pc.is_null(handle), f"{side} not a state"))
    checks.append((pc.fill_null(pc.equal(source, target), False), "same state"))
    reasons: pa.Array = pa.nulls(len(source), pa.string())
    for bad, why in reversed(checks):
        reasons = pc.if_else(bad, pa.scalar(why), reasons)
    return reasons


def _ids(dataset: str, columns: Mapping[str, Any], file: str, rows: npt.NDArray[np.int64]) -> pa.Array:
    """``dataset:id``, or ``dataset:file:row`` where the source gives none."""
    place = pc.binary_join_element_wise(f"{dataset}:{file}", pa.array(rows).cast(pa.string()), ":")
    given = columns.get("event_id")
    if given is None:
        return place
    return pc.coalesce(pc.binary_join_element_wise(dataset, given, ":"), place)
