"""Files in GDELT 1.0's format (58 columns), made once and cached outside the tree.

Values are drawn so that sizes and repeats are like GDELT's: 420 bytes a row, most rows without two states, one row in
six repeats the actors and the code of the row before it. The rows are random; nothing can be learned from them.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from tertius.events.layouts import GDELT_DAILY
from tertius.events.scales import get_scale

PER_FILE = 1_000_000
CACHE = Path(os.environ.get("TERTIUS_BENCH", Path.home() / ".cache" / "tertius-bench"))
_STATES = [
    "USA",
    "CHN",
    "RUS",
    "GBR",
    "FRA",
    "DEU",
    "JPN",
    "KOR",
    "PRK",
    "IND",
    "PAK",
    "IRN",
    "ISR",
    "SYR",
    "IRQ",
    "TUR",
    "EGY",
    "SAU",
    "UKR",
    "POL",
    "BRA",
    "MEX",
    "CAN",
    "AUS",
    "VNM",
    "THA",
    "IDN",
    "PHL",
    "NGA",
    "ZAF",
    "KEN",
    "ETH",
]
_ROLES = ["", "GOV", "MIL", "BUS", "MED", "OPP"]
_CODES = [
    "010",
    "020",
    "030",
    "036",
    "040",
    "042",
    "043",
    "046",
    "050",
    "051",
    "057",
    "060",
    "070",
    "080",
    "090",
    "100",
    "110",
    "111",
    "112",
    "120",
    "130",
    "138",
    "140",
    "141",
    "150",
    "160",
    "163",
    "170",
    "173",
    "180",
    "190",
    "193",
]


def gdelt_files(rows: int) -> list[Path]:
    """Paths of files with `rows` rows in all, a million a file (one smaller file below that)."""
    sizes = [PER_FILE] * (rows // PER_FILE) + ([rows % PER_FILE] if rows % PER_FILE else [])
    return [_file(number, size) for number, size in enumerate(sizes)]


def _file(number: int, size: int) -> Path:
    path = CACHE / f"gdelt1-v5-{number:02d}-{size}.csv"
    if not path.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        start = time.perf_counter()
        draft = path.with_suffix(".draft")
        _write(draft, number, size)
        draft.rename(path)
        print(f"  made {path} in {time.perf_counter() - start:.1f} s", file=sys.stderr, flush=True)
    return path


def _pick(values: list[str], salt: int) -> str:
    """SQL: a value drawn by a hash of ``k``, which a row that repeats the one before it shares with it."""
    texts = ", ".join(f"'{value}'" for value in values)
    return f"([{texts}])[1 + (hash(k * 31 + {salt}) % {len(values)})::INT]"


def _columns() -> dict[str, str]:
    """SQL for every column that is not empty; a file covers 400 days of its own."""
    place = "'Place ' || (hash(i + 11) % 5000) || ', Region ' || (hash(i + 12) % 300) || ', Country'"
    scores = [get_scale("goldstein").of_code("cameo", code)[0] for code in _CODES]
    score = f"({scores})[1 + (hash(k * 31 + 5) % {len(_CODES)})::INT]"
    filled = {
        "GLOBALEVENTID": "(100000000 + g)::VARCHAR", "SQLDATE": "strftime(d, '%Y%m%d')",
        "MonthYear": "strftime(d, '%Y%m')", "Year": "strftime(d, '%Y')",
        "FractionDate": "format('{:.4f}', year(d) + dayofyear(d) / 365.25)",
        "Actor1Code": "s || r1", "Actor1Name": "'NAME OF ' || s", "Actor1CountryCode": "s", "Actor1Type1Code": "r1",
        "Actor2Code": "t || r2", "Actor2Name": "CASE WHEN t <> '' THEN 'NAME OF ' || t ELSE '' END",
        "Actor2CountryCode": "t", "Actor2Type1Code": "r2",
        "IsRootEvent": "(hash(i + 6) % 2)::VARCHAR", "EventCode": "code", "EventBaseCode": "left(code, 3)",
        "EventRootCode": "left(code, 2)",
        "QuadClass": "(CASE WHEN code < '06' THEN 1 WHEN code < '10' THEN 2 WHEN code < '15' THEN 3 ELSE 4 END)::VARCHAR",
        "GoldsteinScale": f"{score}::DOUBLE::VARCHAR", "NumMentions": "(1 + hash(i + 7) % 20)::VARCHAR",
        "NumSources": "(1 + hash(i + 8) % 5)::VARCHAR", "NumArticles": "(1 + hash(i + 7) % 20)::VARCHAR",
        "AvgTone": "format('{:.14f}', (hash(i + 9) % 20000)::DOUBLE / 1000.7 - 10)", "DATEADDED": "strftime(d, '%Y%m%d')",
        "SOURCEURL": "'http://www.paper-' || (hash(i // 4) % 977) || '.com/news/' || (g // 4) || "
                     "'/a-headline-of-some-length-as-they-are-' || (hash(i // 4 + 1) % 100000) || '.html'",
    }  # fmt: skip
    for who, salt in (("Actor1", 21), ("Actor2", 22), ("Action", 23)):
        filled |= {
            f"{who}Geo_Type": "'4'", f"{who}Geo_FullName": place.replace("11", str(salt)),
            f"{who}Geo_CountryCode": "'US'", f"{who}Geo_ADM1Code": f"'US' || (hash(i + {salt}) % 50)",
            f"{who}Geo_Lat": f"format('{{:.4f}}', (hash(i + {salt}) % 180)::DOUBLE / 1.01 - 90)",
            f"{who}Geo_Long": f"format('{{:.4f}}', (hash(i + {salt}) % 360)::DOUBLE / 1.01 - 180)",
            f"{who}Geo_FeatureID": f"(hash(i + {salt}) % 9999999)::VARCHAR",
        }  # fmt: skip
    return filled


def _write(path: Path, number: int, size: int) -> None:
    import duckdb

    filled = _columns()
    chosen = ", ".join(filled.get(name, "''") for name in GDELT_DAILY)
    low, days = number * PER_FILE, 400
    base = f"""
        SELECT *, {_pick(_STATES, 1)} AS s,
               CASE WHEN hash(k + 77) % 10 < 4 THEN {_pick(_STATES, 2)} ELSE '' END AS t,
               {_pick(_ROLES, 3)} AS r1, CASE WHEN t <> '' THEN {_pick(_ROLES, 4)} ELSE '' END AS r2,
               {_pick(_CODES, 5)} AS code
        FROM (
            SELECT g, g AS i, CASE WHEN hash(g + 88) % 6 = 0 THEN g - 1 ELSE g END AS k,
                   DATE '1985-01-01' + ({days} * {number} + (g - {low}) * {days} // {size})::INT AS d
            FROM range({low}, {low + size}) rows(g)
        )
    """
    with duckdb.connect() as connection:
        connection.execute("SET enable_progress_bar = false")
        connection.execute(
            f"COPY (SELECT {chosen} FROM ({base})) TO '{path}' "
            "(FORMAT csv, DELIMITER '\t', HEADER false, QUOTE '', ESCAPE '')"
        )
