"""Acts that stand in more than one case: pairs shared between cases repeat the same history."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tertius.cases.case import case_names, load_case, resolve_case
from tertius.cases.phases import read_table
from tertius.months import parse_bounds

if TYPE_CHECKING:
    from tertius.events import EventTable

PREFIX = "chronicle:"
RULE = "same act in another case"
ALIKE = 0.25  # share of words two descriptions must have in common


@dataclass(frozen=True)
class SharedAct:
    """One act told twice: where it stands, and where it stood first (cases in alphabetical order)."""

    case: str
    id: str
    first_case: str
    first_id: str
    pair: str
    date: str


def shared_acts(names: tuple[str, ...] | None = None) -> tuple[SharedAct, ...]:
    """Acts of one pair whose intervals overlap, whose signs agree and whose words are alike, in different cases.

    A rule, not a reading: it misses acts told in other words. Count one of each when cases are pooled.
    """
    seen: dict[str, list[tuple[str, dict[str, str]]]] = {}
    found = []
    for name in names or case_names():
        fresh = []
        for row in read_table(resolve_case(name) / "chronicle.csv"):
            pair = "-".join(sorted((row["source"], row["target"])))
            twin = next((old for old in seen.get(pair, []) if _same(old[1], row)), None)
            if twin:
                found.append(SharedAct(name, row["id"], twin[0], twin[1]["id"], pair, row["earliest"]))
            else:
                fresh.append((pair, row))
        for pair, row in fresh:
            seen.setdefault(pair, []).append((name, row))
    return tuple(found)


def _same(one: dict[str, str], two: dict[str, str]) -> bool:
    if not one["strength"] or not two["strength"]:
        return False
    first, second = ((parse_bounds(row["earliest"])[0], parse_bounds(row["latest"])[1]) for row in (one, two))
    if first[1] < second[0] or second[1] < first[0]:
        return False
    same_sign = int(one["strength"]) * int(two["strength"]) > 0 or one["strength"] == two["strength"]
    words = [
        {word.strip(".,;'\"").lower() for word in row["act"].split() if len(word) > 3} for row in (one, two)
    ]
    return same_sign and len(words[0] & words[1]) >= ALIKE * max(min(len(words[0]), len(words[1])), 1)


def pooled_events(names: tuple[str, ...] | None = None) -> EventTable:
    """Chronicles of several cases as one table, with every act told twice marked as a duplicate of its first telling.

    Panels leave marked rows out unless asked; the rule's name stands in ``dup_rule``.
    """
    import pyarrow as pa

    from tertius.events import concat

    chosen = names or case_names()
    table = concat([load_case(name).events for name in chosen])
    repeats = {f"{PREFIX}{act.id}": f"{PREFIX}{act.first_id}" for act in shared_acts(chosen)}
    twins = [repeats.get(name) for name in table.arrow["event_id"].to_pylist()]
    arrow = table.arrow
    for column, values in (("dup_of", twins), ("dup_rule", [RULE if twin else None for twin in twins])):
        arrow = arrow.set_column(arrow.schema.get_field_index(column), column, pa.array(values, pa.string()))
    note = f"{len(repeats)} acts told in two cases are marked as duplicates"
    return replace(table, arrow=arrow, provenance=table.provenance.with_notes(note))
