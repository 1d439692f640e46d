"""Files -> store, one file after another: hash, read, mark, check, move into place, write the ledger line."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from tertius.errors import AnalysisFailed, BadInput, TertiusError
from tertius.events.batch import Reader
from tertius.events.files import Survey, survey
from tertius.events.store.draft import Draft, Progress, connect, write_batches
from tertius.events.store.layout import locked, workplace
from tertius.events.store.ledger import LedgerLine, read_line, sync_folder, write_line
from tertius.events.store.summary import summarise
from tertius.events.store.tally import write_tally

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def ingest_file(
    root: Path, path: Path, reader: Reader, progress: Progress, *, surveyed: Survey | None = None
) -> LedgerLine:
    """Put one file into the store, wholly or not at all.

    Raises
    ------
    BadInput
        If the file is not what it says, no row of it can be kept, or it changed while it was read.
    AnalysisFailed
        If the disk is full or the store cannot be written; what was stored before is untouched.
    """
    progress(f"hashing {path.name}", 0.0)
    seen = surveyed or survey(path)
    digest, before = seen.sha256, seen.before
    known = _known(root, digest, path, reader)
    if known is not None:
        return known
    try:
        with workplace(root, digest) as folder:
            known = _known(root, digest, path, reader)  # another process may have done it while we waited
            if known is not None:
                return known
            draft = _draft(path, reader, folder, progress, seen)
            after = path.stat()
            if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
                raise BadInput(f"{path} changed while it was read", "a file at rest", "ingest it again")
            return _commit(root, digest, path, reader, draft)
    except TertiusError:
        raise
    except Exception as error:
        raise _translate(error, root, path) from error


def _known(root: Path, digest: str, path: Path, reader: Reader) -> LedgerLine | None:
    """Report a file that is in the store already, read by this version of its reader or a later one."""
    line = read_line(root / "ledger" / f"{digest}.json")
    if line is None or line.reader < reader.version or line.format != reader.name:
        return None
    if not all((root / part).is_file() for part in line.files):
        return None
    return replace(line, path=str(path), already=True, kept=0)


def _draft(path: Path, reader: Reader, folder: Path, progress: Progress, seen: Survey) -> Draft:
    from tertius.events.store.wide import write_wide

    made = write_wide(path, reader, folder, progress, seen)
    return made or write_batches(path, reader, folder, progress, part=seen.sha256)


def _commit(root: Path, digest: str, path: Path, reader: Reader, draft: Draft) -> LedgerLine:
    """Check what was written, move it to its place, then (and only then) write its ledger line."""
    from tertius.events.read import check_kept
    from tertius.events.table import Refusals

    tally = draft.events.with_name("tally.parquet")
    with connect(draft.events.parent) as connection:
        found = summarise(connection, draft.events)
        write_tally(connection, draft.events, tally)
    check_kept(path, reader.name, kept=found.kept, refused=Refusals(draft.refused))
    stem = f"data/{digest}-{reader.name}-{reader.version}"
    moves = [(draft.events, f"{stem}.parquet")]
    if draft.raw is not None:
        moves.append((draft.raw, f"{stem}-raw.parquet"))
    parts = tuple(name for _, name in moves)
    moves.append((tally, f"{stem}-tally.parquet"))
    line = LedgerLine(
        path=str(path), source=found.source, sha256=digest, rows=draft.rows, kept=found.kept,
        duplicates=found.duplicates, refused=draft.refused, format=reader.name, reader=reader.version,
        apart=found.apart, rates=found.rates, first=found.first, last=found.last,
        parts=parts, tally=moves[-1][1], words=found.words, notes=draft.notes,
    )  # fmt: skip
    for made, _ in moves:
        _sync(made)
    with locked(root / "lock"):
        for made, name in moves:
            os.replace(made, root / name)
        sync_folder(root / "data")
        write_line(root / "ledger" / f"{digest}.json", line)
    return line


def _sync(path: Path) -> None:
    with open(path, "rb+") as file:
        os.fsync(file.fileno())


def _translate(error: Exception, root: Path, path: Path) -> TertiusError:
    """A full disk or a broken file as one sentence."""
    text = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    number = getattr(error, "errno", None)
    if number in FULL or "No space left" in text or "File too large" in text or "disk" in text.lower():
        return AnalysisFailed(
            f"{path} was not stored: the disk of {root} is full ({text}); the store is as it was, make room and go on"
        )
    if isinstance(error, OSError):
        return AnalysisFailed(f"{path} was not stored ({text}); the store is as it was")
    return AnalysisFailed(f"{path} was not stored ({type(error).__name__}: {text}); the store is as it was")


def ingest_all(
    root: Path, files: list[tuple[Path, Reader | TertiusError]], progress: Progress
) -> Iterator[LedgerLine | TertiusError]:
    """Each file's ledger line, or why it was not stored; a bad file does not stop the next."""
    good = [path for path, reader in files if not isinstance(reader, TertiusError)]
    with ThreadPoolExecutor(1) as beside:  # the next file is hashed while this one is stored
        surveys = [beside.submit(survey, path) for path in good[:1]]
        for path, reader in files:
            if isinstance(reader, TertiusError):
                yield reader
                continue
            ready, at = surveys[-1], len(surveys)
            progress(f"hashing {path.name}", 0.0)
            seen = ready.result()
            surveys += [beside.submit(survey, following) for following in good[at : at + 1]]
            try:
                yield ingest_file(root, path, reader, progress, surveyed=seen)
            except BadInput as error:
                yield error
