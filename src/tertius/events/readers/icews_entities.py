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
from tertius.events.assemble import Actors, assemble, matches, number, strings
from tertius.events.batch import Batch, Reader
from tertius.events.columns import is_parquet, parquet_names, read_columns
from tertius.events.dates import iso, parse_dates
from tertius.events.delimited import header_of
from tertius.events.readers.icews import CAMEO

NEEDED = {"date", "source_entity", "source_country", "target_entity", "target_country", "cameo_code"}


def detect(path: Path, head: bytes) -> bool:
    """The entity columns, in a Parquet file or a CSV header."""
    names = parquet_names(path) if is_parquet(head) else header_of(head.split(b"\n", 1)[0], ",")
    return {name.lower() for name in names} >= NEEDED


def batches(path: Path) -> Iterator[Batch]:
    """One batch a row group (a CSV comes whole)."""
    for rows in read_columns(path):
        names = [name.lower() for name in rows.table.column_names]
        if missing := NEEDED - set(names):
            raise BadInput(f"{path} lacks {', '.join(sorted(missing))}", "the columns of the entity extract")
        table = rows.table.rename_columns(names)
        column = {name: strings(table[name]) for name in names}
        days, bad_date = parse_dates(column["date"], iso)
        no_code = ~matches(column["cameo_code"], CAMEO)
        blank = pa.nulls(len(days), pa.string())
        events, refused, _ = assemble(
            "icews-entities",
            {
                "earliest": days, "latest": days, "vocabulary": "cameo", "code": column["cameo_code"],
                "value": number(column.get("goldstein", blank)), "act": pc.fill_null(column.get("relation", blank), ""),
                "source_raw": column["source_entity"], "target_raw": column["target_entity"],
            },
            Actors(column["source_country"], column["target_country"], "iso3"),
            file=path.name, rows=rows.rows, refuse=[(bad_date, "bad date"), (no_code, "no code")],
        )  # fmt: skip
        yield Batch(events, refused + rows.refused, rows.read)


READER = Reader("icews-entities", detect, batches)
