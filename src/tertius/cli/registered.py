"""Registering questions in the ledger, and resolving those that are due."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    from tertius.cli.options import Result, Source
    from tertius.forecasts.ledger import Ledger
    from tertius.panel import Panel
    from tertius.settings import Counting

FIRST = 36  # months of record before the first replayed origin
NAME = "forecasts.jsonl"
Names = tuple[str, str, str]
About = Callable[[tuple[str, str], "np.datetime64"], bool]


@dataclass(frozen=True)
class Asked:
    """One record to be asked: its name (empty for a record of one's own), its panel, and about which rivals and when."""

    name: str
    panel: Panel
    triangles: list[Names] | None
    about: About | None = None


def registered(
    corners: list[str],
    source: Source,
    counting: Counting,
    c0: str,
    result: Result,
    *,
    register: bool,
    resolve: bool,
    replay: int | None,
    path: Path | None,
    picture: Path | None = None,
) -> None:
    """Add questions, answer those that are due, and say how all in the ledger have done."""
    from tertius.cli.progress import bars
    from tertius.errors import AnalysisFailed
    from tertius.forecasts.ledger import Ledger
    from tertius.provenance import Provenance

    ledger = Ledger(path or _beside_store(source.store))
    report: dict[str, Any] = {"ledger": str(ledger.path), "registered": 0, "would_be_void": 0, "resolved": 0}
    provenance = Provenance()
    with bars("records") as shown:
        for asked in _records(corners, source, counting, shown.step):
            shown.step(f"{asked.name or 'this record'}: questions", float("nan"))
            if register:
                for name, count in _register(ledger, asked, c0, replay).items():
                    report[name] += count
            if resolve:
                report["resolved"] += ledger.resolve(asked.panel, asked.name)
            provenance = provenance.merge(asked.panel.provenance)
    if register and not ledger.questions():
        raise AnalysisFailed(
            f"no question registered: of {report['would_be_void']} the legs would probably not be seen, so that the record "
            "could not answer"
        )
    tally, names = ledger.tally(), ledger.records()
    records = {name: ledger.tally(name) for name in names if name}
    report |= {"tally": tally.to_dict(), "records": {name: each.to_dict() for name, each in records.items()}}
    if picture is not None:
        _draw(tally, picture)
    report["provenance"] = provenance.to_dict()
    result.give("forecast-ledger", report, show=lambda: _shown(report), table=lambda: _frame(ledger))


def _records(
    corners: list[str], source: Source, counting: Counting, say: Callable[[str, float], None]
) -> Iterator[Asked]:
    """A record of one's own; else every source that ships, about the pivots between rivals of the shipped list."""
    from tertius.cli.asked import handles
    from tertius.errors import BadInput
    from tertius.study import panel_of

    if len(corners) == 1:
        source, corners = _of_case(source, corners[0])
    if len(corners) not in (0, 3):
        raise BadInput(
            f"{len(corners)} states given", "the pivot and the two rivals, a case, or none for every triangle"
        )
    named = handles(corners)
    triangles: list[Names] | None = [(named[0], named[1], named[2])] if named else None
    if source.shipped:
        yield from _shipped(triangles, counting, say)
        return
    legs = [(named[0], named[1]), (named[0], named[2]), (named[1], named[2])] if named else []
    yield Asked("", panel_of(source.read(), legs, counting), triangles)


def _shipped(
    triangles: list[Names] | None, counting: Counting, say: Callable[[str, float], None]
) -> Iterator[Asked]:
    from tertius.errors import BadInput
    from tertius.settings import Counting as Made
    from tertius.study.records import rivals_in, shipped_records

    if counting != Made():
        raise BadInput(
            "months, a scale or another rule for what ships", "the sources as they ship", "or --events FILE"
        )
    for record in shipped_records():
        say(f"{record.name}: months", float("nan"))
        panel = record.panel()
        held = None if triangles is None else [each for each in triangles if _holds(panel, each)]
        if held != []:
            yield Asked(record.name, panel, held, rivals_in if held is None else None)


def _holds(panel: Panel, names: Names) -> bool:
    pivot, a, b = names
    told = {frozenset(pair) for pair in panel.dyads}
    return all(frozenset(pair) in told for pair in ((pivot, a), (pivot, b), (a, b)))


def _register(ledger: Ledger, asked: Asked, c0: str, replay: int | None) -> dict[str, int]:
    from tertius.forecasts.questions import ask
    from tertius.settings import neutral_point
    from tertius.study import estimate

    filtered: Any = estimate(asked.panel, given="past", c0=neutral_point(c0))
    last = len(filtered.months) - 1
    origins = [last] if replay is None else list(range(min(FIRST, last), last + 1, replay))
    questions, void = ask(filtered, origins, triangles=asked.triangles, record=asked.name, about=asked.about)
    sources = tuple(use.sha256 for use in filtered.provenance.sources)
    added = ledger.register(questions, replay=replay is not None, sources=sources)
    return {"registered": added, "would_be_void": void}


def _of_case(source: Source, name: str) -> tuple[Source, list[str]]:
    from dataclasses import replace

    from tertius.cases import load_case

    case = load_case(name)
    return replace(source, case=name) if not source.events else source, [case.pivot, case.a, case.b]


def _beside_store(store: Path | None) -> Path:
    from tertius.events.store import Store

    return Store(store).path / NAME


def _draw(tally: Any, path: Path) -> None:
    from tertius.charts.calibration import reliability
    from tertius.charts.files import save
    from tertius.cli.output import note

    save(reliability(tally), path)
    note(f"calibration drawn in {path}")


def _shown(report: dict[str, Any]) -> Any:
    from rich.console import Group

    from tertius.cli.output import table
    from tertius.forecasts.words import tally_words

    tally = report["tally"]
    rows = [[bin["said"], bin["came"], bin["lo"], bin["hi"], bin["n"]] for bin in tally["calibration"]]
    columns = ["said", "came", "5 % if right", "95 % if right", "questions"]
    return Group(
        f"{report['registered']} questions added to {report['ledger']}; {report['would_be_void']} refused, which the record "
        f"could probably not answer; {report['resolved']} answered now.",
        *tally_words("In all", tally),
        *(line for name, each in report["records"].items() for line in tally_words(name, each)),
        table("said and came", columns, rows),
    )


def _frame(ledger: Ledger) -> Any:
    """One row a question, with its answer."""
    import polars as pl

    answers = ledger.answers()
    names = ("id", "made", "first", "last", "probability", "climatology", "persistence", "rule")
    rows = [
        {**{name: line[name] for name in names}, "outcome": answers.get(line["id"], {}).get("outcome")}
        for line in ledger.questions().values()
    ]
    return pl.DataFrame(rows, infer_schema_length=None)
