"""Registering questions in the ledger, and resolving those that are due."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tertius.cli.options import Result, Source
    from tertius.forecasts.ledger import Ledger
    from tertius.settings import Counting

FIRST = 36  # months of record before the first replayed origin
NAME = "forecasts.jsonl"


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
) -> None:
    """Add questions, answer those that are due, and say how all in the ledger have done."""
    from tertius.cli.asked import handles
    from tertius.errors import BadInput
    from tertius.forecasts.ledger import Ledger
    from tertius.settings import neutral_point
    from tertius.study import estimate, panel_of

    if len(corners) == 1:
        source, corners = _of_case(source, corners[0])
    if len(corners) not in (0, 3):
        raise BadInput(
            f"{len(corners)} states given", "the pivot and the two rivals, a case, or none for every triangle"
        )
    named = handles(corners)
    ledger = Ledger(path or _beside_store(source.store))
    legs = [(named[0], named[1]), (named[0], named[2]), (named[1], named[2])] if named else []
    panel = panel_of(source.read(), legs, counting)
    report: dict[str, Any] = {"ledger": str(ledger.path), "registered": 0, "would_be_void": 0, "resolved": 0}
    if register:
        filtered = estimate(panel, given="past", c0=neutral_point(c0))
        report |= _register(ledger, filtered, named, replay)
    if resolve:
        report["resolved"] = ledger.resolve(panel)
    report = {**report, "tally": vars(ledger.tally()), "provenance": panel.provenance.to_dict()}
    result.give("forecast-ledger", report, show=lambda: _shown(report), table=lambda: _frame(ledger))


def _register(ledger: Ledger, filtered: Any, named: list[str], replay: int | None) -> dict[str, int]:
    from tertius.errors import AnalysisFailed
    from tertius.forecasts.questions import ask

    last = len(filtered.months) - 1
    origins = [last] if replay is None else list(range(min(FIRST, last), last + 1, replay))
    questions, void = ask(filtered, origins, triangles=[(named[0], named[1], named[2])] if named else None)
    if not questions:
        raise AnalysisFailed(
            f"no question registered: of {void} the legs would probably not be seen, so that the record could not answer"
        )
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


def _shown(report: dict[str, Any]) -> Any:
    from rich.console import Group

    from tertius.cli.output import table

    tally = report["tally"]
    rows = [[bin["said"], bin["came"], bin["n"]] for bin in tally["calibration"]]
    brier = tally["brier"]
    return Group(
        f"{report['registered']} questions added to {report['ledger']}; {report['would_be_void']} "
        "refused, which the record could "
        f"probably not answer; {report['resolved']} answered now.",
        f"In all {tally['registered']} registered, {tally['resolved']} resolved, {tally['void']} void "
        f"({100 * tally['void_rate']:.1f} %), {tally['open']} not due. Brier: ours {brier['probability']:.4f}, climatology "
        f"{brier['climatology']:.4f}, persistence {brier['persistence']:.4f}.",
        table("said and came", ["said", "came", "questions"], rows),
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
