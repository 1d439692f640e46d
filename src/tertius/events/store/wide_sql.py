"""The SQL behind `tertius.events.store.wide`: one place for what a GDELT row means to the events."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import numpy as np
import pyarrow as pa

Span = tuple[dt.date, dt.date, str | None, str | None, bool, bool]

TYPED = """
    SELECT file_row_number + 1 AS n, GLOBALEVENTID AS id,
           CASE WHEN regexp_full_match(SQLDATE, '[0-9]{{8}}([0-9]{{6}})?')
               THEN try_strptime(left(SQLDATE, 8), '%Y%m%d')::DATE END AS day,
           Actor1Code AS a, Actor2Code AS b, Actor1CountryCode AS actor1, Actor2CountryCode AS actor2,
           EventCode AS code, {url} AS url,
           CASE WHEN regexp_full_match(GoldsteinScale, '[+-]?[0-9]{{1,17}}([.][0-9]{{0,17}})?([eE][+-]?[0-9]{{1,2}})?')
               THEN try_cast(GoldsteinScale AS DOUBLE) END AS value,
           CASE WHEN regexp_full_match(DATEADDED, '[0-9]{{8}}([0-9]{{6}})?')
               THEN try_strptime(left(DATEADDED, 8), '%Y%m%d')::DATE END AS added
    FROM {raw}
"""

KEYS = """
    SELECT *, '{dataset}' AS dataset, 'cameo' AS vocabulary,
           '{dataset}:' || coalesce(id, {file} || ':' || n) AS event_id FROM typed
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

OUTCOMES = f"SELECT refused, count(*) FROM keys {REASONS} GROUP BY ALL ORDER BY ALL"

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
           marks.dup_of, marks.dup_rule, {file} AS file, keys.n AS row, keys.added, NULL::VARCHAR AS extra,
           {part} AS part
    FROM keys {reasons} LEFT JOIN marks ON keys.n = marks.n
    WHERE refused IS NULL
"""


def days_between(code: str, first: dt.date, last: dt.date) -> Iterator[Span]:
    """What a country code means from `first` to `last`: spans of days with one handle, or a note why there is none."""
    from tertius.events.resolve import EPOCH, _boundaries, ambiguities, is_state, known, resolve

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
