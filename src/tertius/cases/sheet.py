"""An analyst's table -> acts of a chronicle, with a preview of how every column, date, name and strength was read."""

from __future__ import annotations

import calendar
import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tertius.cases.typed_rows import sheet_rows
from tertius.cases.typed_rows import sheet_table as sheet_table
from tertius.errors import BadInput
from tertius.events.files import look
from tertius.events.resolve import known
from tertius.events.scales import get_scale
from tertius.events.typed import SYNONYMS, is_strength, match, strength_of, strengths_in
from tertius.files.dates import Bounds, Dates, read_dates
from tertius.files.names import shown
from tertius.files.numbers import decimal_mark, number_of
from tertius.records import NOTE

#: Our column, and the part of a typed table it is taken from.
PARTS = {"earliest": "earliest", "latest": "latest", "strength": "value", "id": "event_id"}
NEEDED = ("source", "target", "act")
SHOWN = 12


@dataclass(frozen=True)
class Preview:
    """What a table was taken for.

    Attributes
    ----------
    path
        The file.
    columns
        Our column to the table's.
    dates, names, strengths
        How odd ones were read, by text.
    problems
        What could not be read, cell by cell.
    notes
        Choices made for whole columns, such as the order of day and month.
    rows
        One act a row, under the table's names of columns that are the chronicle's own, else ours.
    """

    path: Path
    columns: dict[str, str]
    dates: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    strengths: dict[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    rows: tuple[dict[str, str], ...] = ()

    def lines(self) -> list[str]:
        """The preview as lines of text."""
        out = [f"{self.path}: {len(self.rows)} acts"]
        out += [f"  {ours:10} from {shown(theirs)!r}" for ours, theirs in self.columns.items()]
        for title, found in (("dates", self.dates), ("names", self.names), ("strengths", self.strengths)):
            out += [
                f"  {title}: {shown(text)!r} read as {meant}" for text, meant in list(found.items())[:SHOWN]
            ]
            out += [f"  {title}: and {len(found) - SHOWN} more"] if len(found) > SHOWN else []
        out += [f"  {note}" for note in self.notes]
        out += [f"  not read: {problem}" for problem in self.problems[:SHOWN]]
        out += [f"  not read: and {len(self.problems) - SHOWN} more"] if len(self.problems) > SHOWN else []
        return out

    def require(self) -> Preview:
        """This preview; raises `BadInput` if a cell could not be read."""
        if self.problems:
            few = "; ".join(self.problems[:3])
            raise BadInput(f"{self.path}: {len(self.problems)} cells or rows could not be read ({few})", "every date, name and strength read",  # noqa: E501
                           "mend them, nothing was started")  # fmt: skip
        return self


def read_sheet(path: str | Path) -> Preview:
    """Read a table of acts: text with any delimiter or encoding, .xlsx, .ods, Parquet, Stata or R.

    Raises
    ------
    BadInput
        If a needed column is not there under any known name, or the table is empty.
    """
    path = Path(path)
    held = sheet_rows(path)
    table, numbers = held.table, held.rows.tolist()
    found = match(table.column_names, lambda name: table[name].slice(0, 5000).to_pylist())
    _require_columns(path, found)
    columns = {name: [cell or "" for cell in table[name].to_pylist()] for name in table.column_names}
    dates = _dates(found, columns)
    strengths, how, scale_note = _strengths(found, columns)
    names: dict[str, str] = {}
    problems = [f"{n} row{'s' * (n > 1)}: {why}" for why, n in held.refused.items() if why != NOTE]
    rows = []
    for i in range(table.num_rows):
        row = {part: columns[name][i].strip() for part, name in found.items()}
        row |= {name: columns[name][i].strip() for name in columns if name not in found.values()}
        rows.append(_act(numbers[i], row, found, dates, strengths, names, problems))
    below = held.refused.get(NOTE, 0)
    told = [f"{below} line{'s' * (below > 1)} of notes below the table skipped"] if below else []
    notes = [*look(path).notes, *told, *(note for each in dates.values() for note in each.notes), *scale_note]
    odd = {text: meant for each in dates.values() for text, meant in each.odd.items()}
    ours = {PART_NAMES.get(part, part): name for part, name in found.items()}
    return Preview(path, ours, odd, names, how, tuple(problems), tuple(notes), tuple(rows))


PART_NAMES = {"value": "strength", "event_id": "id"}


def _require_columns(path: Path, found: Mapping[str, str]) -> None:
    missing = [part for part in NEEDED if part not in found]
    if not {"date", "earliest"} & found.keys():
        missing.insert(0, "date")
    if not {"value", "code"} & found.keys():
        missing.append("value")
    if missing:
        also = ", ".join(
            f"{PART_NAMES.get(part, part)} (or {', '.join(SYNONYMS[part][1:5])})" for part in missing
        )
        raise BadInput(f"{path} has no column for {also}", "one act a row", "rename a column")


def _dates(found: Mapping[str, str], columns: Mapping[str, Sequence[str]]) -> dict[str, Dates]:
    parts = [part for part in ("date", "earliest", "latest") if part in found]
    return {
        part: read_dates(
            Counter(cell.strip() for cell in columns[found[part]] if cell.strip()), column=found[part]
        )
        for part in parts
    }


def _strengths(
    found: Mapping[str, str], columns: Mapping[str, Sequence[str]]
) -> tuple[dict[str, str], dict[str, str], list[str]]:
    """Strength, -3 to +3, by text; how odd ones were read; and a note if a scale was changed."""
    part = "value" if "value" in found else "code"
    texts = list(dict.fromkeys(cell.strip() for cell in columns[found[part]] if cell.strip()))
    if part == "code":
        scale = get_scale("strength")
        scored = {text: scale.of_code("cameo", text)[0] for text in texts}
        made = {text: f"{round(score):d}" for text, score in scored.items() if score == score}
        return made, made, [f"{found[part]}: CAMEO codes as strength (Goldstein's weight times 0.3)"]
    mark = decimal_mark(texts)
    numbers = {text: number_of(text, mark) for text in texts}
    known_numbers = [number for number in numbers.values() if number is not None]
    counts = Counter(cell.strip() for cell in columns[found[part]])
    wide = not all(map(is_strength, known_numbers)) and not strengths_in(found[part], numbers, counts)
    if (
        wide
        and all(abs(number) <= 10 for number in known_numbers)
        and any(abs(number) > 5 for number in known_numbers)
    ):
        made = {text: f"{round(number * 0.3):d}" for text, number in numbers.items() if number is not None}
        return made, made, [f"{found[part]}: scores from -10 to +10 taken as strength (times 0.3)"]
    words = {
        text: f"{int(strength_of(text) or 0)}"
        for text in texts
        if numbers[text] is None and strength_of(text) is not None
    }
    plain = {
        text: _whole(number) for text, number in numbers.items() if number is not None and is_strength(number)
    }
    return {**plain, **words}, words, []


def _whole(number: float) -> str:
    return f"{int(number)}"


def _act(
    number: int,
    row: dict[str, str],
    found: Mapping[str, str],
    dates: Mapping[str, Dates],
    strengths: Mapping[str, str],
    names: dict[str, str],
    problems: list[str],
) -> dict[str, str]:
    """One act in the chronicle's columns; what cannot be read is added to the problems."""
    act = {name: text for name, text in row.items() if name not in ("date", "value", "code", "event_id")}
    first, last = _bounds(number, row, dates, problems)
    act["earliest"], act["latest"] = _written(first, last, row, found)
    on = first[0] if first else last[1] if last else None
    for side in ("source", "target"):
        act[side] = _named(number, side, row[side], on, names, problems)
    given = row.get("value", "") or row.get("code", "")
    blank = [side for side in ("source", "target") if not row[side]]
    if given:  # an act; a row without a strength says something of one state
        problems += [f"row {number}: no {what}" for what in (*blank, *([] if first or last else ["date"]))]
    act["strength"] = strengths.get(given, "")
    if given and not act["strength"]:
        problems.append(f"row {number}, strength {shown(given)!r} (a whole number from -3 to 3, or a word)")
    act["id"] = row.get("event_id", "") or f"A{number:03d}"
    rough = [row[part] for part, each in dates.items() if row.get(part, "") in each.about]
    if rough:  # an act whose day is not known, however long its interval
        if not act.get("kind"):
            act |= {"kind": "when", "kind_basis": "inferred"}
        act["doubt"] = act.get("doubt") or f"date given as {rough[0]}"
    return act


def _bounds(
    number: int, row: Mapping[str, str], dates: Mapping[str, Dates], problems: list[str]
) -> tuple[Bounds | None, Bounds | None]:
    read: dict[str, Bounds | None] = {}
    for part, each in dates.items():
        text = row.get(part, "")
        read[part] = each.bounds.get(text)
        if text and read[part] is None:
            problems.append(f"row {number}, date {shown(text)!r}")
    day = read.get("date")
    first, last = (
        read.get("earliest") or day,
        read.get("latest") or day or (read.get("earliest") if "latest" not in dates else None),
    )
    if first and last and first[0] > last[1]:
        problems.append(f"row {number}: it ends ({last[1]}) before it begins ({first[0]})")
    return first, last


def _written(
    first: Bounds | None, last: Bounds | None, row: Mapping[str, str], found: Mapping[str, str]
) -> tuple[str, str]:
    """Both dates as the chronicle writes them: a whole month or year by its short name."""
    return _short(first, 0), _short(last, 1)


def _short(bounds: Bounds | None, which: int) -> str:
    if bounds is None:
        return ""
    start, end = bounds
    whole = start.day == 1 and end.day == calendar.monthrange(end.year, end.month)[1]
    if whole and start.year == end.year and (start.month, end.month) == (1, 12):
        return f"{start.year:04d}"
    if whole and (start.year, start.month) == (end.year, end.month):
        return f"{start.year:04d}-{start.month:02d}"
    return bounds[which].isoformat()


def _named(
    number: int, side: str, text: str, on: dt.date | None, names: dict[str, str], problems: list[str]
) -> str:
    """Handle of a state by the name it had that day; a known actor that is no state keeps its name."""
    from tertius.actors import identify

    if not text:
        return text
    state, why = identify(text, on=on)
    if state is not None:
        if text not in (state.handle, state.name):
            names[text] = f"{state.handle} ({state.name})"
        return state.handle
    if known(text, None) and "ambiguous" not in why[0] and "no state on" not in why[0]:
        names[text] = "an actor that is no state"
        return text
    problems.append(
        f"row {number}, {side} {shown(text)!r}"
        + (f" ({why[0]})" if "ambiguous" in why[0] or "no state on" in why[0] else "")
    )
    return text


def corners_of(preview: Preview) -> tuple[str, str, str]:
    """Pivot and rivals of a table that names none: the three states with most acts among them, the pivot the one with most."""
    pairs: Counter[tuple[str, str]] = Counter()
    for row in preview.rows:
        if row["source"] and row["target"] and row["source"] != row["target"]:
            pairs[tuple(sorted((row["source"], row["target"])))] += 1  # type: ignore[index]
    states = Counter[str]()
    for (a, b), n in pairs.items():
        states[a] += n
        states[b] += n
    if len(states) < 3:
        raise BadInput(
            f"{preview.path} names {len(states)} states",
            "three: a pivot and two rivals",
            "name them: NAME P A B",
        )
    pivot, *others = (name for name, _ in states.most_common())
    rivals = [name for name in others if pairs[tuple(sorted((pivot, name)))]]  # type: ignore[index]
    chosen = [*rivals, *(name for name in others if name not in rivals)][:2]
    return pivot, chosen[0], chosen[1]
