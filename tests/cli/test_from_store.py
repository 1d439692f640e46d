"""Every command says of a store what it says of the file in it, and reads no acts but those it cites."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from tertius.events import EventTable
from tertius.events.store import Store
from tertius.events.store.selection import Selection
from tertius.panel import Panel
from tests.cli.both_ways import COMMANDS, DRAWS, compare, said, same_page, stored
from tests.store.conftest import gdelt_row

CORNERS = ["KOR", "USA", "CHN"]
BACKTEST = [
    "backtest",
    "--horizons",
    "1",
    "--burn",
    "24",
    "--origins",
    "12",
]


def made_up(path: Path, rows: int = 1500) -> Path:
    """GDELT rows of four years among five states: repeats, recurring identifiers, rows apart; the values mean nothing."""
    rng = random.Random(7)
    lines = []
    for n in range(rows):
        a, b = rng.sample(["KOR", "USA", "CHN", "PRK", "JPN"], 2)
        day = f"{rng.randint(2003, 2006)}{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}"
        code, score = rng.choice([("040", "1.0"), ("042", "1.9"), ("190", "-10.0"), ("036", "4.0")])
        named = {
            "Actor1Code": a,
            "Actor1CountryCode": a,
            "Actor2Code": b,
            "Actor2CountryCode": "" if n % 9 == 0 else b,
        }
        number = n if n % 20 else n // 2  # the earlier row of that name is often of another pair
        lines.append(gdelt_row(number, day=day, EventCode=code, GoldsteinScale=score, **named))
        if n % 15 == 0:
            lines.append(gdelt_row(rows + n, day=day, EventCode=code, GoldsteinScale=score, **named))
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """The made-up file, and the options that name a store of it."""
    folder = tmp_path_factory.mktemp("held")
    file = made_up(folder / "20060731.export.CSV")
    return file, stored(folder, file)


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_triangle_of_a_store_is_that_of_its_file(
    words: list[str], held: tuple[Path, list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    file, store = held
    found = compare([words[0], *CORNERS, *words[1:], *DRAWS], file, store, capsys)
    cites = "past" not in words and words[0] != "forecast"
    assert len(found["read"]) == cites
    assert found["provenance"]["sources"][0]["path"] == str(file)
    assert found["provenance"]["sources"][0]["sha256"]


@pytest.mark.parametrize(
    "words",
    [
        ["relations", "KOR", "USA", "--explain", "2005-06"],
        ["relations", "KOR", "USA", "--directed", "--explain", "2005-06"],
        ["relations", "--all"],
        ["relations", "KOR", "USA", "--issues"],
        ["screen", "--top", "5"],
    ],
    ids=" ".join,
)
def test_dyads_and_the_screen(
    words: list[str], held: tuple[Path, list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    compare(words, *held, capsys)


def test_backtest(held: tuple[Path, list[str]], capsys: pytest.CaptureFixture[str]) -> None:
    assert compare(BACKTEST, *held, capsys)["scores"]


@pytest.mark.long
def test_the_brief_of_a_store_is_that_of_its_file(held: tuple[Path, list[str]], tmp_path: Path) -> None:
    """The same page, evidence with its references included; the store's says which share of it was read."""
    note = same_page(CORNERS, *held, tmp_path)
    assert (
        "of 1600 stored rows, the acts of China–South Korea, China–United States, South Korea–United States"
        in note
    )
    page = (tmp_path / "store.html").read_text(encoding="utf-8")
    assert "http://a.example/" in page
    assert "#20060731.export.CSV:" in page


@pytest.mark.long
def test_the_terminal_shows_a_brief_of_a_store(
    held: tuple[Path, list[str]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, store = held
    compare(["brief", *CORNERS, *DRAWS, "--out", str(tmp_path / "page.html")], file, store, capsys)


@pytest.mark.long
def test_rows_of_other_pairs_are_never_in_memory(
    held: tuple[Path, list[str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """No table of events is ever larger than the acts of the three legs, and nothing opens every cell."""
    _, store = held
    legs = len(Store(store[1]).select().acts_of([("KOR", "USA"), ("KOR", "CHN"), ("USA", "CHN")]))
    assert 0 < legs < 600
    sizes: list[int] = []

    def counted(self: EventTable) -> None:
        sizes.append(len(self))

    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("the store was read wholly")

    monkeypatch.setattr(EventTable, "__post_init__", counted)
    monkeypatch.setattr(Panel, "links", property(refuse))
    for owner in (Store, Selection):
        monkeypatch.setattr(owner, "events", refuse)
    monkeypatch.setattr(Store, "read", refuse)
    for words in COMMANDS:
        said([words[0], *CORNERS, *words[1:], *DRAWS, *store], capsys)
    said(["relations", "KOR", "USA", "--explain", "2005-06", *store], capsys)
    said(["relations", "KOR", "USA", "--issues", *store], capsys)
    said([*BACKTEST, *store], capsys)
    said(["brief", *CORNERS, *DRAWS, *store, "--out", str(tmp_path / "page.html")], capsys)
    assert max(sizes) == legs
