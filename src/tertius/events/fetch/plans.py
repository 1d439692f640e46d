"""Which files a source consists of, read from the source's own lists.

GDELT 1.0: ``md5sums`` and ``filesizes`` beside the files; yearly zips to 2005, monthly to March 2013, then daily.
GDELT 2.0: ``masterfilelist.txt`` (size, check sum, address), a file every 15 minutes from 18 February 2015.
ICEWS, POLECAT, UN votes: the Dataverse native API (``/api/datasets/:persistentId``).
"""

from __future__ import annotations

import calendar
import datetime as dt
import itertools
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from tertius.errors import AnalysisFailed
from tertius.events.fetch.pace import Failed, Pace
from tertius.events.fetch.transfer import Item, get_text
from tertius.files.names import shown
from tertius.limits import MAX_ENTRIES

if TYPE_CHECKING:
    import httpx

Days = tuple[dt.date, dt.date]
GDELT = "http://data.gdeltproject.org"
DATAVERSE = "https://dataverse.harvard.edu"
_STAMP = re.compile(r"^(\d{4})(\d{2})?(\d{2})?(\d{6})?\.")
_MD5 = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class Origin:
    """Where a source is got: its host, and how its list of files is read."""

    host: str
    plan: Callable[[httpx.Client, str, Pace], list[Item]]
    wanted: str


def _listed(http: httpx.Client, url: str, pace: Pace) -> str:
    try:
        return get_text(http, url, pace)
    except Failed as failure:
        raise AnalysisFailed(
            f"the list of files at {url} could not be read ({failure}); try again later"
        ) from None


def gdelt1(http: httpx.Client, host: str, pace: Pace) -> list[Item]:
    """Files of GDELT 1.0 with their sizes and check sums."""
    sums, sizes = (_pairs(_listed(http, f"{host}/events/{name}", pace)) for name in ("md5sums", "filesizes"))
    md5, size = ({name: text for text, name in pairs} for pairs in (sums, sizes))
    names = sorted(name for name in {*md5, *size} if _STAMP.match(name) and name.lower().endswith(".zip"))
    return [_item(f"{host}/events/{quote(name)}", name, size.get(name), md5.get(name)) for name in names]


def _item(url: str, name: str, size: object, md5: object) -> Item:
    """A file as its source lists it: a size and a check sum that are absent are not known, those that are none are wrong."""
    number, code = whole_number(size), str(md5 or "").lower()
    wrong = ""
    if size not in (None, "") and number is None:
        wrong = f"announced with a size that is no number of bytes ({shown(size, length=30)})"
    elif code and not _MD5.fullmatch(code):
        wrong = f"announced with a check sum that is none ({shown(md5, length=40)})"
    return Item(url, name, number, code if code and not wrong else None, wrong)


def whole_number(given: object) -> int | None:
    """A count of bytes or a file's number as a server gives it; None for what is none."""
    text = str(given)
    return int(text) if re.fullmatch(r"[0-9]{1,18}", text) else None


def gdelt2(http: httpx.Client, host: str, pace: Pace) -> list[Item]:
    """The event files of GDELT 2.0's master list; lines that are no entry are passed over."""
    items = []
    for fields in _fields(_listed(http, f"{host}/gdeltv2/masterfilelist.txt", pace)):
        if len(fields) != 3 or not fields[2].lower().endswith(".export.csv.zip"):
            continue
        name = re.split(r"[/\\]", fields[2])[-1]
        items.append(_item(f"{host}/gdeltv2/{quote(name)}", name, fields[0], fields[1]))
    return items


def _fields(text: str) -> Iterable[list[str]]:
    return (line.split() for line in itertools.islice(text.splitlines(), MAX_ENTRIES))


def _pairs(text: str) -> list[tuple[str, str]]:
    return [(fields[0].lower(), fields[-1]) for fields in _fields(text) if len(fields) == 2]


def dataverse(doi: str, pattern: str) -> Callable[[httpx.Client, str, Pace], list[Item]]:
    """A plan that lists the files of one Dataverse data set whose names match `pattern`."""
    matches = re.compile(pattern, re.IGNORECASE).search

    def plan(http: httpx.Client, host: str, pace: Pace) -> list[Item]:
        url = f"{host}/api/datasets/:persistentId/?persistentId={quote(doi, safe=':/')}"
        try:
            files = json.loads(_listed(http, url, pace))["data"]["latestVersion"]["files"]
            items = [_dataverse_item(host, entry["dataFile"]) for entry in files]
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise AnalysisFailed(f"{url} did not answer with a list of files; try again later") from None
        return sorted((item for item in items if matches(item.name)), key=lambda item: item.name)

    return plan


def _dataverse_item(host: str, file: dict[str, Any]) -> Item:
    """A table that Dataverse converted is asked for as it was uploaded; its sums are those of the upload."""
    number = whole_number(file["id"])
    if number is None:
        raise ValueError(file["id"])
    url = f"{host}/api/access/datafile/{number}"
    name = str(file.get("filename") or "")
    if file.get("originalFileFormat"):
        title = str(file.get("originalFileName") or name)
        return _item(f"{url}?format=original", title, file.get("originalFileSize"), _sum_of(file))
    return _item(url, name, file.get("filesize"), _sum_of(file))


def _sum_of(file: dict[str, Any]) -> str | None:
    """The MD5 that a Dataverse gives, in either of its ways."""
    sums = file.get("checksum")
    told = (
        sums.get("value") if isinstance(sums, dict) and str(sums.get("type", "")).upper() == "MD5" else None
    )
    return str(file.get("md5") or told or "") or None


def days_of(name: str) -> Days | None:
    """Days that a file's name speaks of (a year, month or day in it), or None."""
    found = _STAMP.match(name) or re.search(r"(?<!\d)((?:19|20)\d{2})(\d{2})?(\d{2})?(?:\d{6})?(?!\d)", name)
    if not found:
        return None
    year, month, day = (int(part) if part else None for part in found.groups()[:3])
    try:
        first = dt.date(year or 0, month or 1, day or 1)
    except ValueError:
        return None
    last = month or 12
    return first, dt.date(first.year, last, day or calendar.monthrange(first.year, last)[1])


def within(items: Iterable[Item], start: dt.date | None, end: dt.date | None) -> list[Item]:
    """Files whose days touch the window; a file whose name tells no day stays in."""
    kept = []
    for item in items:
        days = days_of(item.name)
        if days and ((start and days[1] < start) or (end and days[0] > end)):
            continue
        kept.append(item)
    return kept


FETCHABLE = {
    "gdelt1": Origin(GDELT, gdelt1, "events by year, month or day"),
    "gdelt2": Origin(GDELT, gdelt2, "events by 15 minutes"),
    "icews": Origin(
        DATAVERSE, dataverse("doi:10.7910/DVN/28075", r"events.*\.(zip|tab|tsv)$"), "yearly events"
    ),
    "polecat": Origin(
        DATAVERSE, dataverse("doi:10.7910/DVN/AJGVIT", r"ngecEvents.*\.(zip|txt|tab)$"), "events"
    ),
    "un": Origin(
        DATAVERSE,
        dataverse("doi:10.7910/DVN/LEJUQZ", r"(agreement|ideal).*\.(csv|tab|zip|dta)$"),
        "agreement, ideal points",
    ),
}
BY_HAND = {
    "atop": ("Alliance Treaty Obligations and Provisions", "atopdata.org, after its terms"),
    "sipri": ("SIPRI Arms Transfers Database", "armstransfers.sipri.org, after its terms"),
}
