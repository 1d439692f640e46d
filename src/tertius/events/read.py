"""Files -> one `EventTable`: find the files, detect their format, read them, keep count."""

from __future__ import annotations

import glob
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pyarrow as pa

from tertius.errors import BadInput
from tertius.events import typed
from tertius.events.batch import Batch, Reader
from tertius.events.duplicates import mark_duplicates
from tertius.events.files import check_file, head, notes_on
from tertius.events.readers import reader, readers
from tertius.events.recognise import beside, names_of
from tertius.events.sources import SOURCES
from tertius.events.table import EventTable, Refusals, concat
from tertius.events.understood import understand
from tertius.files.folder import LeftOut, inside
from tertius.files.kinds import NotData
from tertius.provenance import Provenance, SourceUse, sha256


def read_events(
    paths: str | Path | Sequence[str | Path],
    *,
    format: str | None = None,
    mark: bool = True,
    accept: bool = True,
) -> EventTable:
    """Read events from one or many files, folders or globs.

    Parameters
    ----------
    paths
        Files, folders (their files, not those of folders below) and glob patterns. In a folder, a file of no known kind, or of
        which nothing can be read, costs itself only: ``provenance.left_out`` names it; hidden files are not looked at.
    format
        Name of the format; detected file by file if None.
    mark
        Mark rows that repeat an earlier one (`tertius.events.duplicates`); none is dropped.
    accept
        Take a file of which more than half of the rows were refused or have no score; else it is bad input.

    Returns
    -------
    EventTable
        All rows kept, the unusable ones with a reason in ``apart``; refused rows are counted in ``refused``; each file's entry in
        the provenance says what was understood of it.

    Raises
    ------
    BadInput
        If a file that was named itself is missing, not what it says, or none of its rows can be kept; or if this is true of
        all the files of the folders.
    """
    left_out, tables, last = LeftOut(), list[EventTable](), list[BadInput]()
    for path, named in found_files(paths):
        try:
            tables.append(_read_file(path, _reader_of(path, format, named), accept=accept))
        except BadInput as error:
            if named:
                raise
            last.append(error)
            left_out.add(path, error)
    if not tables:
        raise _none_of(last, left_out)
    joined = concat(tables)
    joined = replace(joined, provenance=joined.provenance.with_notes(*left_out.notes()))
    if not mark:
        return joined

    return _with_repeats(mark_duplicates(joined))


def _with_repeats(events: EventTable) -> EventTable:
    """The events, what was understood of each file now counting the rows marked as repeats in it."""
    import pyarrow.compute as pc

    marked = events.arrow.filter(pc.is_valid(events.arrow["dup_of"]))["file"]
    count = Counter(marked.to_pylist())
    uses = tuple(
        replace(use, understood={**use.understood, "duplicates": count[Path(use.path).name]})
        if use.understood
        else use
        for use in events.provenance.sources
    )
    return replace(events, provenance=replace(events.provenance, sources=uses))


def _none_of(last: Sequence[BadInput], left_out: LeftOut) -> BadInput:
    """Why no file of the folders could be read: the one sentence there is, or all of them."""
    if len(last) == 1:
        return last[0]
    return BadInput(left_out.seen(), "at least one file of events")


def _reader_of(path: Path, format: str | None, named: bool) -> Reader:
    if format is None or not named:
        found = detect(path)
        return reader(format) if format else found
    return reader(format)


def known_files(paths: str | Path | Sequence[str | Path]) -> tuple[list[Path], tuple[str, ...]]:
    """The files meant, without those of folders that are none or of no known kind, and notes that name these.

    Raises
    ------
    BadInput
        If nothing in the folders is known.
    """
    kept, left_out, last = list[Path](), LeftOut(), list[BadInput]()
    for path, named in found_files(paths, strict=False):
        try:
            if not named:
                _tried(path)
            kept.append(path)
        except NotData as error:
            last.append(error)
            left_out.add(path, error)
    if not kept:
        raise _none_of(last, left_out)
    return kept, left_out.notes()


def _tried(path: Path) -> None:
    """Raise `NotData` for a file of no known kind; one that is damaged is kept, and said to be so when it is read."""
    try:
        detect(path)
    except NotData:
        raise
    except BadInput:
        return


def find_files(paths: str | Path | Sequence[str | Path]) -> tuple[Path, ...]:
    """The files meant by names, folders and globs, each once, in order."""
    return tuple(path for path, named in found_files(paths) if named or path.is_file())


