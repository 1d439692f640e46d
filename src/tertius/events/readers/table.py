"""The plain table: one event a row, with a header, as CSV (any delimiter), spreadsheet, Parquet, Stata or R file.

Columns are matched by name in six languages (`tertius.events.typed`), without regard to case, blanks and
underscores; where a name
can mean two things its cells decide. Any other column is kept in ``extra``.

Dates are read as people type them (`tertius.files.dates`); a month, a quarter or some days are an interval, and
whether the day or
the month comes first in ``3/2/2020`` is decided once for the column. A state is a handle, an ISO3, ISO2 or COW number, or a name
in English, Korean, Chinese, French, Spanish or Russian. Without a vocabulary column the codes are of the vocabulary in which most
rows are codes (`tertius.events.coding`); numbers without a code are scores, or strengths from -3 to +3 where the column is called
so or holds words.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tertius.errors import BadInput
from tertius.events.assemble import Actors, Mask, assemble, mask, per_value, strings
from tertius.events.batch import Batch, Reader
from tertius.events.coding import Coding, contradictions, decide
from tertius.events.columns import is_parquet, parquet_names, read_columns
from tertius.events.delimited import Rows
from tertius.events.files import look
from tertius.events.plausible import impossible
from tertius.events.recognise import lines_of, names_of
from tertius.events.typed import fits, match, strength_of
from tertius.files.dates import Dates, read_dates, unread
from tertius.files.names import plain, shown
from tertius.files.numbers import decimal_mark, number_of, whole
from tertius.files.opening import delimiter_of

TEXTS = ("issues", "act", "reference", "confidence", "form", "third")
VOCABULARIES = {"cameo", "weis", "plover", "strength", "score", "quad"}
DATED = ("date", "earliest", "latest", "added")
_NO = pa.array(["no", "false", "0", "n"])
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


def detect(path: Path, head: bytes) -> bool:
    """A header with a date, two actors, and a code or score."""
    return fits(parquet_names(path) if is_parquet(head) else names_of(head))


def batches(path: Path) -> Iterator[Batch]:
    """One batch a row group (a text comes whole); everything that is one choice is made over the whole file first."""
    head = look(path).head
    mark = "," if is_parquet(head) else delimiter_of(next(iter(lines_of(head)), b""))
    parts = read_columns(path, delimiter=mark)
    held: Sequence[Rows] = [] if is_parquet(head) else list(parts)
    decided = decide_all(path, iter(held) if held else parts)
    for rows in held or read_columns(path, delimiter=mark):
        yield _batch(path, rows, decided)


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
        for part in (*DATED, "code", "value", "source", "target", "vocabulary"):
            if part in found:
                counts.setdefault(part, Counter()).update(_counts(strings(rows.table[found[part]])))
        if "code" in found and "value" in found:
            _add_scores(sums, rows.table, found)
    return _decided(path, found, counts, sums)


def _counts(column: pa.Array) -> Counter[str]:
    return Counter(
        {item["values"]: item["counts"] for item in pc.value_counts(column.drop_null()).to_pylist()}
    )


def _add_scores(sums: Counter[str], table: pa.Table, found: dict[str, str]) -> None:
    """Sum of the scores beside each code."""
    beside = pa.table({name: strings(table[found[name]]) for name in ("code", "value")})
    for row in beside.group_by(["code", "value"]).aggregate([([], "count_all")]).to_pylist():
        number = number_of(row["value"] or "")
        if row["code"] and number is not None:
            sums[row["code"]] += number * row["count_all"]  # type: ignore[assignment]


def _decided(
    path: Path, found: dict[str, str], counts: dict[str, Counter[str]], sums: Counter[str]
) -> Decided:
    dates = {part: read_dates(counts[part], column=found[part]) for part in DATED if part in found}
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


def _scored(path: Path, found: dict[str, str], values: Counter[str], mark: str) -> tuple[str, list[str]]:
    """What numbers without a code are, ``score`` or ``strength``, and notes on the column."""
    if not values:
        return "score", []
    numbers = {text: number_of(text, mark) for text in values}
    words = sum(n for text, n in values.items() if numbers[text] is None and strength_of(text) is not None)
    known = [number for number in numbers.values() if number is not None]
    called = plain(found["value"]) in (
        "strength",
        "강도",
        "세기",
        "强度",
        "сила",
        "fuerza",
        "intensite",
        "intensité",
    )
    within = all(abs(number) <= 3 and number == int(number) for number in known)
    notes = [f"{path.name}: numbers with a decimal comma"] if mark == "," else []
    beyond = sum(
        n for text, n in values.items() if (numbers[text] or 0) and abs(numbers[text] or 0) > LARGEST
    )
    if beyond:
        notes.append(
            f"{path.name}: warning: {beyond} of {values.total()} scores lie beyond -10 to +10, which no scale takes"
        )
    if within and (words or called):
        notes.append(f"{path.name}: {found['value']} taken as strength from -3 to +3")
        return "strength", notes
    return "score", notes


def _two_letters(path: Path, actors: Counter[str]) -> tuple[str | None, list[str]]:
    """The code system of two-letter codes, ISO 3166 or FIPS 10-4, by the rows that only one knows; None for anything else."""
    from tertius.events.resolve import is_state

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


def _batch(path: Path, rows: Rows, decided: Decided) -> Batch:
    parts = decided.parts
    column = {part: strings(rows.table[name]) for part, name in parts.items()}
    size = len(rows.rows)
    blank = pa.nulls(size, pa.string())
    earliest, latest, bad_date = _dates(column, blank, decided)
    code = per_value(column.get("code", blank), lambda texts: _coded(texts, column, decided))
    value = per_number(column.get("value", blank), decided.mark)
    given = pc.utf8_lower(column.get("vocabulary", blank))
    guess = pc.if_else(pc.is_valid(code), decided.coding.vocabulary, decided.vocabulary)
    vocabulary = pc.coalesce(given, guess)
    numeral = mask(pc.and_(pc.is_valid(column.get("value", blank)), pc.is_null(value)))
    actors = Actors(column["source"], column["target"], decided.scheme)
    columns: dict[str, Any] = {
        **{name: pc.fill_null(column[name], "") for name in TEXTS if name in column},
        "event_id": column.get("event_id", blank), "earliest": earliest, "latest": latest,
        "vocabulary": vocabulary, "code": code, "value": value, "extra": _extra(rows.table, set(parts.values())),
        "source_raw": column["source"], "target_raw": column["target"],
        "role": pc.fill_null(column.get("role", blank), "evidence"),
        "kind": pc.fill_null(column.get("kind", blank), "when"),
        "directed": pc.fill_null(pc.invert(pc.is_in(pc.utf8_lower(column.get("directed", blank)), _NO)), True),
        "added": _read(column.get("added", blank), decided.dates.get("added"), 0)[0],
    }  # fmt: skip
    no_code = mask(pc.and_(pc.is_null(code), pc.is_null(column.get("value", blank))))
    refuse = [
        (bad_date, "bad date"), (no_code, "no code"), (numeral, "score is no number"),
        (~mask(pc.is_in(vocabulary, pa.array(sorted(VOCABULARIES)))), "unknown vocabulary"),
        (~mask(pc.is_in(columns["kind"], pa.array(["when", "span"]))), "kind is neither when nor span"),
    ]  # fmt: skip
    covariate = ~mask(pc.starts_with(columns["role"], "evidence"))
    cameo = mask(pc.equal(vocabulary, "cameo"))
    crossed = [(rows_ & cameo, why) for rows_, why in contradictions(code, blank, value)]
    said = _crossed(path, crossed, int((cameo & mask(pc.is_valid(value))).sum()))
    many = bool(said) and said[0].endswith("ignored")
    events, refused, _ = assemble(
        "table", columns, actors, file=path.name, rows=rows.rows, refuse=refuse,
        apart=[(covariate, "covariate"), *impossible(earliest), *([] if many else crossed)],
    )  # fmt: skip
    return Batch(events, refused + rows.refused, rows.read, notes=(*decided.notes, *said))


def _coded(texts: pa.Array, column: dict[str, pa.Array], decided: Decided) -> pa.Array:
    """The codes of the file's vocabulary; where the rows name theirs, or none was found, what they say."""
    own = decided.coding.codes
    loose = "vocabulary" in column or not own
    return pa.array(
        [own.get(text, text if loose or _like(text, own) else None) for text in texts.to_pylist()],
        pa.string(),
    )


