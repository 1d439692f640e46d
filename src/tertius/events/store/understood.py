"""What was understood of a stored file, for its ledger line: the same that reading it in memory tells."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tertius.events.files import notes_on
from tertius.events.plausible import stray
from tertius.events.store.draft import scan
from tertius.events.understood import Understood, unscored_codes

if TYPE_CHECKING:
    import duckdb

    from tertius.events.store.draft import Account
    from tertius.events.store.summary import Summary


Rows = list[tuple[Any, ...]]


@dataclass(frozen=True)
class Told:
    """What the events of one file tell beyond their summary, as rows of counts: days, codes without a score, vocabularies."""

    days: Rows = field(default_factory=list)
    silent: Rows = field(default_factory=list)
    words: Rows = field(default_factory=list)


def told_of(connection: duckdb.DuckDBPyConnection, events: Path) -> dict[str, Told]:
    """What an events file tells of every file whose rows it holds."""
    rows, found = scan([events]), defaultdict[str, Told](Told)
    asked = {
        "days": f"SELECT part, earliest, count(*) FROM {rows} WHERE kind = 'when' AND earliest IS NOT NULL GROUP BY ALL",
        "silent": f"""SELECT part, vocabulary, code, count(*) FROM {rows} WHERE apart IS NULL AND value IS NULL
                      GROUP BY ALL""",
        "words": f"SELECT part, vocabulary, count(*) AS n FROM {rows} GROUP BY ALL ORDER BY n DESC, vocabulary",
    }
    for name, query in asked.items():
        for part, *told in connection.execute(query).fetchall():
            getattr(found[part], name).append(tuple(told))
    return found


def understood_of(path: Path, format: str, account: Account, told: Told, found: Summary) -> Understood:
    """What was understood of a file, from what was read of it and what its stored events tell."""
    odd = () if format == "chronicle" else stray(dict(told.days), file=path.name)
    met = tuple(f"{path.name}: {note}" for note in notes_on(path))
    return Understood(
        format=format, vocabulary=", ".join(word for word, _ in told.words), first=found.first, last=found.last,
        rows=account.rows, kept=found.kept, duplicates=found.duplicates, apart=found.apart, refused=account.refused,
        examples=account.examples, unscored=unscored_codes(told.silent), warnings=(*met, *account.notes, *odd),
    )  # fmt: skip
