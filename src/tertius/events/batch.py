"""What a reader gives: batches of events, and the small protocol every reader follows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from tertius.errors import AnalysisFailed, BadInput
from tertius.events.table import Refusals

UNFORESEEN = (
    LookupError,
    ValueError,
    TypeError,
    ArithmeticError,
    AttributeError,
    RecursionError,
    pa.ArrowException,
)


@dataclass(frozen=True)
class Batch:
    """Some consecutive rows of one file.

    Attributes
    ----------
    events
        The rows kept, with the columns of `tertius.events.table.EVENT_SCHEMA`.
    refused
        Rows refused, by reason.
    rows
        Data rows read: ``events.num_rows + refused.total()``.
    raw
        For the big formats, every column of the source as strings, row for row beside `events` (whose
        ``extra`` is then null); None where ``extra`` already holds the rest.
    notes
        Remarks for the provenance.
    """

    events: pa.Table
    refused: Refusals
    rows: int
    raw: pa.Table | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reader:
    """One distribution format.

    Attributes
    ----------
    name
        Format name as in ``--format``.
    detect
        ``detect(path, head)``: whether the file, whose first bytes (unzipped) are `head`, is of this format; the path is None
        for a member of an archive, which lies in no folder.
    batches
        ``batches(path)``: the file's rows, in order, memory bounded. Raises `BadInput` when the file is not
        what it says; this may come after some batches (a truncated zip), so keep nothing before the end is
        reached.
    version
        Raised when the same file would be read differently; the store's ledger holds it.
    """

    name: str
    detect: Callable[[Path | None, bytes], bool]
    batches: Callable[[Path], Iterator[Batch]]
    version: int = 2

    def read(self, path: Path) -> Iterator[Batch]:
        """The file's rows, with every row of every batch accounted for, and one sentence for whatever goes wrong.

        Raises
        ------
        BadInput
            If the file is not what it says, in a way that was foreseen or not.
        AnalysisFailed
            If rows were lost: a defect.
        """
        try:
            for batch in self.batches(path):
                if batch.rows != batch.events.num_rows + batch.refused.total():
                    lost = f"{batch.rows} rows, {batch.events.num_rows} kept, {batch.refused.total()} refused"
                    raise AnalysisFailed(f"{path} as {self.name}: {lost}; the counts do not add up")
                yield batch
        except UNFORESEEN as error:
            said = " ".join(str(error).split())[:200] or "no reason given"
            raise BadInput(
                f"{path} is not as files of {self.name} are ({type(error).__name__}: {said})",
                f"a whole file of {self.name}",
                "name another with --format",
            ) from error
