"""The care of a store: what it can show, what is damaged and how that is mended, what is taken out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tertius.disk import locked
from tertius.errors import BadInput, TertiusError
from tertius.events.read import find_files
from tertius.events.store.layout import make_folders, sweep
from tertius.events.store.ledger import LedgerLine, Unread, read_ledger
from tertius.events.store.moving import move_out, set_apart
from tertius.events.store.naming import JOINED, LINE, PART
from tertius.events.store.rows import by_file
from tertius.events.store.sums import damage
from tertius.events.store.thin import thin
from tertius.provenance import sha256

if TYPE_CHECKING:
    from tertius.events.store.store import Store

MEND = "tertius store repair mends it from its source"


@dataclass(frozen=True)
class StoreCheck:
    """What a look at every stored byte found.

    Attributes
    ----------
    files, parts, bytes
        Ledger lines read; data files they name; bytes of those.
    damaged
        ``{path, sha256, found}`` for every stored file with damage, with what is wrong by data file.
    unread
        ``{ledger, why, mends}`` for every ledger line that cannot be read.
    unknown
        Files in the store that no ledger line has; they are not deleted.
    unsummed
        Files stored before there were check sums: known by their end mark alone.
    """

    files: int
    parts: int
    bytes: int
    damaged: tuple[dict[str, Any], ...]
    unread: tuple[dict[str, Any], ...]
    unknown: tuple[str, ...]
    unsummed: tuple[str, ...]

    @property
    def good(self) -> bool:
        """Whether all that is stored can be read and is as it was."""
        return not (self.damaged or self.unread)

    def to_dict(self) -> dict[str, Any]:
        """Plain dict for JSON."""
        return {**asdict(self), "good": self.good}


def opened(root: Path) -> tuple[tuple[LedgerLine, ...], tuple[str, ...]]:
    """The lines of the files that can be shown, in order, and a sentence for every other."""
    lines, unread = read_ledger(root)
    replaced = {sha for line in lines for sha in line.replaces}
    seen: dict[str, str] = {}
    found = {line.sha256: damage(root, line, seen=seen) for line in lines}
    shown = [line for line in lines if not found[line.sha256] and line.sha256 not in replaced]
    hurt = by_file([line for line in lines if found[line.sha256]]).values()
    said = [_damaged(root, some, found[some[0].sha256]) for some in hurt]
    said += [_unread(root, line) for line in unread]
    return tuple(sorted(shown, key=lambda line: (line.source, line.first, line.sha256))), tuple(said)


def _damaged(root: Path, lines: Sequence[LedgerLine], found: dict[str, str]) -> str:
    part, why = next(iter(found.items()))
    who = (
        f"{lines[0].path} is" if len(lines) == 1 else f"{lines[0].path} and {len(lines) - 1} other files are"
    )
    its = "its" if len(lines) == 1 else "their"
    return f"{who} left out of the store {root}: {its} stored part {Path(part).name} {_verb(why)}; {MEND}"


def _verb(why: str) -> str:
    return why if why.startswith(("is ", "cannot ")) else f"is damaged ({why})"


def _unread(root: Path, line: Unread) -> str:
    do = MEND if line.mends else "its data are kept as they are"
    return f"a file is left out of the store {root}: its ledger line {line.path.name} {line.why}; {do}"


def check(root: Path) -> StoreCheck:
    """See `Store.check`."""
    if not (root / "ledger").is_dir():
        raise BadInput(f"{root} is no store", "a folder that tertius ingest made", "give it with --store")
    lines, unread = read_ledger(root)
    seen: dict[str, str] = {}
    wrong = {line.sha256: damage(root, line, whole=True, seen=seen) for line in lines}
    parts = [root / part for part in dict.fromkeys(part for line in lines for part in line.files)]
    return StoreCheck(
        files=len(lines),
        parts=len(parts),
        bytes=sum(path.stat().st_size for path in parts if path.exists()),
        damaged=tuple(
            {"path": line.path, "sha256": line.sha256, "found": wrong[line.sha256]}
            for line in lines
            if wrong[line.sha256]
        ),
        unread=tuple({"ledger": line.path.name, "why": line.why, "mends": line.mends} for line in unread),
        unknown=tuple(sorted(f"{path.parent.name}/{path.name}" for path in _unknown(root, lines, unread))),
        unsummed=tuple(line.path for line in lines if not line.sums),
    )


def _unknown(root: Path, lines: Sequence[LedgerLine], unread: Sequence[Unread]) -> list[Path]:
    """Files that no line has, and none that cannot be read may have."""
    owned = {root / part for line in lines for part in line.files}
    unsure = {line.sha256 for line in unread}
    data = [
        path
        for path in (root / "data").iterdir()
        if path not in owned and path.name[:64] not in unsure and not (unsure and JOINED.fullmatch(path.name))
    ]
    return data + [path for path in (root / "ledger").iterdir() if not LINE.fullmatch(path.name)]


def repair(
    store: Store, paths: str | Path | Sequence[str | Path], progress: Callable[[str, float], None]
) -> list[LedgerLine | TertiusError]:
    """See `Store.repair`."""

    root = store.path
    check(root)
    make_folders(root)
    sweep(root)
    lines, unread = read_ledger(root)
    wanted: dict[str, tuple[str, str]] = {}
    seen: dict[str, str] = {}
    for line in lines:
        if damage(root, line, whole=True, seen=seen):
            wanted[line.sha256] = (line.path, line.format)
    for bad in unread:
        if bad.mends:
            wanted[bad.sha256] = (_told_path(bad.path), _told_format(root, bad.sha256))
    given = list(find_files(paths)) if paths else []
    sources = {
        sha256(path): path
        for path in [*given, *(Path(path) for path, _ in wanted.values())]
        if path.is_file()
    }
    results = {sha: _missed(sha, path) for sha, (path, _) in wanted.items() if sha not in sources}
    for format in sorted({format for _, format in wanted.values()}):
        shas = [sha for sha, (_, own) in wanted.items() if own == format and sha in sources]
        results |= _mended(store, {sha: sources[sha] for sha in shas}, format, progress)
    thin(root)
    _tidy(root)
    return [results[sha] for sha in wanted]


def _missed(sha: str, path: str) -> LedgerLine | TertiusError:
    named = path or f"the file with SHA-256 {sha[:16]}..."
    if path and Path(path).is_file():
        return BadInput(
            f"{named} is damaged in the store and its source was changed since it was stored",
            "the file as it was",
            "tertius store repair FILE with a copy of it, or tertius ingest --replace to store it as it is now",
        )
    return BadInput(
        f"{named} is damaged in the store and its source is not where it was",
        "the same file",
        "tertius store repair FILE with the place where it lies now, or tertius store remove",
    )


def _mended(
    store: Store, sources: Mapping[str, Path], format: str, progress: Callable[[str, float], None]
) -> dict[str, LedgerLine | TertiusError]:
    """The files of one format, ingested again, by hash."""
    if not sources:
        return {}
    try:
        found = list(store.ingesting(list(sources.values()), format=format or None, progress=progress))
    except TertiusError as error:
        return dict.fromkeys(sources, error)
    return dict(zip(sources, found, strict=True))


def _told_path(ledger: Path) -> str:
    """The path that a garbled line still tells; "" if it does not."""
    found = re.search(r'"path": "((?:[^"\\]|\\.)*)"', ledger.read_text(encoding="utf-8", errors="replace"))
    return found[1] if found else ""


def _told_format(root: Path, sha: str) -> str:
    """The reader that the names of the data files tell; "" if there are none."""
    for path in (root / "data").glob(f"{sha}-*.parquet"):
        if PART.fullmatch(path.name):
            return (
                path.name[65:]
                .removesuffix(".parquet")
                .removesuffix("-raw")
                .removesuffix("-tally")
                .rpartition("-")[0]
            )
    return ""


def _tidy(root: Path) -> None:
    """Move what no line has out of the way, to ``apart``."""
    with locked(root / "lock"):
        for path in _unknown(root, *read_ledger(root)):
            set_apart(root, path)


def remove(root: Path, name: str) -> LedgerLine:
    """See `Store.remove`."""
    lines, _ = read_ledger(root)
    line = _meant(lines, name)
    with locked(root / "lock"):
        move_out(root, line.sha256)
    thin(root)
    return line


def _meant(lines: Sequence[LedgerLine], name: str) -> LedgerLine:
    ways: tuple[Callable[[LedgerLine], bool], ...] = (
        lambda line: line.path == name or Path(line.path).absolute() == Path(name).absolute(),
        lambda line: Path(line.path).name == name,
        lambda line: len(name) >= 8 and line.sha256.startswith(name.lower()),
    )
    for way in ways:
        found = [line for line in lines if way(line)]
        if len(found) == 1:
            return found[0]
        if found:
            named = ", ".join(f"{line.sha256[:12]} ({line.path})" for line in found[:4])
            raise BadInput(f"{len(found)} stored files are called {name}: {named}", "one of them by its hash")
    raise BadInput(f"the store has no file {name}", "a path, name or hash that tertius events lists")
