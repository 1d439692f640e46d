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

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tertius.events.assemble import Actors, Mask, Refused, assemble, mask, per_value, rest, strings
from tertius.events.batch import Batch, Reader
from tertius.events.cells import cells, dated
from tertius.events.coding import contradictions
from tertius.events.columns import is_parquet, parquet_names, read_columns
from tertius.events.deciding import Decided, decide_all
from tertius.events.delimited import Rows
from tertius.events.files import look
from tertius.events.plausible import impossible
from tertius.events.recognise import lines_of, names_of
from tertius.events.typed import fits, is_strength, strength_of
from tertius.files.dates import Dates
from tertius.files.numbers import number_of, whole
from tertius.files.opening import delimiter_of

TEXTS = ("issues", "act", "reference", "confidence", "form", "third")
VOCABULARIES = {"cameo", "weis", "plover", "strength", "score", "quad"}
_NO = pa.array(["no", "false", "0", "n", "both", "mutual", "undirected", "bilateral", "symmetric"])
_EITHER = pa.concat_arrays([_NO, pa.array(["yes", "true", "1", "y", "directed", "unilateral"])])


def detect(path: Path | None, head: bytes) -> bool:
    """A header with a date, two actors, and a code or score."""
    return fits(parquet_names(path) if is_parquet(head) else names_of(head))


def batches(path: Path) -> Iterator[Batch]:
    """One batch a row group (a text comes whole); everything that is one choice is made over the whole file first."""
    head = look(path).head
    mark = "," if is_parquet(head) else delimiter_of(next(iter(lines_of(head)), b""))
    parts = map(dated, read_columns(path, delimiter=mark))
    held: Sequence[Rows] = [] if is_parquet(head) else list(parts)
    decided = decide_all(path, iter(held) if held else parts)
    for rows in held or map(dated, read_columns(path, delimiter=mark)):
        yield _batch(path, rows, decided)


def _batch(path: Path, rows: Rows, decided: Decided) -> Batch:
    parts = decided.parts
    column = {part: (strings if part in TEXTS else cells)(rows.table[name]) for part, name in parts.items()}
    size = len(rows.rows)
    blank = pa.nulls(size, pa.string())
    earliest, latest, bad_date = _dates(column, blank, decided)
    written = column.get("code", blank)
    code = per_value(written, lambda texts: _coded(texts, column, decided))
    value = per_number(
        column.get("value", blank),
        decided.mark,
        words=decided.vocabulary == "strength" or "vocabulary" in column,
    )
    given = pc.utf8_lower(column.get("vocabulary", blank))
    foreign = pc.fill_null(pc.not_equal(given, decided.coding.vocabulary), False)
    code = pc.if_else(foreign, pc.replace_substring_regex(written, r"^[Qq]([1-4])$", r"\1"), code)
    guess = pc.if_else(pc.is_valid(code), decided.coding.vocabulary, decided.vocabulary)
    vocabulary = pc.coalesce(given, guess)
    numeral = mask(pc.and_(pc.is_valid(column.get("value", blank)), pc.is_null(value)))
    actors = Actors(column["source"], column["target"], decided.scheme)
    directed = pc.utf8_lower(column.get("directed", blank))
    columns: dict[str, Any] = {
        **{name: pc.fill_null(column[name], "") for name in TEXTS if name in column},
        "event_id": column.get("event_id", blank), "earliest": earliest, "latest": latest,
        "vocabulary": vocabulary, "code": code, "value": value, "extra": rest(rows.table, set(parts.values())),
        "source_raw": column["source"], "target_raw": column["target"],
        "role": pc.fill_null(column.get("role", blank), "evidence"),
        "kind": pc.fill_null(column.get("kind", blank), "when"),
        "directed": pc.fill_null(pc.invert(pc.is_in(directed, _NO)), True),
        "added": _read(column.get("added", blank), decided.dates.get("added"), 0)[0],
    }  # fmt: skip
    slip = _slips(value, pc.coalesce(given, code), decided)
    no_code = mask(pc.and_(pc.is_null(code), pc.is_null(column.get("value", blank))))
    when = pc.coalesce(*(column.get(part, blank) for part in ("date", "earliest", "latest")))
    refuse: list[Refused] = [
        (bad_date, "bad date", when), (no_code, "no code"), (numeral, "score is no number", column.get("value", blank)),
        (slip, "strength is not a whole number from -3 to 3", column.get("value", blank)),
        (~mask(pc.is_in(vocabulary, pa.array(sorted(VOCABULARIES)))), "unknown vocabulary"),
        (mask(pc.and_(pc.is_valid(directed), pc.invert(pc.is_in(directed, _EITHER)))), "directed is neither yes nor no"),
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


def _slips(value: pa.Array, other: pa.Array, decided: Decided) -> Mask:
    """Numbers that are no strengths in a column of strengths, where nothing else (`other`) says what the act is."""
    if decided.vocabulary != "strength":
        return np.zeros(len(value), bool)
    fits = per_value(
        value, lambda some: pa.array([is_strength(number) for number in some.to_pylist()], pa.bool_())
    )
    return mask(pc.and_(pc.and_(pc.is_valid(value), pc.is_null(other)), pc.invert(fits)))


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


def per_number(column: pa.Array, mark: str, *, words: bool) -> pa.Array:
    """Numbers of a column, words for strength among them where its numbers are strengths, too."""

    def read(text: str) -> float | None:
        number = number_of(text, mark)
        return strength_of(text) if number is None and words else number

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


READER = Reader("table", detect, batches, version=4)
