"""What was understood of a file: its ledger line, and the sentence for a file of which too much was not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tertius.errors import BadInput
from tertius.events.plausible import stray
from tertius.events.scales import get_scale, score_codes
from tertius.records import NOTE

if TYPE_CHECKING:
    from tertius.events.table import Refusals

SAID, STOPPED = 0.05, 0.5  # shares of rows refused or unscored


@dataclass(frozen=True)
class Understood:
    """What a file is taken for, and what became of its rows.

    Attributes
    ----------
    format, vocabulary
        The source, and the code systems of its acts.
    first, last
        First and last day of its rows, ``YYYY-MM-DD``, or "".
    rows, kept, duplicates
        Data rows read; rows kept; rows marked as repeats within the file.
    apart, refused
        Kept rows that are no act between two states, and rows refused, by reason.
    examples
        Up to three rows for each reason of refusal.
    unscored
        Acts between two states that have neither a score of their own nor a code that Goldstein's scale knows.
    warnings
        Remarks of the reader.
    """

    format: str
    vocabulary: str
    first: str
    last: str
    rows: int
    kept: int
    duplicates: int = 0
    apart: dict[str, int] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)
    examples: dict[str, list[str]] = field(default_factory=dict)
    unscored: int = 0
    warnings: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain dict for JSON: the same before it is written and after."""
        return {**asdict(self), "warnings": list(self.warnings)}

    @property
    def lost(self) -> float:
        """Share of the rows that were refused or have no score."""
        notes = self.refused.get(NOTE, 0)  # what stands below a table is no row that was lost
        rows = self.rows - notes
        return (sum(self.refused.values()) - notes + self.unscored) / rows if rows else 0.0

    def sentence(self, path: str | Path) -> str:
        """One sentence if more than 5 % of the rows were refused or have no score; else ""."""
        if self.lost <= SAID:
            return ""
        reasons = Counter(self.refused) + Counter({"no score for the code": self.unscored})
        why = ", ".join(_reason(reason, n, self.examples) for reason, n in reasons.most_common(4))
        return (
            f"{path}: read as {self.format} ({self.vocabulary or 'no vocabulary'}), but {100 * self.lost:.1f} % of {self.rows} rows"  # noqa: E501
            f" were refused or have no score ({why})"
        )

    def require(self, path: str | Path) -> None:
        """Raise `BadInput` if more than half of the rows were refused or have no score."""
        if self.lost > STOPPED:
            raise BadInput(
                self.sentence(path),
                "a file of which most rows are understood",
                "name the --format, or take it with --accept",
            )


def _reason(reason: str, n: int, examples: dict[str, list[str]]) -> str:
    first = examples.get(reason, [])[:1]
    return f"{reason}: {n}" + (f", such as {first[0]}" if first else "")


def understand(
    name: str, events: pa.Table, refused: Refusals, rows: int, notes: tuple[str, ...] = (), *, file: str = ""
) -> Understood:
    """What was understood of one file's rows."""
    vocabularies = Counter(_texts(events["vocabulary"]))
    reasons = Counter(_texts(events["apart"].drop_null()))
    earliest, latest = (
        pc.coalesce(events[a], events[b]) for a, b in (("earliest", "latest"), ("latest", "earliest"))
    )
    first, last = pc.min(earliest).as_py(), pc.max(latest).as_py()
    when = events.filter(pc.equal(events["kind"], "when"))["earliest"]
    return Understood(
        format=name, vocabulary=", ".join(word for word, _ in vocabularies.most_common()), first=str(first or ""),
        last=str(last or ""), rows=rows, kept=events.num_rows, apart=dict(reasons), refused=dict(refused),
        duplicates=events.num_rows - events["dup_of"].null_count,
        examples={reason: list(some) for reason, some in refused.examples.items()}, unscored=unscored(events),
        warnings=(*notes, *stray(_texts(when.drop_null()), file=file)),
    )  # fmt: skip


def unscored(events: pa.Table) -> int:
    """Acts between two states without any score on Goldstein's scale."""

    usable = events.filter(pc.is_null(events["apart"]))
    return int(np.isnan(score_codes(usable)).sum()) if usable.num_rows else 0


def unscored_codes(rows: Iterable[tuple[str, str | None, int]]) -> int:
    """As `unscored`, from (vocabulary, code, number) of the acts that have no score of their own."""

    scale = get_scale("goldstein")
    return sum(n for vocabulary, code, n in rows if np.isnan(scale.of_code(vocabulary, code or "")[0]))


def _texts(column: pa.ChunkedArray) -> dict[Any, int]:
    return {item["values"]: item["counts"] for item in pc.value_counts(column).to_pylist() if item["values"]}
