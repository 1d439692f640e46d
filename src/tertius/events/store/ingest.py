"""Files -> store, one file after another: hash, read, mark, check, move into place, write the ledger line."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tertius.disk import FULL, locked
from tertius.errors import AnalysisFailed, BadInput, TertiusError
from tertius.events.batch import Reader
from tertius.events.read import check_kept
from tertius.events.store.database import connect
from tertius.events.store.draft import Account, Draft, Progress, scan, write_batches
from tertius.events.store.layout import workplace
from tertius.events.store.ledger import LedgerLine, Unread, read_ledger, read_line
from tertius.events.store.moving import move_in
from tertius.events.store.rows import rows_of
from tertius.events.store.summary import NOTHING, summaries
from tertius.events.store.sums import damage, sums_of
from tertius.events.store.tally import write_tally
from tertius.events.store.thin import thin
from tertius.events.store.understood import told_of, understood_of
from tertius.events.store.versions import THERE, already_there, changes, earlier
from tertius.events.store.wide import WIDE, write_wide
from tertius.events.surveys import Survey, survey
from tertius.events.table import Refusals
from tertius.quiet import interrupted

if TYPE_CHECKING:
    import duckdb


class DiskFull(AnalysisFailed):
    """There is no room: the files after this one would fare no better."""


def ingest_file(
    root: Path,
    path: Path,
    reader: Reader,
    progress: Progress,
    *,
    surveyed: Survey | None = None,
    replacing: bool = False,
    accept: bool = True,
) -> LedgerLine:
    """Put one file into the store, wholly or not at all.

    Parameters
    ----------
    replacing
        Put it in the place of the stored file of the same path, or else name.
    accept
        Take it even if more than half of its rows were refused or have no score.

    Raises
    ------
    BadInput
        If the file is not what it says, no row of it can be kept, or it changed while it was read.
    AnalysisFailed
        If the disk is full or the store cannot be written; what was stored before is untouched.
    """
    progress(f"hashing {path.name}", 0.0)
    try:
        seen = surveyed or survey(path)
        digest, before = seen.sha256, seen.before
        with workplace(root, digest) as folder:
            old = earlier(read_ledger(root)[0], path, digest) if replacing else None
            known = known_file(root, digest, path, reader)
            if known is not None:
                return known if old is None else _replaced(root, path, known, old, folder)
            draft = _draft(path, reader, folder, progress, seen)
            after = path.stat()
            if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
                raise BadInput(f"{path} changed while it was read", "a file at rest", "ingest it again")
            return _commit(root, digest, path, reader, draft, old, accept)
    except TertiusError:
        raise
    except Exception as error:
        if interrupted(error):
            raise KeyboardInterrupt from None
        raise translated(error, root, path) from error


def known_file(
    root: Path, digest: str, path: Path, reader: Reader, seen: dict[str, str] | None = None
) -> LedgerLine | None:
    """Report a file that is in the store already, whole, read by this version of its reader or a later one."""
    place = root / "ledger" / f"{digest}.json"
    line = read_line(place) if place.exists() else None
    if isinstance(line, Unread) and not line.mends:
        raise BadInput(
            f"{path} has a line in the store that {line.why}",
            "a line this version may read",
            "use the later version, or another --store",
        )
    if not isinstance(line, LedgerLine) or line.reader < reader.version or line.format != reader.name:
        return None
    if damage(root, line, whole=True, seen=seen):
        return None
    notes = tuple(note for note in line.notes if THERE not in note)  # of what was there before it, said then
    return replace(line, path=str(path), already=True, kept=0, notes=notes)


def _replaced(root: Path, path: Path, known: LedgerLine, old: LedgerLine, folder: Path) -> LedgerLine:
    """A file that is stored already takes the place of its earlier version."""
    with locked(root / "lock"):
        line = read_line(root / "ledger" / f"{known.sha256}.json")
        assert isinstance(line, LedgerLine)
        with connect(folder) as connection:
            counts = _compared(connection, root, rows_of(root, [line]), {line.sha256: old}).get(
                line.sha256, {}
            )
        move_in(root, [], [replace(line, replaces=(old.sha256,), changed=counts)])
    thin(root)
    return replace(known, path=str(path), changed=counts)


def _draft(path: Path, reader: Reader, folder: Path, progress: Progress, seen: Survey) -> Draft:
    made = write_wide(path, reader, folder, progress, seen)
    return made or write_batches(path, reader, folder, progress, part=seen.sha256)


def _commit(
    root: Path, digest: str, path: Path, reader: Reader, draft: Draft, old: LedgerLine | None, accept: bool
) -> LedgerLine:
    """Check what was written, move it to its place, then (and only then) write its ledger line."""
    told = told_lines(root, [(path, draft.accounts[0], old)], reader, draft, accept=accept)[digest]
    if isinstance(told, TertiusError):
        raise told
    return store_lines(root, draft, [told], f"data/{digest}-{reader.name}-{reader.version}")[0]


def told_lines(
    root: Path,
    files: Sequence[tuple[Path, Account, LedgerLine | None]],
    reader: Reader,
    draft: Draft,
    *,
    accept: bool,
) -> dict[str, LedgerLine | TertiusError]:
    """By hash, the ledger line of every file of a draft, without its data files; or why it is not stored."""
    events = scan([draft.events])
    with connect(draft.events.parent) as connection:
        only = draft.accounts[0].part if len(draft.accounts) == 1 else ""
        found, told = (
            summaries(connection, draft.events, only=only),
            told_of(connection, draft.events, only=only),
        )
        counts = _changed(connection, root, events, files)
        lines: dict[str, LedgerLine | TertiusError] = {}
        for path, account, old in files:
            summary = found.get(account.part, NOTHING)
            seen = understood_of(path, reader.name, account, told[account.part], summary)
            try:
                check_kept(path, reader.name, kept=summary.kept, refused=refusals(account))
                if not accept:
                    seen.require(path)
            except TertiusError as error:
                lines[account.part] = error
                continue
            lines[account.part] = LedgerLine(
                path=str(path), source=summary.source, sha256=account.part, rows=account.rows, kept=summary.kept,
                duplicates=summary.duplicates, refused=account.refused, format=reader.name, reader=reader.version,
                apart=summary.apart, rates=summary.rates, first=summary.first, last=summary.last,
                words=summary.words, notes=seen.warnings, understood=seen.to_dict(),
                replaces=(old.sha256,) if old else (), changed=counts.get(account.part, {}),
            )  # fmt: skip
        return lines | _warned(
            connection, root, events, [line for line in lines.values() if isinstance(line, LedgerLine)]
        )


def _changed(
    connection: duckdb.DuckDBPyConnection,
    root: Path,
    events: str,
    files: Sequence[tuple[Path, Account, LedgerLine | None]],
) -> dict[str, dict[str, int]]:
    """By hash, what new versions change against the stored ones that they replace, if these can still be read."""
    return _compared(connection, root, events, {account.part: line for _, account, line in files if line})


def _compared(
    connection: duckdb.DuckDBPyConnection, root: Path, events: str, replaced: Mapping[str, LedgerLine]
) -> dict[str, dict[str, int]]:
    """The same, of new versions by hash; one whose old version is damaged says nothing."""
    import duckdb

    old = {part: line for part, line in replaced.items() if not damage(root, line)}
    if not old:
        return {}
    before = rows_of(root, list({line.sha256: line for line in old.values()}.values()))
    try:
        found = changes(connection, events, before, [(part, line.sha256) for part, line in old.items()])
    except duckdb.Error as error:  # the old version is damaged inside
        if interrupted(error):
            raise
        return {}
    return dict(zip(old, found, strict=True))


def refusals(account: Account) -> Refusals:
    """What was refused of a file, with its examples."""
    refused = Refusals(account.refused)
    refused.show(account.examples)
    return refused


def _warned(
    connection: duckdb.DuckDBPyConnection, root: Path, events: str, made: Sequence[LedgerLine]
) -> dict[str, LedgerLine]:
    """The lines of which most rows are in the store already, with a warning."""
    new = [line for line in made if not line.replaces and line.format not in WIDE]
    if not new:
        return {}
    import duckdb

    seen: dict[str, str] = {}
    stored = [other for other in read_ledger(root)[0] if not damage(root, other, seen=seen)]
    try:
        said = already_there(connection, root, events, new, stored)
    except (
        duckdb.Error
    ) as error:  # what is stored is damaged inside: `store check` says so, and no file is refused for it
        if interrupted(error):
            raise
        return {}
    return {
        line.sha256: replace(line, notes=(*line.notes, warning))
        for line, warning in zip(new, said, strict=True)
        if warning
    }


def store_lines(
    root: Path, draft: Draft, lines: Sequence[LedgerLine], stem: str, *, name: str = ""
) -> list[LedgerLine]:
    """Put a draft into its place, then (and only then) write the lines of the files in it; returns them as they are written.

    Parameters
    ----------
    stem
        What the data files are called in the store, without an ending.
    name
        The group's, if the draft is of several files.
    """
    tally = draft.events.with_name("tally.parquet")
    with connect(draft.events.parent) as connection:
        write_tally(connection, draft.events, tally)
    moves = [(draft.events, f"{stem}.parquet")]
    if draft.raw is not None:
        moves.append((draft.raw, f"{stem}-raw.parquet"))
    parts = tuple(part for _, part in moves)
    moves.append((tally, f"{stem}-tally.parquet"))
    sums = {part: sums_of(made) for made, part in moves}
    placed = [replace(line, parts=parts, tally=moves[-1][1], sums=sums, joined=len(lines)) for line in lines]
    for made, _ in moves:
        _sync(made)
    with locked(root / "lock"):
        move_in(root, moves, placed, name=name)
    if any(line.replaces for line in placed):
        thin(root)
    return placed


def _sync(path: Path) -> None:
    with open(path, "rb+") as file:
        os.fsync(file.fileno())


def translated(error: Exception, root: Path, path: Path) -> TertiusError:
    """A full disk or a broken file as one sentence."""
    text = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    full = next((cause for cause in _causes(error) if getattr(cause, "errno", None) in FULL), None)
    text = str(full) if full is not None else text
    if full is not None or "No space left" in text or "File too large" in text or "disk" in text.lower():
        return DiskFull(
            f"{path} was not stored: the disk of {root} is full ({text}); the store is as it was, make room and go on"
        )
    if isinstance(error, OSError):
        return AnalysisFailed(f"{path} was not stored ({text}); the store is as it was")
    return AnalysisFailed(f"{path} was not stored ({type(error).__name__}: {text}); the store is as it was")


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """An error and those that led to it: what closes a file that could not be written may fail for a reason of its own."""
    seen = set[int]()
    while error is not None and id(error) not in seen:
        yield error
        seen.add(id(error))
        error = error.__cause__ or error.__context__
