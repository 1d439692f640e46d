"""Files -> one `EventTable`: find the files, detect their format, read them, keep count."""

from __future__ import annotations

import glob
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import pyarrow as pa

from tertius.errors import BadInput
from tertius.events.batch import Batch, Reader
from tertius.events.files import check_file, head
from tertius.events.readers import reader, readers
from tertius.events.sources import SOURCES
from tertius.events.table import EventTable, Refusals, concat
from tertius.provenance import Provenance, SourceUse, sha256

SUFFIXES = (".csv", ".tab", ".tsv", ".txt", ".parquet", ".zip", ".gz", ".dta")


def read_events(
    paths: str | Path | Sequence[str | Path], *, format: str | None = None, mark: bool = True
) -> EventTable:
    """Read events from one or many files, folders or globs.

    Parameters
    ----------
    paths
        Files, folders (their data files, not those of folders below) and glob patterns.
    format
        Name of the format; detected file by file if None.
    mark
        Mark rows that repeat an earlier one (`tertius.events.duplicates`); none is dropped.

    Returns
    -------
    EventTable
        All rows kept, the unusable ones with a reason in ``apart``; refused rows are counted in ``refused``.

    Raises
    ------
    BadInput
        If a file is missing, not what it says, or none of its rows can be kept.
    """
    tables = [_read_file(path, reader(format) if format else detect(path)) for path in find_files(paths)]
    joined = concat(tables)
    if not mark:
        return joined
    from tertius.events.duplicates import mark_duplicates

    return mark_duplicates(joined)


def find_files(paths: str | Path | Sequence[str | Path]) -> tuple[Path, ...]:
    """The files meant by names, folders and globs, each once, in order."""
    asked = [paths] if isinstance(paths, str | Path) else list(paths)
    found = [path for name in asked for path in _expand(name)]
    if not found:
        raise BadInput("no file of events was named", "at least one file, folder or pattern")
    return tuple(dict.fromkeys(found))


def _expand(name: str | Path) -> Iterable[Path]:
    path = Path(name)
    if "\0" in str(name):
        raise BadInput(f"{str(name)!r} is no file name", "a file, folder or pattern")
    if path.is_dir():
        inside = sorted(p for p in path.iterdir() if p.name.lower().endswith(SUFFIXES) and p.is_file())
        if not inside:
            raise BadInput(f"{path} holds no file of events", f"files that end in {', '.join(SUFFIXES)}")
        return inside
    if not path.exists() and any(mark in str(name) for mark in "*?["):
        matched = sorted(Path(p) for p in glob.glob(str(name), recursive=True))
        if not matched:
            raise BadInput(f"{name} matches no file", "a file, folder or pattern")
        return [p for p in matched if p.is_file()]
    check_file(path)
    return [path]


def detect(path: str | Path) -> Reader:
    """The reader for a file, by its first bytes; raises `BadInput` when none fits."""
    path = Path(path)
    opening = head(path)
    for candidate in readers():
        if candidate.detect(path, opening):
            return candidate
    shown = opening[:60].split(b"\n")[0].decode("utf-8", errors="replace")
    names = ", ".join(r.name for r in readers())
    raise BadInput(
        f"{path} is of no known format (it begins {shown!r})", f"one of {names}", "name it with --format"
    )


def _read_file(path: Path, how: Reader) -> EventTable:
    check_file(path)
    parts: list[Batch] = list(how.read(path))
    rows = sum(part.rows for part in parts)
    refused = sum((part.refused for part in parts), Refusals())
    table = pa.concat_tables([part.events for part in parts]) if parts else None
    check_kept(path, how.name, kept=table.num_rows if table is not None else 0, refused=Refusals(refused))
    assert table is not None
    apart = Counter(reason for reason in table["apart"].to_pylist() if reason is not None)
    info = SOURCES[how.name]
    use = SourceUse(
        info.title, str(path), sha256(path), rows, table.num_rows, dict(refused), dict(apart), cite=info.cite
    )
    warning = Refusals(refused).note(rows)
    notes = [note for part in parts for note in part.notes] + ([f"{path.name}: {warning}"] if warning else [])
    return EventTable(table, Provenance(sources=(use,), notes=tuple(dict.fromkeys(notes))))


def check_kept(path: Path, name: str, *, kept: int, refused: Refusals) -> None:
    """Raise `BadInput` if a file gave no row at all, with the reasons."""
    if kept:
        return
    reasons = ", ".join(f"{reason}: {n}" for reason, n in refused.most_common(4)) or "no rows"
    raise BadInput(f"no row of {path} can be kept as {name} ({reasons})", "at least one good row")
