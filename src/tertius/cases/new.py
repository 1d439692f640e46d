"""Start a case of one's own: an empty one, or one from a spreadsheet that already holds dated acts."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

from tertius.cases.marks import infer_form, infer_kind
from tertius.cases.sheet import read_sheet
from tertius.disk import whole, write_text
from tertius.errors import BadInput
from tertius.inert import cell

FILES = ("case.toml", "chronicle.csv", "phases.csv")
CHRONICLE = [
    *(
        "id",
        "earliest",
        "latest",
        "kind",
        "kind_basis",
        "source",
        "target",
        "directed",
        "issues",
        "act",
        "strength",
    ),
    *("role", "basis", "form", "form_basis", "third", "reference", "confidence", "strength_2", "doubt"),
]
PHASES = ["voice", "start", "end", "stance", "declared", "support", "boundary", "reference"]
TOML = """title = "{title}"
pivot = "{pivot}" # the state between
a = "{a}" # one rival
b = "{b}" # the other
window = ["{start}", "{end}"] # first and last month that the chronicle covers
question = "" # what a reader wants to know of it
languages = ["en"]
licence = ""
cite = ""
slants = [] # what the record sees too well or too badly, a sentence each
"""


def new_case(
    folder: str | Path,
    pivot: str,
    a: str,
    b: str,
    *,
    table: str | Path | None = None,
    window: tuple[str, str] | None = None,
    force: bool = False,
) -> Path:
    """Start a case in an empty or new folder; with a spreadsheet, bring its acts over.

    Parameters
    ----------
    folder
        Where; its name is the case's name.
    pivot, a, b
        States by handle, number or name.
    table
        A table or spreadsheet with at least a date, two states, an act and a strength; usual other names of the columns, dates
        and names as people type them are understood (`tertius.cases.sheet`). What is missing is filled where a rule allows, and
        marked ``inferred``; nothing is started if a cell cannot be read.
    window
        First and last month (default: those of the acts).
    force
        Write where files of a case lie; each is kept beside under its name with ``.before-N`` behind it.

    Returns
    -------
    The folder.

    Raises
    ------
    BadInput
        If the folder holds any file of a case already, a state is unknown, or the table lacks a column.
    """
    folder = Path(folder)
    there = _there(folder)
    if there and not force:
        raise BadInput(
            f"{folder} holds a case already ({', '.join(there)})",
            "a new or empty folder",
            "choose another name, or --force, which keeps a copy of each",
        )
    handles = [_handle(name) for name in (pivot, a, b)]
    if len(set(handles)) < 3:
        raise BadInput(f"{pivot}, {a} and {b} are not three different states")
    rows = [] if table is None else from_table(table)
    start, end = window or _window(rows)
    for name in there:
        _keep(folder / name)
    _write(folder / "chronicle.csv", CHRONICLE, rows)
    _write(folder / "phases.csv", PHASES, [])
    title = f"{handles[0]} between {handles[1]} and {handles[2]}"
    text = TOML.format(title=title, pivot=handles[0], a=handles[1], b=handles[2], start=start, end=end)
    write_text(folder / "case.toml", text)
    return folder


def _there(folder: Path) -> list[str]:
    """Files of a case that lie in the folder; raises `BadInput` if it is none."""
    if folder.exists() and not folder.is_dir():
        raise BadInput(f"{folder} is no folder", "a new or empty folder", "choose another name")
    return [name for name in FILES if (folder / name).exists() or (folder / name).is_symlink()]


def _keep(path: Path) -> None:
    """Copy a file under the first free name with ``.before-N`` behind it."""
    number = 1
    while (copy := path.with_name(f"{path.name}.before-{number}")).exists():
        number += 1
    with whole(copy) as draft:
        shutil.copy2(path, draft)


def from_table(path: str | Path) -> list[dict[str, str]]:
    """Rows of a chronicle from a spreadsheet or table (`tertius.cases.sheet.read_sheet`).

    Raises
    ------
    BadInput
        If a needed column is not there under any known name, the table is empty, or a cell cannot be read.
    """
    return [_act(row) for row in read_sheet(path).require().rows]


def _act(row: dict[str, str]) -> dict[str, str]:
    act = {column: row.get(column, "") for column in CHRONICLE}
    defaults = {"directed": "yes", "role": "evidence" if act["strength"] else "covariate"}
    act |= {column: value for column, value in defaults.items() if not act[column]}
    if not act["kind"]:
        act |= {"kind": _safe_kind(act), "kind_basis": "inferred"}
    if not act["form"]:
        act |= {"form": infer_form(act["act"]), "form_basis": "inferred"}
    return act


def _safe_kind(act: dict[str, str]) -> str:
    """The rule's kind, or none where the dates are wrong: the check then names the row."""
    try:
        return infer_kind(act["earliest"], act["latest"])
    except BadInput:
        return ""


def _window(rows: list[dict[str, str]]) -> tuple[str, str]:
    dates = sorted(row[column][:7] for row in rows for column in ("earliest", "latest") if row[column])
    if not dates:
        return "1950-01", "1990-12"
    first, last = dates[0], dates[-1]
    return (first if len(first) == 7 else f"{first}-01"), (last if len(last) == 7 else f"{last}-12")


def _handle(name: str) -> str:
    from tertius.actors import lookup, resolve

    state = lookup(name)
    return (state or resolve(name)).handle


def _write(path: Path, header: list[str], rows: list[dict[str, str]]) -> None:
    with whole(path, folders=True) as draft, open(draft, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header, lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: cell(text) for name, text in row.items()} for row in rows)
