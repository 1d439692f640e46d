"""Many small files of one format -> one stored group: read, marked, counted and written together, a ledger line each.

What a file costs by itself (connections, plans, five files put on the disk) is paid once for all of them. Nothing else
changes: repeats are marked within each file, every row knows its file and its row there, and a file is known by its hash,
taken out or replaced alone. A file that cannot be read, or does not fit, leaves the group and is stored, or said to be bad, by
itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tertius.errors import TertiusError
from tertius.events.batch import Batch, Reader
from tertius.events.store.draft import Account, Draft, Drain, Progress, mark_repeats
from tertius.events.surveys import Survey

SMALL = 4 << 20  # bytes of a file that is stored together with others
ROWS = 50_000  # rows of such a file
FEW, MOST = 8, 128  # files in a group
BYTES = 64 << 20  # of all files of a group


@dataclass(frozen=True)
class Member:
    """A file of a group: where it is, and what a pass over its bytes told."""

    path: Path
    seen: Survey

    @property
    def part(self) -> str:
        """Its hash."""
        return self.seen.sha256


class Alone(Exception):
    """This file is better stored by itself."""


def runs(
    files: Sequence[tuple[Path, Reader | TertiusError]],
) -> list[list[tuple[Path, Reader | TertiusError]]]:
    """The files in their order, small ones of one format that follow each other together."""
    found: list[list[tuple[Path, Reader | TertiusError]]] = []
    size = 0
    for path, reader in files:
        own = _size(path) if isinstance(reader, Reader) else SMALL + 1
        last = found[-1] if found else []
        fits = own <= SMALL and len(last) < MOST and size + own <= BYTES
        if last and fits and isinstance(reader, Reader) and _same(last[-1], reader):
            last.append((path, reader))
            size += own
        else:
            found.append([(path, reader)])
            size = own
    return [run for some in found for run in ([some] if len(some) >= FEW else [[each] for each in some])]


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return SMALL + 1


def _same(last: tuple[Path, Reader | TertiusError], reader: Reader) -> bool:
    return isinstance(last[1], Reader) and last[1].name == reader.name and _size(last[0]) <= SMALL


def group_of(parts: Sequence[str]) -> str:
    """Name of a group: the same for the same files."""
    return hashlib.sha256("\n".join(sorted(parts)).encode()).hexdigest()


def write_joined(
    members: Sequence[Member], reader: Reader, folder: Path, progress: Progress
) -> tuple[Draft | None, dict[str, TertiusError | Alone]]:
    """Write the rows of all members, in their order; and why the others are not among them, by hash.

    None is written if none is left.
    """
    read, out = dict[str, list[Batch]](), dict[str, TertiusError | Alone]()
    for member in members:
        progress(f"reading {member.path.name}", float("nan"))
        try:
            read[member.part] = _batches(member, reader)
        except (TertiusError, Alone) as why:
            out[member.part] = why
    if not read:
        return None, out
    first = folder / "unmarked.parquet"
    with Drain(first, folder, names=_names(read)) as drain:
        accounts: list[Account] = [drain.take(batches, part, lambda: None) for part, batches in read.items()]
    progress(f"duplicates in {len(read)} files", 0.0)
    return Draft(mark_repeats(first, folder, each=True), drain.raw, tuple(accounts)), out


def _batches(member: Member, reader: Reader) -> list[Batch]:
    found, rows = list[Batch](), 0
    for batch in reader.read(member.path):
        found.append(batch)
        rows += batch.rows
        if rows > ROWS:
            raise Alone
    return found


def _names(read: dict[str, list[Batch]]) -> list[str]:
    """Columns of the sources, each once, in the order in which they are met."""
    raws = [batch.raw for batches in read.values() for batch in batches if batch.raw is not None]
    return list(dict.fromkeys(name for raw in raws for name in raw.column_names))
