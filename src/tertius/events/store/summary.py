"""Counts of a finished file for its ledger line, read back from the Parquet that will be stored."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tertius.events.plausible import NO_DATE
from tertius.events.store.draft import scan

if TYPE_CHECKING:
    import duckdb

MOST_CODES = 2000


@dataclass(frozen=True)
class Summary:
    """Kept and marked rows, reasons why rows stand apart, rates by source and year, the days covered, the words used."""

    source: str
    kept: int
    duplicates: int
    apart: dict[str, int]
    rates: tuple[dict[str, Any], ...]
    first: str
    last: str
    words: tuple[dict[str, Any], ...]


NOTHING = Summary("", 0, 0, {}, (), "", "", ())


def summaries(connection: duckdb.DuckDBPyConnection, events: Path) -> dict[str, Summary]:
    """Count the rows of an events file for every file whose rows it holds; this also proves that it can be read."""
    found = connection.execute(f"""
        SELECT part, dataset, year(coalesce(earliest, latest)) AS y, apart, dup_rule, count(*),
               min(coalesce(earliest, latest)), max(coalesce(latest, earliest))
        FROM {scan([events])} GROUP BY ALL ORDER BY ALL
    """).fetchall()
    counts: dict[str, list[tuple[Any, ...]]] = {}
    for part, *count in found:
        counts.setdefault(part, []).append(tuple(count))
    words = _words(connection, events)
    return {part: _summary(some, words.get(part, ())) for part, some in counts.items()}


def _summary(counts: list[tuple[Any, ...]], words: tuple[dict[str, Any], ...]) -> Summary:
    apart: dict[str, int] = {}
    rates: dict[tuple[str, Any], dict[str, Any]] = {}
    for dataset, year, reason, rule, n, _, _ in counts:
        if reason is not None:
            apart[reason] = apart.get(reason, 0) + n
        rate = rates.setdefault(
            (dataset, year), {"source": dataset, "year": year, "rows": 0, "duplicates": {}}
        )
        rate["rows"] += n
        if rule is not None:
            rate["duplicates"][rule] = rate["duplicates"].get(rule, 0) + n
    return Summary(
        source=",".join(sorted({row[0] for row in counts})),
        kept=sum(row[4] for row in counts),
        duplicates=sum(row[4] for row in counts if row[3] is not None),
        apart=apart,
        rates=tuple(rates.values()),
        first=str(min((row[5] for row in counts if row[5]), default="")),
        last=str(max((row[6] for row in counts if row[6]), default="")),
        words=words,
    )


def _words(connection: duckdb.DuckDBPyConnection, events: Path) -> dict[str, tuple[dict[str, Any], ...]]:
    """What a panel asks before it plans (`tertius.panel.expression.summary`), by file, data set and vocabulary.

    Empty where a file knows more than `MOST_CODES` codes: then the panel looks for itself.
    """
    in_one = "kind = 'when' AND date_trunc('month', earliest) = date_trunc('month', latest)"
    rows = connection.execute(f"""
        SELECT part, dataset, vocabulary, list(DISTINCT code ORDER BY code) AS codes, bool_or(code IS NULL),
               min(coalesce(earliest, latest)), max(coalesce(latest, earliest)),
               count(*) FILTER (WHERE earliest IS NULL OR latest IS NULL),
               count(*) FILTER (WHERE NOT coalesce({in_one}, false)), count(*) FILTER (WHERE NOT directed)
        FROM {scan([events])}
        WHERE NOT starts_with(role, 'covariate') AND (apart IS NULL OR apart NOT IN {NO_DATE}) GROUP BY ALL ORDER BY ALL
    """).fetchall()
    found: dict[str, list[dict[str, Any]]] = {}
    many = set[str]()
    for part, dataset, vocabulary, codes, blank, first, last, opened, long, mutual in rows:
        if len(codes) > MOST_CODES:
            many.add(part)
        days = {"first": str(first or ""), "last": str(last or "")}
        counts = {"opened": opened, "long": long, "mutual": mutual}
        known = [code for code in codes if code is not None] + [None] * bool(blank)
        some = found.setdefault(part, [])
        some.append({"dataset": dataset, "vocabulary": vocabulary, "codes": known, **days, **counts})
    return {part: () if part in many else tuple(some) for part, some in found.items()}
