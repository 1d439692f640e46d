"""Versions of one file: which stored file a corrected one replaces, how many acts it changes, what was there before."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tertius.errors import BadInput
from tertius.events.store.draft import scan
from tertius.events.store.ledger import LedgerLine

if TYPE_CHECKING:
    import duckdb

#: What makes an act the same act in another version of its file: all it says, and not where it stands.
CONTENT = (
    "dataset", "earliest", "latest", "kind", "source_raw", "target_raw", "directed", "vocabulary", "code", "value",
    "issues", "role", "act", "reference", "form", "third",
)  # fmt: skip
MOST = 8  # stored files that a new one is compared with
OVERLAP = 0.5  # share of days in common from which two files are compared, and of rows from which it is said


def earlier(lines: Sequence[LedgerLine], path: Path, sha256: str) -> LedgerLine | None:
    """The stored version of this file: the one of its place, else the one of its name; None if there is none.

    Raises
    ------
    BadInput
        If several stored files have its name, none of them its place.
    """
    others = [line for line in lines if line.sha256 != sha256]
    same_place = [line for line in others if Path(line.path).absolute() == path.absolute()]
    found = same_place or [line for line in others if Path(line.path).name == path.name]
    if len(found) > 1:
        named = ", ".join(line.sha256[:12] for line in found[:4])
        raise BadInput(
            f"{len(found)} stored files are called {path.name} ({named})",
            "one to replace",
            "tertius store remove HASH takes one out",
        )
    return found[0] if found else None


def _counts(paths: Sequence[Path]) -> str:
    return f"SELECT hash({', '.join(CONTENT)}) AS act, count(*) AS n FROM {scan(paths)} GROUP BY ALL"


def changed(connection: duckdb.DuckDBPyConnection, new: Path, old: Path) -> dict[str, int]:
    """Acts of the old version that are ``gone``, acts ``new`` in the new one, and those that stay the ``same``."""
    row = connection.execute(f"""
        SELECT coalesce(sum(greatest(coalesce(o.n, 0) - coalesce(f.n, 0), 0)), 0)::BIGINT,
               coalesce(sum(greatest(coalesce(f.n, 0) - coalesce(o.n, 0), 0)), 0)::BIGINT,
               coalesce(sum(least(coalesce(f.n, 0), coalesce(o.n, 0))), 0)::BIGINT
        FROM ({_counts([new])}) f FULL JOIN ({_counts([old])}) o USING (act)
    """).fetchone()
    assert row is not None
    return dict(zip(("gone", "new", "same"), row, strict=True))


def already_there(
    connection: duckdb.DuckDBPyConnection,
    root: Path,
    events: Path,
    made: LedgerLine,
    lines: Sequence[LedgerLine],
) -> str:
    """A warning if most rows of a new file stand in the store under another file, else ""."""
    from tertius.events.store.wide import WIDE

    if made.format in WIDE:  # every row has a number of its own there, by which repeats are marked
        return ""
    likely = sorted((line for line in lines if _near(made, line)), key=lambda x: (_days(made, x), x.sha256))[
        -MOST:
    ]
    for line in reversed(likely):
        same = changed(connection, events, root / line.parts[0])["same"]
        if same > OVERLAP * made.kept:
            share = round(100 * same / made.kept)
            return (
                f"warning: {share} % of the {made.kept} rows of {Path(made.path).name} are in the store already, from "
                f"{line.path}; a corrected version of it is put in its place by tertius ingest --replace"
            )
    return ""


def _near(made: LedgerLine, line: LedgerLine) -> bool:
    if line.sha256 == made.sha256 or not set(line.source.split(",")) & set(made.source.split(",")):
        return False
    return Path(line.path).name == Path(made.path).name or _days(made, line) >= OVERLAP


def _days(one: LedgerLine, other: LedgerLine) -> float:
    """Days that two files have in common, as a share of the days of the shorter."""
    import datetime as dt

    if not (one.first and other.first):
        return 1.0 if one.first == other.first else 0.0
    first, last = max(one.first, other.first), min(one.last, other.last)
    spans = [
        (dt.date.fromisoformat(b) - dt.date.fromisoformat(a)).days + 1
        for a, b in ((first, last), (one.first, one.last), (other.first, other.last))
    ]
    return max(spans[0], 0) / max(min(spans[1:]), 1)
