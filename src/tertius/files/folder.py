"""What lies in a folder, and which of it is not read: named with the reason, never passed over in silence."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from tertius.errors import BadInput
from tertius.files.archive import hidden
from tertius.files.kinds import NotData
from tertius.files.names import shown
from tertius.provenance import LEFT_OUT

MOST = 12  # files that are named; the others are counted


def inside(folder: Path) -> list[Path]:
    """What lies in a folder itself, in order: files, and what is none (a link to nothing, a pipe), without hidden ones."""
    return sorted(each for each in folder.iterdir() if not hidden(each.name) and not _is_folder(each))


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # nobody may look at it: its reading says so
        return False


@dataclass
class LeftOut:
    """The files of folders that are not read: those of no known kind, and those that are damaged, with what is wrong."""

    unknown: list[str] = field(default_factory=list)
    bad: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.unknown) + len(self.bad)

    def add(self, path: Path, error: BadInput) -> None:
        """Keep a file's name if it is of no known kind, else the sentence that says why it cannot be read."""
        if isinstance(error, NotData) and not isinstance(error, NoFile):
            self.unknown.append(path.name)
        else:
            self.bad.append(error.seen)

    def seen(self) -> str:
        """What is to be said where nothing of the folders can be read."""
        if not self.bad:
            few = ", ".join(shown(name) for name in self.unknown[:MOST])
            return f"{len(self.unknown)} files, none of a known kind: {few}"
        return f"{len(self)} files, none of which can be read ({'; '.join(self.notes())})"

    def notes(self, about: str = "") -> tuple[str, ...]:
        """One note for all files of no known kind, and one for each that is damaged."""
        found = [f"{about}{LEFT_OUT}{shown(said, length=300)}" for said in self.bad[:MOST]]
        if len(self.bad) > MOST:
            found.append(f"{about}{LEFT_OUT}{len(self.bad) - MOST} more files that cannot be read")
        if self.unknown:
            n = len(self.unknown)
            few = ", ".join(shown(name) for name in self.unknown[:MOST])
            more = f" and {n - MOST} more" if n > MOST else ""
            found.append(f"{about}{n} file{'s' * (n > 1)} of no known kind {LEFT_OUT}{few}{more}")
        return tuple(found)


class NoFile(NotData):
    """What stands in a folder like a file and is none: a link to nothing, a pipe, a device."""
