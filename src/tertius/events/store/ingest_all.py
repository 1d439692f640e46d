"""Files -> store, one after another or many small ones together: one result a file, in their order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tertius.errors import BadInput, TertiusError
from tertius.events.batch import Reader
from tertius.events.store.draft import Progress
from tertius.events.store.ingest import DiskFull, ingest_file
from tertius.events.store.ingest_joined import ingest_joined
from tertius.events.store.joined import Member, runs
from tertius.events.store.ledger import LedgerLine
from tertius.events.surveys import Survey, survey

File = tuple[Path, Reader | TertiusError]
Result = LedgerLine | TertiusError


@dataclass(frozen=True)
class Asked:
    """How files are put into a store: whether each replaces an earlier version, and whether any share of losses is accepted."""

    replacing: bool = False
    accept: bool = True


def ingest_all(
    root: Path, files: Sequence[File], progress: Progress, *, replacing: bool = False, accept: bool = True
) -> Iterator[Result]:
    """Each file's ledger line, or why it was not stored; a bad file does not stop the next, a full disk does."""
    asked, groups = Asked(replacing, accept), runs(files)
    with ThreadPoolExecutor(1) as beside:  # the next files are hashed while these are stored
        ready = [_surveyed(beside, group) for group in groups[:1]]
        for number, group in enumerate(groups):
            ready += [_surveyed(beside, following) for following in groups[number + 1 : number + 2]]
            results = (
                _together(root, group, ready[number], progress, asked)
                if len(group) > 1
                else [_one(root, *group[0], ready[number], progress, asked)]
            )
            ready[number] = []
            for result in results:
                if isinstance(result, DiskFull):
                    raise result
                yield result


def _surveyed(beside: ThreadPoolExecutor, group: Sequence[File]) -> list[Future[Survey]]:
    return [beside.submit(survey, path) for path, reader in group if isinstance(reader, Reader)]


def _one(
    root: Path,
    path: Path,
    reader: Reader | TertiusError,
    ready: Sequence[Future[Survey]],
    progress: Progress,
    asked: Asked,
) -> Result:
    if isinstance(reader, TertiusError):
        return reader
    progress(f"hashing {path.name}", 0.0)
    seen = _seen(path, ready[0])
    return seen if isinstance(seen, TertiusError) else _alone(root, path, reader, seen, progress, asked)


def _seen(path: Path, ready: Future[Survey]) -> Survey | BadInput:
    try:
        return ready.result()
    except OSError as error:
        return BadInput(f"{path} cannot be read ({error.strerror})", "a readable file")


def _alone(root: Path, path: Path, reader: Reader, seen: Survey, progress: Progress, asked: Asked) -> Result:
    how = {"replacing": asked.replacing, "accept": asked.accept}
    try:
        return ingest_file(root, path, reader, progress, surveyed=seen, **how)
    except TertiusError as error:
        return error


def _together(
    root: Path, group: Sequence[File], ready: Sequence[Future[Survey]], progress: Progress, asked: Asked
) -> Iterator[Result]:
    """The results of a group in order; what cannot go with the others goes by itself."""
    _, reader = group[0]
    assert isinstance(reader, Reader)
    progress(f"hashing {len(group)} files", 0.0)
    seen = {path: _seen(path, future) for (path, _), future in zip(group, ready, strict=True)}
    members = [Member(path, each) for path, each in seen.items() if isinstance(each, Survey)]
    how = {"replacing": asked.replacing, "accept": asked.accept}
    try:
        done: dict[Path, Result] = ingest_joined(root, members, reader, progress, **how)
    except TertiusError as error:
        if isinstance(error, DiskFull):
            raise
        done = {}
    for path, each in seen.items():
        if isinstance(each, TertiusError):
            yield each
        else:
            yield done.get(path) or _alone(root, path, reader, each, progress, asked)
