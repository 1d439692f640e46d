"""Check a case folder row by row, and say which row and column is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tertius.cases.case import read_meta, resolve_case
from tertius.cases.phases import read_table
from tertius.errors import BadInput
from tertius.inert import lines

if TYPE_CHECKING:
    from pydantic import BaseModel, ValidationError

NEEDED = ("id", "earliest", "latest", "source", "target", "directed", "act", "strength", "reference")


@dataclass(frozen=True)
class Finding:
    """One thing wrong (or, if `warning`, doubtful) in a case's files; ``row`` counts data rows from 1, 0 is the file."""

    file: str
    row: int
    column: str
    message: str
    warning: bool = False

    def __str__(self) -> str:
        where = f"{self.file}, row {self.row}" if self.row else self.file
        return f"{where}{f', column {self.column}' if self.column else ''}: {self.message}"


@dataclass(frozen=True)
class CaseCheck:
    """What a check found."""

    folder: Path
    acts: int
    phases: int
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What must be mended before the case can be used."""
        return tuple(finding for finding in self.findings if not finding.warning)

    @property
    def good(self) -> bool:
        """Whether nothing must be mended."""
        return not self.errors

    def require(self) -> CaseCheck:
        """Raise `BadInput` with the first errors, or return itself."""
        if self.errors:
            shown = "; ".join(str(finding) for finding in self.errors[:5])
            more = f" (and {len(self.errors) - 5} more)" if len(self.errors) > 5 else ""
            raise BadInput(f"{self.folder} is not a usable case: {shown}{more}", do="see docs/guide/cases.md")
        return self


def check_case(path: str | Path) -> CaseCheck:
    """Check ``case.toml``, ``chronicle.csv`` and ``phases.csv`` of a case.

    Raises
    ------
    BadInput
        If the folder or its ``case.toml`` cannot be read at all.
    """
    from tertius.cases.shape import ActRow, PhaseRow

    folder = resolve_case(str(path))
    meta = read_meta(folder)
    findings = _check_meta(meta)
    acts = read_table(folder / "chronicle.csv")
    missing = [name for name in NEEDED if acts and name not in acts[0]]
    findings += [Finding("chronicle.csv", 0, name, "the column is missing") for name in missing]
    if not acts:
        findings.append(Finding("chronicle.csv", 0, "", "no acts yet", warning=True))
    if not missing:
        findings += _check_rows("chronicle.csv", acts, ActRow)
        findings += _check_ids(acts) + _check_states(meta, acts) + _check_named(meta, acts)
    phases = read_table(folder / "phases.csv") if (folder / "phases.csv").exists() else []
    findings += _check_rows("phases.csv", [_voiced(row) for row in phases], PhaseRow)
    return CaseCheck(folder, len(acts), len(phases), tuple(findings))


def _check_meta(meta: dict[str, Any]) -> list[Finding]:
    from pydantic import ValidationError

    from tertius.actors import resolve
    from tertius.cases.shape import CaseFile

    try:
        CaseFile.model_validate(meta)
    except ValidationError as problem:
        return _findings("case.toml", 0, problem)
    findings = []
    for key in ("pivot", "a", "b"):
        try:
            resolve(meta[key])
        except BadInput as problem:
            findings.append(Finding("case.toml", 0, key, str(problem)))
    return findings


def _check_rows(file: str, rows: list[dict[str, str]], shape: type[BaseModel]) -> list[Finding]:
    from pydantic import ValidationError

    findings: list[Finding] = []
    for number, row in enumerate(rows, start=1):
        try:
            shape.model_validate(row)
        except ValidationError as problem:
            findings += _findings(file, number, problem)
        findings += [
            Finding(
                file, number, column, "holds a control character; it is shown as its picture", warning=True
            )
            for column, text in row.items()
            if isinstance(text, str) and lines(text) != text
        ]
    return findings


def _findings(file: str, row: int, problem: ValidationError) -> list[Finding]:
    found = []
    for error in problem.errors(include_url=False, include_context=False):
        column = ".".join(str(part) for part in error["loc"])
        message = error["msg"].removeprefix("Value error, ")
        seen = error.get("input")
        shown = f" (found {seen!r})" if isinstance(seen, str) else ""
        found.append(Finding(file, row, column, message + shown))
    return found


def _check_ids(acts: list[dict[str, str]]) -> list[Finding]:
    seen: dict[str, int] = {}
    findings = []
    for number, row in enumerate(acts, start=1):
        first = seen.setdefault(row["id"], number)
        if first != number:
            findings.append(
                Finding("chronicle.csv", number, "id", f"{row['id']} stands in row {first} already")
            )
    return findings


def _check_states(meta: dict[str, Any], acts: list[dict[str, str]]) -> list[Finding]:
    """States that nobody knows, and triangles of which a leg has no act."""
    from tertius.actors import lookup

    findings, pairs = [], set()
    for number, row in enumerate(acts, start=1):
        states = [lookup(row[column]) if row[column] else None for column in ("source", "target")]
        for column, state in zip(("source", "target"), states, strict=True):
            if row[column] and state is None:
                message = f"{row[column]!r} is no state (or more than one): the act is kept apart"
                findings.append(Finding("chronicle.csv", number, column, message, warning=True))
        if row["strength"] and states[0] and states[1]:
            pairs.add(frozenset((states[0].chain, states[1].chain)))
    corners = meta["pivot"], meta["a"], meta["b"]
    chains = {corner: state.chain for corner in corners if (state := lookup(corner))}
    if acts and len(chains) == 3:
        legs = ((corners[0], corners[1]), (corners[0], corners[2]), (corners[1], corners[2]))
        empty = [f"{x}-{y}" for x, y in legs if frozenset((chains[x], chains[y])) not in pairs]
        findings += [Finding("chronicle.csv", 0, "", f"no act between {leg}", warning=True) for leg in empty]
    return findings


def _check_named(meta: dict[str, Any], acts: list[dict[str, str]]) -> list[Finding]:
    """Acts that ``case.toml`` names but the chronicle lacks."""
    known = {row["id"] for row in acts}
    named = [
        (kind, name)
        for kind in ("turns", "imprecisions")
        for entry in meta.get(kind, [])
        for name in entry.get("acts", ())
    ]
    return [
        Finding("case.toml", 0, kind, f"{name} is not in chronicle.csv")
        for kind, name in named
        if name not in known
    ]


def _voiced(row: dict[str, str]) -> dict[str, str]:
    return row if "voice" in row else {**row, "voice": row.get("scholar", "")}
