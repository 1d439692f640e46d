"""Versions of one file: which stored file a corrected one replaces, how many acts it changes, what was there before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from tertius.errors import BadInput
from tertius.events.store.ledger import LedgerLine
from tertius.events.store.rows import rows_of
from tertius.events.store.wide import WIDE

if TYPE_CHECKING:
    import duckdb

#: What makes an act the same act in another version of its file: all it says, and not where it stands.
CONTENT = (
    "dataset", "earliest", "latest", "kind", "source_raw", "target_raw", "directed", "vocabulary", "code", "value",
    "issues", "role", "act", "reference", "form", "third",
)  # fmt: skip
MOST = 8  # stored files that a new one is compared with
OVERLAP = 0.5  # share of days in common from which two files are compared, and of rows from which it is said
THERE = " are in the store already, from "  # in a warning on what was there before a file


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


def changes(
    connection: duckdb.DuckDBPyConnection, new: str, old: str, pairs: Sequence[tuple[str, str]]
) -> list[dict[str, int]]:
    """For every pair of versions: acts of the old one that are ``gone``, acts ``new`` in the new one, and the ``same``.

    Parameters
    ----------
    new, old
        SQL: the events of the new versions and of the old ones.
    pairs
        Hashes of the files compared: the new version and the old.
    """
    if not pairs:
        return []
    asked = {"k": range(len(pairs)), "new": [a for a, _ in pairs], "old": [b for _, b in pairs]}
    connection.register("versions", pa.table({name: list(values) for name, values in asked.items()}))
    counted = f"SELECT k, hash({', '.join(CONTENT)}) AS act, count(*) AS n FROM {{}} JOIN versions ON part = {{}} GROUP BY ALL"
    rows = connection.execute(f"""
        SELECT k, sum(greatest(coalesce(o.n, 0) - coalesce(f.n, 0), 0))::BIGINT,
               sum(greatest(coalesce(f.n, 0) - coalesce(o.n, 0), 0))::BIGINT,
               sum(least(coalesce(f.n, 0), coalesce(o.n, 0)))::BIGINT
        FROM ({counted.format(new, "new")}) f FULL JOIN ({counted.format(old, "old")}) o USING (k, act) GROUP BY k
    """).fetchall()
    connection.unregister("versions")
    found = {k: dict(zip(("gone", "new", "same"), row, strict=True)) for k, *row in rows}
    return [found.get(k, {"gone": 0, "new": 0, "same": 0}) for k in range(len(pairs))]


def already_there(
    connection: duckdb.DuckDBPyConnection,
    root: Path,
    events: str,
    made: Sequence[LedgerLine],
    lines: Sequence[LedgerLine],
) -> list[str]:
    """For every new file a warning if most of its rows stand in the store under another, or in one before it; else ""."""
    likely = [_likely(line, [*lines, *made[:number]]) for number, line in enumerate(made)]
    pairs = [(line, other) for line, some in zip(made, likely, strict=True) for other in some]
    if not pairs:
        return [""] * len(made)
    stored = {other.sha256: other for _, other in pairs if other not in made}
    old = [events, *([rows_of(root, list(stored.values()))] if stored else [])]
    both = f"({' UNION ALL BY NAME '.join(f'SELECT * FROM {some}' for some in old)})"
    found = changes(connection, events, both, [(line.sha256, other.sha256) for line, other in pairs])
    said = dict[str, str]()
    for (line, other), counts in zip(pairs, found, strict=True):
        if counts["same"] > OVERLAP * line.kept:
            said.setdefault(line.sha256, _said(line, other, counts["same"]))
    return [said.get(line.sha256, "") for line in made]


def _likely(made: LedgerLine, lines: Sequence[LedgerLine]) -> list[LedgerLine]:
    """The stored files with which a new one is compared, the likeliest first."""

    if made.format in WIDE:  # every row has a number of its own there, by which repeats are marked
        return []
    near = sorted((line for line in lines if _near(made, line)), key=lambda x: (_days(made, x), x.sha256))
    return near[-MOST:][::-1]


def _said(made: LedgerLine, line: LedgerLine, same: int) -> str:
    share = round(100 * same / made.kept)
    return (
        f"warning: {share} % of the {made.kept} rows of {Path(made.path).name}{THERE}"
        f"{line.path}; a corrected version of it is put in its place by tertius ingest --replace"
    )


def _near(made: LedgerLine, line: LedgerLine) -> bool:
    if line.sha256 == made.sha256 or not set(line.source.split(",")) & set(made.source.split(",")):
        return False
    return Path(line.path).name == Path(made.path).name or _days(made, line) >= OVERLAP


def _days(one: LedgerLine, other: LedgerLine) -> float:
    """Days that two files have in common, as a share of the days of the shorter."""

    if not (one.first and other.first):
        return 1.0 if one.first == other.first else 0.0
    first, last = max(one.first, other.first), min(one.last, other.last)
    if first > last:
        return 0.0
    spans = [
        (dt.date.fromisoformat(b) - dt.date.fromisoformat(a)).days + 1
        for a, b in ((first, last), (one.first, one.last), (other.first, other.last))
    ]
    return max(spans[0], 0) / max(min(spans[1:]), 1)
