"""KEDS-style event files: one event a line, ``date source target code [text]``.

Tab- or blank-separated without a header (``790415 ISR PAL 223 ...``), or any delimiter with the header ``date, source, target,
code[, desc]`` of the R package *events*. Dates are YYMMDD (from 1940 to 2039), YYYYMMDD or YYYY-MM-DD. An actor is a KEDS string
whose first three characters name the country (``ISRGOV``); codes that are no country's (PAL, UNO) stand for groups and are kept
apart, never refused; those that stand in no table are named in a note.

The format does not say whether its acts are WEIS or CAMEO, nor whether its countries are CAMEO's or the project's own (the WEIS
files of the Balkans, the Gulf and Central Asia: UNK, FRN, AUS for Austria). Both are decided by the weight of all rows
(`tertius.events.coding`, `system_of`), and noted.

Lines of documentation (``DOC DOC 999``, as in the Levant files) are refused and counted.

Checked against two files of the R package *events*: the Gulf (54,466 rows, WEIS with the project's country codes)
and Turkey (29,029
rows, CAMEO, nine damaged codes).

Cite: Schrodt, P. A., Davis, S. G., Weddle, J. L. (1994). KEDS. Social Science Computer Review 12(4), 561-588.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tertius.errors import BadInput
from tertius.events.assemble import Actors, assemble, mask, number, per_value, rest, strings
from tertius.events.batch import Batch, Reader
from tertius.events.coding import Coding, contradictions, decide
from tertius.events.columns import is_parquet, parquet_names, read_columns
from tertius.events.counted import require_acts
from tertius.events.dates import iso, packed, short
from tertius.events.dating import Dating
from tertius.events.delimited import Rows, is_blank
from tertius.events.files import WHOLE, look, members
from tertius.events.layouts import LAYOUTS
from tertius.events.plausible import impossible
from tertius.events.readers.gdelt import GROUPS as ROLES
from tertius.events.readers.keds_actors import begins_known, countries, system_of
from tertius.events.recognise import lines_of, names_of
from tertius.events.resolve import known
from tertius.events.table import Refusals
from tertius.events.typed import fits
from tertius.files.names import plain
from tertius.files.numbers import whole
from tertius.files.opening import delimiter_of
from tertius.limits import MAX_FIELD
from tertius.records import read_records

LAYOUT = LAYOUTS["keds"]
_GAP = r"[\t ,;]+"
_LINE = re.compile(
    rf"(\d{{6}}|\d{{8}}|\d{{4}}-\d\d-\d\d){_GAP}([A-Z][A-Z0-9/_-]{{2,}}){_GAP}([A-Z][A-Z0-9/_-]{{2,}}){_GAP}"
    r"\[?(\d{2,4}\]?)(?:[\t ,(]+(.*))?"
)
_ACTOR = re.compile(r"[A-Z][A-Z0-9/_-]{2,}")
_SMALL = re.compile(r"(?:[a-z]{3})+")
_CODE = re.compile(r"\[?\d{2,4}\]?(?:[.,]0*)?|\d{2,4}\D.*")
_COLUMNS = ("date", "source", "target", "code", "text")


def detect(path: Path | None, head: bytes) -> bool:
    """Most lines are date, two actor codes and an event code; or the header, and more rows speak for KEDS than for a table."""
    if is_parquet(head):
        return path is not None and LAYOUT.fits(parquet_names(path)) and _speaks_for_keds(_first_rows(path))
    lines = [line.decode("latin-1").strip() for line in lines_of(head)]
    if not lines:
        return False
    if not LAYOUT.fits(names_of(head)):
        if not _LINE.fullmatch(lines[0]) and fits(names_of(head)):
            return False  # rows below the header of a table
        found = sum(bool(_LINE.fullmatch(line)) for line in lines)
        return 2 * found > len(lines)
    text = b"".join(members(path)) if path is not None and path.stat().st_size <= WHOLE else head
    return _speaks_for_keds(_rows_in(text, delimiter_of(next(iter(lines_of(head)), b""))))


def _first_rows(path: Path) -> list[Sequence[str]]:
    rows = next(read_columns(path), None)
    if rows is None:
        return []
    table = rows.table.rename_columns(LAYOUT.own_names(rows.table.column_names))
    return list(zip(*(pc.fill_null(table[name], "").to_pylist() for name in _COLUMNS[:4]), strict=True))


def _rows_in(text: bytes, mark: str) -> list[Sequence[str]]:
    """Date, actors and code of every row of a text with a header."""
    try:
        found = read_records(text.decode("utf-8-sig", errors="surrogateescape"), mark)
    except csv.Error:
        return []
    names = LAYOUT.own_names(found.header)
    if not set(_COLUMNS[:4]) <= set(names):
        return []
    at = [names.index(name) for name in _COLUMNS[:4]]
    return [[row[i].strip() for i in at] for row in found.rows]


def _speaks_for_keds(rows: Sequence[Sequence[str]]) -> bool:
    """Whether more rows make sense as KEDS than as a plain table: actors with a role behind the country, short dates."""
    found = [row for row in rows if _CODE.fullmatch(row[3]) and _looks_keds(row[1]) and _looks_keds(row[2])]
    if not found:
        return False
    short_dates = sum(n for text, n in Counter(row[0] for row in found).items() if _is_short(whole(text)))
    sides = Counter((row[1], row[2]) for row in found)
    keds = sum(n for pair, n in sides.items() if all(begins_known(side.upper()) for side in pair))
    table = sum(n for pair, n in sides.items() if all(_is_known(side) for side in pair))
    return 2 * short_dates > len(rows) or (keds > table and 20 * (keds - table) > len(found))


@cache
def _looks_keds(text: str) -> bool:
    """Whether a text has the form of an actor's string; in small letters only with a role behind the country (``usagov``)."""
    return bool(_ACTOR.fullmatch(text)) or (
        bool(_SMALL.fullmatch(text)) and (len(text) == 3 or text[3:6].upper() in ROLES)
    )


