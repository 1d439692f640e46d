"""The SQL behind `tertius.events.store.wide`: one place for what a GDELT row means to the events."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator

import numpy as np
import pyarrow as pa

from tertius.events.dressed import MISSING
from tertius.events.layouts import LAYOUTS
from tertius.events.resolve import EPOCH, _boundaries, ambiguities, is_state, known, resolve
from tertius.events.store.draft import quote
from tertius.events.table import Refusals

Span = tuple[dt.date, dt.date, str | None, str | None, bool, bool]

WHOSE = ("part", "row", "file")  # the file of a row, its place there, and the file's name
_ROW = {part: LAYOUTS["gdelt1"].parts[part] for part in LAYOUTS["gdelt1"].parts}
BLANK = "".join(
    char for char in map(chr, range(0x3001)) if char.isspace()
)  # what a reader takes off an identifier

# Names under which the cells of a row are known, and the parts of an event that they are.
CELLS = {
    "id": "event_id", "code1": "source_raw", "code2": "target_raw", "country1": "source", "country2": "target",
    "name1": "source_name", "name2": "target_name",
}  # fmt: skip

# A text that says the same in many rows is looked at once for all of them, as long as only functions of one column are used
# (a CASE, or a test by a regular expression, looks at every row): so patterns are taken out of a text, "" where it has none.
_DATE = "^([0-9]{{8}})([0-9]{{6}})?$"
_NUMBER = "^[+-]?([0-9]{{1,17}}([.][0-9]{{0,17}})?|[.][0-9]{{1,17}})([eE][+-]?[0-9]{{1,2}})?$"


def _day(part: str) -> str:
    return f"try_strptime(regexp_extract({_ROW[part]}, '{_DATE}', 1), '%Y%m%d')::DATE"


def _cell(part: str) -> str:
    """SQL: a cell as the reader takes it: without blanks at its ends, null where it holds nothing or a word for nothing."""
    cell, words = _ROW[part], ", ".join(quote(word) for word in MISSING.to_pylist())
    trimmed = (
        f"CASE WHEN regexp_matches({cell}, '^[^!-~]|[^!-~]$') THEN trim({cell}, '{BLANK}') ELSE {cell} END"
    )
    return f"CASE WHEN {trimmed} NOT IN ({words}) THEN {trimmed} END"


# Cells that are not what the reader takes them for as they stand: blanks at their ends, words for nothing.
_WORDS = "|".join(re.escape(word) for word in MISSING.to_pylist() if word)
_ODD = quote(f"^[^!-~]|[^!-~]$|^({_WORDS})$")
ODD = f"""
    SELECT {", ".join(f"coalesce(max(regexp_extract({_ROW[part]}, {_ODD})), '') <> ''" for part in CELLS.values())} FROM {{raw}}
"""

TYPED = f"""
    SELECT file_row_number + 1 AS n, {{whose}}{{cells}}, {_day("date")} AS day, {_day("added")} AS added,
           {_ROW["code"]} AS code, {_ROW["root"]} AS root, {{url}} AS url,
           try_cast(regexp_extract({_ROW["value"]}, '{_NUMBER}') AS DOUBLE) AS value
    FROM {{raw}}
"""


def typed(raw: str, *, whose: str, url: str, odd: Collection[str]) -> str:
    """SQL: the few columns of a copy that make an event; those cells that are `odd` are looked at one by one."""
    cells = [f"{_cell(part) if name in odd else _ROW[part]} AS {name}" for name, part in CELLS.items()]
    return TYPED.format(raw=raw, whose=whose, url=url, cells=", ".join(cells))


# What an actor without a country code is called by: looked up once (`tertius.events.readers.gdelt.named_state`).
LONE = """
    SELECT DISTINCT code, name, part FROM (
        SELECT coalesce(code1, '') AS code, coalesce(name1, '') AS name, part FROM typed WHERE country1 IS NULL
        UNION ALL SELECT coalesce(code2, ''), coalesce(name2, ''), part FROM typed WHERE country2 IS NULL)
    WHERE code <> '' OR name <> ''
"""

# Everything that makes a row contradict itself or its source, few different ones in a file: the reader looks at such files.
KINDS = """
    SELECT part, code, root, value, count(*) AS n_count, min(day) AS first, max(day) AS last, count(*) > count(day) AS undated
    FROM typed GROUP BY ALL
"""

KEYS = """
    SELECT n, part, row, file, id, day, added, code, url, value, country1, country2, code1, code2, name1, name2,
           coalesce(code1, country1) AS a, coalesce(code2, country2) AS b,
           '{dataset}' AS dataset, 'cameo' AS vocabulary, code AS kind_of_act,
           '{dataset}:' || coalesce(id, file || ':' || row) AS event_id
    FROM typed
