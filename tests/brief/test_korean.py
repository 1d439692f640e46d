"""A reader of Korean alone meets no English in a brief besides names and what is quoted from sources."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from tertius.brief import write_brief

NAMES = (
    r"Tertius|World Event/Interaction Survey|Integrated Crisis Early Warning System|WEIS|ICEWS|BSD|AR\(1\)|ICD|"
    r"SVG|PNG|CSV|XLSX|JSON|PDF|Word|BibTeX|RIS|E-mail|tertius options|--\w+|sha256|[0-9a-f]{12,}|F1|"
    r"[\w/-]+\.(?:csv|parquet)|stances-2|numpy|scipy|altair|vl-convert-python|tertius|duckdb|weis\w*|icews\w*|casebook|post\d|"
    r"[a-z]+(?:-[a-z]+){1,3}|mu|var|phi|s2|tau2|omega|a0|rate|dispersion|s0"
)
"""Names: of software, formats, files, data sets and parameters."""
QUOTING = ("style", "script", "pre")


class Words(HTMLParser):
    """Every text that a reader sees or hears, apart from what is marked as a quotation in another language."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("meta", "br", "link", "input"):
            return
        given = dict(attrs)
        quoted = bool(self._open and self._open[-1][1]) or given.get("lang") == "en" or tag in QUOTING
        self._open.append((tag, quoted))
        if not quoted:
            self.found += [
                given[name] or "" for name in ("aria-label", "title", "placeholder") if given.get(name)
            ]

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and not (self._open and self._open[-1][1]):
            self.found.append(data.strip())


def english(text: str, names: str) -> list[str]:
    """Words of Latin letters that are none of the names."""
    return re.findall(r"[A-Za-z]{2,}", re.sub(rf"(?<![A-Za-z])(?:{names})(?![A-Za-z])", " ", text))


@pytest.fixture(scope="module")
def korean(study: Any, tmp_path_factory: Any) -> str:
    path: Path = tmp_path_factory.mktemp("korean") / "ko.html"
    return write_brief(study, path, lang="ko").read_text(encoding="utf-8")


def test_a_korean_brief_has_no_english_but_names_and_quotations(study: Any, korean: str) -> None:
    from tertius.brief.sentences import plain_voice

    voices = {phase.voice for phase in study.references}
    shown = {name for voice in voices for name in (voice, plain_voice(voice))}
    cut = {f"{name[:k]}\u2026" for name in shown for k in range(10, 40)} | {
        f"{name[:k]}" for name in shown for k in (0,)
    }
    ids = {act["event_id"] for act in study.events.arrow.select(["event_id"]).to_pylist()}
    rests = {
        note.partition("rest on: ")[2].rstrip(")") for note in (item.note for item in study.agreement) if note
    }
    known = sorted((each for each in shown | cut | ids | rests if each), key=len, reverse=True)
    names = "|".join([*map(re.escape, known), NAMES])
    left = {text: found for text in Words(korean).found if (found := english(text, names))}
    assert left == {}


def test_the_walk_sees_english_where_it_stands() -> None:
    text = '<p>말 probability</p><span lang="en">a quotation</span><svg aria-label="A chart"><text>tilt</text></svg>'
    found = [word for each in Words(text).found for word in english(each, NAMES)]
    assert found == ["probability", "chart", "tilt"]


def test_dates_in_korean_sentences_are_written_as_korean_writes_them(korean: str) -> None:
    main = korean[: korean.index('data-part="annex"')]
    said = " ".join(Words(main).found)
    assert re.search(r"\d{4}년", said)
    assert not re.search(r"\b(?:January|March|autumn|about|early)\b", said)


def test_what_was_asked_wrongly_is_said_in_korean() -> None:
    from tertius.brief.phrases import spoken_errors
    from tertius.errors import BadInput

    why = "EGY with USA: no act on record"
    with pytest.raises(BadInput) as said, spoken_errors("ko"):
        raise BadInput(
            f"not enough on record to say where EGY stood between USA and SUN ({why})",
            "a record with more acts on both legs", "tertius stances says what is there",
        )  # fmt: skip
    assert "이집트가 미국과 소련 사이 어디에 섰는지" in str(said.value)
    assert english(str(said.value), NAMES + "|stances") == []
    with pytest.raises(BadInput, match="as it was"), spoken_errors("en"):
        raise BadInput("as it was")


def test_what_the_terminal_says_is_korean(study: Any) -> None:
    from rich.console import Console

    from tertius.brief import terminal_summary

    console = Console(width=4000, record=True, file=open("/dev/null", "w"))  # noqa: SIM115
    console.print(terminal_summary(study, lang="ko"))
    assert english(console.export_text(), NAMES) == []
