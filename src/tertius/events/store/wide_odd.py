"""GDELT rows whose columns contradict one another, or whose date is in no form of the maker's: the reader looks at their files.

What such a row means is the reader's to say (`tertius.events.readers.gdelt`); here no row that it marks may go unseen, and a row
too many costs only time.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tertius.events.layouts import LAYOUTS
from tertius.events.store.draft import scan
from tertius.events.store.written import PART

if TYPE_CHECKING:
    import duckdb

_DAY, _ADDED = (LAYOUTS["gdelt1"].parts[part] for part in ("date", "added"))
_CODE = LAYOUTS["gdelt1"].parts["code"]
ODD = f"""
       (left({_DAY}, 4) <> Year AND Year <> '')
    OR (left({_DAY}, 6) <> MonthYear AND MonthYear <> '')
    OR (left({_DAY}, 8) > left({_ADDED}, 8) AND {_ADDED} <> '')
    OR ((length({_DAY}) NOT IN (8, 14) OR TRY_CAST({_DAY} AS UBIGINT) IS NULL) AND {_DAY} <> '')
    OR coalesce({_DAY}, {_CODE}, {_ADDED}, '') = ''
    OR (QuadClass IN ('1', '2') AND {_CODE} >= '10') OR (QuadClass IN ('3', '4') AND {_CODE} < '10')
"""


def odd_parts(connection: duckdb.DuckDBPyConnection, raw: Path, every: set[str], *, joined: bool) -> set[str]:
    """Files with such a row, of those whose rows were copied together."""
    which = f'DISTINCT "{PART}"' if joined else "1"
    found = connection.execute(
        f"SELECT {which} FROM {scan([raw])} WHERE {ODD} {'' if joined else 'LIMIT 1'}"
    ).fetchall()
    if not joined:
        return every if found else set()
    return {part for (part,) in found}
