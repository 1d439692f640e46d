"""The page's structure: every section, every anchor, no address, and reasons where something is missing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tertius import charts
from tertius.brief import answer, terminal_summary, write_brief, write_index
from tertius.brief.annex import SECTIONS
from tertius.errors import BadInput
from tests.brief.reading import Reader

FORBIDDEN = (
    r"<link\b",
    r"<img\b",
    r"<iframe\b",
    r"@import",
    r"(?<![a-z])url\(",
    r"\bfetch\(",
    r"XMLHttpRequest",
    r"\bimport\(",
    r"""(?:src|href|action|srcset|xlink:href)\s*=\s*["']?\s*(?:https?:|//|data:|javascript:)""",
    r"xmlns",
)


def markup(text: str) -> str:
    """The page's tags alone: an address in a reference is text, and text may hold anything."""
    return "".join(
        re.findall(r"<[a-zA-Z!/][^>]*>", re.sub(r' data-tip="[^"]*"| aria-label="[^"]*"', "", text))
    )


@pytest.mark.parametrize("pattern", FORBIDDEN)
def test_the_page_has_no_outside_address(page: Path, pattern: str) -> None:
    text = page.read_text(encoding="utf-8")
    parts = re.findall(r"<(?:style|script)>.*?</(?:style|script)>", text, re.DOTALL)
    own = "".join(parts)
    shown = markup(text) + own
    if pattern == "xmlns":  # the name of a format in a file that is saved, not an address that is asked
        shown = markup(re.sub(r"<script>.*?</script>", "", text, flags=re.DOTALL))
    assert not re.search(pattern, shown, re.IGNORECASE)


def test_every_link_stays_in_the_page_and_arrives(page: Path) -> None:
    found = Reader(page.read_text(encoding="utf-8"))
    ids = found.values("id")
    assert len(ids) == len(set(ids))
    links = found.values("href")
    assert links
    inner = [link for link in links if not link.startswith("mailto:")]
    assert len(links) - len(inner) == 1
    assert {link[1:] for link in inner} <= set(ids)
    assert all(link.startswith("#") for link in inner)


def test_every_section_is_there_in_order(page: Path) -> None:
    found = Reader(page.read_text(encoding="utf-8"))
    heads = [attrs["id"] for tag, attrs in found.tags if tag == "h2" and "id" in attrs]
    assert heads == [key.replace(" ", "-") for key in SECTIONS]


def test_every_act_has_a_row_and_its_reference(study: Any, page: Path) -> None:
    found = Reader(page.read_text(encoding="utf-8"))
    ids = set(found.values("id"))
    for leg in study.settings.legs:
        for act in charts.acts_on(study.panel, study.events, *leg):
            assert act.place in ids
            assert act.reference in found.words


def test_pictures_and_tables_speak_to_those_who_do_not_see_them(page: Path) -> None:
    found = Reader(page.read_text(encoding="utf-8"))
    assert ("html", {"lang": "en"}) in found.tags
    drawings = [attrs for tag, attrs in found.tags if tag == "svg"]
    assert drawings
    assert all(attrs.get("role") == "img" and len(attrs.get("aria-label") or "") > 20 for attrs in drawings)
    heads = [attrs for tag, attrs in found.tags if tag == "th"]
    assert all(attrs.get("scope") in ("col", "row") for attrs in heads)


def test_the_policy_lets_nothing_through_but_the_page_s_own_style_and_script(page: Path) -> None:
    found = Reader(page.read_text(encoding="utf-8"))
    policy = next(
        attrs["content"] or ""
        for tag, attrs in found.tags
        if attrs.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert not found.values("style")
    assert not [name for _, attrs in found.tags for name in attrs if name.startswith("on")]


def test_missing_values_are_said_with_their_reason(bare: Any, tmp_path: Path) -> None:
    found = Reader(write_brief(bare, tmp_path / "bare.html").read_text(encoding="utf-8"))
    for room in ("agreement", "conditions", "gains", "forecasts", "options"):
        assert f"no {room} here" in found.words


def test_the_index_leads_to_each_brief(study: Any, tmp_path: Path) -> None:
    found = Reader(write_index([study], tmp_path / "index.html").read_text(encoding="utf-8"))
    assert found.values("href") == ["./feed.xml", "./north-korea-moscow-beijing.html"]
    assert answer(study)[0] in found.words


def test_the_index_keeps_what_earlier_runs_wrote(study: Any, bare: Any, tmp_path: Path) -> None:
    write_index([study], tmp_path / "index.html")
    found = Reader(write_index([bare], tmp_path / "index.html").read_text(encoding="utf-8"))
    assert found.values("href")[1:] == ["./prk-sun-chn.html", "./north-korea-moscow-beijing.html"]
    (tmp_path / "briefs.json").write_text("[1]")
    with pytest.raises(BadInput, match="no list of briefs"):
        write_index([study], tmp_path / "index.html")


def test_the_brief_is_the_same_when_written_twice(study: Any, page: Path, tmp_path: Path) -> None:
    assert write_brief(study, tmp_path / "again.html").read_bytes() == page.read_bytes()


def test_korean_headings_and_answer(study: Any, tmp_path: Path) -> None:
    found = Reader(write_brief(study, tmp_path / "ko.html", lang="ko").read_text(encoding="utf-8"))
    assert ("html", {"lang": "ko"}) in found.tags
    assert "핵심 판단과 그 확실성" in found.words


def test_an_unknown_language_or_a_folder_that_cannot_be_made_is_bad_input(study: Any, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="language 'xx'"):
        write_brief(study, tmp_path / "x.html", lang="xx")
    (tmp_path / "file").write_text("")
    with pytest.raises(BadInput, match="cannot write"):
        write_index([study], tmp_path / "file" / "index.html")


def test_the_terminal_says_the_same_answer(study: Any, bare: Any) -> None:
    from rich.console import Console

    console = Console(width=4000, record=True, file=open("/dev/null", "w"))  # noqa: SIM115
    console.print(terminal_summary(study))
    console.print(terminal_summary(bare))
    said = console.export_text()
    assert all(sentence in said for sentence in answer(study))
