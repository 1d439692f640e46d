"""Claims written down before their outcomes are computed: a TOML file, its hash, and each claim as a value."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from tertius.claims.expression import Expression, parse
from tertius.errors import BadInput
from tertius.provenance import sha256

SHIPPED = Path(__file__).with_name("registered.toml")
DESIGNS = ("panel", "areas", "requests", "agendas")
CARRIERS = ("pivot", "rivals", "area", "request", "issue")
WORDS = ("id", "statement", "population", "unit", "exposure", "outcome", "estimand")


@dataclass(frozen=True)
class Proposition:
    """One claim about measured quantities.

    Attributes
    ----------
    id, statement
        Its name and what it says, in the reader's words.
    population, unit, estimand
        Who is looked at, what a row is, and what is estimated, in words.
    exposure, outcome, controls
        Expressions over `tertius.claims.quantities.NAMES` (design ``panel``), or words (the other designs).
    sign
        1 or -1: the sign that the claim gives its estimand.
    design
        One of `DESIGNS`.
    both_ways
        Whether each pivot enters twice, the rivals exchanged.
    carrier
        Whose series are exchanged in the placebo: ``rivals`` where all pivots of a pair share the exposure, else ``pivot``.
    """

    id: str
    statement: str
    population: str
    unit: str
    exposure: str
    outcome: str
    estimand: str
    sign: int
    controls: tuple[str, ...] = ()
    design: str = "panel"
    both_ways: bool = False
    carrier: str = "pivot"

    @property
    def expressions(self) -> tuple[Expression, ...]:
        """Exposure, controls and outcome, in that order."""
        return tuple(parse(text) for text in (self.exposure, *self.controls, self.outcome))


@dataclass(frozen=True)
class Registered:
    """A registered list: its title, the day, the hash of the file, and its claims."""

    title: str
    day: str
    sha256: str
    claims: tuple[Proposition, ...]


def read_registered(path: Path | None = None) -> Registered:
    """The claims of a registered file; those that ship if none is named.

    Raises
    ------
    BadInput
        If the file is no TOML, or a claim lacks a field, has one too many, or names a quantity that is not measured.
    """
    found = path or SHIPPED
    try:
        content = tomllib.loads(found.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise BadInput(
            f"{found} cannot be read ({problem})",
            "a TOML file with [[claim]] tables",
            "see docs/method/claims.md",
        ) from None
    rows = content.get("claim")
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise BadInput(f"{found} has no [[claim]] table", "at least one", "see docs/method/claims.md")
    claims = tuple(_claim(row, found) for row in rows)
    names = [claim.id for claim in claims]
    if len(set(names)) < len(names):
        raise BadInput(f"{found} names one claim twice", "one table an id")
    title, day = str(content.get("title", found.stem)), str(content.get("registered", ""))
    return Registered(title, day, sha256(found), claims)


def _claim(row: dict[str, Any], path: Path) -> Proposition:
    known = {each.name for each in fields(Proposition)}
    name = row.get("id", "a claim without an id")
    lacking = [word for word in (*WORDS, "sign") if word not in row]
    if lacking or set(row) - known:
        raise BadInput(
            f"{path}: {name} lacks {', '.join(lacking) or 'nothing'} and has unknown "
            f"{', '.join(sorted(set(row) - known)) or 'nothing'}",
            "the fields " + ", ".join(sorted(known)),
        )
    _typed(row, name, path)
    claim = Proposition(**{**row, "controls": tuple(row.get("controls", ()))})
    if claim.design == "panel":
        _ = claim.expressions
    return claim


def _typed(row: dict[str, Any], name: str, path: Path) -> None:
    """Refuse a field of another kind than the claim wants."""
    texts = all(isinstance(row[word], str) and row[word].strip() for word in WORDS)
    listed = row.get("controls", [])
    good = texts and isinstance(listed, list) and all(isinstance(each, str) for each in listed)
    if not good or not isinstance(row.get("both_ways", False), bool):
        raise BadInput(
            f"{path}: {name} has a field of the wrong kind", "texts, a list of controls, true or false"
        )
    if row["sign"] not in (1, -1) or isinstance(row["sign"], bool):
        raise BadInput(f"{path}: {name} has sign {row['sign']!r}", "1 or -1")
    for field, allowed in (("design", DESIGNS), ("carrier", CARRIERS)):
        if field in row and row[field] not in allowed:
            raise BadInput(f"{path}: {name} has {field} {row[field]!r}", "one of " + ", ".join(allowed))
    if row.get("design", "panel") == "panel" and row.get("carrier", "pivot") not in ("pivot", "rivals"):
        raise BadInput(f"{path}: {name} has carrier {row['carrier']!r}", "pivot or rivals")
