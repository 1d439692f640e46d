"""The options that mean the same in every command, and how they become events and months."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    import numpy as np

    from tertius.events import EventTable
    from tertius.events.store import Store as EventStore
    from tertius.events.store.selection import Selection
    from tertius.indicators import Indicators as Facts
    from tertius.study import Inquiry

Events = Annotated[
    list[Path] | None,
    typer.Option(
        "--events", metavar="FILE", help="Read these instead of the store: a file, a folder or a glob."
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
From = Annotated[str | None, typer.Option("--from", metavar="YYYY-MM", help="First month.")]
To = Annotated[str | None, typer.Option("--to", metavar="YYYY-MM", help="Last month.")]
Every = Annotated[str, typer.Option("--every", metavar="PERIOD", help="month, quarter or year.")]
ScaleName = Annotated[
    str, typer.Option("--scale", metavar="NAME", help="Scale for codes; a CSV of your own is accepted too.")
]
Seed = Annotated[int, typer.Option("--seed", help="Seed of every random draw.")]
Engine = Annotated[str, typer.Option("--engine", metavar="NAME", help="duckdb, spark or bigquery.")]
Out = Annotated[Path | None, typer.Option("--out", metavar="PATH", help="Where to write.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")]
Succession = Annotated[
    str,
    typer.Option("--succession", metavar="RULE", help="joined (SUN with RUS, DRV with VNM, ...) or strict."),
]
CaseName = Annotated[
    str | None, typer.Option("--case", metavar="CASE", help="Read this case of the casebook.")
]
Neutral = Annotated[
    str, typer.Option("--c0", metavar="VALUE", help="Neutral point of the scale: 0, median, or a number.")
]
Draws = Annotated[int, typer.Option("--draws", min=50, max=100_000, help="Joint posterior draws.")]
Model = Annotated[str, typer.Option("--model", metavar="NAME", help="semi-markov, sticky or rules.")]
Given = Annotated[
    str, typer.Option("--given", metavar="WHAT", help="all: smoothed; past: filtered, nothing of the future.")
]


def choice(value: str, allowed: tuple[str, ...], option: str) -> str:
    """Return `value` if it is one of `allowed`; else one clear sentence and exit 2."""
    from tertius.errors import BadInput

    if value not in allowed:
        raise BadInput(f"{option} {value!r} is not known", f"one of {', '.join(allowed)}")
    return value


def read_source(
    events: list[Path] | None, format: str | None, store: Path | None, case: str | None = None
) -> EventTable | Selection:
    """Events of the files, of the case, or of the store, in that order; only a store is not read, however large it is."""
    if events:
        from tertius.events import read_events

        return read_events([str(path) for path in events], format=format)
    if case is not None:
        from tertius.cases import load_case

        return load_case(case).events
    return _held(store).select()


def with_indicators(asked: Inquiry, indicators: list[Path] | None) -> Inquiry:
    """The inquiry with the yearly facts that were named."""
    from dataclasses import replace

    facts = read_facts(indicators)
    return asked if facts is None else replace(asked, indicators=facts)


def read_facts(indicators: list[Path] | None) -> Facts | None:
    """Yearly facts of the files, folders and globs that were named; None if none were."""
    from tertius.indicators import read_indicators

    if not indicators:
        return None
    return read_indicators([each for path in indicators for each in _meant(path)])


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


def window(start: str | None, end: str | None) -> tuple[np.datetime64 | None, np.datetime64 | None]:
    """Read ``--from`` and ``--to``; the end may not lie before the start."""
    from tertius.errors import BadInput
    from tertius.months import parse_month

    first = parse_month(start) if start else None
    last = parse_month(end) if end else None
    if first is not None and last is not None and last < first:
        raise BadInput(f"--to {end} lies before --from {start}", "a window that ends after it begins")
    return first, last


def neutral_point(text: str) -> float | str:
    """Read ``--c0``: a number on the scale, or ``median``."""
    from tertius.errors import BadInput

    if text == "median":
        return text
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not -10.0 <= value <= 10.0:
        raise BadInput(f"--c0 {text!r} is not on the scale", "0, median, or a number from -10 to 10")
    return value


def panel_settings(**options: Any) -> dict[str, Any]:
    """Check the options that shape a panel, and name them as `build_panel` does."""
    choice(options["every"], ("month", "quarter", "year"), "--every")
    choice(options["engine"], ("duckdb", "spark", "bigquery"), "--engine")
    choice(options["succession"], ("joined", "strict"), "--succession")
    start, end = window(options.pop("start", None), options.pop("end", None))
    return {**options, "start": start, "end": end}
