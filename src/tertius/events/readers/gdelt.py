"""GDELT events 1.0 and 2.0 (codebooks V1.03 of 2013-08-25 and V2.0 of 2015-02-19).

Tab-separated whatever the name says (.csv, .CSV, or a zip of one), no header, no quoting, UTF-8, missing is
empty.

- 1.0 backfile, 1979 to March 2013: 57 columns; daily files from 1 April 2013: 58 (SOURCEURL).
- 2.0, one zip every 15 minutes from February 2015: 61 (an ADM2 code for each place); DATEADDED has a time
  (UTC).

Quirks: codes are strings (010 is not 10); a file holds what was *added* that day, and SQLDATE may lie a
week, a month, a year or ten years before; Actor*CountryCode is CAMEO (nearly ISO3), the Geo codes are FIPS
10-4 (CH is China, RS is Russia), so places are never taken for actors. An actor counts as its country's,
whatever its role; where the country is empty, a state named by the first three letters of the actor's code or by its name
is taken (`named_state`) and counted in a note, any other actor is kept apart. GDELT wrote 1920 for 2020 around New Year
2020: such days are put right from DATEADDED, with a note. All columns stay in the raw table.

With a header (from BigQuery, gdeltPyR, pandas) any of the columns will do, in any order and with any delimiter.

Cite: Leetaru, K. & Schrodt, P. A. (2013). GDELT: Global Data on Events, Location and Tone. ISA Annual
Convention.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from tertius.actors.resolving import raw_codes
from tertius.actors.table import by_handle
from tertius.events.assemble import Actors, assemble, mask, matches, number, per_value
from tertius.events.batch import Batch, Reader
from tertius.events.coding import contradictions, long_code
from tertius.events.columns import first_rows, is_parquet
from tertius.events.contradicting import classes
from tertius.events.dating import Dating
from tertius.events.delimited import Rows
from tertius.events.dressed import Columns, dating_of, detector, rows_of
from tertius.events.layouts import LAYOUTS
from tertius.events.plausible import century_off, impossible, later, outside
from tertius.events.recognise import lines_of, names_of

NAMES = ("gdelt1", "gdelt2")
BEGINS = LAYOUTS["gdelt1"].begins or dt.date.min
AHEAD = 1  # days: it is tomorrow already where the sun rises first
#: Codes of roles, religions, peoples and groups that begin like a state's: no state is read from these (CAMEO ch. 3-6).
GROUPS = frozenset(
    """
    SUN CPT IND MOR SET NAT PAL BUD CHR MOS HIN JEW SHI SIK TAO BUS CVL DEV EDU ELI ENV GOV HLH HRI JUD LAB LEG MED
    MIL MOD OPP RAD
    REB REF SEP SPY UAF AGR COP CRM INS IGO IMG INT MNC NGM NGO UIS
    """.split()  # noqa: SIM905 (a list of codes reads better so)
)


def second(head: bytes) -> bool:
    """Whether a headed export is of GDELT 2.0: it has ADM2 codes, or a time in DATEADDED."""
    names = [name.lower().replace("_", "") for name in names_of(head)]
    if any("adm2code" in name for name in names):
        return True
    if "dateadded" not in names:
        return False
    cells = [line.replace(b"\t", b",").split(b",") for line in lines_of(head)[1:20]]
    added = [row[names.index("dateadded")].strip(b'" ') for row in cells if len(row) == len(names)]
    return bool(added) and all(len(text) == 14 for text in added)


def detector_of(name: str) -> Callable[[Path | None, bytes], bool]:
    """Whether a file is of this version: by its width, or by the columns of its header."""
    fits, layout = detector(LAYOUTS[name]), LAYOUTS[name]

    def detect(path: Path | None, head: bytes) -> bool:
        if not fits(path, head):
            return False
        if is_parquet(head):
            return (path is not None and second(first_rows(path))) == (name == "gdelt2")
        return not layout.fits(names_of(head)) or second(head) == (name == "gdelt2")

    return detect


def batcher(name: str) -> Callable[[Path], Iterator[Batch]]:
    """Batches of about 8 MiB."""

    def batches(path: Path) -> Iterator[Batch]:
        dating = dating_of(path, LAYOUTS[name])
        for rows in rows_of(path, LAYOUTS[name]):
            yield _batch(path, name, rows, dating)

    return batches


def _batch(path: Path, name: str, rows: Rows, dating: Dating) -> Batch:
    column = Columns(rows.table, LAYOUTS[name])
    days, bad_date = dating.days(column["date"], "date")
    added = dating.days(column["added"], "added")[0]
    given = days
    days, repaired = century_off(given, added)
    crossed = [each for name_ in ("Year", "MonthYear") for each in outside(column[name_], given, days)]
    code = _codes(column)
    value = number(column["value"])
    source, target = (pc.coalesce(column[f"{side}_raw"], column[side]) for side in ("source", "target"))
    countries, rescued = zip(*(_country(column, side) for side in ("source", "target")), strict=True)
    stateless = pc.or_(_no_state(source, countries[0]), _no_state(target, countries[1]))
    events, refused, keep = assemble(
        name,
        {
            "event_id": column["event_id"] if column.has("event_id") else None, "earliest": days, "latest": days,
            "vocabulary": "cameo", "code": code, "value": value, "source_raw": source, "target_raw": target,
            "reference": pc.fill_null(column["reference"], ""), "added": added,
        },
        Actors(countries[0], countries[1], "cameo"), file=path.name, rows=rows.rows,
        refuse=[(bad_date, "bad date", column["date"]), (~matches(code, r"[0-9]{2,4}"), "no code")],
        apart=[(mask(stateless), "non-state actor"), *impossible(days, LAYOUTS[name]),
               *crossed, *later(days, added, by=AHEAD),
               *contradictions(code, column["root"], value),
               *classes(code, column["QuadClass"])],
    )  # fmt: skip
    raw = rows.table if keep.all() else rows.table.filter(pa.array(keep))
    notes = (*dating.notes, *notes_of(path.name, repaired, sum(rescued)))
    return Batch(events, refused + rows.refused, rows.read, raw=raw, notes=notes)


def notes_of(file: str, repaired: int, rescued: int) -> tuple[str, ...]:
    """What was put right in a file; the same from the reader and from the store's SQL."""
    return (
        *(
            [f"{file}: dates of a hundred years before they were added put right from DATEADDED"]
            if repaired
            else []
        ),
        *([f"{file}: states without a country code taken from the actor's code or name"] if rescued else []),
    )