@cache
def _is_short(text: str) -> bool:
    """Whether a date is YYMMDD, perhaps without the zeros in front of it (20224 is of 24 February 2002)."""
    return text.isdigit() and (len(text) == 6 or (3 <= len(text) < 6 and short(text.zfill(6)) is not None))


@cache
def _is_known(code: str) -> bool:
    """Whether a plain table can have this actor: a state or a known actor that is none."""

    return known(code, None)


def batches(path: Path) -> Iterator[Batch]:
    """The whole file as one batch."""
    rows = _lines(path)
    column = {name: strings(rows.table[name]) for name in rows.table.column_names}
    dates = _with_zeros(column["date"])
    dating = Dating(path.name, lambda: [{"date": dates}], forms=(iso, packed, short))
    days, bad_date = dating.days(dates, "date")
    coding = decide(
        _counts(column["code"]), prefer="weis", file=path.name, among=("weis", "cameo"), long=True
    )
    code = per_value(
        column["code"], lambda values: pa.array([_code(text, coding) for text in values.to_pylist()], "str")
    )
    doc = mask(pc.and_(pc.equal(column["source"], "DOC"), pc.equal(column["target"], "DOC")))
    named = {side: pc.utf8_upper(column[side]) for side in ("source", "target")}
    actors = _counts(named["source"]) + _counts(named["target"])
    system, said = system_of(actors, path.name)
    country = [
        per_value(named[side], lambda values: countries(values, system)) for side in ("source", "target")
    ]
    stateless = [
        pc.and_(pc.is_valid(column[s]), pc.is_null(c))
        for s, c in zip(("source", "target"), country, strict=True)
    ]
    value = number(column["goldstein"])
    crossed = (
        contradictions(code, pa.nulls(len(code), pa.string()), value) if coding.vocabulary == "cameo" else []
    )
    events, refused, _ = assemble(
        "keds",
        {
            "earliest": days, "latest": days, "vocabulary": coding.vocabulary, "code": code,
            "act": pc.fill_null(column["text"], ""), "value": value, "extra": column["extra"],
            "source_raw": column["source"], "target_raw": column["target"],
        },
        Actors(country[0], country[1], system), file=path.name, rows=rows.rows,
        refuse=[(doc, "line of documentation"), (bad_date, "bad date", column["date"]), (mask(pc.is_null(code)), "no code")],
        apart=[(np.asarray(pc.or_(*stateless)), "non-state actor"), *impossible(days), *crossed],
    )  # fmt: skip
    yield Batch(events, refused + rows.refused, rows.read, notes=(*dating.notes, *coding.notes, *said))


