"""The SQL behind `tertius.events.store.wide`: one place for what a GDELT row means to the events."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

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


CELLS = ("event_id", "source_raw", "target_raw", "source", "target", "source_name", "target_name")


def _trimmed(part: str) -> str:
    """SQL: a cell without blanks at its ends, of which few have any: to look is a tenth of the price of taking off."""
    cell = _ROW[part]
    return f"CASE WHEN regexp_matches({cell}, '^[^!-~]|[^!-~]$') THEN trim({cell}, '{BLANK}') ELSE {cell} END AS {cell}"


def _cell(part: str) -> str:
    """SQL: a trimmed cell as the reader takes it, null where it holds nothing or a word for nothing."""
    words = ", ".join(quote(word) for word in MISSING.to_pylist())
    return f"CASE WHEN {_ROW[part]} NOT IN ({words}) THEN {_ROW[part]} END"


TYPED = f"""
    SELECT file_row_number + 1 AS n, {{whose}}{_cell("event_id")} AS id,
           CASE WHEN regexp_full_match({_ROW["date"]}, '[0-9]{{{{8}}}}([0-9]{{{{6}}}})?')
               THEN try_strptime(left({_ROW["date"]}, 8), '%Y%m%d')::DATE END AS day,
           {_cell("source_raw")} AS code1,
           {_cell("target_raw")} AS code2,
           {_cell("source")} AS country1,
           {_cell("target")} AS country2,
           {_cell("source_name")} AS name1,
           {_cell("target_name")} AS name2,
           {_ROW["code"]} AS code, {_ROW["root"]} AS root, {{url}} AS url,
           CASE WHEN regexp_full_match({_ROW["value"]},
                                       '[+-]?([0-9]{{{{1,17}}}}([.][0-9]{{{{0,17}}}})?|[.][0-9]{{{{1,17}}}})([eE][+-]?[0-9]{{{{1,2}}}})?')
               THEN try_cast({_ROW["value"]} AS DOUBLE) END AS value,
           CASE WHEN regexp_full_match({_ROW["added"]}, '[0-9]{{{{8}}}}([0-9]{{{{6}}}})?')
               THEN try_strptime(left({_ROW["added"]}, 8), '%Y%m%d')::DATE END AS added
    FROM (SELECT * REPLACE ({", ".join(map(_trimmed, CELLS))}) FROM {{raw}})
"""

# What an actor without a country code is called by: looked up once (`tertius.events.readers.gdelt.named_state`).
LONE = """
    SELECT DISTINCT code, name, part FROM (
        SELECT coalesce(code1, '') AS code, coalesce(name1, '') AS name, part FROM typed WHERE country1 IS NULL
        UNION ALL SELECT coalesce(code2, ''), coalesce(name2, ''), part FROM typed WHERE country2 IS NULL)
    WHERE code <> '' OR name <> ''
"""

# Everything that makes a row contradict itself or its source, few different ones in a file: the reader looks at such files.
SUSPECTS = """
    SELECT part, code, root, value, count(*) AS n_count, min(day) AS first, max(day) AS last FROM typed GROUP BY ALL
"""

KEYS = """
    SELECT typed.* EXCLUDE (country1, country2, code1, code2, name1, name2, root, {without}),
           coalesce(code1, country1) AS a, coalesce(code2, country2) AS b,
           coalesce(country1, one.state) AS actor1, coalesce(country2, two.state) AS actor2,
           '{dataset}' AS dataset, 'cameo' AS vocabulary, typed.code AS kind_of_act,
           '{dataset}:' || coalesce(id, file || ':' || typed.row) AS event_id
    FROM typed
    LEFT JOIN named one ON country1 IS NULL AND coalesce(code1, '') = one.code AND coalesce(name1, '') = one.name
    LEFT JOIN named two ON country2 IS NULL AND coalesce(code2, '') = two.code AND coalesce(name2, '') = two.name
"""

# Identifiers that only rise cannot repeat; text that is no number, or a gap, counts as a fall.
RISING = """
    SELECT coalesce(bool_and(coalesce(number > before, n = 1)), true) FROM (
        SELECT n, number, lag(number) OVER () AS before FROM (SELECT n, try_cast(id AS BIGINT) AS number FROM typed))
"""

# Both actors looked up; a row outside every span of a code that has one cannot be (the spans cover the file's days).
REASONS = """
    LEFT JOIN who s ON keys.actor1 = s.code AND keys.day BETWEEN s.since AND s.until
    LEFT JOIN who t ON keys.actor2 = t.code AND keys.day BETWEEN t.since AND t.until
    CROSS JOIN LATERAL (SELECT CASE
        WHEN keys.day IS NULL THEN 'bad date'
        WHEN NOT coalesce(regexp_full_match(keys.code, '[0-9]{2,4}'), false) THEN 'no code'
        WHEN NOT coalesce(s.known, true) OR NOT coalesce(t.known, true) THEN 'unknown state code'
    END AS refused)
"""

OUTCOMES = f"SELECT part, refused, count(*) FROM keys {REASONS} GROUP BY ALL ORDER BY ALL"

# The first refused rows of every file and reason, as `tertius.events.assemble` shows them.
EXAMPLES = f"""
    SELECT part, refused, keys.row, keys.actor1, keys.actor2, keys.code FROM keys {REASONS} WHERE refused IS NOT NULL
    QUALIFY row_number() OVER (PARTITION BY part, refused ORDER BY n) <= {Refusals.FEW} ORDER BY n
"""

EVENTS = """
    SELECT keys.event_id, keys.dataset, keys.day AS earliest, keys.day AS latest, 'when' AS kind,
           s.handle AS source, t.handle AS target, keys.a AS source_raw, keys.b AS target_raw, true AS directed,
           keys.vocabulary, keys.code, keys.value, '' AS issues, 'evidence' AS role, '' AS act,
           '' AS reference, '' AS confidence, '' AS form, '' AS third,
           CASE
               WHEN keys.a IS NOT NULL AND keys.actor1 IS NULL THEN 'non-state actor'
               WHEN keys.b IS NOT NULL AND keys.actor2 IS NULL THEN 'non-state actor'
               WHEN keys.actor1 IS NULL OR keys.actor2 IS NULL THEN 'one actor only'
               WHEN s.note IS NOT NULL THEN 'source ' || s.note
               WHEN s.handle IS NULL AND s.state THEN 'source does not exist that day'
               WHEN s.handle IS NULL THEN 'source not a state'
               WHEN t.note IS NOT NULL THEN 'target ' || t.note
               WHEN t.handle IS NULL AND t.state THEN 'target does not exist that day'
               WHEN t.handle IS NULL THEN 'target not a state'
               WHEN s.handle = t.handle THEN 'same state'
           END AS apart,
           marks.dup_of, marks.dup_rule, {file} AS file, {row} AS row, keys.added, NULL::VARCHAR AS extra,
           {part} AS part
    FROM keys {reasons} LEFT JOIN marks ON keys.n = marks.n
    WHERE refused IS NULL
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
