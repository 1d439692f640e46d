"""Every command says of a store what it says of the file in it, and reads no acts but those it cites."""

from __future__ import annotations

import json
import math
import random
import re
from pathlib import Path
from typing import Any

import pytest

import tertius.cases
from tertius.cli import run
from tertius.events import EventTable
from tertius.events.store import Store
from tertius.events.store.selection import Selection
from tertius.panel import Panel
from tests.shared import shared
from tests.store.conftest import gdelt_row

CORNERS = ["KOR", "USA", "CHN"]
NOTE = "read as evidence"
MARKED = re.compile(
    r"\d+ of \d+ rows marked as duplicates"
)  # of a file: the store's ledger tells it by year and rule
COMMANDS = [
    ["triangle"],
    ["triangle", "--given", "past"],
    ["triangle", "--every", "quarter", "--succession", "strict"],
    ["stances"],
    ["stances", "--given", "past"],
    ["claims"],
    ["gains"],
    ["forecast", "--horizon", "3"],
]
DRAWS = ["--draws", "60"]
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


def stored(folder: Path, file: Path) -> list[str]:
    Store(folder / "store").ingest(file)
    return ["--store", str(folder / "store")]


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """The made-up file, and the options that name a store of it."""
    folder = tmp_path_factory.mktemp("held")
    file = made_up(folder / "20060731.export.CSV")
    return file, stored(folder, file)


def said(words: list[str], capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    code = run([*words, "--json"])
    seen = capsys.readouterr()
    assert code == 0, seen.err
    report: dict[str, Any] = json.loads(seen.out)
    return report


def apart(one: Any, two: Any, at: str = "") -> list[str]:
    """Where two reports differ by more than the rounding of sums in another order."""
    if isinstance(one, dict) and isinstance(two, dict):
        missing = [f"{at}/{name} is in one only" for name in one.keys() ^ two.keys()]
        return missing + [
            text for name in one.keys() & two.keys() for text in apart(one[name], two[name], f"{at}/{name}")
        ]
    if isinstance(one, list) and isinstance(two, list) and len(one) == len(two):
        return [text for i in range(len(one)) for text in apart(one[i], two[i], f"{at}[{i}]")]
    numbers = all(isinstance(value, int | float) and not isinstance(value, bool) for value in (one, two))
    same = math.isclose(one, two, rel_tol=1e-9, abs_tol=1e-9) if numbers else one == two
    return [] if same else [f"{at}: {one!r}, {two!r}"]


def compare(
    words: list[str], file: Path, store: list[str], capsys: pytest.CaptureFixture[str]
) -> dict[str, Any]:
    """The report of the store, which must be that of the file but for how either was read."""
    of_file, of_store = (said([*words, *how], capsys) for how in (["--events", str(file)], store))
    read = []
    for report in (of_file, of_store):
        notes = report["provenance"]["notes"]
        read += [note for note in notes if note.startswith(NOTE)]
        report["provenance"]["notes"] = [
            note for note in notes if note not in read and not MARKED.match(note)
        ]
        for name in ("seconds", "path"):
            report.pop(name, None)
    assert apart(of_file, of_store) == []
    return {**of_store, "read": read}


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


def differences(one: str, two: str) -> list[tuple[str, str]]:
    """Where two pages differ by more than the last printed digit of a number (a sum's rounding may tip a tie)."""
    pairs = list(zip(*(re.split(r"(\d+\.\d+)", text) for text in (one, two)), strict=True))
    return [(a, b) for a, b in pairs if a != b and not _tie(a, b)]


def _tie(a: str, b: str) -> bool:
    places = {len(text.partition(".")[2]) for text in (a, b)}
    numbers = all(re.fullmatch(r"\d+\.\d+", text) for text in (a, b))
    return numbers and len(places) == 1 and abs(float(a) - float(b)) < 1.5 * 10 ** -max(places)


def same_page(corners: list[str], file: Path, store: list[str], folder: Path) -> str:
    """The brief of the store, which must be that of the file but for how either was read; its note on that."""
    texts = []
    for name, how in (("file", ["--events", str(file)]), ("store", store)):
        page = folder / f"{name}.html"
        assert run(["brief", *corners, *how, *DRAWS, "--out", str(page)]) == 0
        texts.append(page.read_text(encoding="utf-8"))
    one, two = (re.sub(rf"<li>({NOTE}[^<]*|{MARKED.pattern})</li>", "", text) for text in texts)
    assert differences(one, two) == []
    (note,) = re.findall(rf"<li>({NOTE}[^<]*)</li>", texts[1])
    return str(note)


def test_the_brief_of_a_store_is_that_of_its_file(held: tuple[Path, list[str]], tmp_path: Path) -> None:
    """The same page, evidence with its references included; the store's says which share of it was read."""
    note = same_page(CORNERS, *held, tmp_path)
    assert "of 1600 stored rows, the acts of CHN-KOR, CHN-USA, KOR-USA" in note
    page = (tmp_path / "store.html").read_text(encoding="utf-8")
    assert "http://a.example/" in page
    assert "#20060731.export.CSV:" in page


def test_the_terminal_shows_a_brief_of_a_store(
    held: tuple[Path, list[str]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, store = held
    compare(["brief", *CORNERS, *DRAWS, "--out", str(tmp_path / "page.html")], file, store, capsys)


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


WEIS = ("weis_1966_1975.csv", ["ROU", "SUN", "CHN"])
ENTITIES = ("icews_2014_entities.parquet", ["IND", "USA", "CHN"])
REAL = [(words, *data) for words in COMMANDS[:1] + COMMANDS[-3:] for data in (WEIS, ENTITIES)]


# what all of WEIS teaches a forecast takes half a minute; the brief of its store below rests on it
@pytest.mark.parametrize(
    ("words", "name", "corners"),
    [each for each in REAL if each[1:] != WEIS or each[0][0] != "forecast"],
    ids=lambda part: " ".join(part) if isinstance(part, list) else part,
)
def test_real_events(
    words: list[str], name: str, corners: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = shared(f"data/events/{name}")
    found = compare([words[0], *corners, *words[1:], *DRAWS], file, stored(tmp_path, file), capsys)
    assert found["provenance"]["sources"][0]["rows"] > 30_000


def test_the_brief_of_real_events(tmp_path: Path) -> None:
    file = shared("data/events/weis_1966_1975.csv")
    assert "of 31184 stored rows" in same_page(["ROU", "SUN", "CHN"], file, stored(tmp_path, file), tmp_path)


@pytest.mark.parametrize(
    "words", [["triangle"], ["stances"], ["gains"], ["triangle", "--given", "past"]], ids=" ".join
)
def test_a_chronicle_with_its_agendas_and_its_proxy(
    words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Acts dated to intervals, marked issues, and the dependence that is read off the acts themselves."""
    file = Path(tertius.cases.__file__).parent / "data" / "north-korea-moscow-beijing" / "chronicle.csv"
    found = compare([words[0], "PRK", "SUN", "CHN", *words[1:], *DRAWS], file, stored(tmp_path, file), capsys)
    assert any("dependence tilt rests on a proxy" in note for note in found["provenance"]["notes"])
    assert found["read"]


def test_issue_areas_of_a_chronicle(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = Path(tertius.cases.__file__).parent / "data" / "north-korea-moscow-beijing" / "chronicle.csv"
    found = compare(["relations", "PRK", "SUN", "--issues"], file, stored(tmp_path, file), capsys)
    assert {"security", "economy"} <= set(found["dyads"][0]["issues"])
