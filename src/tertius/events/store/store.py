"""The store: files in, events out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tertius.errors import BadInput, TertiusError, stands
from tertius.events.read import detect, known_files
from tertius.events.readers import reader
from tertius.events.store.care import check, opened, remove, repair
from tertius.events.store.export import export
from tertius.events.store.ingest_all import ingest_all
from tertius.events.store.layout import default_path, make_folders, sweep
from tertius.events.store.ledger import LedgerLine
from tertius.events.store.selection import Selection
from tertius.events.store.thin import thin
from tertius.events.store.view import raw_columns, read_stored, stored_events

if TYPE_CHECKING:
    import ibis

    from tertius.events.batch import Reader
    from tertius.events.store.care import StoreCheck
    from tertius.events.store.draft import Progress
    from tertius.events.table import EventTable


def _silent(doing: str, share: float) -> None:
    """No progress."""


class Store:
    """A folder of Parquet with a ledger.

    Parameters
    ----------
    path
        Its folder, made on the first `ingest`; None for ``TERTIUS_STORE``, else the user's data folder.
    """

    def __init__(self, path: str | Path | None = None) -> None:
        self.path = default_path() if path is None else Path(path)

    def __repr__(self) -> str:
        return f"Store({str(self.path)!r})"

    def ledger(self) -> tuple[LedgerLine, ...]:
        """One line a stored file, ordered by source, first day and hash; `missing` says what is left out.

        Raises
        ------
        AnalysisFailed
            If the ledger is there and cannot be listed.
        """
        return self.opened()[0]

    def missing(self) -> tuple[str, ...]:
        """A sentence for every file that the store holds and cannot show: what is wrong, and what mends it."""
        return self.opened()[1]

    def opened(self) -> tuple[tuple[LedgerLine, ...], tuple[str, ...]]:
        """`ledger` and `missing`, of one look at the store."""

        return opened(self.path)

    def check(self) -> StoreCheck:
        """Read every stored byte and compare check sums; changes nothing."""

        return check(self.path)

    def repair(
        self, paths: str | Path | Sequence[str | Path] = (), *, progress: Progress | None = None
    ) -> list[LedgerLine | TertiusError]:
        """Ingest again what is damaged, from where it came or from `paths`; one result a damaged file.

        Notes
        -----
        A source is known by its SHA-256, wherever it lies now. What the ledger does not know is moved to ``apart``.
        """

        return repair(self, paths, progress or _silent)

    def remove(self, file: str | Path) -> LedgerLine:
        """Take one file out of the store and return the line it had.

        Parameters
        ----------
        file
            Its path as it was ingested, its name, or the first 8 or more digits of its SHA-256.

        Raises
        ------
        BadInput
            If no stored file, or more than one, is meant.
        """

        return remove(self.path, str(file))

    def ingest(
        self,
        paths: str | Path | Sequence[str | Path],
        *,
        format: str | None = None,
        progress: Progress | None = None,
        replace: bool = False,
    ) -> list[LedgerLine]:
        """Put files, folders or patterns into the store.

        Parameters
        ----------
        paths
            As for `tertius.events.read_events`.
        format
            Name of the format; detected file by file if None.
        progress
            Called with what is being done and the share that is done (NaN where it cannot be known).
        replace
            Put each file in the place of the stored one of the same path, or else name; ``changed`` says what that
            does to the acts.

        Returns
        -------
        list of LedgerLine
            One a file; ``already`` for those that were there.

        Raises
        ------
        BadInput
            If files could not be read, after all the others have been stored.
        AnalysisFailed
            If the disk is full; what was stored stays.
        """
        results = list(self.ingesting(paths, format=format, progress=progress, replace=replace))
        bad = [result for result in results if isinstance(result, TertiusError)]
        lines = [result for result in results if isinstance(result, LedgerLine)]
        if len(bad) == 1:
            raise bad[0]
        if bad:
            raise BadInput(
                f"{len(bad)} of {len(results)} files were not stored: " + " | ".join(map(str, bad[:5]))
            )
        return lines

    def ingesting(
        self,
        paths: str | Path | Sequence[str | Path],
        *,
        format: str | None = None,
        progress: Progress | None = None,
        replace: bool = False,
        accept: bool = True,
    ) -> Iterator[LedgerLine | TertiusError]:
        """As `ingest`, one result at a time; a file that cannot be read gives its error and the next goes on."""

        files, _ = known_files(paths)
        self.sweep()
        chosen = [(path, _reader(path, format)) for path in files]
        results = ingest_all(self.path, chosen, progress or _silent, replacing=replace, accept=accept)
        yield from _counted(self, results, [path for path, _ in chosen])

    def sweep(self) -> int:
        """Remove what killed processes left behind; returns how many files. `ingest` does this first."""

        make_folders(self.path)
        removed = sweep(self.path)
        thin(self.path)
        return removed

    def events(self, *, engine: Any = None, across: bool = True, **filters: Any) -> ibis.Table:
        """The stored events as an Ibis table with the columns of `EVENT_SCHEMA`.

        Parameters
        ----------
        engine
            An Ibis backend to read with (Spark, say); DuckDB in this process if None.
        across
            Mark repeats between files of one source, too (not only within each).
        **filters
            ``dataset``, ``dyads``, ``start``, ``end``, ``usable`` as in `read`.

        Notes
        -----
        ``reference`` is "" for GDELT files, whose web addresses are kept once, in their raw columns; `read` and
        `export` fetch them from there.
        """

        return stored_events(self, engine=engine, across=across, **filters)

    def read(self, *, across: bool = True, **filters: Any) -> EventTable:
        """The stored events in memory.

        Parameters
        ----------
        across
            Mark repeats between files of one source, too.
        **filters
            ``dataset``: a name or names; ``dyads``: pairs of handles, either order; ``start``, ``end``: months or
            dates that an event must touch; ``usable``: True leaves out what stands apart.

        Returns
        -------
        EventTable
            With a provenance line for every stored file it may come from.
        """

        return read_stored(self, across=across, **filters)

    def select(self, *, dataset: str | Sequence[str] | None = None, across: bool = True) -> Selection:
        """Some of the data sets, or all, as `build_panel` and others take them without reading them wholly."""

        return Selection(self, dataset, across)

    def raw(self, dataset: str) -> ibis.Table:
        """Every column of a wide source as text, with ``event_id`` in front; raises `BadInput` if there is none."""

        return raw_columns(self, dataset)

    def export(self, out: str | Path, **filters: Any) -> int:
        """Write stored rows to ``.parquet``, ``.csv`` or ``.dta``; returns how many.

        Raises
        ------
        BadInput
            If the suffix is none of these, or the folder cannot be written.
        """

        return export(self, Path(out), **filters)


def _reader(path: Path, format: str | None) -> Reader | TertiusError:
    try:
        return reader(format) if format else detect(path)
    except TertiusError as error:
        if format:
            raise
        return error


def _counted(
    store: Store, results: Iterator[LedgerLine | TertiusError], files: list[Path]
) -> Iterator[LedgerLine | TertiusError]:
    """The results; stopped by the user, what stands is said, as the ledger has it."""
    whole: set[str] = set()
    bad = 0

    def said() -> str:
        there = whole | ({line.path for line in store.ledger()} & set(map(str, files)))
        rest = len(files) - len(there) - bad
        now = next((path for path in files[len(whole) + bad :] if str(path) not in there), None)
        doing = f"{now} was not stored" if now else "nothing was left to do"
        return f"{len(there)} of {len(files)} files are stored whole, {doing}; run it again to go on with the other {rest}"

    while True:
        with stands(said):
            result = next(results, None)
        if result is None:
            return
        if isinstance(result, LedgerLine):
            whole.add(result.path)
        else:
            bad += 1
        yield result