"""

# The countries of the actors: as given, or else (in few files) as their codes and names tell.
ACTING = "SELECT keys.*, country1 AS actor1, country2 AS actor2 FROM keys"
ACTING_NAMED = """
    SELECT keys.*, coalesce(country1, one.state) AS actor1, coalesce(country2, two.state) AS actor2
    FROM keys
    LEFT JOIN named one ON country1 IS NULL AND coalesce(code1, '') = one.code AND coalesce(name1, '') = one.name
    LEFT JOIN named two ON country2 IS NULL AND coalesce(code2, '') = two.code AND coalesce(name2, '') = two.name
"""

# Identifiers that only rise cannot repeat; text that is no number, or a gap, counts as a fall.
RISING = """
    SELECT coalesce(bool_and(coalesce(number > before, n = 1)), true) FROM (
        SELECT n, number, lag(number) OVER () AS before FROM (SELECT n, try_cast(id AS BIGINT) AS number FROM typed))
"""

# Both actors looked up; a row outside every span of a code that has one cannot be (the spans cover the file's days).
ACTORS = """
    LEFT JOIN who s ON acting.actor1 = s.code AND acting.day BETWEEN s.since AND s.until
    LEFT JOIN who t ON acting.actor2 = t.code AND acting.day BETWEEN t.since AND t.until
"""
CODE = "[0-9]{2,4}"
REASONS = f"""
    {ACTORS} CROSS JOIN LATERAL (SELECT CASE
        WHEN acting.day IS NULL THEN 'bad date'
        WHEN coalesce(regexp_extract(acting.code, '^{CODE}$'), '') = '' THEN 'no code'
        WHEN NOT coalesce(s.known, true) OR NOT coalesce(t.known, true) THEN 'unknown state code'
    END AS refused)
"""

REFUSED = f"SELECT acting.n, acting.part, refused FROM acting {REASONS} WHERE refused IS NOT NULL"

OUTCOMES = "SELECT part, refused, count(*) FROM refused_rows GROUP BY ALL ORDER BY ALL"

# The first refused rows of every file and reason, as `tertius.events.assemble` shows them.
EXAMPLES = f"""
    SELECT part, refused, acting.row, acting.actor1, acting.actor2, acting.code FROM acting JOIN (
        FROM refused_rows QUALIFY row_number() OVER (PARTITION BY part, refused ORDER BY n) <= {Refusals.FEW}
    ) USING (n, part) ORDER BY n
"""


def same(text: str) -> str:
    """SQL: a text that is the same in every row, as a type of its own, which Parquet is written from without looking at it."""
    return f"{quote(text)}::ENUM({quote(text)})"


EVENTS = """
    SELECT acting.event_id, {dataset} AS dataset, acting.day AS earliest, acting.day AS latest, {when} AS kind,
           s.handle AS source, t.handle AS target, acting.a AS source_raw, acting.b AS target_raw, true AS directed,
           {cameo} AS vocabulary, acting.code, acting.value, {blank} AS issues, {evidence} AS role, {blank} AS act,
           {blank} AS reference, {blank} AS confidence, {blank} AS form, {blank} AS third,
           CASE
               WHEN acting.a IS NOT NULL AND acting.actor1 IS NULL THEN 'non-state actor'
               WHEN acting.b IS NOT NULL AND acting.actor2 IS NULL THEN 'non-state actor'
               WHEN acting.actor1 IS NULL OR acting.actor2 IS NULL THEN 'one actor only'
               WHEN s.note IS NOT NULL THEN 'source ' || s.note
               WHEN s.handle IS NULL AND s.state THEN 'source does not exist that day'
               WHEN s.handle IS NULL THEN 'source not a state'
               WHEN t.note IS NOT NULL THEN 'target ' || t.note
               WHEN t.handle IS NULL AND t.state THEN 'target does not exist that day'
               WHEN t.handle IS NULL THEN 'target not a state'
               WHEN s.handle = t.handle THEN 'same state'
           END AS apart,
           marks.dup_of, marks.dup_rule, {file} AS file, {row} AS row, acting.added, NULL::VARCHAR AS extra,
           {part} AS part
    FROM acting {actors} LEFT JOIN marks ON acting.n = marks.n {sifted}
"""


def days_between(code: str, first: dt.date, last: dt.date) -> Iterator[Span]:
    """What a country code means from `first` to `last`: spans of days with one handle, or a note why there is none."""

    begin, end = (day.toordinal() - EPOCH for day in (first, last))
    cuts = [begin, *(int(day) for day in _boundaries() if begin < day <= end)]
    codes, days = pa.array([code] * len(cuts)), np.array(cuts, np.int64)
    handles = resolve(codes, days, scheme="cameo").to_pylist()
    notes = ambiguities(codes, days, scheme="cameo").to_pylist()
    state, stands = is_state(code, "cameo"), known(code, "cameo")
    start = 0
    for i in range(1, len(cuts) + 1):
        if i == len(cuts) or (handles[i], notes[i]) != (handles[start], notes[start]):
            until = end if i == len(cuts) else cuts[i] - 1
            yield (
                _date(cuts[start] + EPOCH),
                _date(until + EPOCH),
                handles[start],
                notes[start],
                state,
                stands,
            )
            start = i


def _date(ordinal: int) -> dt.date:
    return dt.date.fromordinal(ordinal)
