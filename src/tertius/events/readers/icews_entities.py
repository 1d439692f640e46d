"""ICEWS as entity and relation names (an extract, thinned unevenly over dyads: never compare volumes).

Parquet or CSV with ``date, source_entity, source_country, target_entity, target_country, relation,
cameo_code, goldstein``: the countries are ISO3 (with some older codes) and null where the entity names
none. Rows whose entity has no country are kept apart.

Cite: Boschee, E. et al. (2015). ICEWS Coded Event Data. Harvard Dataverse, doi:10.7910/DVN/28075.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from tertius.errors import BadInput
from tertius.events.assemble import Actors, assemble, matches, no_number, number
from tertius.events.batch import Batch, Reader
from tertius.events.coding import contradictions
from tertius.events.columns import is_parquet, read_columns
from tertius.events.contradicting import words
from tertius.events.counted import require_acts
from tertius.events.dating import Dating
from tertius.events.delimited import Rows
from tertius.events.dressed import Columns, dating_of, detector
from tertius.events.files import look
from tertius.events.layouts import LAYOUTS
from tertius.events.plausible import impossible
from tertius.events.readers.icews import CAMEO, codes
from tertius.events.recognise import lines_of
from tertius.files.opening import delimiter_of

LAYOUT = LAYOUTS["icews-entities"]


def batches(path: Path) -> Iterator[Batch]:
    """One batch a row group (a CSV comes whole)."""
    dating = dating_of(path, LAYOUT, _rows)
    for rows in _rows(path):
        yield _batch(path, rows, dating)


def _rows(path: Path) -> Iterator[Rows]:
    head = look(path).head
    mark = "," if is_parquet(head) else delimiter_of(next(iter(lines_of(head)), b""))
    for rows in read_columns(path, delimiter=mark):
        if not LAYOUT.fits(rows.table.column_names):
            raise BadInput(f"{path} lacks columns", f"{', '.join(sorted(LAYOUT.needed[0]))} (icews-entities)")
        require_acts(path, rows.table)
        own = LAYOUT.own_names(rows.table.column_names)
        yield Rows(rows.table.rename_columns(own), rows.rows, rows.refused, rows.read)


def _batch(path: Path, rows: Rows, dating: Dating) -> Batch:
    column = Columns(rows.table, LAYOUT)
    days, bad_date = dating.days(column["date"], "date")
    code, noted = codes(column)
    value = number(column["value"])
    events, refused, _ = assemble(
        "icews-entities",
        {
            "earliest": days, "latest": days, "vocabulary": "cameo", "code": code, "value": value,
            "act": pc.fill_null(column["text"], ""),
            "source_raw": column["source_raw"], "target_raw": column["target_raw"],
        },
        Actors(column["source"], column["target"], "iso3"), file=path.name, rows=rows.rows,
        refuse=[(bad_date, "bad date", column["date"]), (~matches(code, CAMEO), "no code"),
            no_number(column["value"], value)],
        apart=[*impossible(days, LAYOUT), *contradictions(code, pa.nulls(len(code), pa.string()), value),
               *words(code, column["text"])],
    )  # fmt: skip
    return Batch(
        events,
        refused + rows.refused,
        rows.read,
        notes=(*dating.notes, *([f"{path.name} {noted}"] if noted else [])),
    )


READER = Reader("icews-entities", detector(LAYOUT), batches, version=4)
