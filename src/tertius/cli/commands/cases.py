"""``tertius cases``: the casebook, one case, and a new one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tertius.cli import options as o

if TYPE_CHECKING:
    from tertius.cases import Case

EXAMPLE = "tertius cases egypt-washington-moscow"

Words = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[NAME | new FOLDER P A B | check FOLDER]", help="One case, a new one, or one to check."
    ),
]


SourceTable = Annotated[
    Path | None,
    typer.Option("--table", metavar="FILE", help="For `new`: a table or spreadsheet of acts to start from."),
]
Yes = Annotated[bool, typer.Option("--yes", help="For `new --table`: start without asking.")]
Force = Annotated[
    bool, typer.Option("--force", help="For `new`: write where a case lies; a copy of each file is kept.")
]


def cases(
    words: Words = None,
    source_table: SourceTable = None,
    yes: Yes = False,
    force: Force = False,
    result: o.Result = o.Result(),
) -> None:
    """The casebook; one case with its chronicle, sources and reference phases."""
    from tertius.errors import BadInput

    given = words or []
    if not given:
        _list(result)
    elif given[0] == "new":
        _new(given[1:], source_table, yes=yes, force=force)
    elif given[0] == "check" and len(given) == 2:
        _check(Path(given[1]), result)
    elif len(given) == 1:
        _one(given[0], result)
    else:
        raise BadInput(" ".join(given), "one case, `new FOLDER P A B`, or `check FOLDER`")


def _list(result: o.Result) -> None:
    import polars as pl

    from tertius.cases import case_names, load_case
    from tertius.cli.output import table

    rows = [load_case(name).in_short() for name in case_names()]
    columns = ["name", "pivot", "a", "b", "from", "to", "acts", "voices"]
    report = {"cases": rows}
    shown = [[row[column] for column in columns] for row in rows]
    result.give(
        "cases", report, show=lambda: table("the casebook", columns, shown), table=lambda: pl.DataFrame(rows)
    )


def _one(name: str, result: o.Result) -> None:
    from tertius.cases import load_case

    case = load_case(name)
    report = case.to_dict()
    result.give("case", report, show=lambda: _shown(case, report), table=case.to_frame)


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


def _new(words: list[str], source_table: Path | None, *, yes: bool, force: bool) -> None:
    from tertius.cases import new_case
    from tertius.cli.output import note
    from tertius.errors import BadInput

    if len(words) != 4 and not (len(words) == 1 and source_table is not None):
        raise BadInput("cases new " + " ".join(words), "a folder, the pivot and the two rivals")
    corners = words[1:]
    if source_table is not None:
        corners = _previewed(source_table, corners, yes)
        if not corners:
            return
    folder = new_case(Path(words[0]), *corners, table=source_table, force=force)
    note(f"started {folder}: fill chronicle.csv, then `tertius cases check {folder}`")


def _previewed(table: Path, corners: list[str], yes: bool) -> list[str]:
    """Show what was understood of a table and ask; the three states, or nothing if the answer is no."""
    import sys

    from tertius.cases.sheet import corners_of, read_sheet
    from tertius.cli.output import note
    from tertius.errors import BadInput

    preview = read_sheet(table)
    chosen = corners or list(corners_of(preview))
    for line in preview.lines():
        note(line)
    note(
        f"  pivot {chosen[0]} between {chosen[1]} and {chosen[2]}"
        + ("" if corners else ", the states with most acts")
    )
    preview.require()
    if yes:
        return chosen
    if not sys.stdin.isatty():
        raise BadInput(
            "nobody to ask whether this is right",
            "--yes",
            "look at the preview, then run it again with --yes",
        )
    if not typer.confirm("Start the case so?", err=True):
        note("nothing was started")
        return []
    return chosen


def _check(folder: Path, result: o.Result) -> None:
    import polars as pl

    from tertius.cases import check_case

    found = check_case(folder)
    found.require()
    findings = [vars(finding) for finding in found.findings]
    report = {"folder": str(folder), "acts": found.acts, "phases": found.phases, "findings": findings}
    lines = [f"{folder}: good, {found.acts} acts, {found.phases} phases"]
    lines += [
        f"  {finding.file}, row {finding.row}, {finding.column}: {finding.message}"
        for finding in found.findings
    ]
    result.give("case-check", report, show=lambda: "\n".join(lines), table=lambda: pl.DataFrame(findings))