def _with_zeros(dates: pa.Array) -> pa.Array:
    """Dates without a point behind them, those of six figures that lost their zeros with them: where most of the lone figures of
    three to five are a day with them, or else they are another thing."""
    plain_ = per_value(
        dates, lambda values: pa.array([whole(text) for text in values.to_pylist()], pa.string())
    )
    few = {text: n for text, n in _counts(plain_).items() if text.isdigit() and 3 <= len(text) < 6}
    if not few or 2 * sum(n for text, n in few.items() if _is_short(text)) <= sum(few.values()):
        return plain_
    return per_value(
        plain_,
        lambda values: pa.array(
            [text.zfill(6) if text in few else text for text in values.to_pylist()], pa.string()
        ),
    )


def _code(text: str, coding: Coding) -> str | None:
    """The code of a text; one that stands in no table but looks like a code is kept, without a score; a damaged one is none."""
    found = coding.codes.get(text)
    return found if found or not re.fullmatch(r"[0-9]{2,4}", text) else text.zfill(3)


def _counts(column: pa.Array) -> Counter[str]:
    found = pc.value_counts(column.drop_null())
    return Counter({item["values"]: item["counts"] for item in found.to_pylist()})


def _lines(path: Path) -> Rows:
    head = look(path).head
    if is_parquet(head) or LAYOUT.fits(names_of(head)):
        return _headed(path, "," if is_parquet(head) else delimiter_of(next(iter(lines_of(head)), b"")))
    parts = members(path)
    refused, good, numbers = Refusals(), [], []
    lines = [
        line.rstrip(b"\r") for text in parts for line in text.split(b"\n") if not is_blank(line, b"\t,;")
    ]
    for place, line in enumerate(lines, 1):
        found, reason = _parse(line)
        if found is None:
            refused[reason] += 1
        else:
            good.append(found)
            numbers.append(place)
    if not good:
        raise BadInput(f"no line of {path} is date, source, target, code", "a KEDS event file")
    columns = {
        name: pa.array(list(column), pa.string())
        for name, column in zip(_COLUMNS, zip(*good, strict=True), strict=True)
    }
    return Rows(_whole_rows(pa.table(columns)), np.array(numbers, dtype=np.int64), refused, len(lines))


def _whole_rows(table: pa.Table) -> pa.Table:
    """The columns that are read, null where there is none; every other in ``extra``."""
    blank = pa.nulls(table.num_rows, pa.string())
    picked = {name: table[name] if name in table.column_names else blank for name in (*_COLUMNS, "goldstein")}
    spare = {"", "rownames", *_COLUMNS, "goldstein"}
    return pa.table(
        picked | {"extra": rest(table, {name for name in table.column_names if plain(name) in spare})}
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
    if not found:
        return None, "not date, source, target, code"
    parts = list(found.groups())
    if found[0].count("[") >= found[0].count("]"):
        parts[3] = parts[3].rstrip("]")  # [223] as some files write it; 0841] alone is damaged
    return tuple(parts), ""


def _headed(path: Path, delimiter: str) -> Rows:
    parts = list(read_columns(path, delimiter=delimiter))
    if not parts:
        raise BadInput(f"{path} has no row", "a KEDS event file")
    table = pa.concat_tables([part.table for part in parts])
    require_acts(path, table)
    table = table.rename_columns(LAYOUT.own_names(table.column_names))
    refused = sum((part.refused for part in parts), Refusals())
    numbers = np.concatenate([part.rows for part in parts])
    return Rows(_whole_rows(table), numbers, Refusals(refused), sum(part.read for part in parts))


READER = Reader("keds", detect, batches, version=4)
