"""Forecasts on the command line: the ledger, paths of one's own, what new files changed, and the backtest's contract."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tertius.cli import run
from tests.forecasts.worlds import acts_file


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found: Path = acts_file(tmp_path_factory.mktemp("acts"))
    return found


def _json(arguments: list[str], capsys: pytest.CaptureFixture[str], code: int = 0) -> dict[str, Any]:
    assert run([*arguments, "--json"]) == code
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_a_forecast_says_sides_skill_and_signposts(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    base = ["forecast", "GBR", "USA", "FRA", "--events", str(made), "--draws", "100"]
    report = _json([*base, "--threshold", "1"], capsys)
    assert [side["months"] for side in report["sides"]] == [3, 6, 12]
    assert all(side["above"] <= side["towards_a"] for side in report["sides"])
    assert {row["target"] for row in report["skill"]} == {"valence", "volume"}
    assert report["signposts"]
    assert run(base) == 0
    said = capsys.readouterr().out
    assert "will be seen nearer to USA" in said
    assert "of it is climatology" in said


def test_register_and_resolve(made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ledger = tmp_path / "ledger.jsonl"
    base = ["forecast", "--events", str(made), "--ledger", str(ledger)]
    report = _json([*base, "--register", "--resolve", "--replay", "12"], capsys)
    assert report["registered"] > 100
    assert report["resolved"] == report["tally"]["resolved"] + report["tally"]["void"]
    assert _json([*base, "--register", "--replay", "12"], capsys)["registered"] == 0
    ledger.write_text(ledger.read_text().replace("0.", "1.", 1))
    assert run([*base, "--resolve"]) == 2
    assert "line 1" in capsys.readouterr().err


def test_watch_gives_three_where_something_moved(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new = tmp_path / "new.csv"
    new.write_text("date,source,target,value\n" + "".join(f"1976-12-2{d},ROU,USA,-10\n" for d in range(5)))
    base = ["watch", "USA", "FRA", "--events", str(made), "--new", str(new)]
    report = _json([*base, "--threshold", "0.02"], capsys, code=3)
    first = report["changes"][0]
    assert first["pivot"] == "ROU"
    assert first["new"] == 5
    assert "ROU" in first["says"]
    assert _json([*base, "--threshold", "5"], capsys)["passed"] == 0


@pytest.mark.parametrize(
    "words",
    [
        "forecast",
        "forecast ROU RUS --register",
        "watch ROU --new x.csv",
        "watch ROU RUS CHN FRA --new x.csv",
        "watch USA FRA --new no-such-file.csv",
        "backtest --origins-from never",
        "backtest --horizons a",
    ],
)
def test_bad_calls_are_one_sentence(words: str, made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*words.split(), "--events", str(made)]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1
