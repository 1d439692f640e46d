"""One line a file: what it was, what became of its rows. A file without its line is not in the store."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields
from functools import lru_cache
from pathlib import Path
from typing import Any

from tertius.disk import write_texts
from tertius.errors import AnalysisFailed
from tertius.events.store.naming import PART
from tertius.events.understood import Understood
from tertius.inert import json_text
from tertius.provenance import LEFT_OUT

VERSION = 3  # of a ledger line; a line of a later one is left alone


@dataclass(frozen=True)
class LedgerLine:
    """What the store knows of one file.

    Attributes
    ----------
    path, source, sha256
        The file as it was named, the data set(s) in it, and its hash.
    rows, kept, duplicates, refused
        Data rows read; rows stored; stored rows marked as repeats within the file; rows refused, by reason.
    already
        True in the report of a file that was in the store before; ``kept`` is then 0.
    format, reader
        The reader and its version.
    apart
        Stored rows that are no usable act between two states, by reason.
    rates
        For every source and year ``{source, year, rows, duplicates: {rule: n}}``.
    first, last
        First and last day of its dated rows, ``YYYY-MM-DD``, or "".
    parts
        Data files, relative to the store: the events, and the source's own columns for the wide formats.
    joined
        How many files' events its data files held when they were written: many small files are stored together.
    tally
        The events counted (`tertius.events.store.tally`), relative to the store; "" if the file has none.
    words
        What its acts are: for every data set and vocabulary ``{dataset, vocabulary, codes, first, last, opened, long,
        mutual}``, the last three counting acts with an open bound, over more than a month, and without direction.
    notes
        Remarks of the reader.
    sums
        Of every data file its size in bytes, the hash of its end and its SHA-256 (`tertius.events.store.sums`).
    replaces
        Hashes of earlier versions of the file, which count no more.
    changed
        Against the version replaced: acts ``gone``, ``new`` and ``same``.
    understood
        What the file was taken for: format, vocabulary, days covered, rows by fate with examples of those refused, acts without
        a score, warnings (`tertius.events.understood.Understood`).
    ledger
        Version of the line itself.
    """

    path: str
    source: str
    sha256: str
    rows: int
    kept: int
    duplicates: int
    refused: dict[str, int]
    already: bool = False
    format: str = ""
    reader: int = 1
    apart: dict[str, int] = field(default_factory=dict)
    rates: tuple[dict[str, Any], ...] = ()
    first: str = ""
    last: str = ""
    parts: tuple[str, ...] = ()
    joined: int = 1
    tally: str = ""
    words: tuple[dict[str, Any], ...] = ()
    notes: tuple[str, ...] = ()
    sums: dict[str, list[Any]] = field(default_factory=dict)
    replaces: tuple[str, ...] = ()
    changed: dict[str, int] = field(default_factory=dict)
    understood: dict[str, Any] = field(default_factory=dict)
    ledger: int = VERSION

    def __post_init__(self) -> None:
        if self.rows != (self.rows if self.already else self.kept + sum(self.refused.values())):
            raise AnalysisFailed(
                f"{self.path}: {self.rows} rows read, but {self.kept} kept and {sum(self.refused.values())} refused"
            )

    def to_dict(self) -> dict[str, Any]:
        """Plain dict for JSON."""
        return asdict(self)

    @property
    def refused_rows(self) -> int:
        """Rows refused, for whatever reason."""
        return sum(self.refused.values())

    @property
    def apart_rows(self) -> int:
        """Stored rows that are no usable act between two states."""
        return sum(self.apart.values())

    @property
    def files(self) -> tuple[str, ...]:
        """Every file that is this line's, relative to the store."""
        return (*self.parts, self.tally) if self.tally else self.parts

    @property
    def warning(self) -> str:
        """What a user should know: more than 5 % of the rows refused, most rows there already; else ""."""
        said = [
            note.removeprefix("warning: ")
            for note in self.notes
            if note.startswith("warning: ") or LEFT_OUT in note
        ]
        return "; ".join([*said, *([self._lost] if self._lost else [])])

    @property
    def _lost(self) -> str:
        lost = sum(self.refused.values())
        if self.understood and not self.already:
            return Understood(**self.understood).sentence(self.path)
        if self.already or lost <= 0.05 * self.rows:
            return ""
        why = ", ".join(
            f"{reason}: {n}" for reason, n in sorted(self.refused.items(), key=lambda item: -item[1])
        )
        return f"{self.path}: {100 * lost / self.rows:.1f} % of {self.rows} rows refused ({why})"


@dataclass(frozen=True)
class Unread:
    """A ledger line that cannot be read, and why; its data are neither shown nor deleted.

    Attributes
    ----------
    path
        The ledger's file.
    why
        In a few words.
    mends
        Whether ingesting the source again makes a good line of it (not where a later version, or nobody, may read it).
    """

    path: Path
    why: str
    mends: bool = True

    @property
    def sha256(self) -> str:
        """Hash of the stored file, from the line's name."""
        return self.path.stem


