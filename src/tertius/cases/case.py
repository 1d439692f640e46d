"""Load a case: its chronicle, its reference phases and what is known about both.

A case is a folder with ``case.toml``, ``chronicle.csv`` and (optional) ``phases.csv`` and
``article-record.csv``; the shipped ones lie in ``tertius/cases/data``, and a user's own folder loads in the
same way.
"""

from __future__ import annotations

import contextlib
import difflib
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tertius.actors import asked_of
from tertius.cases.phases import ReferencePhase, read_phases, read_table, split_label
from tertius.errors import BadInput
from tertius.months import parse_month
from tertius.shown import Shown

if TYPE_CHECKING:
    import polars as pl

    from tertius.events import EventTable

DATA = Path(__file__).parent / "data"
REQUIRED = ("title", "pivot", "a", "b", "window")
COLUMNS = (
    "event_id", "earliest", "latest", "kind", "source", "target", "directed", "issues", "act", "value",
    "role", "form", "third", "reference", "confidence", "apart",
)  # fmt: skip
"""What is told of an act of a chronicle."""


@dataclass(frozen=True, eq=False)
class Case(Shown):
    """A pivot between two rivals over a window, with the record to judge it by.

    Parameters
    ----------
    name, title
        Folder name and a heading.
    pivot, a, b
        Handles of the pivot and the two rivals, as they were called then (``PRK``, ``SUN``, ``CHN``).
    window
        First and last month that the chronicle covers.
    events
        The chronicle.
    phases
        Reference phases of all voices.
    meta
        Everything else in ``case.toml`` (see docs/guide/cases.md).
    folder
        Where it was read from.
    """

    name: str
    title: str
    pivot: str
    a: str
    b: str
    window: tuple[np.datetime64, np.datetime64]
    events: EventTable
    phases: tuple[ReferencePhase, ...]
    meta: dict[str, Any]
    folder: Path

    def _headline(self) -> str:
        return f"{self.title} ({self.window[0]} to {self.window[1]}): {len(self.events)} acts, {len(self.voices)} voices"

    def _sample(self, most: int) -> tuple[list[dict[str, Any]], int]:
        if self.phases:
            return [phase.to_dict() for phase in self.phases[:most]], len(self.phases)
        acts = self.events.to_frame().select(
            "earliest", "source_raw", "target_raw", "value", "act", "reference"
        )
        return acts.head(most).to_dicts(), len(acts)

    def to_frame(self) -> pl.DataFrame:
        """One row an act of the chronicle: `COLUMNS`."""
        return self.events.to_frame().select(COLUMNS)

    def in_short(self) -> dict[str, Any]:
        """Corners, window, and how many acts, sources and voices, as ``tertius cases`` lists them."""
        return {
            "name": self.name,
            "title": self.title,
            "pivot": self.pivot,
            "a": self.a,
            "b": self.b,
            "from": str(self.window[0]),
            "to": str(self.window[1]),
            "acts": len(self.events),
            "sources": self.events.to_frame()["reference"].n_unique(),
            "voices": len(self.voices),
        }

    def to_dict(self) -> dict[str, Any]:
        """The object that ``tertius cases NAME --json`` prints."""
        return {
            **self.in_short(),
            "meta": self.meta,
            "chronicle": self.to_frame().to_dicts(),
            "phases": [phase.to_dict() for phase in self.phases],
            "refused": self.events.refused,
            "provenance": self.events.provenance.to_dict(),
        }

    @property
    def voices(self) -> tuple[str, ...]:
        """Who dated phases, in the order of the file."""
        return tuple(dict.fromkeys(phase.voice for phase in self.phases))

    def phases_of(self, voice: str) -> tuple[ReferencePhase, ...]:
        """Phases of one voice."""
        return tuple(phase for phase in self.phases if phase.voice == voice)

    @property
    def readings(self) -> tuple[ReferencePhase, ...]:
        """The rival readings as phases, to be scored like any voice's; the voice is ``R2`` and so on."""
        return tuple(
            ReferencePhase(
                voice=reading["id"],
                start=parse_month(start),
                end=parse_month(end, last=True),
                head=split_label(label)[0],
                detail=split_label(label)[1],
                declared="",
                support=f"against {reading.get('against') or 'the article'}: {reading['text']}",
                reference="; ".join(reading.get("voices", ())),
            )
            for reading in self.meta.get("readings", ())
            for start, end, label in reading.get("phases", ())
        )

    @property
    def article_voice(self) -> str | None:
        """The voice of the article that the case was written to test, if there is one."""
        about = self.meta.get("article")
        return str(about["voice"]) if about else None

    @property
    def record_path(self) -> Path | None:
        """The article's own coded record, if any: a consistency check, never evidence."""
        name = self.meta.get("article", {}).get("record")
        path = self.folder / name if name else None
        return path if path is not None and path.exists() else None

    def record(self) -> EventTable | None:
        """Read the article's coded record, or ``None`` where the case has none."""
        path = self.record_path
        return None if path is None else read_chronicle(path)


@cache
def case_names() -> tuple[str, ...]:
    """Names of the shipped cases."""
    return tuple(sorted(path.parent.name for path in DATA.glob("*/case.toml")))


