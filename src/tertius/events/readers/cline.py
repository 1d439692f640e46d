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

from tertius.errors import BadInput
from tertius.events.assemble import Actors, assemble, mask, matches, number, strings
from tertius.events.batch import Batch, Reader
from tertius.events.dates import any_of, iso, parse_dates, us
from tertius.events.delimited import Rows, absent, header_of, read_commas
from tertius.events.readers.phoenix import restored

NEEDED = {"eid", "year", "month", "day", "source_root", "target_root", "code", "root_code"}


def detect(path: Path, head: bytes) -> bool:
    """A header with the Historical Phoenix's names."""
    return {name.lower() for name in header_of(head.split(b"\n", 1)[0], ",")} >= NEEDED


def batches(path: Path) -> Iterator[Batch]:
    """Batches of about 8 MiB."""
    for rows in read_commas(path):
        names = [name.lower() for name in rows.table.column_names]
        if missing := NEEDED - set(names):
            raise BadInput(
                f"{path} lacks {', '.join(sorted(missing))}", "the columns of the Historical Phoenix"
            )
        yield _batch(path, Rows(rows.table.rename_columns(names), rows.rows, rows.refused, rows.read))


def _batch(path: Path, rows: Rows) -> Batch:
    size = rows.table.num_rows
    blank = pa.nulls(size, pa.string())

    def get(name: str) -> pa.Array:
        found = strings(rows.table[name]) if name in rows.table.column_names else blank
        return pc.if_else(pc.is_in(found, pa.array(["NA", "NULL"])), pa.scalar(None, pa.string()), found)

    parts = [pc.utf8_lpad(get(part), 2, "0") for part in ("year", "month", "day")]
    day = pc.coalesce(pc.binary_join_element_wise(*parts, "-"), get("story_date"))
    days, bad_date = parse_dates(day, any_of(iso, us))
    code = restored(get("code"), get("root_code"))
    source, target = get("source"), get("target")
    actors = Actors(get("source_root"), get("target_root"), "cameo")
    stateless = [
        pc.and_(pc.is_valid(a), pc.is_null(b)) for a, b in ((source, actors.source), (target, actors.target))
    ]
    events, refused, keep = assemble(
        "cline",
        {
            "event_id": pc.coalesce(pc.binary_join_element_wise(get("eid"), get("aid"), "/"), get("eid")),
            "earliest": days, "latest": days, "vocabulary": "cameo", "code": code,
            "value": number(get("goldstein")), "act": pc.fill_null(get("joined_issues"), ""),
            "reference": pc.fill_null(get("aid"), ""), "source_raw": source, "target_raw": target,
        },
        actors, file=path.name, rows=rows.rows,
        refuse=[(bad_date, "bad date"), (~matches(code, r"[0-9]{2,4}"), "no code")],
        apart=[(mask(pc.or_(*stateless)), "non-state actor")],
    )  # fmt: skip
    notes = absent(path, rows.table.column_names, ("source", "target", "goldstein"))
    return Batch(
        events, refused + rows.refused, rows.read, raw=rows.table.filter(pa.array(keep)), notes=notes
    )


READER = Reader("cline", detect, batches)