def read_line(path: Path) -> LedgerLine | Unread:
    """Read one ledger file, or say why it cannot be; a file that is as it was is not read again."""
    try:
        held = path.stat()
    except OSError as error:
        return _closed(path, error)
    return _read_line(path, held.st_mtime_ns, held.st_size, held.st_ino)


def _closed(path: Path, error: OSError) -> Unread:
    return Unread(path, f"cannot be opened ({error.strerror})", mends=False)


@lru_cache(maxsize=65_536)
def _read_line(path: Path, _time: int, _size: int, _inode: int) -> LedgerLine | Unread:
    try:
        body = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        return _closed(path, error)
    except (ValueError, RecursionError):
        return Unread(path, "is cut short or garbled")
    if not isinstance(body, dict):
        return Unread(path, "is no ledger line")
    later = body.get("ledger", 1)
    if not isinstance(later, int) or later > VERSION:
        return Unread(path, "was written by a later version of Tertius", mends=False)
    return _line(path, body)


def _line(path: Path, body: dict[str, Any]) -> LedgerLine | Unread:
    kinds = {item.name: str(item.type) for item in fields(LedgerLine)}
    known: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in body.items()
        if name in kinds
    }
    try:
        line = LedgerLine(**known)
        wrong = [name for name, kind in kinds.items() if not _is(getattr(line, name), kind)]
    except (TypeError, ValueError, AttributeError, AnalysisFailed):
        return Unread(path, "is no whole ledger line")
    if wrong or line.sha256 != path.stem or not all(_relative(part) for part in line.files):
        return Unread(path, f"is no whole ledger line ({', '.join(wrong[:3]) or 'names other files'})")
    return line


def _is(value: Any, kind: str) -> bool:
    """Whether a value is of the kind that the field says."""
    if kind.startswith("tuple[str"):
        return isinstance(value, tuple) and all(isinstance(item, str) for item in value)
    if kind.startswith("tuple["):
        return isinstance(value, tuple) and all(isinstance(item, dict) for item in value)
    if kind == "dict[str, int]":
        return isinstance(value, dict) and all(type(n) is int for n in value.values())
    if kind == "dict[str, Any]":
        return isinstance(value, dict) and (not value or _understood(value))
    if kind.startswith("dict["):
        return isinstance(value, dict) and all(isinstance(n, list) and len(n) == 3 for n in value.values())
    return type(value) is {"str": str, "int": int, "bool": bool}[kind]


def _understood(value: dict[str, Any]) -> bool:
    """Whether what was understood of a file is whole."""

    try:
        found = Understood(**value)
        return isinstance(found.sentence("a file"), str) and type(found.rows) is int
    except (TypeError, ValueError, AttributeError):
        return False


def _relative(part: str) -> bool:
    """Whether a data file lies where this program puts them."""

    folder, _, name = part.partition("/")
    return folder == "data" and PART.fullmatch(name) is not None


def read_ledger(root: Path) -> tuple[list[LedgerLine], list[Unread]]:
    """Every line of a store, and every one that cannot be read, each by name.

    Raises
    ------
    AnalysisFailed
        If the ledger is there and cannot be listed: nothing may be concluded from its silence.
    """
    good: list[LedgerLine] = []
    bad: list[Unread] = []
    for path in _ledger_files(root):
        found = read_line(path)
        if isinstance(found, LedgerLine):
            good.append(found)
        else:
            bad.append(found)
    return good, bad


def _ledger_files(root: Path) -> Iterator[Path]:
    folder = root / "ledger"
    if not folder.exists():
        return iter(())
    try:
        return iter(sorted(path for path in folder.iterdir() if path.suffix == ".json"))
    except OSError as error:
        raise AnalysisFailed(
            f"the ledger {folder} cannot be listed ({error.strerror}); nothing was changed"
        ) from None


def write_lines(lines: Mapping[Path, LedgerLine]) -> None:
    """Write ledger files by their places: each whole, on the disk, or not at all."""
    write_texts(
        {
            path: json_text(json.dumps(line.to_dict(), ensure_ascii=False, indent=1))
            for path, line in lines.items()
        }
    )


def by_source(lines: Iterable[LedgerLine]) -> list[dict[str, Any]]:
    """Rows, marked duplicates and their rate, of every source and year over all files."""
    found: dict[tuple[str, Any], dict[str, Any]] = {}
    for line in lines:
        for rate in line.rates:
            key = (rate["source"], rate["year"])
            into = found.setdefault(key, {"source": key[0], "year": key[1], "rows": 0, "duplicates": {}})
            into["rows"] += rate["rows"]
            for rule, n in rate["duplicates"].items():
                into["duplicates"][rule] = into["duplicates"].get(rule, 0) + n
    return [{**found[key], "rate": _rate(found[key])} for key in sorted(found, key=str)]


def _rate(row: dict[str, Any]) -> float:
    return float(sum(row["duplicates"].values())) / float(row["rows"]) if row["rows"] else 0.0
