"""``tertius sources, fetch, ingest, events``: what can be read, got, stored, and what is stored."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tertius.cli.output import emit, note, table
from tertius.cli.settings import AsJson, Format, From, Out, Store, To

if TYPE_CHECKING:
    from tertius.errors import TertiusError
    from tertius.events.store import LedgerLine

Files = Annotated[list[Path], typer.Argument(metavar="FILE...", help="Files, folders or globs.")]
Source = Annotated[
    str, typer.Argument(metavar="SOURCE", help="gdelt1, gdelt2, icews, polecat, un, atop or sipri.")
]
Mirror = Annotated[
    str | None, typer.Option("--mirror", metavar="URL", help="Another host with the same paths.")
]
Import = Annotated[
    list[Path] | None,
    typer.Option("--import", metavar="FILE", help="A file got by hand (atop, sipri); repeatable."),
]
Dataset = Annotated[
    list[str] | None, typer.Option("--dataset", metavar="NAME", help="Only these sources; repeatable.")
]
Usable = Annotated[bool, typer.Option("--usable", help="Leave out rows that name no pair of states.")]


def sources(json: AsJson = False) -> None:
    """List every source that can be read: coverage, licence, what to cite, how to get it."""
    from tertius.events.fetch import FETCHABLE
    from tertius.events.sources import SOURCES
    from tertius.indicators import INDICATOR_SOURCES

    rows = [{**vars(info), "fetch": info.name in FETCHABLE} for info in SOURCES.values()]
    told = ("title", "coverage", "licence", "cite", "get")
    rows += [
        {
            "name": name,
            "kind": "indicator",
            **{key: getattr(info, key) for key in told},
            "fetch": name in FETCHABLE,
        }
        for name, info in INDICATOR_SOURCES.items()
    ]

    def show() -> Any:
        columns = ["name", "kind", "title", "coverage", "licence", "get"]
        return table("sources", columns, [[row[name] for name in columns] for row in rows])

    emit("sources", {"sources": rows}, as_json=json, show=show)


def fetch(
    source: Source,
    start: From = None,
    end: To = None,
    mirror: Mirror = None,
    import_: Import = None,
    out: Out = None,
    json: AsJson = False,
) -> None:
    """Download a source: resumed, checked, and with a report of what is missing."""
    from tertius.cli.progress import bars
    from tertius.errors import AnalysisFailed
    from tertius.events.fetch import fetch as get
    from tertius.months import parse_bounds

    with bars("files") as shown:
        report = get(
            source, out=out, mirror=mirror, files=import_ or (), tick=shown.bytes, step=shown.count,
            start=parse_bounds(start)[0] if start else None, end=parse_bounds(end)[1] if end else None,
        )  # fmt: skip

    def show() -> str:
        lines = [f"{report.source}: {report.asked} files asked, {report.had} had, {len(report.fetched)} fetched, "
                 f"{len(report.missing)} missing, in {report.folder}"]  # fmt: skip
        return "\n".join(
            [*lines, *(f"  missing {name}: {why}" for name, why in list(report.missing.items())[:20])]
        )

    emit("fetch", report.to_dict(), as_json=json, show=show)
    if not report.complete:
        raise AnalysisFailed(
            f"{len(report.missing)} of {report.asked} files are missing; run it again to go on"
        )


def ingest(
    files: Files,
    replace: Annotated[
        bool, typer.Option("--replace", help="Put each in the place of the stored file of its path or name.")
    ] = False,
    format: Format = None,
    store: Store = None,
    json: AsJson = False,
) -> None:
    """Put files into the store; one ledger line a file: read, kept, duplicate, refused, with reasons."""
    from tertius.cli.progress import bars
    from tertius.errors import AnalysisFailed, Interrupted, TertiusError
    from tertius.events.read import find_files
    from tertius.events.store import Store as EventStore

    found = find_files([str(path) for path in files])
    lines: list[LedgerLine] = []
    bad: list[TertiusError] = []
    stopped: TertiusError | None = None
    with bars("files", len(found)) as shown:
        try:
            for done, result in enumerate(
                EventStore(store).ingesting(found, format=format, progress=shown.step, replace=replace), 1
            ):
                if isinstance(result, TertiusError):
                    bad.append(result)
                else:
                    lines.append(result)
                shown.count(done, len(found))
        except (
            AnalysisFailed,
            Interrupted,
        ) as error:  # a full disk, Ctrl-C: what is stored is told all the same
            stopped = error
    for line in lines:
        if line.warning:
            note(f"warning: {line.warning}")
        if line.changed:
            told = ", ".join(f"{n} {word}" for word, n in line.changed.items())
            note(f"{line.path} replaces its earlier version: acts {told}")
    report = {"files": [line.to_dict() for line in lines], "errors": [str(error) for error in bad]}
    emit("ingest", report, as_json=json, show=lambda: _ledger("ingested", lines))
    if stopped is not None:
        raise stopped
    _raise(bad, len(found))


def _raise(bad: list[TertiusError], of: int) -> None:
    """The errors as one, after the good files have been stored and reported."""
    from tertius.errors import BadInput

    if len(bad) == 1:
        raise bad[0]
    if bad:
        raise BadInput(f"{len(bad)} of {of} files were not stored: " + " | ".join(map(str, bad[:5])))


def _ledger(title: str, lines: list[LedgerLine]) -> Any:
    columns = ["file", "source", "rows", "kept", "duplicates", "refused", "apart", "from", "to", "already"]
    rows = [
        [
            Path(line.path).name, line.source, line.rows, line.kept, line.duplicates, sum(line.refused.values()),
            sum(line.apart.values()), line.first, line.last, "yes" if line.already else "",
        ]
        for line in lines
    ]  # fmt: skip
    return table(title, columns, rows)


def events(
    store: Store = None,
    dataset: Dataset = None,
    start: From = None,
    end: To = None,
    usable: Usable = False,
    out: Out = None,
    json: AsJson = False,
) -> None:
    """Say what the store holds, with the rate of duplicates; --out exports rows to .parquet, .csv or .dta."""
    from tertius.errors import BadInput
    from tertius.events.store import Store as EventStore

    held = EventStore(store)
    whole, missing = held.opened()
    for sentence in missing:
        note(f"warning: {sentence}")
    lines = [line for line in whole if not dataset or set(dataset) & set(line.source.split(","))]
    report: dict[str, Any] = {"store": str(held.path), "files": [line.to_dict() for line in lines]}
    report["missing"] = list(missing)
    report["sources"] = _by_source(lines)
    if out is not None:
        if not lines:
            raise BadInput(
                f"the store {held.path} holds no such events", "a store with events", "tertius ingest FILE"
            )
        rows = held.export(out, dataset=dataset or None, start=start, end=end, usable=usable)
        report["exported"] = {"path": str(out), "rows": rows}
        note(f"{rows} rows written to {out}")
    emit("events", report, as_json=json, show=lambda: _ledger(str(held.path), lines))


def _by_source(lines: list[LedgerLine]) -> list[dict[str, Any]]:
    """Rows and marked duplicates of every source and year, over all files."""
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
