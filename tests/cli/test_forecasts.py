"""Forecasts on the command line: the ledger, paths of one's own, what new files changed, and the backtest's contract."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tertius.cli import run
from tests.forecasts.worlds import acts_file
from tests.shared import weis_of_powers


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
    assert "would be seen nearer to the United States" in said
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


@pytest.mark.long
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
    assert first["says"].startswith("Romania moved towards France: tilt")
    assert "5 new acts with either rival, most of all 1976-12-2" in first["says"]
    assert "Romania to the United States, an act" in first["says"]
    assert run([*base, "--threshold", "0.02"]) == 3
    assert "1 of 4 moved by 0.02 or more" in capsys.readouterr().out
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


def _few(folder: Path, acts: int, months: int) -> Path:
    """A record in which ITA has `acts` acts with USA over so many months, and none with FRA."""
    path = folder / f"few-{acts}-{months}.csv"
    base = acts_file(folder)
    days = [
        f"{1970 + k % months // 12}-{k % months % 12 + 1:02d}-0{1 + k // months % 9}" for k in range(acts)
    ]
    path.write_text(base.read_text() + "".join(f"{day},ITA,USA,2\n" for day in days))
    return path


@pytest.mark.parametrize(("acts", "months"), [(1, 1), (11, 11), (40, 5), (60, 60)])
def test_a_record_that_is_not_enough_gives_no_outlook(
    acts: int, months: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    base = ["forecast", "ITA", "USA", "FRA", "--events", str(_few(tmp_path, acts, months)), "--draws", "50"]
    report = _json(base, capsys)
    assert report["enough"]["ok"] is False
    assert "ITA with FRA: no act on record" in report["enough"]["why"]
    assert ("ITA with USA" in report["enough"]["why"]) == (acts < 60)
    assert not {"sides", "scenarios", "quantiles", "skill", "signposts"} & set(report)
    assert run(base) == 0
    said = capsys.readouterr().out
    assert said.strip().replace("\n", " ").count(". ") == 0
    assert "not enough to say where Italy will stand" in " ".join(said.split())
    assert "%" not in said
    assert "probability" not in said


def test_a_record_that_is_enough_says_so(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = _json(["forecast", "GBR", "USA", "FRA", "--events", str(made), "--draws", "50"], capsys)
    assert report["enough"]["ok"] is True
    assert report["enough"]["why"] == ""


def test_watch_tells_nothing_of_a_record_that_is_not_enough(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new = tmp_path / "new.csv"
    new.write_text("date,source,target,value\n1976-12-20,ITA,USA,-10\n1976-12-21,ITA,FRA,-10\n")
    base = ["watch", "ITA", "USA", "FRA", "--events", str(made), "--new", str(new)]
    change = _json(base, capsys)["changes"][0]
    assert change["enough"]["ok"] is False
    assert change["before"] is None
    assert change["after"] is None
    assert change["new"] == 2
    assert run(base) == 0
    said = capsys.readouterr().out
    assert "%" not in said
    assert "1 act in 1 month" in " ".join(said.split())
    full = tmp_path / "enough-now.csv"
    acts = [(y, m, to) for y in range(1970, 1977) for m in range(1, 13) for to in ("USA", "FRA")]
    rows = "".join(f"{y}-{m:02d}-0{1 + n},ITA,{to},{3 - n}\n" for y, m, to in acts for n in range(4))
    full.write_text("date,source,target,value\n" + rows)
    late = _json([*base[:-1], str(full)], capsys)["changes"][0]
    assert late["enough"]["ok"] is False
    assert "without the new acts" in late["says"]


def test_an_outlook_of_the_real_record_without_the_pivot_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = weis_of_powers(tmp_path)
    report = _json(["forecast", "IND", "USA", "SUN", "--events", str(path)], capsys)
    assert report["enough"]["ok"] is False
    assert "IND with USA: no act on record" in report["enough"]["why"]
