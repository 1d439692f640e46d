"""Duplicates by comparing every pair of rows, written from the rule's sentences."""

from __future__ import annotations

from typing import Any

MUTUAL = {"040", "041", "044", "046", "057"}


def visit(row: dict[str, Any]) -> tuple[str, str] | None:
    """Who visits whom."""
    if row["code"] == "042":
        return row["source_raw"], row["target_raw"]
    return (row["target_raw"], row["source_raw"]) if row["code"] == "043" else None


def rule_of(a: dict[str, Any], b: dict[str, Any]) -> list[str]:
    """Rules under which two CAMEO rows of one source agree, the strongest first."""
    if a["earliest"] != a["latest"] or b["earliest"] != b["latest"] or a["dataset"] != b["dataset"]:
        return []
    found = []
    day = a["earliest"] == b["earliest"]
    if a["id"] == b["id"] and day:
        found.append("same id")
    named = all(row[name] is not None for row in (a, b) for name in ("source_raw", "target_raw", "code"))
    if not named:
        return found
    same = all(a[name] == b[name] for name in ("source_raw", "target_raw", "code"))
    if same and day:
        found.append("same day")
    pair = {a["source_raw"], a["target_raw"]} == {b["source_raw"], b["target_raw"]}
    if day and (
        (pair and a["code"] == b["code"] and a["code"] in MUTUAL) or (visit(a) and visit(a) == visit(b))
    ):
        found.append("mirrored")
    if same and a["reference"] == b["reference"] and a["reference"].startswith("http"):
        found.append("same report")
    return found


RULES = ("same id", "same day", "mirrored", "same report")


def marks(rows: list[dict[str, Any]], order: tuple[str, ...] = RULES) -> list[tuple[int, str] | None]:
    """For every row: position of the unmarked row that it leads back to, and the rule."""
    found: list[tuple[int, str] | None] = []
    for i, row in enumerate(rows):
        hit = None
        for rule in order:
            first = next((j for j in range(i) if rule in rule_of(rows[j], row)), None)
            if first is not None:
                hit = (first, rule)
                break
        found.append(hit)
    out: list[tuple[int, str] | None] = []
    for hit in found:
        if hit is None:
            out.append(None)
            continue
        root, rule = hit
        while found[root] is not None:
            root = found[root][0]  # type: ignore[index]
        out.append((root, rule))
    return out
