"""The rows of a copied GDELT text as DuckDB is to see them: views of the copy, so that nothing is written twice.

Most cells of the copy lie in dictionaries of a few thousand texts. What is asked of every row (a date, a number, a contradiction,
a blank) is asked of these texts, or of the few different rows; only a file whose cells need it is looked at cell by cell.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from tertius.events.coding import contradicted, long_code
from tertius.events.readers.gdelt import BEGINS, named_state
from tertius.events.store.draft import quote, scan
from tertius.events.store.wide_sql import ACTING, ACTING_NAMED, CELLS, CODE, KEYS, KINDS, LONE, ODD, typed
from tertius.events.store.wide_text import Text, plain
from tertius.events.store.written import PART, ROW

if TYPE_CHECKING:
    import duckdb

Kinds = Mapping[str, list[dict[str, Any]]]  # by file: its different rows, as few columns tell them apart


def register_rows(connection: duckdb.DuckDBPyConnection, text: Text, raw: Path) -> None:
    """``typed``: the few columns that make an event. Cells with blanks or words for nothing are put right once, in a table."""
    ((*found,),) = connection.execute(ODD.format(raw=scan([raw]))).fetchall()
    odd = {name for name, met in zip(CELLS, found, strict=True) if met}
    url = "SOURCEURL" if "SOURCEURL" in text.columns else "NULL::VARCHAR"
    rows = typed(scan([raw], "file_row_number = true"), whose=_whose(text), url=url, odd=odd)
    kind = "TABLE" if odd else "VIEW"
    connection.execute(f"CREATE TEMP {kind} typed_rows AS {rows}")
    told = "*"
    if not text.joined:  # the name and hash of a file that is alone are not written beside every row
        ((part, file, _),) = text.files
        told = f"*, {quote(part)} AS part, n AS row, {quote(plain(file))} AS file"
    connection.execute(f"CREATE TEMP VIEW typed AS SELECT {told} FROM typed_rows")


def _whose(text: Text) -> str:
    """SQL: the file of a row, its place there and the file's name, where there are several."""
    if not text.joined:
        return ""
    names = ", ".join(f"{quote(part)}: {quote(plain(file))}" for part, file, _ in text.files)
    return f'"{PART}" AS part, "{ROW}" AS row, MAP {{{names}}}["{PART}"] AS file, '


def kinds_of(connection: duckdb.DuckDBPyConnection) -> Kinds:
    """Rows of every file by what they may contradict: code, root and score, with their days."""
    names = ("code", "root", "value", "n_count", "first", "last", "undated")
    groups: dict[str, list[dict[str, Any]]] = {}
    for part, *row in connection.execute(KINDS).fetchall():
        groups.setdefault(part, []).append(dict(zip(names, row, strict=True)))
    return groups


def suspects(kinds: Kinds) -> set[str]:
    """Files with rows that contradict themselves, codes without their zeros, or dates that cannot be."""
    return {part for part, rows in kinds.items() if _suspect(rows)}


def _suspect(rows: list[dict[str, Any]]) -> bool:
    today = dt.date.today()
    for row in rows:
        code = row["code"] or ""
        if row["first"] is not None and (row["first"] < BEGINS or row["last"] > today):
            return True
        if code and (long_code(code, row["root"] or "") != code or contradicted(row, rows)):
            return True
    return False


def faulty(kinds: Kinds) -> bool:
    """Whether there are rows without a day or a code."""
    rows = [row for some in kinds.values() for row in some]
    return any(row["undated"] or not re.fullmatch(CODE, row["code"] or "") for row in rows)


def register_keys(connection: duckdb.DuckDBPyConnection, dataset: str) -> Counter[str]:
    """``keys``, what marks are made of, and ``acting``, which knows the countries of the actors.

    Returns how many actors without a country code are states, by file.
    """
    lone = [(*row, named_state(*row[:2])) for row in connection.execute(LONE).fetchall()]
    named = {(code, name, state) for code, name, _, state in lone if state is not None}
    connection.execute(f"CREATE TEMP VIEW keys AS {KEYS.format(dataset=dataset)}")
    if named:
        connection.register("named", _named(named))
    connection.execute(f"CREATE TEMP VIEW acting AS {ACTING_NAMED if named else ACTING}")
    return Counter(part for _, _, part, state in lone if state is not None)


def _named(named: Iterable[tuple[str, str, str]]) -> pa.Table:
    columns = zip(*sorted(named), strict=True)
    return pa.table({
        name: pa.array(column, pa.string()) for name, column in zip(("code", "name", "state"), columns, strict=True)
    })  # fmt: skip
