"""The options that mean the same in every command, beside those of `tertius.settings`, and how they become values."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tertius.cli.flatten import Without
from tertius.settings import Counting

if TYPE_CHECKING:
    from collections.abc import Callable

    from tertius.events import EventTable
    from tertius.events.store import Store as EventStore
    from tertius.events.store.selection import Selection
    from tertius.indicators import Indicators as Facts

Events = Annotated[
    list[Path] | None,
    typer.Option(
        "--events", metavar="FILE", help="Read these in place of what ships: a file, a folder or a glob."
    ),
]
Indicators = Annotated[
    list[Path] | None,
    typer.Option(
        "--indicators",
        metavar="FILE",
        help="Yearly facts of pairs (trade, arms, alliances ...): a file, a folder or a glob; repeatable.",
    ),
]
Format = Annotated[
    str | None, typer.Option("--format", metavar="NAME", help="Format of the files; detected if not given.")
]
Store = Annotated[
    Path | None,
    typer.Option(
        "--store", metavar="DIR", help="The store; else TERTIUS_STORE, else the user's data folder."
    ),
]
Accept = Annotated[
    bool,
    typer.Option("--accept", help="Take a file of which more than half of the rows were not understood."),
]
Only = Annotated[
    str | None,
    typer.Option(
        "--only",
        metavar="KIND",
        help="Of what ships: chronicle, stream or facts; or case, its chronicle alone.",
    ),
]
WithWorld = Annotated[
    bool, typer.Option("--with-world", help="Add what ships to the events given, which else replace it.")
]
Confidence = Annotated[
    str, typer.Option("--confidence", metavar="LEAST", help="Leave out acts below this: low, medium or high.")
]
CaseName = Annotated[
    str | None, typer.Option("--case", metavar="CASE", help="Read this case of the casebook.")
]
Neutral = Annotated[
    str, typer.Option("--c0", metavar="VALUE", help="Neutral point of the scale: 0, median, or a number.")
]
Horizon = Annotated[int, typer.Option("--horizon", min=1, max=36, help="Months ahead.")]
Given = Annotated[
    str, typer.Option("--given", metavar="WHAT", help="all: smoothed; past: filtered, nothing of the future.")
]
From = Annotated[
    str | None, typer.Option("--from", metavar="YYYY-MM", help="First month; a year means its January.")
]
To = Annotated[
    str | None, typer.Option("--to", metavar="YYYY-MM", help="Last month; a year means its December.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")]
Out = Annotated[Path | None, typer.Option("--out", metavar="PATH", help="Where to write.")]
Corners = Annotated[
    list[str], typer.Argument(metavar="P A B | CASE", help="The pivot and the two rivals, or a case.")
]
Months = Annotated[Counting, Without("directed")]


@dataclass(frozen=True)
class Source:
    """Where events, and yearly facts beside them, come from."""

    events: Events = None
    format: Format = None
    store: Store = None
    case: CaseName = None
    indicators: Indicators = None
    accept: Accept = False
    only: Only = None
    with_world: WithWorld = False
    confidence: Confidence = "low"

    @property
    def shipped(self) -> bool:
        """Whether no events were given: neither files, nor a case, nor a store that is there."""
        return not self.events and self.case is None and self.store is None and not _default_store()

    def read(self) -> EventTable | Selection:
        """Events of the files, of the case, or of the store, in that order; only a store is not read, however large it is."""
        if self.events:
            from tertius.events import read_events

            return said(
                read_events([str(path) for path in self.events], format=self.format, accept=self.accept)
            )
        if self.case is not None:
            from tertius.cases import load_case

            return load_case(self.case).events
        return _held(self.store).select()

    def read_or_world(self) -> EventTable | Selection:
        """The same; the casebook's acts, of every pair, each once, where no events were given."""
        if not self.shipped:
            return self.read()
        from tertius.cases import pooled_events
        from tertius.errors import BadInput

        if self.only in ("stream", "facts"):
            raise BadInput(
                f"--only {self.only} without three states", "--only chronicle, or none",
                "tallies and facts alone are asked by a pivot and two rivals",
            )  # fmt: skip
        return pooled_events(least=self.confidence)

    def facts(self) -> Facts | None:
        """Yearly facts of the files, folders and globs that were named; None if none were."""
        from tertius.cli.output import note
        from tertius.indicators import read_indicators

        if not self.indicators:
            return None
        found = read_indicators([each for path in self.indicators for each in _meant(path)])
        for sentence in found.provenance.left_out:
            note(f"warning: {sentence}")
        return found


@dataclass(frozen=True)
class Result:
    """Where a result goes: one JSON object or a table for the eye on stdout, and a table in a file where one is named."""

    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Write the table, too: .csv, .parquet, .dta or .xlsx."),
    ] = None
    as_json: AsJson = False

    def give(
        self, command: str, report: dict[str, Any], *, show: Callable[[], Any], table: Callable[[], Any]
    ) -> None:
        """Write the table first, so that a bad name is said before anything is printed; then print."""
        from tertius.cli.output import emit, note

        if self.out is not None:
            from tertius.tables import write_table

            rows = write_table(table(), self.out)
            note(f"{rows} rows written to {self.out}")
        emit(command, report, as_json=self.as_json, show=show)


def said(table: EventTable) -> EventTable:
    """The events, once it is said on stderr which files were not read, and of which more than 5 % of the rows not understood."""
    from tertius.cli.output import note
    from tertius.events.understood import Understood

    for sentence in table.provenance.left_out:
        note(f"warning: {sentence}")
    for use in table.provenance.sources:
        sentence = Understood(**use.understood).sentence(use.path) if use.understood else ""
        if sentence:
            note(f"warning: {sentence}")
    return table


def choice(value: str, allowed: tuple[str, ...], option: str) -> Any:
    """Return `value` if it is one of `allowed`; else one clear sentence and exit 2."""
    from tertius.settings import one_of

    return one_of(value, allowed, option)


def _meant(path: Path) -> list[Path]:
    """The path itself, or the files of a glob."""
    import glob

    from tertius.errors import BadInput

    if path.exists() or not glob.has_magic(str(path)):
        return [path]
    found = [Path(name) for name in sorted(glob.glob(str(path)))]
    if not found:
        raise BadInput(f"no file matches {path}", "a file, a folder or a glob of structural data")
    return found


def _default_store() -> bool:
    """Whether the user's own store holds events; one that does not exist is no store."""
    from tertius.events.store import default_path

    if not default_path().exists():
        return False
    from tertius.events.store import Store as EventStore

    return bool(EventStore(None).ledger())


def _held(folder: Path | None) -> EventStore:
    from tertius.errors import BadInput
    from tertius.events.store import Store as EventStore

    store = EventStore(folder)
    if not store.ledger():
        raise BadInput(
            f"the store {store.path} holds no events",
            "--events FILE, --case NAME, or a store with events",
            "run `tertius ingest FILE` first",
        )
    return store
