"""``fetch``: plan, skip what is there, get the rest, and say what is missing."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tertius.disk import StrangeName, inside, whole
from tertius.errors import AnalysisFailed, BadInput, stands
from tertius.events.fetch.pace import Failed, Pace
from tertius.events.fetch.plans import BY_HAND, FETCHABLE, within
from tertius.events.fetch.transfer import Item, Tick, check, client, download
from tertius.events.store.layout import default_path
from tertius.inert import line
from tertius.provenance import sha256


@dataclass(frozen=True)
class FetchReport:
    """How complete a download is.

    Attributes
    ----------
    source, folder
        What was asked, and where it lies.
    asked
        Files of the source in the window.
    had
        Of these, whole and checked before.
    fetched
        Got now, ``{name: bytes}``.
    missing
        Not got, ``{name: reason}``.
    unchecked
        Files for which the source publishes no check sum.
    """

    source: str
    folder: str
    asked: int
    had: int
    fetched: dict[str, int]
    missing: dict[str, str]
    unchecked: int = 0

    @property
    def complete(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing

    def to_dict(self) -> dict[str, Any]:
        """Plain dict for JSON."""
        return {**asdict(self), "complete": self.complete}


def fetch(
    source: str,
    *,
    out: str | Path | None = None,
    start: dt.date | None = None,
    end: dt.date | None = None,
    mirror: str | None = None,
    files: Sequence[str | Path] = (),
    pace: Pace | None = None,
    tick: Tick | None = None,
    step: Callable[[int, int], None] | None = None,
) -> FetchReport:
    """Download a source, going on where an earlier run stopped.

    Parameters
    ----------
    source
        A name in `FETCHABLE`; or ``atop`` or ``sipri``, which are got by hand and imported from `files`.
    out
        Folder; ``downloads/<source>`` beside the default store if None.
    start, end
        Days; only files that can hold published events of this window.
    mirror
        Address of another host with the same paths.
    files
        Files to import, for the sources that are got by hand.
    pace
        Polite limits.
    tick, step
        Called with ``(name, bytes, of)`` within a file and ``(files done, files in all)`` between them.

    Raises
    ------
    BadInput
        For an unknown source, a window in which it has no file, or a file to import that is not there.
    AnalysisFailed
        If the source's list of files cannot be read, or the disk is full.
    """
    folder = _folder(source, out)
    if source in BY_HAND:
        return _import(source, folder, files)
    if source not in FETCHABLE:
        raise BadInput(
            f"{source!r} cannot be fetched",
            f"one of {', '.join([*FETCHABLE, *BY_HAND])}",
            "see tertius sources",
        )
    pace = pace or Pace()
    origin = FETCHABLE[source]
    with client(pace) as http:
        items = within(origin.plan(http, _host(mirror or origin.host), pace), start, end)
        if not items:
            raise BadInput(
                f"{source} lists no file from {start or 'its begin'} to {end or 'its end'}", origin.wanted
            )
        return _get_all(http, source, items, folder, pace, tick or _no_tick, step or _no_step)


def _no_tick(name: str, done: int, total: int | None) -> None:
    """No progress."""


def _no_step(done: int, total: int) -> None:
    """No progress."""


def _host(address: str) -> str:
    if not address.startswith(("http://", "https://")):
        raise BadInput(f"--mirror {address!r} is no address", "http://... or https://...")
    return address.rstrip("/")


def _folder(source: str, out: str | Path | None) -> Path:
    folder = Path(out) if out is not None else default_path().parent / "downloads" / source
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(f"{folder} cannot be written ({error.strerror})", "a folder to write to") from None
    return folder


def _get_all(
    http: Any,
    source: str,
    items: list[Item],
    folder: Path,
    pace: Pace,
    tick: Tick,
    step: Callable[[int, int], None],
) -> FetchReport:
    checked = _Checked(folder, source)
    had, fetched, missing, places = 0, dict[str, int](), dict[str, str](), set[str]()

    def said() -> str:
        whole = had + len(fetched)
        return f"{whole} of {len(items)} files of {source} are whole in {folder}; run it again to go on with the rest"

    with stands(said):
        for number, item in enumerate(items, 1):
            try:
                if item.wrong:
                    raise Failed(item.wrong, final=True)
                target = _place(folder, item, places)
                if checked.whole(target, item):
                    had += 1
                else:
                    checked.allow(target, item)
                    download(http, item, target, pace, tick)
                    fetched[target.name] = target.stat().st_size
                    checked.note(target, item)
            except (Failed, StrangeName) as failure:
                missing[line(item.name)] = str(failure)
            except OSError as error:
                raise AnalysisFailed(
                    f"{folder / line(item.name)} cannot be written ({error.strerror}); make room and go on"
                ) from None
            step(number, len(items))
    unchecked = sum(item.md5 is None for item in items)
    return FetchReport(source, str(folder), len(items), had, fetched, missing, unchecked)


def _place(folder: Path, item: Item, taken: set[str]) -> Path:
    """Where an item goes, whatever the server calls it; two files never get one place."""
    target = inside(folder, item.name)
    key = target.name.lower()  # some file systems do not tell capitals from small letters
    if key in taken:
        raise StrangeName(f"{target.name} is listed twice", "one file a name")
    taken.add(key)
    return target


class _Checked:
    """Which files came from where and were checked, by size, time and check sum: what is ours to replace."""

    def __init__(self, folder: Path, source: str) -> None:
        self.path, self.source = folder / ".checked.jsonl", source
        self.known: dict[str, list[Any]] = {}
        if self.path.exists():
            for entry in self.path.read_text(errors="replace").splitlines():
                with contextlib.suppress(ValueError, TypeError, RecursionError):
                    name, state = json.loads(entry)
                    if isinstance(name, str) and isinstance(state, list) and state[-1:] == [source]:
                        self.known[name] = state

    def whole(self, target: Path, item: Item) -> bool:
        """Whether the file is there and is the one announced."""
        if not target.exists():
            return False
        if self.known.get(target.name) == self._state(target, item):
            return True
        if item.md5 is None or check(target, item):
            return False
        self.note(target, item)
        return True

    def allow(self, target: Path, item: Item) -> None:
        """Raise `Failed` if a file stands there that did not come from this source: it is not ours to replace."""
        if target.exists() and target.name not in self.known:
            raise Failed(
                f"another file of this name is in {target.parent} and did not come from {self.source}; "
                "move it away or choose another --out",
                final=True,
            )

    def note(self, target: Path, item: Item) -> None:
        """Remember a file as checked."""
        self.known[target.name] = self._state(target, item)
        with open(self.path, "a") as file:
            file.write(json.dumps([target.name, self.known[target.name]]) + "\n")

    def _state(self, target: Path, item: Item) -> list[Any]:
        found = target.stat()
        return [found.st_size, found.st_mtime_ns, item.md5, item.size, self.source]


def _import(source: str, folder: Path, files: Sequence[str | Path]) -> FetchReport:
    """Copy files that the user got by hand; a file that is there already is not copied again."""
    title, where = BY_HAND[source]
    if not files:
        raise BadInput(
            f"{title} is not fetched but imported", "its files", f"get them from {where}; then --import FILE"
        )
    had, fetched, missing = 0, dict[str, int](), dict[str, str]()
    for name in map(Path, files):
        if not name.is_file():
            raise BadInput(f"{name} is no file", f"a file of {title}")
        target = inside(folder, name.name)
        if target.exists() and sha256(target) == sha256(name):
            had += 1
            continue
        if target.exists():
            raise BadInput(
                f"{target} is there already and is another file",
                "a name that is free",
                "move it away, or choose --out",
            )
        with whole(target) as draft:
            shutil.copyfile(name, draft)
        fetched[target.name] = target.stat().st_size
    return FetchReport(source, str(folder), len(files), had, fetched, missing, unchecked=len(files))
