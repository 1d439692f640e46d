"""What is one choice for a whole table of one's own: which column plays which part, how dates, codes and numbers are written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from tertius.errors import BadInput
from tertius.events.cells import cells
from tertius.events.coding import Coding, decide
from tertius.events.counted import counts_of, require_acts
from tertius.events.delimited import Rows
from tertius.events.resolve import is_state
from tertius.events.typed import fits, match, strengths_in
from tertius.files.dates import Dates, read_dates, unread
from tertius.files.names import plain, shown
from tertius.files.numbers import decimal_mark, number_of

DATED = ("date", "earliest", "latest", "added")
LARGEST = 10.0


@dataclass(frozen=True)
class Decided:
    """What the whole file decides: the parts, dates by text, the codes, how numbers are written, and the actors' codes."""

    parts: dict[str, str]
    dates: dict[str, Dates]
    coding: Coding
    mark: str
    vocabulary: str
    scheme: str | None
    notes: tuple[str, ...]


def decide_all(path: Path, parts: Iterator[Rows]) -> Decided:
    """Every choice that is one for the file, from all its rows.

    Raises
    ------
    BadInput
        If there is no date, no two actors, or neither code nor score.
    """
    found: dict[str, str] = {}
    counts: dict[str, Counter[str]] = {}
    sums: Counter[str] = Counter()
    for rows in parts:
        names = rows.table.column_names
        if not found:
            found = match(names, lambda name: rows.table[name].slice(0, 5000).to_pylist())  # noqa: B023
            if not fits(names) or not (
                {"source", "target"} <= found.keys() and found.keys() & {"date", "earliest"}
            ):
                raise BadInput(
                    f"{path} has columns {', '.join(shown(name, length=30) for name in names[:8])}",
                    "date, source, target, and code or score",
                    "rename the columns (docs/guide/sources.md lists the synonyms)",
                )
        require_acts(path, rows.table)
        for part in (*DATED, "code", "value", "source", "target", "vocabulary"):
            if part in found:
                counts.setdefault(part, Counter()).update(counts_of(cells(rows.table[found[part]])))
        if "code" in found and "value" in found:
            _add_scores(sums, rows.table, found)
    return _decided(path, found, counts, sums)


def _add_scores(sums: Counter[str], table: pa.Table, found: dict[str, str]) -> None:
    """Sum of the scores beside each code."""
    beside = pa.table({name: cells(table[found[name]]) for name in ("code", "value")})
    for row in beside.group_by(["code", "value"]).aggregate([([], "count_all")]).to_pylist():
        number = number_of(row["value"] or "")
        if row["code"] and number is not None:
            sums[row["code"]] += number * row["count_all"]  # type: ignore[assignment]


def _decided(
    path: Path, found: dict[str, str], counts: dict[str, Counter[str]], sums: Counter[str]
) -> Decided:
    dates = _read_dates(found, counts)
    notes = [f"{path.name}: {note}" for each in dates.values() for note in each.notes]
    for part, each in dates.items():
        if part != "added" and (bad := unread(counts[part], each)):
            notes.append(f"{path.name}: not read as dates: {bad}")
    codes, values = counts.get("code", Counter()), counts.get("value", Counter())
    named = plain(found.get("code", ""))
    prefer = next((name for name in ("weis", "plover") if name in named), "cameo")
    means = {text: total / codes[text] for text, total in sums.items()}
    coding = decide(codes, prefer=prefer, file=path.name, values=means)
    mark = decimal_mark(values)
    vocabulary, said = _scored(path, found, values, mark)
    scheme, told = _two_letters(path, counts["source"] + counts["target"])
    return Decided(found, dates, coding, mark, vocabulary, scheme, (*notes, *coding.notes, *said, *told))


def _read_dates(found: dict[str, str], counts: dict[str, Counter[str]]) -> dict[str, Dates]:
    """Dates by part; where a column's own leave the order of day and month open, those of the others decide."""
    parts = [part for part in DATED if part in found]
    together = read_dates(sum((counts[part] for part in parts), Counter()))
    order = together.order or "mdy"
    return {part: read_dates(counts[part], order=order, column=found[part]) for part in parts}


def _scored(path: Path, found: dict[str, str], values: Counter[str], mark: str) -> tuple[str, list[str]]:
    """What numbers without a code are, ``score`` or ``strength``, and notes on the column."""
    if not values:
        return "score", []
    numbers = {text: number_of(text, mark) for text in values}
    notes = [f"{path.name}: numbers with a decimal comma"] if mark == "," else []
    beyond = sum(
        n for text, n in values.items() if (numbers[text] or 0) and abs(numbers[text] or 0) > LARGEST
    )
    if beyond:
        notes.append(
            f"{path.name}: warning: {beyond} of {values.total()} scores lie beyond -10 to +10, which no scale takes"
        )
    if strengths_in(found["value"], numbers, values):
        notes.append(f"{path.name}: {found['value']} taken as strength from -3 to +3")
        return "strength", notes
    return "score", notes


def _two_letters(path: Path, actors: Counter[str]) -> tuple[str | None, list[str]]:
    """The code system of two-letter codes, ISO 3166 or FIPS 10-4, by the rows that only one knows; None for anything else."""

    two = {text: n for text, n in actors.items() if len(text) == 2 and text.isalpha() and text.isupper()}
    if 2 * sum(two.values()) < actors.total() or not set(two) - {"US", "UK"}:
        return None, []
    only = {
        name: sum(n for text, n in two.items() if is_state(text, name) and not is_state(text, other))
        for name, other in (("iso2", "fips"), ("fips", "iso2"))
    }
    fips = only["fips"] > only["iso2"]
    system = "FIPS 10-4 (CH is China)" if fips else "ISO 3166 (CH is Switzerland)"
    return ("fips" if fips else None), [f"{path.name}: two-letter codes read as {system}"]