def _codes(column: Columns) -> pa.Array:
    """The event's code, or its base or root code where the export has no other."""
    given = pc.coalesce(column["code"], column["EventBaseCode"], column["root"])
    joined = pc.binary_join_element_wise(pc.fill_null(given, ""), pc.fill_null(column["root"], ""), "/")
    made = per_value(
        joined, lambda values: pa.array([_code(text) for text in values.to_pylist()], pa.string())
    )
    return pc.if_else(pc.is_null(given), pa.scalar(None, pa.string()), made)


def _code(joined: str) -> str:
    code, _, root = joined.partition("/")
    return long_code(code, root)


def _country(column: Columns, side: str) -> tuple[pa.Array, int]:
    """An actor's country, from its code or name where the column is empty, and in how many rows it was."""
    given, code, name = column[side], column[f"{side}_raw"], column[f"{side}_name"]
    empty = pc.and_(pc.is_null(given), pc.or_(pc.is_valid(code), pc.is_valid(name)))
    if not empty.true_count:
        return given, 0
    joined = pc.binary_join_element_wise(pc.fill_null(code, ""), pc.fill_null(name, ""), "\t")
    lone = pc.if_else(empty, joined, pa.scalar(None, pa.string()))
    named = per_value(
        lone,
        lambda values: pa.array([named_state(*text.split("\t", 1)) for text in values.to_pylist()], "str"),
    )
    found = pc.and_(empty, pc.is_valid(named)).true_count
    return pc.coalesce(given, named), found


@cache
def named_state(code: str, name: str) -> str | None:
    """CAMEO code of the state that an actor without a country code names; None if it names none.

    A code that is a state's name (``NORTHKOREA``) names it. One whose first three letters are a state's (not those of a role, a
    religion or a group) names it; so does a name that is a state's, where the code is no role's.
    """
    spelt = state_names().get(code.upper()) or _run_together().get(code.upper())
    if spelt:
        return spelt  # NORTHKOREA is no Norwegian
    first = code[:3]
    if len(first) == 3 and first not in GROUPS and first in state_codes():
        return first
    return state_names().get(name.upper()) if first not in GROUPS or first == "SUN" else None


@cache
def state_codes() -> frozenset[str]:
    """Three-letter codes that are a state's."""

    return frozenset(raw for scheme in ("cameo", "iso3") for raw, _ in raw_codes(scheme) if len(raw) == 3)


@cache
def state_names() -> dict[str, str]:
    """CAMEO code by the name of a state, in capitals, where the name is one state's alone."""

    states = by_handle()
    return {
        raw.upper(): states[tiers[0][0]].cameo
        for raw, tiers in raw_codes("name")
        if len(tiers) == 1 and len(tiers[0]) == 1 and len(raw) > 3 and states[tiers[0][0]].cameo
    }


@cache
def _run_together() -> dict[str, str]:
    """As `state_names`, by names without blanks of more than four letters."""
    return {
        run: state
        for name, state in state_names().items()
        if len(run := "".join(filter(str.isalpha, name))) > 4
    }


def _no_state(actor: pa.Array, country: pa.Array) -> pa.Array:
    return pc.and_(pc.is_valid(actor), pc.is_null(country))


READERS = {name: Reader(name, detector_of(name), batcher(name), version=4) for name in NAMES}
