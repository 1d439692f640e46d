"""Records in JSON -> comma-separated text: a record a line (JSON lines), a list of records, or an object that holds such a list.

What BigQuery, pandas, R and web services write. A record inside a record becomes columns with a point between
(``actor1.code``); any other list stays as JSON. A line that is no record gets a cell too many: whoever reads the
table refuses and counts it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

from tertius.errors import BadInput
from tertius.files.encoding import to_utf8
from tertius.files.kinds import NotData
from tertius.files.sheets import to_csv
from tertius.limits import MAX_COLUMNS

#: Keys under which an object holds its records, the first that is there.
_HOLDERS = ("data", "rows", "records", "events", "results", "features", "value", "items")
Record = dict[str, Any]


def json_tables(path: Path | str, data: bytes) -> list[tuple[str, bytes]]:
    """The records of a JSON text as comma-separated text, under the union of their names.

    Raises
    ------
    BadInput
        If it holds no records, or they have more names than a table may have columns.
    """
    text = to_utf8(data)[0].decode("utf-8", "surrogateescape")
    try:
        return [("records", _as_csv(path, text))]
    except RecursionError:
        raise BadInput(
            f"{path} is JSON with lists in lists without end", "a record a line, or a list of records"
        ) from None


def _as_csv(path: Path | str, text: str) -> bytes:
    names: dict[str, None] = {}
    for record in _records(text):
        if isinstance(record, dict):
            names.update(dict.fromkeys(record))
        if len(names) > MAX_COLUMNS:
            raise BadInput(
                f"{path} has records of {len(names)} names",
                f"at most {MAX_COLUMNS}",
                "keep those that are needed",
            )
    if not names:
        raise NotData(
            f"{path} is JSON without records", "a record a line, or a list of records", "save it as CSV"
        )
    none = [""] * len(names)  # a cell too many: refused where rows are counted
    rows = ([r.get(name) for name in names] if isinstance(r, dict) else [*none, r] for r in _records(text))
    return to_csv(chain([list(names)], rows))


def _records(text: str) -> Iterator[Record | str]:
    """Every record, flat; a line that is none as its text. Lines come one by one: all at once they would fill the memory."""
    whole = _loaded(text)
    if whole is None:
        return (_line(line) for line in text.split("\n") if line.strip())
    return (_flat(each) if isinstance(each, dict) else json.dumps(each) for each in _list_in(whole))


def _loaded(text: str) -> Any:
    """The text as one JSON value; None if it is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _line(line: str) -> Record | str:
    """One line of JSON lines."""
    made = _loaded(line.strip().rstrip(","))
    return _flat(made) if isinstance(made, dict) else line.strip()


def _list_in(whole: Any) -> list[Any]:
    """The list of records that a value is or holds; empty if there is none."""
    if isinstance(whole, list):
        return whole if any(isinstance(each, dict) for each in whole) else _named_rows(whole)
    if not isinstance(whole, dict):
        return []
    for key in _HOLDERS:
        if isinstance(whole.get(key), list) and (found := _list_in(whole[key])):
            return found
    columns = {name: list(each.values()) if isinstance(each, dict) else each for name, each in whole.items()}
    if all(isinstance(each, list) for each in columns.values()) and len(set(map(len, columns.values()))) == 1:
        return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    return [whole] if any(not isinstance(each, dict | list) for each in whole.values()) else []


def _named_rows(rows: list[Any]) -> list[Any]:
    """A list of lists whose first are the names of the columns; a row of another length stays a list."""
    names = rows[0] if rows and isinstance(rows[0], list) else []
    if len(rows) < 2 or not names or not all(isinstance(name, str) for name in names):
        return []
    fits = [isinstance(row, list) and len(row) == len(names) for row in rows[1:]]
    return [
        dict(zip(names, row, strict=True)) if good else row for row, good in zip(rows[1:], fits, strict=True)
    ]


def _flat(record: Mapping[str, Any]) -> Record:
    """A record whose own records are columns; GeoJSON's ``properties`` stand for the record."""
    inner = record.get("properties")
    if isinstance(inner, dict) and record.get("type") == "Feature":
        record = inner
    return dict(_leaves(record, ""))


def _leaves(record: Mapping[str, Any], before: str) -> Iterable[tuple[str, Any]]:
    for key, value in record.items():
        name = f"{before}{key}"
        if isinstance(value, dict) and value and name.count(".") < 4:
            yield from _leaves(value, f"{name}.")
        else:
            yield name, json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value
