"""Small made-up files and a store for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tertius.events.store import Store

HEADER = "date,source_cow,target_cow,weis_code\n"


def weis_file(path: Path, rows: int = 40, *, year: int = 1970, seed: int = 1) -> Path:
    """A WEIS file of distinct acts between the powers of the day; the values mean nothing."""
    lines = []
    for i in range(rows):
        day = (i * 7 + seed) % 365
        month, date = day // 31 + 1, day % 28 + 1
        pair = [(2, 365), (365, 710), (710, 2), (200, 220)][(i + seed) % 4]
        lines.append(f"{year}-{month:02d}-{date:02d},{pair[0]},{pair[1]},{(i % 20) + 11:03d}1"[:-1])
    path.write_text(HEADER + "\n".join(lines) + "\n")
    return path


def gdelt_row(number: int, *, day: str = "20060731", url: str | None = None, **columns: str) -> str:
    """One line of GDELT 1.0's daily layout."""
    from tertius.events.layouts import GDELT_DAILY

    given = {
        "GLOBALEVENTID": str(number), "SQLDATE": day, "Actor1Code": "USAGOV", "Actor1CountryCode": "USA",
        "Actor2Code": "CHN", "Actor2CountryCode": "CHN", "EventCode": "040", "GoldsteinScale": "1.0",
        "DATEADDED": "20160728", "SOURCEURL": f"http://a.example/{number}" if url is None else url, **columns,
    }  # fmt: skip
    return "\t".join(given.get(name, "") for name in GDELT_DAILY)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty store."""
    return Store(tmp_path / "store")
