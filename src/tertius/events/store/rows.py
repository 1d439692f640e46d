"""Which stored rows are whose: SQL for the rows of some ledger lines, whether their data files are theirs alone or shared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tertius.events.store.draft import quote, scan
from tertius.events.store.written import ADDRESS, PART, ROW

if TYPE_CHECKING:
    from tertius.events.store.ledger import LedgerLine

EVENTS, RAW = 0, 1  # places in ``LedgerLine.parts``


def by_file(lines: Sequence[LedgerLine], which: int = EVENTS) -> dict[str, list[LedgerLine]]:
    """The lines by the data file that holds their rows, in the order in which they come."""
    found: dict[str, list[LedgerLine]] = {}
    for line in lines:
        if which < len(line.parts):
            found.setdefault(line.parts[which], []).append(line)
    return found


def complete(lines: Sequence[LedgerLine]) -> bool:
    """Whether these lines, of one data file, are all whose rows it holds."""
    return len(lines) >= lines[0].joined


def split(lines: Sequence[LedgerLine], which: int = EVENTS) -> tuple[list[str], list[tuple[str, list[str]]]]:
    """Data files of which every row is wanted, and the others with the hashes of the files that are."""
    shared = by_file(lines, which)
    whole = [name for name, some in shared.items() if complete(some)]
    return whole, [
        (name, [line.sha256 for line in some]) for name, some in shared.items() if not complete(some)
    ]


def rows_of(root: Path, lines: Sequence[LedgerLine], *options: str) -> str:
    """SQL: the events of these lines and no others, with `options` of ``read_parquet``."""
    whole, partly = split(lines)
    parts = [scan([root / name for name in whole], *options)] if whole else []
    if not partly:
        return parts[0]
    some = [
        f"SELECT * FROM {scan([root / name], *options)} WHERE part IN ({texts(shas)})"
        for name, shas in partly
    ]
    return f"({' UNION ALL BY NAME '.join([*(f'SELECT * FROM {part}' for part in parts), *some])})"


def texts(values: Sequence[str]) -> str:
    """SQL: a list of texts."""
    return ", ".join(map(quote, values)) or "NULL"


def addresses(root: Path, lines: Sequence[LedgerLine]) -> str | None:
    """SQL: ``part, row, address`` from the raw columns, where the events do not keep it a second time; None if nowhere."""
    alone, together = list[Path](), list[Path]()
    for name in by_file(lines, RAW):
        columns = _names(root / name)
        if ADDRESS in columns and PART in columns:
            together.append(root / name)
        elif ADDRESS in columns and ROW not in columns:
            alone.append(root / name)
    found = []
    if alone:
        options = ("filename = true", "file_row_number = true", "union_by_name = true")
        found.append(f"""
            SELECT regexp_extract(filename, '([0-9a-f]{{64}})-[^/]*$', 1) AS part, file_row_number + 1 AS row,
                   {ADDRESS} AS address FROM {scan(alone, *options)}""")
    if together:
        found.append(
            f'SELECT "{PART}" AS part, "{ROW}" AS row, {ADDRESS} AS address '
            f"FROM {scan(together, 'union_by_name = true')}"
        )
    return f"({' UNION ALL '.join(found)})" if found else None


def raw_rows(root: Path, lines: Sequence[LedgerLine]) -> Iterator[str]:
    """SQL, a query a data file: every column of the source as text, behind the ``event_id`` of its row."""
    for name, some in by_file(lines, RAW).items():
        columns, raw = _names(root / name), scan([root / name], "file_row_number = true")
        extra = ", ".join(f'"{each}"' for each in (ROW, PART) if each in columns)
        row = f'r."{ROW}"' if ROW in columns else "r.file_row_number + 1"
        same = f' AND e.part = r."{PART}"' if PART in columns else ""
        yield f"""
            SELECT e.event_id, r.* EXCLUDE ({f"{extra}, " if extra else ""}file_row_number)
            FROM {raw} r JOIN {rows_of(root, some)} e ON e.row = {row}{same}"""


def _names(path: Path) -> list[str]:
    import pyarrow.parquet as pq

    return list(pq.read_schema(path).names)