def _like(text: str, own: dict[str, str]) -> bool:
    """Whether a text that is no code of the table looks like one: of two to four digits."""
    return (
        whole(text).isdigit() and 2 <= len(whole(text)) <= 4 and any(code.isdigit() for code in own.values())
    )


def per_number(column: pa.Array, mark: str) -> pa.Array:
    """Numbers of a column, words for strength among them."""

    def read(text: str) -> float | None:
        number = number_of(text, mark)
        return strength_of(text) if number is None else number

    return per_value(column, lambda texts: pa.array([read(text) for text in texts.to_pylist()], pa.float64()))


def _crossed(path: Path, crossed: list[tuple[Mask, str]], of: int) -> tuple[str, ...]:
    """A note on rows whose score contradicts their code: a few are set apart; where most do, the scores are of another scale."""
    rows = int(sum(bad.sum() for bad, _ in crossed))
    if not rows:
        return ()
    if 2 * rows > of:
        return (
            f"{path.name}: the scores of {rows} of {of} rows contradict their codes: the scores are of another scale, ignored",
        )
    return (f"{path.name}: warning: {rows} of {of} rows have a score that contradicts their code; set apart",)


def _read(texts: pa.Array, dates: Dates | None, which: int) -> tuple[pa.Array, Mask]:
    """First (0) or last (1) day of every text, and which texts are no date."""
    bounds = dates.bounds if dates else {}
    days = per_value(
        texts,
        lambda words: pa.array(
            [bounds[word][which] if word in bounds else None for word in words.to_pylist()], pa.date32()
        ),
    )
    return days, np.asarray(pc.is_null(days).to_numpy(zero_copy_only=False), dtype=bool)


