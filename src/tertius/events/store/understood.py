"""What was understood of a stored file, for its ledger line: the same that reading it in memory tells."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tertius.events.files import look
from tertius.events.plausible import stray
from tertius.events.store.draft import scan
from tertius.events.understood import Understood, unscored_codes

if TYPE_CHECKING:
    import duckdb

    from tertius.events.store.draft import Draft
    from tertius.events.store.summary import Summary


def understood_of(
    connection: duckdb.DuckDBPyConnection, path: Path, format: str, draft: Draft, found: Summary
) -> Understood:
    """Count what a finished file of events tells beyond its summary."""
    events = scan([draft.events])
    days = connection.execute(f"""
        SELECT earliest, count(*) FROM {events} WHERE kind = 'when' AND earliest IS NOT NULL GROUP BY ALL
    """).fetchall()
    silent = connection.execute(f"""
        SELECT vocabulary, code, count(*) FROM {events} WHERE apart IS NULL AND value IS NULL GROUP BY ALL
    """).fetchall()
    words = connection.execute(
        f"SELECT vocabulary, count(*) AS n FROM {events} GROUP BY 1 ORDER BY n DESC, 1"
    )
    odd = () if format == "chronicle" else stray(dict(days), file=path.name)
    met = tuple(f"{path.name}: {note}" for note in look(path).notes)
    return Understood(
        format=format, vocabulary=", ".join(word for word, _ in words.fetchall()), first=found.first, last=found.last,
        rows=draft.rows, kept=found.kept, duplicates=found.duplicates, apart=found.apart, refused=draft.refused,
        examples=draft.examples, unscored=unscored_codes(silent), warnings=(*met, *draft.notes, *odd),
    )  # fmt: skip
