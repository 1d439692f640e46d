"""Code tables of the event vocabularies, as package data of our own.

``cameo.csv``: code, name, root, quad class, Goldstein weight as GDELT and as ICEWS give it (they differ on
016, 022, 164, 165 and where one has no weight), PLOVER type, issue areas the code itself names. ``weis.csv``:
the same for WEIS with Goldstein's own weights. ``plover.csv``: the sixteen PLOVER types, with the mean GDELT
weight of the CAMEO codes that become each type. ``casualty.csv``: mean casualties of an act by CAMEO root.

References
----------
Schrodt, P. A. (2012). CAMEO: Conflict and Mediation Event Observations, version 1.1b3.
Goldstein, J. S. (1992). A Conflict-Cooperation Scale for WEIS Events Data. Journal of Conflict Resolution
36(2), 369-385.
Open Event Data Alliance (2021). CAMEO to PLOVER conversion, 17 September 2021.
Stoehr, N. and others (2023). An Ordinal Latent Variable Model of Conflict Intensity. ACL, Table 1.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

#: Older names of PLOVER types, as files before 2021 write them.
PLOVER_BEFORE = {"YIELD": "CONCEDE", "INVESTIGATE": "ACCUSE", "DISAPPROVE": "ACCUSE", "DEMAND": "REQUEST"}


@dataclass(frozen=True)
class Code:
    """One code of a vocabulary.

    Parameters
    ----------
    code, name, root
        The code as a string with its leading zeros, what it means, and the class it belongs to.
    quad
        1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict.
    goldstein, goldstein_icews
        Goldstein weight, -10 to +10, in GDELT's (or Goldstein's own) and in ICEWS' variant; None if none.
    plover
        PLOVER type, ``""`` where PLOVER has no counterpart (CAMEO 01 and 02).
    cameo_root
        The CAMEO root it corresponds to: its own for CAMEO, ours for WEIS conflict, ``""`` where there is none.
    issues
        Issue areas the code names (SEC ECO IDE TEC TER WAR DIP GEN), ``""`` where it names none.
    """

    code: str
    name: str
    root: str
    quad: int
    goldstein: float | None
    goldstein_icews: float | None
    plover: str
    issues: str
    cameo_root: str = ""


@lru_cache(maxsize=3)
def code_table(vocabulary: str) -> dict[str, Code]:
    """Codes of ``"cameo"``, ``"weis"`` or ``"plover"`` by code; empty for a vocabulary without codes."""
    if vocabulary not in ("cameo", "weis", "plover"):
        return {}
    return {row["code"]: _code(row, vocabulary) for row in read_rows(f"{vocabulary}.csv")}


@lru_cache(maxsize=1)
def casualties() -> dict[str, float]:
    """Mean number of casualties of an act, by CAMEO root."""
    return {row["root"]: float(row["casualties"]) for row in read_rows("casualty.csv")}


def find_code(vocabulary: str, code: str) -> tuple[Code | None, str]:
    """The entry for a code, and how it was found: ``"code"``, ``"parent"``, ``"root"`` or ``""``.

    A four-digit CAMEO code that the table lacks falls back to its three digits, then to its root; a PLOVER type with its mode
    (``CONSULT-visit``) is its type, found as ``"root"``.
    """
    table = code_table(vocabulary)
    if vocabulary == "plover":
        kind = plover_type(code)
        return (table[kind], "code" if "-" not in code else "root") if kind in table else (None, "")
    text = code
    for rule, key in (("code", text), ("parent", text[:3]), ("root", text[:2])):
        if key in table and (rule == "code" or vocabulary == "cameo"):
            return table[key], rule
    return None, ""


def plover_type(code: str) -> str:
    """The PLOVER type of a code, as it is called since 2021: of ``CONSULT-visit`` it is ``CONSULT``."""
    kind = code.upper().partition("-")[0].strip()
    return PLOVER_BEFORE.get(kind, kind)


def issues_of(vocabulary: str, code: str) -> str:
    """Issue areas a code names, such as ``"ECO"`` for CAMEO 0231; ``""`` where it names none."""
    entry, _ = find_code(vocabulary, code)
    return entry.issues if entry else ""


def read_rows(name: str) -> list[dict[str, str]]:
    """Rows of one of this folder's CSV files."""
    with (files(__package__) / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _code(row: dict[str, str], vocabulary: str) -> Code:
    weight = row.get("goldstein") or (row.get("intensity") if vocabulary == "plover" else "")
    icews = row.get("goldstein_icews", weight)
    return Code(
        code=row["code"],
        name=row.get("name", row["code"]),
        root=row.get("root", row["code"]),
        quad=int(row["quad"]),
        goldstein=float(weight) if weight else None,
        goldstein_icews=float(icews) if icews else None,
        plover=row["code"] if vocabulary == "plover" else row.get("plover", ""),
        issues=row["issues"],
        cameo_root=row["root"] if vocabulary == "cameo" else row.get("cameo_root", ""),
    )