def _dates(column: dict[str, pa.Array], blank: pa.Array, decided: Decided) -> tuple[pa.Array, pa.Array, Mask]:
    """Bounds of every date; a month, a quarter or a year is an interval."""
    found = {}
    for part, which in (("earliest", 0), ("latest", 1)):
        own, no_own = _read(column.get(part, blank), decided.dates.get(part), which)
        day, no_day = _read(column.get("date", blank), decided.dates.get("date"), which)
        given = mask(pc.is_valid(column.get(part, blank)))
        found[part] = pc.coalesce(own, day), np.where(given, no_own, no_day)
    first, last = found["earliest"][0], found["latest"][0]
    none_said = mask(
        pc.is_null(
            pc.coalesce(column.get("earliest", blank), column.get("date", blank), column.get("latest", blank))
        )
    )
    wrong = np.zeros(len(first), bool)
    for part in ("earliest", "latest", "date"):
        if part in column:
            wrong |= mask(pc.is_valid(column[part])) & _read(column[part], decided.dates.get(part), 0)[1]
    nothing = mask(pc.and_(pc.is_null(first), pc.is_null(last)))
    return first, last, wrong | none_said | nothing | mask(pc.greater(first, last))


_AS_JSON = json.JSONEncoder(ensure_ascii=False).encode


def _extra(table: pa.Table, used: set[str]) -> pa.Array:
    rest = [name for name in table.column_names if name not in used]
    if not rest:
        return pa.nulls(table.num_rows, pa.string())
    records = table.select(rest).to_pylist()
    return pa.array([_AS_JSON(r) if any(r.values()) else None for r in records], pa.string())


READER = Reader("table", detect, batches, version=3)