def resolve_case(name: str) -> Path:
    """Folder of a case: a path with ``case.toml`` in it, a shipped name, or a unique beginning of one.

    Raises
    ------
    BadInput
        If nothing or more than one case fits.
    """
    folder = Path(name)
    try:
        ours, file, there = (folder / "case.toml").is_file(), folder.is_file(), folder.is_dir()
    except (OSError, ValueError):  # too long for a path, or with a byte that none has
        ours = file = there = False
    if ours:
        return folder
    if file and folder.name == "case.toml":
        return folder.parent
    if there:  # a folder here is never taken for a shipped case
        raise BadInput(
            f"the folder {folder} has no case.toml", "a case folder", "`tertius cases new` starts one"
        )
    wanted = name.strip().lower().replace(" ", "-").replace("_", "-")
    fits = [shipped for shipped in case_names() if shipped == wanted]
    fits = fits or [shipped for shipped in case_names() if wanted and shipped.startswith(wanted)]
    if len(fits) == 1:
        return DATA / fits[0]
    short = name if len(name) <= 60 else f"{name[:60]}..."
    problem = f"{short!r} fits {', '.join(fits)}" if fits else f"there is no case {short!r}"
    raise BadInput(
        problem,
        "a case folder or one of: " + ", ".join(case_names()),
        _meant(wanted, short) or "`tertius cases` lists them",
    )


def _meant(wanted: str, name: str) -> str:
    """What may have been meant by a name that is no case's: a state without its rivals, or a case spelt otherwise."""
    with contextlib.suppress(BadInput):
        return f"of {asked_of(name).name} name its two rivals, too: {name} A B"
    short = {pivot: shipped for shipped in case_names() for pivot in (shipped, shipped.split("-")[0])}
    near = difflib.get_close_matches(wanted, short, n=1, cutoff=0.75)
    return f"did you mean {short[near[0]]}?" if near else ""


def cases_with_an_article() -> tuple[str, ...]:
    """Names of the shipped cases that were written to test an article."""
    return tuple(name for name in case_names() if "article" in read_meta(DATA / name))


def find_case(pivot: str, a: str, b: str) -> str | None:
    """Name of the shipped case of this triangle, in whichever order and succession the rivals are given.

    >>> find_case("PRK", "CHN", "RUS")
    'north-korea-moscow-beijing'
    """
    from tertius.actors import chain_of

    asked = chain_of(pivot), {chain_of(a), chain_of(b)}
    for name in case_names():
        meta = read_meta(DATA / name)
        if (chain_of(meta["pivot"]), {chain_of(meta["a"]), chain_of(meta["b"])}) == asked:
            return name
    return None


def read_meta(folder: Path) -> dict[str, Any]:
    """``case.toml`` as a dict; raise `BadInput` where it cannot be read or lacks a required key."""
    import tomllib

    path = folder / "case.toml"
    try:
        meta = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadInput(f"{path} does not exist", "a case folder", "`tertius cases new` starts one") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise BadInput(f"{path} is not valid TOML ({problem})") from None
    missing = [key for key in REQUIRED if key not in meta]
    if missing:
        raise BadInput(f"{path} lacks {', '.join(missing)}", f"at least {', '.join(REQUIRED)}")
    if not isinstance(meta["window"], list) or len(meta["window"]) != 2:
        raise BadInput(f"{path}: window is {meta['window']!r}", 'two months, such as ["1948-10", "1991-12"]')
    return meta


def load_case(name: str | Path) -> Case:
    """Load a shipped case by name (or a unique beginning of it), or a user's own case folder.

    Raises
    ------
    BadInput
        If there is no such case, or one of its files cannot be used.
    """
    folder = resolve_case(str(name))
    meta = read_meta(folder)
    first, last = (str(month) for month in meta["window"])
    start, end = parse_month(first), parse_month(last, last=True)
    return Case(
        name=folder.resolve().name,
        title=meta["title"],
        pivot=meta["pivot"],
        a=meta["a"],
        b=meta["b"],
        window=(start, end),
        events=read_chronicle(folder / "chronicle.csv"),
        phases=_phases_in(folder),
        meta={key: value for key, value in meta.items() if key not in REQUIRED},
        folder=folder,
    )


def phases_of(name: str | Path) -> tuple[ReferencePhase, ...]:
    """The reference phases of a case, none where it has none; its chronicle is not read."""
    return _phases_in(resolve_case(str(name)))


def _phases_in(folder: Path) -> tuple[ReferencePhase, ...]:
    path = folder / "phases.csv"
    return read_phases(path) if path.exists() and read_table(path) else ()


def read_chronicle(*paths: Path) -> EventTable:
    """The acts of chronicle files of the casebook, in their order, with notes on how their marks were made."""
    from tertius.events import read_events

    for path in paths:
        if not path.exists():
            raise BadInput(f"{path} does not exist", "the case's chronicle", "see docs/guide/cases.md")
    events = read_events(list(paths), format="chronicle")
    notes = [note for path in paths for note in _marks(path)]
    return replace(events, provenance=events.provenance.with_notes(*notes))


def _marks(path: Path) -> tuple[str, ...]:
    """How the marks of a chronicle's rows were made: read, or by the rules of `tertius.cases.marks`."""
    rows = read_table(path)
    counts = {name: sum(row.get(f"{name}_basis") == "inferred" for row in rows) for name in ("kind", "form")}
    return tuple(
        f"{name} of {path.parent.name}/{path.name}: by rule for {count} rows, read for {len(rows) - count}"
        for name, count in counts.items()
        if rows and f"{name}_basis" in rows[0]
    )
