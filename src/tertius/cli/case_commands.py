"""``tertius cases``: the casebook, one case, and a new one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tertius.cli import settings as s

if TYPE_CHECKING:
    from tertius.cases import Case

Words = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[NAME | new FOLDER P A B | check FOLDER]", help="One case, a new one, or one to check."
    ),
]


def cases(
    words: Words = None,
    source_table: Annotated[
        Path | None,
        typer.Option("--table", metavar="FILE", help="For `new`: a spreadsheet (CSV) to start from."),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="For `new`: write where a case lies; a copy of each file is kept.")
    ] = False,
    as_json: s.AsJson = False,
) -> None:
    """The casebook; one case with its chronicle, sources and reference phases."""
    from tertius.errors import BadInput

    given = words or []
    if not given:
        _list(as_json)
    elif given[0] == "new":
        _new(given[1:], source_table, force)
    elif given[0] == "check" and len(given) == 2:
        _check(Path(given[1]), as_json)
    elif len(given) == 1:
        _one(given[0], as_json)
    else:
        raise BadInput(" ".join(given), "one case, `new FOLDER P A B`, or `check FOLDER`")


def _list(as_json: bool) -> None:
    from tertius.cases import case_names, load_case
    from tertius.cli.output import emit, table

    rows = [_row(load_case(name)) for name in case_names()]
    columns = ["name", "pivot", "a", "b", "from", "to", "acts", "voices"]
    report = {"cases": rows}
    shown = [[row[column] for column in columns] for row in rows]
    emit("cases", report, as_json=as_json, show=lambda: table("the casebook", columns, shown))


def _row(case: Case) -> dict[str, Any]:
    frame = case.events.to_frame()
    return {
        "name": case.name,
        "title": case.title,
        "pivot": case.pivot,
        "a": case.a,
        "b": case.b,
        "from": str(case.window[0]),
        "to": str(case.window[1]),
        "acts": len(frame),
        "sources": frame["reference"].n_unique(),
        "voices": len(case.voices),
    }


def _one(name: str, as_json: bool) -> None:
    from tertius.cases import load_case
    from tertius.cli.output import emit

    case = load_case(name)
    columns = (
        "event_id", "earliest", "latest", "kind", "source", "target", "directed", "issues", "act", "value",
        "role", "form", "third", "reference", "confidence", "apart",
    )  # fmt: skip
    report = {
        **_row(case),
        "meta": case.meta,
        "chronicle": case.events.to_frame().select(columns).to_dicts(),
        "phases": [phase.to_dict() for phase in case.phases],
        "refused": case.events.refused,
        "provenance": case.events.provenance.to_dict(),
    }
    emit("case", report, as_json=as_json, show=lambda: _shown(case, report))


def _shown(case: Case, report: dict[str, Any]) -> Any:
    from rich.console import Group

    from tertius.cli.output import table

    acts = [
        [
            row["event_id"],
            str(row["earliest"]),
            f"{row['source_raw']}-{row['target_raw']}",
            row["value"],
            row["act"],
            row["reference"],
        ]
        for row in case.events.to_frame().to_dicts()
    ]
    phases = [[p["voice"], p["start"], p["end"], p["head"], p["detail"]] for p in report["phases"]]
    return Group(
        f"{case.title} ({case.window[0]} to {case.window[1]})",
        table("chronicle", ["id", "date", "pair", "strength", "act", "source"], acts),
        table("phases of other voices", ["voice", "from", "to", "stance", "detail"], phases),
    )


def _new(words: list[str], source_table: Path | None, force: bool) -> None:
    from tertius.cases import new_case
    from tertius.cli.output import note
    from tertius.errors import BadInput

    if len(words) != 4:
        raise BadInput("cases new " + " ".join(words), "a folder, the pivot and the two rivals")
    folder = new_case(Path(words[0]), *words[1:], table=source_table, force=force)
    note(f"started {folder}: fill chronicle.csv, then `tertius cases check {folder}`")


def _check(folder: Path, as_json: bool) -> None:
    from tertius.cases import check_case
    from tertius.cli.output import emit

    found = check_case(folder)
    found.require()
    findings = [vars(finding) for finding in found.findings]
    report = {"folder": str(folder), "acts": found.acts, "phases": found.phases, "findings": findings}
    lines = [f"{folder}: good, {found.acts} acts, {found.phases} phases"]
    lines += [
        f"  {finding.file}, row {finding.row}, {finding.column}: {finding.message}"
        for finding in found.findings
    ]
    emit("case-check", report, as_json=as_json, show=lambda: "\n".join(lines))
