"""A series keeps its numbers, loses no brief, and its pages lead to one another; its feed holds to RFC 4287."""

from __future__ import annotations

import datetime as dt
import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tertius.brief.publish import publish
from tertius.brief.publishing import Order
from tertius.brief.series import listed
from tertius.errors import BadInput
from tertius.findings import find
from tests.brief.reading import Reader

ATOM = "{http://www.w3.org/2005/Atom}"
DAY = dt.date(2026, 5, 4)


@pytest.fixture(scope="module")
def folder(study: Any, bare: Any, tmp_path_factory: Any) -> Path:
    """Two briefs, then the first again in Korean."""
    made: Path = tmp_path_factory.mktemp("series")
    one, other = find(study), find(bare)
    publish(study, one, made, Order("en", pdf=True), DAY)
    publish(bare, other, made, Order("en"), DAY + dt.timedelta(1))
    publish(study, one, made, Order("ko"), DAY + dt.timedelta(2))
    return made


def nav(page: Path) -> Reader:
    found = re.search(r"<nav data-series.*?</nav>", page.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    return Reader(found[0])


@pytest.mark.long
def test_numbers_stay_and_no_brief_is_lost(folder: Path) -> None:
    rows = [(entry.case, entry.lang, entry.number, entry.file) for entry in listed(folder)]
    assert rows == [
        ("north-korea-moscow-beijing", "en", 1, "north-korea-moscow-beijing.en.html"),
        ("north-korea-moscow-beijing", "ko", 1, "north-korea-moscow-beijing.html"),
        ("prk-sun-chn", "en", 2, "prk-sun-chn.html"),
    ]
    for entry in listed(folder):
        text = (folder / entry.file).read_text(encoding="utf-8")
        assert f'<html lang="{entry.lang}">' in text
        assert all((folder / name).exists() for name in entry.files.values())


def test_pages_lead_to_one_another_and_every_link_arrives(folder: Path) -> None:
    first = nav(folder / "north-korea-moscow-beijing.en.html")
    assert first.values("href") == [
        "./prk-sun-chn.html", "./north-korea-moscow-beijing.html", "./north-korea-moscow-beijing.en.pdf",
    ]  # fmt: skip
    assert first.values("rel") == ["next", "alternate"]
    assert nav(folder / "north-korea-moscow-beijing.html").values("hreflang") == ["en"]
    assert nav(folder / "prk-sun-chn.html").values("rel") == ["prev"]
    for page in folder.glob("*.html"):
        for link in Reader(page.read_text(encoding="utf-8")).values("href"):
            if link.startswith("./"):
                assert (folder / link[2:]).is_file(), (page.name, link)


def test_the_index_has_a_sentence_and_a_small_picture_a_brief(folder: Path) -> None:
    found = Reader((folder / "index.html").read_text(encoding="utf-8"))
    assert sum(tag == "svg" for tag, _ in found.tags) == 3
    for entry in listed(folder):
        assert entry.sentence in found.words
        assert entry.title in found.words


def test_the_feed_has_what_the_format_asks_for(folder: Path) -> None:
    feed = ET.parse(folder / "feed.xml").getroot()
    assert feed.tag == f"{ATOM}feed"
    moment = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
    for node in (feed, *feed.findall(f"{ATOM}entry")):
        assert len(node.findall(f"{ATOM}id")) == len(node.findall(f"{ATOM}title")) == 1
        assert moment.fullmatch(node.findtext(f"{ATOM}updated") or "")
        assert node.findtext(f"{ATOM}author/{ATOM}name")
        assert [link for link in node.findall(f"{ATOM}link") if link.get("rel") == "alternate"]
    assert [link.get("href") for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"] == [
        "./feed.xml"
    ]
    entries = feed.findall(f"{ATOM}entry")
    ids = [entry.findtext(f"{ATOM}id") or "" for entry in entries]
    assert len(set(ids)) == len(entries) == 3
    assert all(re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", each) for each in ids)
    assert feed.findtext(f"{ATOM}updated") == "2026-05-06T00:00:00Z"


def test_a_brief_written_again_keeps_its_number_and_identifier(
    study: Any, folder: Path, tmp_path: Path
) -> None:
    for name in ("briefs.json", "north-korea-moscow-beijing.html"):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    before = {(each.case, each.lang): each for each in listed(tmp_path)}
    publish(study, find(study), tmp_path, Order("ko"), DAY + dt.timedelta(9))
    after = {(each.case, each.lang): each for each in listed(tmp_path)}
    assert set(after) == set(before)
    key = ("north-korea-moscow-beijing", "ko")
    assert (after[key].number, after[key].id) == (before[key].number, before[key].id)
    assert after[key].date == "2026-05-13"


@pytest.mark.parametrize(
    "rows",
    [
        '[{"file": "a.html", "title": "t", "sentence": "s", "period": "p", "lang": "xx"}]',
        '{"file": "a.html"}',
        '[{"title": "t"}]',
        "not JSON",
    ],
)
def test_a_list_that_is_not_ours_is_refused(tmp_path: Path, rows: str) -> None:
    (tmp_path / "briefs.json").write_text(rows)
    with pytest.raises(BadInput, match="no list of briefs"):
        listed(tmp_path)


def test_a_name_in_the_list_leads_nowhere_else(tmp_path: Path) -> None:
    row = {
        "file": "../../outside.html",
        "title": "t",
        "sentence": "s",
        "period": "p",
        "files": {"pdf": "/etc/x.pdf"},
    }
    (tmp_path / "briefs.json").write_text(json.dumps([row]))
    assert (listed(tmp_path)[0].file, listed(tmp_path)[0].files) == ("outside.html", {"pdf": "x.pdf"})


def test_a_list_of_an_earlier_version_is_read_and_hostile_texts_in_it_stay_texts(
    study: Any, tmp_path: Path
) -> None:
    from tertius.brief.index import write_series

    nasty = "<script>alert(1)</script>"
    row = {"file": "old.html", "title": nasty, "sentence": nasty, "period": "then"}
    (tmp_path / "briefs.json").write_text(json.dumps([row]))
    entries = listed(tmp_path)
    assert (entries[0].number, entries[0].lang, entries[0].case) == (1, "en", "old")
    entries = [
        replace(entries[0], thumb='<svg xmlns="x"><script>1</script><rect onload="x" width="2"/></svg>')
    ]
    found = Reader(write_series(tmp_path, entries, "en").read_text(encoding="utf-8"))
    assert sum(tag == "script" for tag, _ in found.tags) == 1
    assert not [name for _, attrs in found.tags for name in attrs if name.startswith("on")]
    assert nasty in found.words
    assert nasty in (ET.parse(tmp_path / "feed.xml").getroot().findtext(f"{ATOM}entry/{ATOM}title") or "")


def test_two_runs_at_one_folder_take_two_numbers(study: Any, bare: Any, tmp_path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    made = tmp_path / "together"
    with ThreadPoolExecutor(2) as runs:
        for run in [runs.submit(publish, each, find(each), made, Order("en"), DAY) for each in (study, bare)]:
            run.result()
    assert sorted(entry.number for entry in listed(made)) == [1, 2]
    assert {path.name for path in made.iterdir() if path.name.startswith(".")} == set()
