"""GDELT events 1.0 and 2.0 (codebooks V1.03 of 2013-08-25 and V2.0 of 2015-02-19).

Tab-separated whatever the name says (.csv, .CSV, or a zip of one), no header, no quoting, UTF-8, missing is
empty.

- 1.0 backfile, 1979 to March 2013: 57 columns; daily files from 1 April 2013: 58 (SOURCEURL).
- 2.0, one zip every 15 minutes from February 2015: 61 (an ADM2 code for each place); DATEADDED has a time
  (UTC).

Quirks: codes are strings (010 is not 10); a file holds what was *added* that day, and SQLDATE may lie a
week, a month, a year or ten years before; Actor*CountryCode is CAMEO (nearly ISO3), the Geo codes are FIPS
10-4 (CH is China, RS is Russia), so places are never taken for actors. An actor counts as its country's,
whatever its role; a row whose actor has no country is kept apart. All columns stay in the raw table.

Cite: Leetaru, K. & Schrodt, P. A. (2013). GDELT: Global Data on Events, Location and Tone. ISA Annual
Convention.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from tertius.errors import BadInput
from tertius.events.assemble import Actors, assemble, blank_null, mask, matches, number
from tertius.events.batch import Batch, Reader
from tertius.events.dates import packed, parse_dates
from tertius.events.delimited import Rows, read_tabbed
from tertius.events.files import head

_ACTOR = "Code Name CountryCode KnownGroupCode EthnicCode Religion1Code Religion2Code Type1Code Type2Code Type3Code"
_GEO = "Type FullName CountryCode ADM1Code Lat Long FeatureID"
_EVENT = (
    "IsRootEvent EventCode EventBaseCode EventRootCode QuadClass GoldsteinScale NumMentions NumSources NumArticles"
    " AvgTone"
)


def names(geo: str = _GEO, *, url: bool = True) -> tuple[str, ...]:
    """Column names of a layout."""
    return (
        *["GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate"],
        *(f"Actor{i}{part}" for i in (1, 2) for part in _ACTOR.split()),
        *_EVENT.split(),
        *(f"{who}Geo_{part}" for who in ("Actor1", "Actor2", "Action") for part in geo.split()),
        "DATEADDED",
        *(("SOURCEURL",) if url else ()),
    )


V1_BACKFILE, V1_DAILY = names(url=False), names()
V2 = names(_GEO.replace("ADM1Code", "ADM1Code ADM2Code"))
LAYOUTS = {"gdelt1": {57: V1_BACKFILE, 58: V1_DAILY}, "gdelt2": {61: V2}}


def detector(name: str) -> Callable[[Path, bytes], bool]:
    """Whether the first line has the right number of columns and a date in the second."""

    def detect(path: Path, opening: bytes) -> bool:
        fields = opening.split(b"\n", 1)[0].rstrip(b"\r").split(b"\t")
        return len(fields) in LAYOUTS[name] and packed(fields[1].decode("latin-1")) is not None

    return detect


def batcher(name: str) -> Callable[[Path], Iterator[Batch]]:
    """Batches of about 8 MiB; the first line decides between the layouts."""

    def batches(path: Path) -> Iterator[Batch]:
        found = [line.count(b"\t") + 1 for line in head(path).split(b"\n", 20)[:20] if line]
        layout = next((LAYOUTS[name][width] for width in found if width in LAYOUTS[name]), None)
        if layout is None:
            wanted = " or ".join(map(str, LAYOUTS[name]))
            raise BadInput(
                f"{path} has {found[0] if found else 0} columns", f"{wanted} tab-separated ({name})"
            )
        for rows in read_tabbed(path, layout):
            yield _batch(path, name, rows, layout)

    return batches


def _batch(path: Path, name: str, rows: Rows, layout: Sequence[str]) -> Batch:
    table = rows.table

    def get(column: str) -> pa.Array:
        return blank_null(table[column])

    days, bad_date = parse_dates(get("SQLDATE"), packed)
    code = get("EventCode")
    source, target = get("Actor1Code"), get("Actor2Code")
    actors = Actors(get("Actor1CountryCode"), get("Actor2CountryCode"), "cameo")
    stateless = pc.or_(_no_state(source, actors.source), _no_state(target, actors.target))
    events, refused, keep = assemble(
        name,
        {
            "event_id": get("GLOBALEVENTID"), "earliest": days, "latest": days,
            "vocabulary": "cameo", "code": code,
            "value": number(get("GoldsteinScale")), "source_raw": source, "target_raw": target,
            "reference": table["SOURCEURL"] if "SOURCEURL" in layout else "",
            "added": parse_dates(get("DATEADDED"), packed)[0],
        },
        actors, file=path.name, rows=rows.rows,
        refuse=[(bad_date, "bad date"), (~matches(code, r"[0-9]{2,4}"), "no code")],
        apart=[(mask(stateless), "non-state actor")],
    )  # fmt: skip
    raw = table if keep.all() else table.filter(pa.array(keep))
    return Batch(events, refused + rows.refused, rows.read, raw=raw)


def _no_state(actor: pa.Array, country: pa.Array) -> pa.Array:
    return pc.and_(pc.is_valid(actor), pc.is_null(country))


READERS = {name: Reader(name, detector(name), batcher(name)) for name in LAYOUTS}
