"""Rows of files that were taken out, or replaced, leave the data files that they shared with others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tertius.disk import locked
from tertius.events.store.database import connect
from tertius.events.store.draft import quote, scan
from tertius.events.store.joined import group_of
from tertius.events.store.layout import workplace
from tertius.events.store.ledger import LedgerLine, read_ledger
from tertius.events.store.moving import move_in
from tertius.events.store.naming import JOINED
from tertius.events.store.rows import by_file, complete, texts
from tertius.events.store.sums import damage, sums_of
from tertius.events.store.tally import write_tally
from tertius.events.store.written import PART, parquet


def thin(root: Path) -> int:
    """Write every shared data file anew that holds rows of files no more in the store; returns how many.

    Nothing is written while a ledger line cannot be read: rows might be its file's. Until then they are passed over.
    """
    thinned = 0
    for some in by_file(read_ledger(root)[0]).values():
        if JOINED.fullmatch(some[0].parts[0]) and not complete(some):
            thinned += _thinned(root, some[0].parts[0])
    return thinned


def _thinned(root: Path, part: str) -> bool:
    with workplace(root, group_of([part])) as folder, locked(root / "lock"):
        lines, unread = read_ledger(root)
        some = by_file(lines).get(part, [])
        if unread or not some or complete(some) or damage(root, some[0], whole=True):
            return False
        name = group_of([line.sha256 for line in some])
        stem = f"data/{name}-{some[0].format}-{some[0].reader}-joined"
        moves = _kept(root, some, folder, stem)
        sums = {target: sums_of(made) for made, target in moves}
        parts, tally = tuple(target for _, target in moves[:-1]), moves[-1][1]
        move_in(
            root,
            moves,
            [replace(line, parts=parts, tally=tally, sums=sums, joined=len(some)) for line in some],
            name=name,
        )
    return True


def _kept(root: Path, lines: Sequence[LedgerLine], folder: Path, stem: str) -> list[tuple[Path, str]]:
    """The rows of these lines alone, in the working folder, and where they are to lie."""
    kept = texts([line.sha256 for line in lines])
    moves = []
    with connect(folder) as connection:
        for source, column, name, ending in zip(
            lines[0].parts, ("part", f'"{PART}"'), ("events", "raw"), ("", "-raw"), strict=False
        ):
            made = folder / f"{name}.parquet"
            connection.execute(f"""
                COPY (SELECT * FROM {scan([root / source])} WHERE {column} IN ({kept})) TO {quote(made)} {parquet()}
            """)
            moves.append((made, f"{stem}{ending}.parquet"))
        tally = folder / "tally.parquet"
        write_tally(connection, folder / "events.parquet", tally)
    return [*moves, (tally, f"{stem}-tally.parquet")]