def found_files(
    paths: str | Path | Sequence[str | Path], *, strict: bool = True
) -> tuple[tuple[Path, bool], ...]:
    """As `find_files`, and whether each was named itself rather than found in a folder.

    Parameters
    ----------
    strict
        Raise for a named file that is not there or empty, even if others are named; else its reading will say so.
    """
    asked = [paths] if isinstance(paths, str | Path) else list(paths)
    found = dict[Path, bool]()
    for name in asked:
        for path, named in _expand(name, strict=strict or len(asked) == 1):
            found[path] = found.get(path, False) or named
    if not found:
        raise BadInput("no file of events was named", "at least one file, folder or pattern")
    return tuple(found.items())


def _expand(name: str | Path, *, strict: bool) -> Iterable[tuple[Path, bool]]:
    path = Path(name)
    if "\0" in str(name):
        raise BadInput(f"{str(name)!r} is no file name", "a file, folder or pattern")
    if path.is_dir():
        found = inside(path)
        if not found:
            raise BadInput(f"{path} holds no file of events", "a folder with data files")
        return [(each, False) for each in found]
    if not path.exists() and any(mark in str(name) for mark in "*?["):
        matched = sorted(Path(p) for p in glob.glob(str(name), recursive=True))
        if not matched:
            raise BadInput(f"{name} matches no file", "a file, folder or pattern")
        return [(each, False) for each in matched if not each.is_dir()]
    if strict:
        check_file(path)
    return [(path, True)]


def detect(path: str | Path) -> Reader:
    """The reader for a file, by the opening of its data; raises `BadInput` when none fits."""
    path = Path(path)
    check_file(path)
    notes_on(path)
    stat = path.stat()
    return reader(_detected(path, stat.st_mtime_ns, stat.st_size))


@lru_cache(maxsize=65_536)
def _detected(path: Path, _time: int, _size: int) -> str:
    """Name of the format of a file as it is now."""
    opening = head(path)
    for candidate in readers():
        if candidate.detect(path, opening):
            return candidate.name
    first = opening[:60].split(b"\n")[0].decode("utf-8", errors="replace")
    names = ", ".join(r.name for r in readers())
    what = beside(opening)
    lacks = typed.lacking(names_of(opening))
    if lacks and not what:
        raise NotData(
            f"{path} looks like a table of acts, but has no column for {lacks}",
            typed.WANTED,
            "rename a column",
        )
    raise NotData(
        f"{path} is {what}" if what else f"{path} is of no known format (it begins {first!r})",
        f"one of {names}", "" if what else "name it with --format",
    )  # fmt: skip


def _read_file(path: Path, how: Reader, *, accept: bool) -> EventTable:
    check_file(path)
    parts: list[Batch] = list(how.read(path))
    rows = sum(part.rows for part in parts)
    refused = sum((part.refused for part in parts), Refusals())
    table = pa.concat_tables([part.events for part in parts]) if parts else None
    check_kept(path, how.name, kept=table.num_rows if table is not None else 0, refused=Refusals(refused))
    assert table is not None
    met = (f"{path.name}: {note}" for note in notes_on(path))
    notes = tuple(dict.fromkeys([*met, *(note for part in parts for note in part.notes)]))
    seen = understand(how.name, table, refused, rows, notes, file=path.name)
    if not accept:
        seen.require(path)
    info = SOURCES[how.name]
    use = SourceUse(
        info.title, str(path), sha256(path), rows, table.num_rows, dict(refused), dict(seen.apart), cite=info.cite,
        understood=seen.to_dict(),
    )  # fmt: skip
    lost, said = Refusals(refused).note(rows), seen.sentence(path.name)
    warning = f"{path.name}: {lost}" if lost else f"warning: {said}"
    return EventTable(table, Provenance(sources=(use,), notes=(*seen.warnings, *([warning] if said else []))))


def check_kept(path: Path, name: str, *, kept: int, refused: Refusals) -> None:
    """Raise `BadInput` if a file gave no row at all, with the reasons."""
    if kept:
        return
    reasons = (
        ", ".join(
            f"{reason}: {n}"
            + (f", such as {refused.examples[reason][0]}" if refused.examples.get(reason) else "")
            for reason, n in refused.most_common(4)
        )
        or "no rows"
    )
    raise BadInput(f"no row of {path} can be kept as {name} ({reasons})", "at least one good row")
