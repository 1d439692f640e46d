"""Cline Center Historical Phoenix: New York Times 1945-2005, Summary of World Broadcasts 1979-2015, FBIS
1995-2004.

CSV with header, 25 columns: eid, story_date (m/d/Y), year, month, day, source, source_root, source_agent,
source_others, target, target_root, target_agent, target_others, code, root_code, quad_class, goldstein,
joined_issues, lat, lon, placename, statename, countryname, aid, process. Files ``PhoenixNYT_1945-2005.csv``,
``PhoenixSWB_1979-2015.csv``, ``PhoenixFBIS_1995-2004.csv``. Quirks: the code may be a whole number that
lost its zero (10 is 010), put back from root_code; the date is that of the story; article data
(``MetaData...``) are apart; the names of columns differ in case between files (placeName, placename). Event
numbers are taken together with the article's, since nothing says that they differ between the files.
Version 1.3.0 (the DOI below) has ``PhoenixBLN-NYT_1980-2018.csv`` and ``PhoenixBLN-SWB_1979-2019.csv``, too.

Layout: from the import commands of TwoRavens (github.com/TwoRavens, rookeventdata.R) and from scripts of users
of versions 1.0 and 1.3; not checked against a file.

Cite: Althaus, S., Bajjalieh, J., Carter, J. F., Peyton, B., Shalmon, D. A. Cline Center Historical
Phoenix Event Data. doi:10.13012/B2IDB-0647142_V3
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from tertius.events.assemble import Actors, assemble, mask, matches, no_number, number, per_value
from tertius.events.batch import Batch, Reader
from tertius.events.coding import contradictions
from tertius.events.dates import iso, parse_dates
from tertius.events.dating import Dating
from tertius.events.delimited import Rows, absent
from tertius.events.dressed import Columns, dating_of, detector, rows_of
from tertius.events.layouts import LAYOUTS
from tertius.events.plausible import Mask, differ, impossible
from tertius.events.readers.phoenix import restored
from tertius.files.numbers import whole

LAYOUT = LAYOUTS["cline"]


def batches(path: Path) -> Iterator[Batch]:
    """Batches of about 8 MiB."""
    dating = dating_of(path, LAYOUT)
    for rows in rows_of(path, LAYOUT):
        yield _batch(path, rows, dating)


def _batch(path: Path, rows: Rows, dating: Dating) -> Batch:
    column = Columns(rows.table, LAYOUT)
    days, bad_date, crossed = _days(column, dating)
    code, value = restored(column["code"], column["root"]), number(column["value"])
    source, target = column["source_raw"], column["target_raw"]
    actors = Actors(column["source"], column["target"], "cameo")
    stateless = [
        pc.and_(pc.is_valid(a), pc.is_null(b)) for a, b in ((source, actors.source), (target, actors.target))
    ]
    events, refused, keep = assemble(
        "cline",
        {
            "event_id": pc.coalesce(pc.binary_join_element_wise(column["event_id"], column["reference"], "/"), column["event_id"]),  # noqa: E501
            "earliest": days, "latest": days, "vocabulary": "cameo", "code": code, "value": value,
            "act": pc.fill_null(column["act"], ""), "reference": pc.fill_null(column["reference"], ""),
            "source_raw": source, "target_raw": target,
        },
        actors, file=path.name, rows=rows.rows,
        refuse=[(bad_date, "bad date", column["date"]), (~matches(code, r"[0-9]{2,4}"), "no code"),
            no_number(column["value"], value)],
        apart=[(mask(pc.or_(*stateless)), "non-state actor"), *impossible(days, LAYOUT), *crossed,
               *contradictions(code, column["root"], value)],
    )  # fmt: skip
    notes = dating.notes + absent(path, rows.table.column_names, ("source", "target", "goldstein"))
    raw = rows.table.filter(pa.array(keep))
    return Batch(events, refused + rows.refused, rows.read, raw=raw, notes=notes)


def _days(column: Columns, dating: Dating) -> tuple[pa.Array, Mask, list[tuple[Mask, str]]]:
    """Day of every row, by year, month and day where they stand, else by the story's date; rows in which the two differ."""
    told, no_told = dating.days(column["date"], "date")
    if not all(column.has(part) for part in ("year", "month", "day")):
        return told, no_told, []
    parts = [pc.utf8_lpad(per_value(column[part], _whole), 2, "0") for part in ("year", "month", "day")]
    joined = pc.binary_join_element_wise(*parts, "-")
    made, _ = parse_dates(joined, iso)
    days = pc.if_else(pc.is_valid(joined), made, told)
    return days, mask(pc.is_null(days)), differ(made, told)


def _whole(values: pa.Array) -> pa.Array:
    return pa.array([whole(text) for text in values.to_pylist()], pa.string())


READER = Reader("cline", detector(LAYOUT), batches, version=4)
