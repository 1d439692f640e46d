"""``tertius relations``: yearly facts, issue areas, two directions, and how much is prior."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from tertius.cli import run
from tests.shared import shared, weis_of_powers

WINDOW = ["--from", "1969-01", "--to", "1970-12"]


def printed(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    code = run([*arguments, "--json"])
    seen = capsys.readouterr()
    assert code == 0, seen.err
    report: dict[str, Any] = json.loads(seen.out)
    return report


@pytest.fixture(scope="module")
def weis(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    return ["--events", str(weis_of_powers(tmp_path_factory.mktemp("weis"))), *WINDOW]


@pytest.mark.long
def test_facts_enter_and_are_said(weis: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    facts = ["--indicators", str(shared("data/structural/un_agreement_dyad_year.parquet"))]
    facts += ["--indicators", str(shared("data/structural/td_rivalries.csv"))]
    plain = printed(["relations", "USA", "ROU", *weis], capsys)
    told = printed(["relations", "USA", "ROU", *weis, *facts], capsys)
    assert plain["hyperparameters"]["model"] == "one-speed"
    assert told["hyperparameters"]["model"] == "two-speed"
    assert "rivalry, un_agreement" in " ".join(told["provenance"]["notes"])
    assert any("un_agreement" in source["path"] for source in told["provenance"]["sources"])
    assert told["dyads"][0]["mean"] != plain["dyads"][0]["mean"]
    whole = printed(["relations", "--all", *weis, *facts, "--given", "past"], capsys)
    assert whole["given"] == "past"
    assert len(whole["dyads"]) > 100


def test_both_directions_and_their_difference(weis: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    report = printed(["relations", "CHN", "SUN", "--directed", *weis], capsys)
    there, back = report["dyads"]
    assert (there["a"], there["b"], back["a"], back["b"]) == ("CHN", "SUN", "SUN", "CHN")
    assert there["events"] != back["events"]
    gap = report["difference"]
    for t in range(24):
        assert gap["lo"][t] < gap["mean"][t] < gap["hi"][t]
        assert gap["mean"][t] == pytest.approx(there["mean"][t] - back["mean"][t], abs=0.15)
    assert run(["relations", "CHN", "SUN", "--directed", *weis]) == 0
    shown = capsys.readouterr().out
    assert "CHN -> SUN" in shown
    assert "difference" in shown


def test_issue_areas_where_the_source_has_them(weis: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    base = ["relations", "PRK", "CHN", "--case", "north-korea-moscow-beijing", "--issues"]
    report = printed(base, capsys)
    assert set(report["issues_marked"]) <= {
        "security", "economy", "ideology", "technology", "territory", "third-party war", "diplomacy",
    }  # fmt: skip
    (row,) = report["dyads"]
    assert {"security", "economy"} <= set(row["issues"])
    for one in row["issues"].values():
        assert len(one["mean"]) == len(row["months"])
        assert sum(one["events"]) > 0
        assert all(lo < mean < hi for lo, mean, hi in zip(one["lo"], one["mean"], one["hi"], strict=True))
    assert run(base) == 0
    assert "offset by issue" in capsys.readouterr().out
    assert printed(["relations", "USA", "CHN", "--issues", *weis], capsys)["issues_marked"] == []


def test_the_terminal_says_how_much_is_prior(acts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["relations", "ROU", "RUS", "--events", str(acts)]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "% of the noise variance comes from the reference prior, as do" in shown
    assert "of what it is without any act: ROU-RUS" in shown


def test_a_folder_with_strangers(acts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "facts"
    folder.mkdir()
    (folder / "strange.csv").write_text("colour,size\nred,1\n")
    base = ["relations", "ROU", "RUS", "--events", str(acts), "--indicators", str(folder)]
    assert run(base) == 2
    told = capsys.readouterr().err
    assert "strange.csv" in told
    assert "wanted columns of a structural source" in told
    (folder / "votes.csv").write_text("a,b,year,name,value\nROU,RUS,1961,un_agreement,0.99\n")
    notes = " ".join(printed(base, capsys)["provenance"]["notes"])
    assert "1 file of no known kind left out: strange.csv" in notes
    assert run([*base, "--model", "one-speed"]) == 2
    assert "one speed has no place" in capsys.readouterr().err
    assert run([*base, "--model", "three"]) == 2


def test_what_is_damaged_in_a_folder_is_named_with_its_reason_on_stderr(
    acts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    events, facts = tmp_path / "events", tmp_path / "facts"
    for folder, body in (
        (events, acts.read_text()),
        (facts, "a,b,year,name,value\nROU,RUS,1961,un_agreement,0.99\n"),
    ):
        folder.mkdir()
        (folder / "good.csv").write_text(body)
        (folder / "cut.csv.gz").write_bytes(gzip.compress(body.encode() * 20)[:-40])
    assert run(["relations", "ROU", "RUS", "--events", str(events), "--indicators", str(facts)]) == 0
    told = capsys.readouterr().err.splitlines()
    assert sorted("facts/cut.csv.gz" in line for line in told) == [False, True]
    assert sorted("events/cut.csv.gz" in line for line in told) == [False, True]
    assert all("left out" in line and "ended before" in line for line in told)
    assert run(["relations", "ROU", "RUS", "--events", str(events / "cut.csv.gz")]) == 2
