"""What docs/guide/actors.md says is what the table does."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from tertius.actors import asked_of, chain_members, lookup, resolve
from tertius.errors import BadInput

GUIDE = (Path(__file__).resolve().parents[2] / "docs/guide/actors.md").read_text(encoding="utf-8")


def test_the_example() -> None:
    block = re.findall(r"```python\n(.*?)```", GUIDE, re.S)[0]
    names: dict[str, object] = {}
    checked = 0
    for line in block.splitlines():
        code, _, said = line.partition("#")
        if code.startswith(("import", "from")):
            exec(code, names)
        elif "BadInput" in said:
            with pytest.raises(BadInput, match=r"FRG.*GDR"):
                eval(code.strip(), names)
            checked += 1
        elif said:
            assert repr(eval(code.strip(), names)) == said.strip()
            checked += 1
    assert checked == 4


def test_the_chains() -> None:
    rows = re.findall(r"^\| ([A-Z]{3}) \| ([A-Z, ]+) \|", GUIDE, re.M)
    assert len(rows) == 4
    for label, members in rows:
        assert chain_members(label) == tuple(members.split(", "))


@pytest.mark.parametrize(
    ("text", "day", "handle"),
    [
        ("Korea", "1910-08-22", "KRE"),
        ("Korea", "1948-09-09", None),
        ("Germany", "1945-05-08", "DEU"),
        ("DEU", "1949-10-07", None),
        ("255", "1990-10-02", None),
        ("Germany", "1990-10-03", "DEU"),
        ("Vietnam", "1949-07-02", None),
        ("VNM", "1975-04-30", None),
        ("Vietnam", "1975-05-01", "DRV"),
        ("Vietnam", "1976-07-01", "DRV"),
        ("Vietnam", "1976-07-02", "VNM"),
        ("Yemen", "1967-11-29", "YAR"),
        ("YEM", "1967-11-30", None),
        ("Yemen", "1990-05-21", None),
        ("Yemen", "1990-05-22", "YEM"),
        ("PRC", "1949-10-01", "CHN"),
        ("ROC", "1949-09-30", "CHN"),
        ("Republic of China", "1949-10-01", "TWN"),
        ("Taiwan", "1949-09-30", None),
        ("Congo", "1962-01-01", None),
        ("Congo-Brazzaville", "1970-01-01", "COG"),
        ("Zaire", "1970-01-01", "COD"),
    ],
)
def test_the_days_of_the_table(text: str, day: str, handle: str | None) -> None:
    state = lookup(text, on=dt.date.fromisoformat(day))
    assert (state.handle if state else None) == handle


def test_undated() -> None:
    for text in (
        "Germany",
        "Vietnam",
        "Yemen",
        "Korea",
        "Corée",
        "Корея",
        "كوريا",
        "朝鮮",
        "Congo",
        "365",
        "345",
        "816",
    ):
        with pytest.raises(BadInput, match="needs a date"):
            resolve(text)
    for text in ("DEU", "VNM", "YEM"):
        assert resolve(text).handle == text


def test_a_question_without_a_date() -> None:
    """Of several states of one name the one called so today, or the state of a capital; the two Koreas are no one's."""
    asked = {
        "Vietnam": "VNM",
        "germany": "DEU",
        "Yemen": "YEM",
        "Washington": "USA",
        "Moscow": "RUS",
        "cairo": "EGY",
        "GDR": "GDR",
    }
    assert {text: asked_of(text).handle for text in asked} == asked
    with pytest.raises(
        BadInput, match=r"'Korea' is the name of several states; wanted one of KOR .*; type the handle of one"
    ):
        asked_of("Korea")
    with pytest.raises(BadInput, match="nearest"):
        asked_of("Egpyt")
