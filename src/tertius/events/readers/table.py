"""The plain table: one event a row, CSV, TSV or Parquet, with a header.

Column names are matched without regard to case, blanks and underscores, by these synonyms (the first
present wins):

========== ==========================================================
date       date, event_date, day, sqldate (or year + month + day)
earliest   earliest, start_date; latest: latest, end_date
source     source, actor1, source_country, from, sender, source_cow
target     target, actor2, target_country, to, receiver, target_cow
code       code, cameo, cameo_code, event_code, weis, weis_code
score      score, value, goldstein, intensity, strength
vocabulary vocabulary (cameo, weis, plover, strength, score, quad)
id         id, event_id
========== ==========================================================

and ``issues, directed, kind, role, act, reference, confidence, form, third, added`` by their own names; any
other column is kept in ``extra``. Dates are YYYY-MM-DD, YYYYMMDD, YYYY-MM or YYYY (the last two are
intervals), or m/d/YYYY. A state is a handle, an ISO3 or COW number, or a name. Without a vocabulary column
it is ``weis`` if the code column is named so, else ``cameo`` if there is a code, else ``score``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tertius.errors import BadInput
from tertius.events.assemble import Actors, Mask, assemble, mask, number, strings
from tertius.events.batch import Batch, Reader
from tertius.events.columns import is_parquet, parquet_names, read_columns
from tertius.events.dates import any_of, iso, packed, parse_dates, us
from tertius.events.delimited import Rows, header_of
from tertius.months import parse_bounds

SYNONYMS = {
    "date": ("date", "eventdate", "day", "sqldate"),
    "earliest": ("earliest", "startdate"),
    "latest": ("latest", "enddate"),
    "source": ("source", "actor1", "sourcecountry", "from", "sender", "sourcecow"),
    "target": ("target", "actor2", "targetcountry", "to", "receiver", "targetcow"),
    "code": ("code", "cameo", "cameocode", "eventcode", "weis", "weiscode"),
    "value": ("score", "value", "goldstein", "intensity", "strength"),
    "event_id": ("id", "eventid"),
    **{name: (name,) for name in ("vocabulary", "issues", "directed", "kind", "role", "act", "reference",
                                  "confidence", "form", "third", "added")},
}  # fmt: skip
TEXTS = ("issues", "act", "reference", "confidence", "form", "third")
VOCABULARIES = {"cameo", "weis", "plover", "strength", "score", "quad"}


def match(names: list[str]) -> dict[str, str]:
    """Which column of the file plays which part."""
    plain = {re.sub(r"[\s_.-]", "", name.lower()): name for name in reversed(names)}
    found = {part: next((plain[s] for s in words if s in plain), None) for part, words in SYNONYMS.items()}
    return {part: name for part, name in found.items() if name is not None}


def fits(names: list[str]) -> bool:
    """Whether there are a date, two actors, and a code or score."""
    parts = match(names).keys()
    return (
        {"source", "target"} <= parts
        and bool(parts & {"date", "earliest"})
        and bool(parts & {"code", "value"})
    )


def delimiter_of(line: bytes) -> str:
    """The delimiter that occurs most in a header line."""
    return max(",\t;|", key=lambda mark: line.count(mark.encode()))


def detect(path: Path, head: bytes) -> bool:
    """A header with a date, two actors, and a code or score."""
    line = head.split(b"\n", 1)[0]
    return fits(parquet_names(path) if is_parquet(head) else header_of(line, delimiter_of(line)))


def batches(path: Path) -> Iterator[Batch]:
    """One batch a row group (a CSV comes whole)."""
    from tertius.events.files import head

    delimiter = delimiter_of(head(path).split(b"\n", 1)[0])
    for rows in read_columns(path, delimiter=delimiter):
        if not fits(rows.table.column_names):
            raise BadInput(
                f"{path} has columns {', '.join(rows.table.column_names[:8])}",
                "date, source, target, and code or score",
                "rename the columns (docs/guide/sources.md lists the synonyms)",
            )
        yield _batch(path, rows)


def _batch(path: Path, rows: Rows) -> Batch:
    parts = match(rows.table.column_names)
    column = {part: strings(rows.table[name]) for part, name in parts.items()}
    size = len(rows.rows)
    blank = pa.nulls(size, pa.string())
    earliest, latest, bad_date = _dates(column, blank)
    vocabulary, bad_vocabulary = _vocabulary(column, parts, blank)
    code, value = column.get("code", blank), number(column.get("value", blank))
    numeral = mask(pc.and_(pc.is_valid(column.get("value", blank)), pc.is_null(value)))
    columns: dict[str, Any] = {
        **{name: pc.fill_null(column[name], "") for name in TEXTS if name in column},
        "event_id": column.get("event_id", blank), "earliest": earliest, "latest": latest,
        "vocabulary": vocabulary, "code": code, "value": value, "extra": _extra(rows.table, set(parts.values())),
        "source_raw": column["source"], "target_raw": column["target"],
        "role": pc.fill_null(column.get("role", blank), "evidence"),
        "kind": pc.fill_null(column.get("kind", blank), "when"),
        "directed": pc.fill_null(pc.invert(pc.is_in(pc.utf8_lower(column.get("directed", blank)), _NO)), True),
        "added": parse_dates(column.get("added", blank), any_of(iso, packed))[0],
    }  # fmt: skip
    refuse = [
        (bad_date, "bad date"),
        (mask(pc.and_(pc.is_null(code), pc.is_null(column.get("value", blank)))), "no code"),
        (numeral, "score is no number"), (bad_vocabulary, "unknown vocabulary"),
        (~mask(pc.is_in(columns["kind"], pa.array(["when", "span"]))), "kind is neither when nor span"),
    ]  # fmt: skip
    covariate = ~mask(pc.starts_with(columns["role"], "evidence"))
    events, refused, _ = assemble(
        "table", columns, Actors(column["source"], column["target"], None), file=path.name, rows=rows.rows,
        refuse=refuse, apart=[(covariate, "covariate")],
    )  # fmt: skip
    return Batch(events, refused + rows.refused, rows.read)


_NO = pa.array(["no", "false", "0", "n"])


def _dates(column: dict[str, pa.Array], blank: pa.Array) -> tuple[pa.Array, pa.Array, Mask]:
    """Bounds of every date; a month or a year is an interval."""
    first_text = pc.coalesce(column.get("earliest", blank), column.get("date", blank))
    last_text = pc.coalesce(column.get("latest", blank), column.get("date", blank))
    exact = any_of(iso, packed, us)

    def bound(which: int) -> Any:
        def read(text: str) -> Any:
            try:
                return exact(text) or parse_bounds(text)[which]
            except BadInput:
                return None

        return read

    first, no_first = parse_dates(first_text, bound(0))
    last, no_last = parse_dates(last_text, bound(1))
    bad = (
        (no_first & mask(pc.is_valid(first_text)))
        | (no_last & mask(pc.is_valid(last_text)))
        | (no_first & no_last)
    )
    return first, last, bad | mask(pc.greater(first, last))


def _vocabulary(column: dict[str, pa.Array], parts: dict[str, str], blank: pa.Array) -> tuple[pa.Array, Mask]:
    weis = "weis" in parts.get("code", "").lower()
    guess = pc.if_else(pc.is_valid(column.get("code", blank)), "weis" if weis else "cameo", "score")
    given = pc.utf8_lower(column.get("vocabulary", blank))
    vocabulary = pc.coalesce(given, guess)
    return vocabulary, ~mask(pc.is_in(vocabulary, pa.array(sorted(VOCABULARIES))))


def _extra(table: pa.Table, used: set[str]) -> pa.Array:
    rest = [name for name in table.column_names if name not in used]
    if not rest:
        return pa.nulls(table.num_rows, pa.string())
    records = table.select(rest).to_pylist()
    return pa.array(
        [json.dumps(r, ensure_ascii=False) if any(r.values()) else None for r in records], pa.string()
    )


READER = Reader("table", detect, batches)
