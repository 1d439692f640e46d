"""The JSON that other programs rely on (docs/guide/commands.md)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tertius.cli import run
from tests.shared import shared

STATES = ["aligned with RUS", "middle", "aligned with CHN"]


def printed(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    code = run([*arguments, "--json"])
    seen = capsys.readouterr()
    assert code == 0, seen.err
    report: dict[str, Any] = json.loads(seen.out)
    assert report["schema"].startswith("tertius/")
    assert report["provenance"]["tertius"]
    return report


def test_relations(acts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = printed(
        ["relations", "ROU", "RUS", "--events", str(acts), "--from", "1959-06", "--to", "1963-06"], capsys
    )
    (row,) = report["dyads"]
    months = row["months"]
    assert (months[0], months[-1], len(months)) == ("1959-06", "1963-06", 49)
    assert (row["a"], row["b"]) == ("ROU", "RUS")
    assert all(len(row[key]) == 49 for key in ("mean", "sd", "observed", "events"))
    assert row["observed"][months.index("1960-01")] == 3.0
    assert row["observed"][months.index("1960-02")] is None
    assert row["events"][months.index("1960-01")] == 1
    lo, hi = row["predictive"]["lo"], row["predictive"]["hi"]
    assert all(a < m < b for a, m, b in zip(lo, row["mean"], hi, strict=True))
    assert row["noise"]["s2"] > 0
    assert report["hyperparameters"]["reference_prior"]


def test_counts_of_held_out_months_narrow_the_predictive(
    acts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    held = tmp_path / "full.csv"
    held.write_text(acts.read_text() + "".join(f"1961-05-{day:02d},ROU,RUS,1.0\n" for day in range(1, 29)))
    base = ["relations", "ROU", "RUS", "--events", str(acts)]
    plain = printed(base, capsys)["dyads"][0]
    counted = printed([*base, "--counts", str(held)], capsys)["dyads"][0]
    i = plain["months"].index("1961-05")

    def width(row: dict[str, Any]) -> float:
        return float(row["predictive"]["hi"][i] - row["predictive"]["lo"][i])

    assert width(counted) < width(plain)
    assert counted["mean"] == plain["mean"]


def test_triangle_and_stances(told: Path, capsys: pytest.CaptureFixture[str]) -> None:
    triangle = printed(["triangle", "ROU", "RUS", "CHN", "--events", str(told)], capsys)
    months = triangle["months"]
    for name in ("tilt", "engagement", "equidistance", "withdrawn", "rivalry"):
        for bound in ("mean", "lo", "hi"):
            assert len(triangle[name][bound]) == len(months)
    assert (triangle["pivot"], triangle["rivals"], triangle["c0"]) == ("ROU", ["RUS", "CHN"], 0.0)
    stances = printed(["stances", "ROU", "RUS", "CHN", "--events", str(told)], capsys)
    assert stances["states"] == STATES
    assert stances["enough"]["ok"]
    assert len(stances["prob"]) == len(stances["direction"]) == len(stances["months"]) == len(months)
    assert all(0 <= value <= 1 for value in stances["direction"])
    assert all(abs(sum(row) - 1) < 1e-6 for row in stances["prob"])
    assert stances["phases"][0]["start"] == months[0]
    assert stances["phases"][-1]["end"] == months[-1]
    wanted = {
        "stance",
        "start",
        "end",
        "start_interval",
        "prob",
        "direction",
        "tilt",
        "warmth",
        "acts",
        "censored",
    }
    assert all(wanted <= set(phase) and phase["stance"] in STATES for phase in stances["phases"])


def test_a_thin_record_has_no_stance_and_says_what_it_lacks(
    acts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["stances", "ROU", "RUS", "CHN", "--events", str(acts)]
    report = printed(words, capsys)
    assert not report["enough"]["ok"]
    assert report["enough"]["acts"] == [3, 2]
    assert report["months"] == report["prob"] == report["phases"] == []
    assert run(words) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "The record is not enough to say where Romania stood between Russia and China" in shown
    assert "%" not in shown


def test_a_brief_of_a_thin_record_is_refused(
    acts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "page.html"
    assert run(["brief", "ROU", "RUS", "CHN", "--events", str(acts), "--out", str(page)]) == 2
    seen = capsys.readouterr()
    assert "not enough on record to say where Romania stood between Russia and China" in seen.err
    assert "Traceback" not in seen.err
    assert not page.exists()


def test_the_handles_are_as_asked(acts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    states = printed(["stances", "ROU", "SUN", "CHN", "--events", str(acts)], capsys)["states"]
    assert states == ["aligned with SUN", "middle", "aligned with CHN"]


def test_rivals_change_places(acts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one = printed(["triangle", "ROU", "RUS", "CHN", "--events", str(acts), "--draws", "4000"], capsys)
    two = printed(["triangle", "ROU", "CHN", "RUS", "--events", str(acts), "--draws", "4000"], capsys)
    assert one["tilt"]["mean"] == pytest.approx([-value for value in two["tilt"]["mean"]], abs=0.05)
    assert one["equidistance"]["mean"] == pytest.approx(two["equidistance"]["mean"], abs=0.05)


def test_filtered_values_know_nothing_of_the_future(
    acts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changed = tmp_path / "changed.csv"
    changed.write_text(acts.read_text().replace("1962-01-30,ROU,RUS,-2.0", "1962-01-30,ROU,RUS,9.0"))
    window = ["--from", "1960-01", "--to", "1962-12", "--given", "past"]
    one = printed(["relations", "ROU", "RUS", "--events", str(acts), *window], capsys)["dyads"][0]
    two = printed(["relations", "ROU", "RUS", "--events", str(changed), *window], capsys)["dyads"][0]
    until = one["months"].index("1962-01")
    assert one["mean"][:until] == two["mean"][:until]
    assert one["mean"][until] != two["mean"][until]


def test_forecast(told: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = printed(["forecast", "ROU", "RUS", "CHN", "--events", str(told), "--scenario", "as is"], capsys)
    assert report["scenario"] == "as is"
    assert report["enough"]["ok"]
    assert report["horizon"] == list(range(1, 13))
    assert {"tilt", "rivalry"} <= set(report["quantiles"])


def test_the_article_s_own_record_tells_three_periods_apart(capsys: pytest.CaptureFixture[str]) -> None:
    events, phases = shared("seed/events.csv"), shared("seed/phases.csv")
    report = printed(
        ["stances", "PRK", "RUS", "CHN", "--events", str(events), "--reference", str(phases)], capsys
    )
    assert report["states"] == STATES
    assert report["enough"]["ok"]
    at = dict(zip(report["months"], zip(report["prob"], report["direction"], strict=True), strict=True))
    assert at["1958-06"][0][1] > 0.6
    assert at["1963-06"][0][2] == max(at["1963-06"][0])
    assert at["1963-06"][1] < 0.2
    assert at["1965-06"][0][0] == max(at["1965-06"][0])
    assert at["1965-06"][1] > 0.8
    assert max(max(row) for row in report["prob"]) < 0.9
    assert report["agreement"]


def test_the_case_s_record_against_the_article_s_phases(capsys: pytest.CaptureFixture[str]) -> None:
    report = printed(["stances", "north-korea-moscow-beijing", "--draws", "200"], capsys)
    assert report["enough"]["ok"]
    voices = {row["voice"]: row for row in report["agreement"]}
    lee = next(row for voice, row in voices.items() if "LEE" in voice)
    assert 0 <= lee["covering"] <= 1
    assert lee["nulls"]


@pytest.mark.long
def test_weis(capsys: pytest.CaptureFixture[str]) -> None:
    events = shared("data/events/weis_1966_1975.csv")
    report = printed(["relations", "RUS", "CHN", "--events", str(events)], capsys)
    (row,) = report["dyads"]
    assert len(row["months"]) == 120
    assert sum(row["events"]) > 300


@pytest.mark.long
def test_own_events_replace_the_acts_that_ship_and_not_the_facts(capsys: pytest.CaptureFixture[str]) -> None:
    """Two allies of fifty years are not put in the middle because a stream of events knows no levels."""
    events = str(shared("data/events/weis_1966_1975.csv"))

    def levels(pivot: str) -> list[float]:
        rows = printed(["stances", pivot, "USA", "SUN", "--events", events], capsys)["phases"]
        return list(rows[0]["prob"].values()) if isinstance(rows[0]["prob"], dict) else rows[0]["prob"]

    britain, poland = levels("GBR"), levels("POL")
    assert britain[0] > 0.5 > britain[1]
    assert poland[2] > 0.5 > poland[1]


def test_cases_sources_and_cite(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["cases", "--json"]) == 0
    names = {row["name"] for row in json.loads(capsys.readouterr().out)["cases"]}
    assert {"north-korea-moscow-beijing", "north-korea-washington-beijing"} <= names
    assert run(["cases", "north-korea-moscow-beijing", "--json"]) == 0
    case = json.loads(capsys.readouterr().out)
    assert all(row["reference"] for row in case["chronicle"])
    assert run(["cite", "weis", "--json"]) == 0
    assert "weis" in capsys.readouterr().out


@pytest.mark.parametrize("command", ["stances", "triangle"])
def test_a_window_in_which_none_of_them_existed_is_refused(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [command, "north-korea-moscow-beijing", "--from", "1800-01", "--to", "1801-01", "--draws", "60"]
    assert run(words) == 2
    seen = capsys.readouterr()
    assert "no month from 1800-01 to 1801-01" in seen.err
    assert len(seen.err.strip().splitlines()) == 1
    assert seen.out == ""


def test_a_window_of_one_month_has_the_prior_s_triangle_and_no_stance(
    capsys: pytest.CaptureFixture[str],
) -> None:
    chosen = ["north-korea-moscow-beijing", "--from", "1991-12", "--to", "1991-12", "--draws", "200"]
    stances = printed(["stances", *chosen], capsys)
    assert not stances["enough"]["ok"]
    assert "no act on record" in stances["enough"]["why"]
    assert stances["months"] == stances["phases"] == []
    triangle = printed(["triangle", *chosen], capsys)
    assert triangle["months"] == ["1991-12"]
    assert all(lo < hi for lo, hi in zip(triangle["tilt"]["lo"], triangle["tilt"]["hi"], strict=True))


@pytest.mark.parametrize(("every", "length"), [("quarter", 12), ("year", 3)])
def test_quarters_and_years(every: str, length: int, told: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = printed(["triangle", "ROU", "RUS", "CHN", "--events", str(told), "--every", every], capsys)
    assert len(report["months"]) == length
    report = printed(["stances", "ROU", "RUS", "CHN", "--events", str(told), "--every", every], capsys)
    assert report["enough"]["ok"]
    assert len(report["prob"]) == length


def test_gains_of_a_record_that_is_not_enough_say_so(acts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = printed(["gains", "ROU", "RUS", "CHN", "--events", str(acts)], capsys)
    assert not report["enough"]["ok"]
    assert "not enough to say where Romania stood" in report["says"][0]
    assert "rent" not in report
