"""A file dropped on the page: what it was taken for, mended, and as a case; read in a process of its own."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from tertius.aside import Aside, Died
from tertius.cases import new_case
from tertius.cases.sheet import corners_of, read_sheet, sheet_table
from tertius.disk import inside, whole
from tertius.errors import BadInput, TertiusError
from tertius.limits import MAX_UPLOAD_ROWS, MAX_UPLOAD_TIME

SHOWN = 40
OURS = ("date", "earliest", "latest", "source", "target", "act", "strength", "code", "reference")


@dataclass(eq=False)
class Upload:
    """One file of a visitor.

    Attributes
    ----------
    name
        As it was called; shown, never used as a path.
    folder
        The visitor's own.
    file
        What was sent.
    version
        Raised by every mending, so that nothing old is shown.
    columns
        Our column to the file's, as the visitor said.
    cells
        (column of the file, its text) to what the visitor says it means.
    read
        What it was taken for (`look`), once it was read.
    corners
        Pivot and rivals; "" where none is chosen.
    with_world
        Whether what ships of the three states is added.
    """

    name: str
    folder: Path
    file: Path
    version: int = 0
    columns: dict[str, str] = field(default_factory=dict)
    cells: dict[tuple[str, str], str] = field(default_factory=dict)
    read: dict[str, Any] = field(default_factory=dict)
    corners: tuple[str, str, str] = ("", "", "")
    with_world: bool = False

    def look(self) -> dict[str, Any]:
        """What every column, date, name and strength was taken for.

        Raises
        ------
        BadInput
            If it is no table, is too long, or takes too long to read.
        """
        asked = {
            "file": str(self.file),
            "mended": str(inside(self.folder, f"{self.file.stem}-mended.csv")),
            "columns": self.columns,
            "cells": [[*where, text] for where, text in self.cells.items()],
            "rows": MAX_UPLOAD_ROWS,
        }
        try:
            answer: dict[str, Any] = json.loads(_reader().ask(json.dumps(asked)))
        except Died as end:
            raise BadInput(f"{self.name} could not be read (reading it {end})", "a table of acts") from None
        except ValueError as reason:
            raise BadInput(f"{self.name}: {reason}", "a table of acts") from None
        if "refused" in answer and "names" not in answer:
            raise BadInput(str(answer["refused"]).replace(str(self.file), self.name))
        self.read = answer
        if not all(self.corners) and answer.get("corners"):
            self.corners = tuple(answer["corners"])
        return answer

    @property
    def good(self) -> bool:
        """Whether it was wholly read."""
        return bool(self.read) and "refused" not in self.read and not self.read["problems"]

    def case(self) -> Path:
        """Folder of the case that it makes; raises `BadInput` where it was not wholly read."""

        if not self.good or not all(self.corners):
            raise BadInput(
                f"{self.name} is not wholly read", "every date, name and strength", "mend it on its page"
            )
        folder = self.folder / f"case-{self.file.stem}-{self.version}"
        if not (folder / "case.toml").exists():
            new_case(folder, *self.corners, table=self.read["mended"])
        return folder


@cache
def _reader() -> Aside:
    return Aside("tertius.app.uploads:read", seconds=MAX_UPLOAD_TIME)


def read(text: str) -> str:
    """In the child: a file with its mendings as a preview in JSON."""
    asked = json.loads(text)
    try:
        found = _preview(asked)
    except TertiusError as reason:
        found = {"refused": str(reason)}
    return json.dumps(found, default=str)


def _preview(asked: Mapping[str, Any]) -> dict[str, Any]:
    file = Path(asked["file"])
    table = sheet_table(file)
    if table.num_rows > asked["rows"]:
        raise BadInput(
            f"{table.num_rows} rows", f"at most {asked['rows']} rows", "leave out what is not needed"
        )
    mended = Path(asked["mended"])
    _mend(table, asked, mended)
    told: dict[str, Any] = {"names": list(table.column_names), "rows": table.num_rows, "mended": str(mended)}
    told["head"] = [
        {name: str(cell or "")[:80] for name, cell in row.items()} for row in table.slice(0, 5).to_pylist()
    ]
    try:
        found = read_sheet(mended)
    except TertiusError as reason:
        return {
            **told,
            "refused": str(reason).replace(str(mended), "the file"),
            "columns": {},
            "problems": [],
        }
    back = {new: old for old, new in _renamed(table.column_names, asked["columns"]).items()}
    told |= {
        "columns": {ours: back.get(theirs, theirs) for ours, theirs in found.columns.items()},
        "odd": {"date": found.dates, "name": found.names, "strength": found.strengths},
        "problems": list(found.problems[:SHOWN]), "unread": len(found.problems),
        "texts": _unread(found.problems), "notes": list(found.notes), "acts": len(found.rows),
    }  # fmt: skip
    try:
        told["corners"] = list(corners_of(found))
    except BadInput as reason:
        told["corners"], told["few"] = [], str(reason)
    return told


def _renamed(names: list[str], columns: Mapping[str, str]) -> dict[str, str]:
    """The file's columns to the names they get: ours where the visitor said so, others out of the way."""
    said = {theirs: ours for ours, theirs in columns.items() if theirs}
    taken = set(said.values())
    return {
        name: said.get(name, f"{name} (other)" if name.lower() in taken or columns else name)
        for name in names
    }


def _mend(table: Any, asked: Mapping[str, Any], path: Path) -> None:
    """Write the table as CSV with the columns named and the cells replaced as the visitor said."""
    names = _renamed(table.column_names, asked["columns"])
    cells = {(column, text): new for column, text, new in asked["cells"]}
    rows = table.to_pylist()
    with whole(path) as draft, draft.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow([names[name] for name in table.column_names])
        for row in rows:
            writer.writerow([_cell(cells, name, row[name]) for name in table.column_names])


def _cell(cells: Mapping[tuple[str, str], str], column: str, value: Any) -> str:
    text = "" if value is None else str(value)
    return cells.get((column, text.strip()), text)


def _unread(problems: tuple[str, ...]) -> list[dict[str, str]]:
    """The distinct texts that could not be read, each with what it should have been."""

    found: dict[tuple[str, str], dict[str, str]] = {}
    for problem in problems:
        told = re.match(r"row \d+, (date|source|target|strength) '(.*?)'", problem)
        if told:
            found.setdefault((told[1], told[2]), {"part": told[1], "text": told[2]})
    return list(found.values())[:SHOWN]
