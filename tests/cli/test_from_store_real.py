"""Every command says of a store what it says of the file in it: of real events, and of a chronicle."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

import tertius.cases
from tests.cli.both_ways import COMMANDS, DRAWS, compare, same_page, stored
from tests.shared import shared, weis_of_powers

WEIS = ("weis_1966_1975.csv", ["ROU", "SUN", "CHN"])
ENTITIES = ("icews_2014_entities.parquet", ["IND", "USA", "CHN"])
REAL = [(words, *data) for words in COMMANDS[:1] + COMMANDS[-3:] for data in (WEIS, ENTITIES)]


Kept = Callable[[Path], list[str]]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """The options that name a store of a file, which is made once."""
    return cache(lambda file: stored(tmp_path_factory.mktemp("kept"), file))


# what all of WEIS teaches a forecast takes half a minute; the brief of its store below rests on five years of it. What claims
# and gains read of a store is a triangle: one of the two files is enough for them.
@pytest.mark.long
@pytest.mark.parametrize(
    ("words", "name", "corners"),
    [
        each
        for each in REAL
        if (each[0][0] not in ("claims", "gains") if each[1:] == ENTITIES else each[0][0] != "forecast")
    ],
    ids=lambda part: " ".join(part) if isinstance(part, list) else part,
)
def test_real_events(
    words: list[str], name: str, corners: list[str], kept: Kept, capsys: pytest.CaptureFixture[str]
) -> None:
    file = shared(f"data/events/{name}")
    found = compare([words[0], *corners, *words[1:], *DRAWS], file, kept(file), capsys)
    assert found["provenance"]["sources"][0]["rows"] > 30_000


@pytest.mark.long
def test_the_brief_of_real_events(kept: Kept, tmp_path: Path) -> None:
    """Five years of the acts of three powers: what all of WEIS teaches a forecast takes half a minute."""
    file = weis_of_powers(tmp_path)
    rows = len(file.read_text().splitlines()) - 1
    window = ("--from", "1968-01", "--to", "1972-12")
    assert rows > 10_000
    assert f"of {rows} stored rows" in same_page(["ROU", "SUN", "CHN"], file, kept(file), tmp_path, *window)


@pytest.mark.parametrize(
    "words", [["triangle"], ["stances"], ["gains"], ["triangle", "--given", "past"]], ids=" ".join
)
def test_a_chronicle_with_its_agendas_and_its_proxy(
    words: list[str], kept: Kept, capsys: pytest.CaptureFixture[str]
) -> None:
    """Acts dated to intervals, marked issues, and the dependence that is read off the acts themselves."""
    file = Path(tertius.cases.__file__).parent / "data" / "north-korea-moscow-beijing" / "chronicle.csv"
    found = compare([words[0], "PRK", "SUN", "CHN", *words[1:], *DRAWS], file, kept(file), capsys)
    assert any("dependence tilt rests on a proxy" in note for note in found["provenance"]["notes"])
    assert found["read"]


def test_issue_areas_of_a_chronicle(kept: Kept, capsys: pytest.CaptureFixture[str]) -> None:
    file = Path(tertius.cases.__file__).parent / "data" / "north-korea-moscow-beijing" / "chronicle.csv"
    found = compare(["relations", "PRK", "SUN", "--issues"], file, kept(file), capsys)
    assert {"security", "economy"} <= set(found["dyads"][0]["issues"])
