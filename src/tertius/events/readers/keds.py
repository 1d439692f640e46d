"""KEDS-style event files: one event a line, ``date source target code [text]``.

Tab- or blank-separated without a header (``790415 ISR PAL 223 ...``), or CSV/TSV with the header ``date,
source, target, code[, desc]`` of the R package *events*. Dates are YYMMDD (from 1940 to 2039),
YYYYMMDD or YYYY-MM-DD. An actor is a KEDS string whose first three characters name the country
(``ISRGOV``); codes that are no country's (PAL, UNO) stand for groups and are kept apart, never refused. A
file is CAMEO if a code has four digits, else WEIS as KEDS writes it; the choice is noted. Files of the R
package use the same codes.

Lines of documentation (``DOC DOC 999``, as in the Levant files) are refused and counted.

Layout: checked against the help pages of the R package *events* (``levant.cameo``), not against a KEDS file.

Cite: Schrodt, P. A., Davis, S. G., Weddle, J. L. (1994). KEDS. Social Science Computer Review 12(4), 561-588.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tertius.errors import BadInput
from tertius.events.assemble import Actors, assemble, mask, matches, per_value, strings
from tertius.events.batch import Batch, Reader
from tertius.events.dates import any_of, iso, packed, parse_dates, short
from tertius.events.delimited import Rows, header_of, read_quoted
from tertius.events.files import members
from tertius.events.table import Refusals
from tertius.records import MAX_FIELD

_GAP = r"[\t ,]+"
_LINE = re.compile(
    rf"(\d{{6}}|\d{{8}}|\d{{4}}-\d\d-\d\d){_GAP}([A-Z][A-Z0-9/_-]{{2,}}){_GAP}([A-Z][A-Z0-9/_-]{{2,}}){_GAP}"
    r"\[?(\d{2,4})\]?(?:[\t ,(]+(.*))?"
)
_HEADER = {"date", "source", "target", "code"}
_COLUMNS = ("date", "source", "target", "code", "text")


def detect(path: Path, head: bytes) -> bool:
    """Lines of date, two actor codes and an event code; or the header, with KEDS codes below it."""
    lines = [line.decode("latin-1").strip() for line in head.split(b"\n")[:3]]
    if _LINE.fullmatch(lines[0]):
        return True
    named = {name.lower() for name in header_of(lines[0].encode(), _delimiter(lines[0]))}
    found = _LINE.match(lines[1].replace('"', "")) if len(lines) > 1 else None
    short_date = found is not None and len(found[1]) == 6
    long_code = found is not None and max(len(found[2]), len(found[3])) > 3
    return named >= _HEADER and named <= {*_HEADER, "desc", "text"} and (short_date or long_code)


def batches(path: Path) -> Iterator[Batch]:
    """The whole file as one batch."""
    rows = _lines(path)
    column = {name: strings(rows.table[name]) for name in rows.table.column_names}
    days, bad_date = parse_dates(column["date"], any_of(iso, packed, short))
    code = column["code"]
    longest = max((len(text or "") for text in pc.unique(code).to_pylist()), default=0)
    vocabulary = "cameo" if longest == 4 else "weis"
    doc = mask(pc.and_(pc.equal(column["source"], "DOC"), pc.equal(column["target"], "DOC")))
    country = [per_value(column[side], _country) for side in ("source", "target")]
    stateless = [
        pc.and_(pc.is_valid(column[s]), pc.is_null(c))
        for s, c in zip(("source", "target"), country, strict=True)
    ]
    events, refused, _ = assemble(
        "keds",
        {
            "earliest": days, "latest": days, "vocabulary": vocabulary, "code": code,
            "act": pc.fill_null(column["text"], ""), "source_raw": column["source"], "target_raw": column["target"],
        },
        Actors(country[0], country[1], "cameo"), file=path.name, rows=rows.rows,
        refuse=[
            (doc, "line of documentation"), (bad_date, "bad date"), (~matches(code, r"[0-9]{2,4}"), "no code"),
        ],
        apart=[(np.asarray(pc.or_(*stateless)), "non-state actor")],
    )  # fmt: skip
    note = f"codes of {path.name} taken as {vocabulary}"
    yield Batch(events, refused + rows.refused, rows.read, notes=(note,))


def _delimiter(line: str) -> str:
    return "\t" if "\t" in line else ","


def _country(values: pa.Array) -> pa.Array:
    """Country code that an actor's string begins with; null if it is no state's."""
    from tertius.events.resolve import is_state

    return pa.array(
        [text[:3] if is_state(text[:3], "cameo") else None for text in values.to_pylist()], pa.string()
    )


def _lines(path: Path) -> Rows:
    parts = members(path)
    first = parts[0].split(b"\n", 1)[0].decode("latin-1") if parts else ""
    if {name.lower() for name in header_of(first.encode(), _delimiter(first))} >= _HEADER:
        return _headed(path, _delimiter(first))
    refused, good, numbers = Refusals(), [], []
    lines = [line.rstrip(b"\r") for text in parts for line in text.removesuffix(b"\n").split(b"\n")]
    for number, line in enumerate(lines, 1):
        found, reason = _parse(line)
        if found is None:
            refused[reason] += 1
        else:
            good.append(found)
            numbers.append(number)
    if not good:
        raise BadInput(f"no line of {path} is date, source, target, code", "a KEDS event file")
    columns = [pa.array(list(column), pa.string()) for column in zip(*good, strict=True)]
    return Rows(
        pa.table(columns, names=list(_COLUMNS)), np.array(numbers, dtype=np.int64), refused, len(lines)
    )


def _parse(line: bytes) -> tuple[tuple[str | None, ...] | None, str]:
    if b"\0" in line:
        return None, "NUL byte"
    if len(line) > MAX_FIELD:
        return None, "row too long"
    try:
        found = _LINE.fullmatch(line.decode("utf-8").strip())
    except UnicodeDecodeError:
        return None, "bad encoding"
    return (found.groups(), "") if found else (None, "not date, source, target, code")


def _headed(path: Path, delimiter: str) -> Rows:
    rows = read_quoted(path, delimiter=delimiter)
    names = [name.lower() for name in rows.table.column_names]
    table = rows.table.rename_columns(["text" if name == "desc" else name for name in names])
    blank = pa.nulls(table.num_rows, pa.string())
    picked = {name: table[name] if name in table.column_names else blank for name in _COLUMNS}
    return Rows(pa.table(picked), rows.rows, rows.refused, rows.read)


READER = Reader("keds", detect, batches)
