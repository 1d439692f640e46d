"""Files -> store, one file after another: hash, read, mark, check, move into place, write the ledger line."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from tertius.disk import FULL
from tertius.errors import AnalysisFailed, BadInput, TertiusError
from tertius.events.batch import Reader
from tertius.events.files import Survey, survey
from tertius.events.store.draft import Draft, Progress, connect, write_batches
from tertius.events.store.layout import locked, workplace
from tertius.events.store.ledger import LedgerLine, Unread, read_ledger, read_line
from tertius.events.store.moving import move_in
from tertius.events.store.summary import summarise
from tertius.events.store.sums import damage, sums_of
from tertius.events.store.tally import write_tally
from tertius.events.store.understood import understood_of
from tertius.events.store.versions import already_there, changed, earlier


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
    import duckdb

    progress(f"hashing {path.name}", 0.0)
    try:
        seen = surveyed or survey(path)
        digest, before = seen.sha256, seen.before
        with workplace(root, digest) as folder:
            old = earlier(read_ledger(root)[0], path, digest) if replacing else None
            known = _known(root, digest, path, reader)
            if known is not None:
                return known if old is None else _replaced(root, path, known, old, folder)
            draft = _draft(path, reader, folder, progress, seen)
            after = path.stat()
            if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
                raise BadInput(f"{path} changed while it was read", "a file at rest", "ingest it again")
            return _commit(root, digest, path, reader, draft, old, accept)
    except TertiusError:
        raise
    except duckdb.InterruptException:
        raise KeyboardInterrupt from None
    except Exception as error:
        raise _translate(error, root, path) from error


def _known(root: Path, digest: str, path: Path, reader: Reader) -> LedgerLine | None:
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
    if damage(root, line, whole=True):
        return None
    return replace(line, path=str(path), already=True, kept=0)


def _replaced(root: Path, path: Path, known: LedgerLine, old: LedgerLine, folder: Path) -> LedgerLine:
    """A file that is stored already takes the place of its earlier version."""
    with locked(root / "lock"):
        line = read_line(root / "ledger" / f"{known.sha256}.json")
        assert isinstance(line, LedgerLine)
        with connect(folder) as connection:
            counts = changed(connection, root / line.parts[0], root / old.parts[0])
        move_in(root, [], replace(line, replaces=(old.sha256,), changed=counts))
    return replace(known, path=str(path), changed=counts)


def _draft(path: Path, reader: Reader, folder: Path, progress: Progress, seen: Survey) -> Draft:
    from tertius.events.store.wide import write_wide

    made = write_wide(path, reader, folder, progress, seen)
    return made or write_batches(path, reader, folder, progress, part=seen.sha256)


def _commit(
    root: Path, digest: str, path: Path, reader: Reader, draft: Draft, old: LedgerLine | None, accept: bool
) -> LedgerLine:
    """Check what was written, move it to its place, then (and only then) write its ledger line."""
    from tertius.events.read import check_kept
    from tertius.events.table import Refusals

    tally = draft.events.with_name("tally.parquet")
    with connect(draft.events.parent) as connection:
        found = summarise(connection, draft.events)
        write_tally(connection, draft.events, tally)
        counts = changed(connection, draft.events, root / old.parts[0]) if old else {}
        seen = understood_of(connection, path, reader.name, draft, found)
    check_kept(path, reader.name, kept=found.kept, refused=Refusals(draft.refused))
    if not accept:
        seen.require(path)
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
        parts=parts, tally=moves[-1][1], words=found.words, notes=seen.warnings, understood=seen.to_dict(),
        sums={name: sums_of(made) for made, name in moves},
        replaces=(old.sha256,) if old else (), changed=counts,
    )  # fmt: skip
    line = line if old else _warned(root, draft, line)
    for made, _ in moves:
        _sync(made)
    with locked(root / "lock"):
        move_in(root, moves, line)
    return line


def _warned(root: Path, draft: Draft, line: LedgerLine) -> LedgerLine:
    """The line with a warning if most of the file is in the store already."""
    whole = [other for other in read_ledger(root)[0] if not damage(root, other)]
    with connect(draft.events.parent) as connection:
        said = already_there(connection, root, draft.events, line, whole)
    return replace(line, notes=(*line.notes, said)) if said else line


def _sync(path: Path) -> None:
    with open(path, "rb+") as file:
        os.fsync(file.fileno())


def _translate(error: Exception, root: Path, path: Path) -> TertiusError:
    """A full disk or a broken file as one sentence."""
    text = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    number = getattr(error, "errno", None)
    if number in FULL or "No space left" in text or "File too large" in text or "disk" in text.lower():
        return DiskFull(
            f"{path} was not stored: the disk of {root} is full ({text}); the store is as it was, make room and go on"
        )
    if isinstance(error, OSError):
        return AnalysisFailed(f"{path} was not stored ({text}); the store is as it was")
    return AnalysisFailed(f"{path} was not stored ({type(error).__name__}: {text}); the store is as it was")


def ingest_all(
    root: Path,
    files: list[tuple[Path, Reader | TertiusError]],
    progress: Progress,
    *,
    replacing: bool = False,
    accept: bool = True,
) -> Iterator[LedgerLine | TertiusError]:
    """Each file's ledger line, or why it was not stored; a bad file does not stop the next, a full disk does."""
    good = [path for path, reader in files if not isinstance(reader, TertiusError)]
    with ThreadPoolExecutor(1) as beside:  # the next file is hashed while this one is stored
        surveys = [beside.submit(survey, path) for path in good[:1]]
        for path, reader in files:
            if isinstance(reader, TertiusError):
                yield reader
                continue
            ready, at = surveys[-1], len(surveys)
            surveys += [beside.submit(survey, following) for following in good[at : at + 1]]
            progress(f"hashing {path.name}", 0.0)
            result = _one(root, path, reader, progress, ready, replacing=replacing, accept=accept)
            if isinstance(result, DiskFull):
                raise result
            yield result


def _one(
    root: Path, path: Path, reader: Reader, progress: Progress, ready: Future[Survey], **how: bool
) -> LedgerLine | TertiusError:
    try:
        seen = ready.result()
    except OSError as error:
        return BadInput(f"{path} cannot be read ({error.strerror})", "a readable file")
    try:
        return ingest_file(root, path, reader, progress, surveyed=seen, **how)
    except TertiusError as error:
        return error
