"""The record that the documented command builds, from files made here."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from studies.__main__ import main
from tertius.errors import BadInput
from tertius.provenance import sha256
from tertius.world import ENV, ledger, record, tally_panel, world_facts

WEIS = """date,source_cow,target_cow,weis_code
1966-01-05,2,365,072
1966-01-09,365,2,121
1966-01-09,365,2,121
1966-02-03,2,365,031
1966-02-03,365,2,031
1967-03-04,2,710,223
1967-03-05,2,999999,223
"""
VISITS = """office,country,city,dates,year,description
President,Soviet Union,Moscow,"May 22–29, 1972",1972,Summit
Secretary of State,Soviet Union,Moscow,"September 1972",1972,Talks
Secretary of State,Germany,Berlin,"June 1950",1950,Which of the two is not said
Secretary of State,Atlantis,Port,"June 1950",1950,No such state
"""


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    events, structural, out = (tmp_path / name for name in ("events", "structural", "out"))
    events.mkdir()
    structural.mkdir()
    (events / "weis.csv").write_text(WEIS)
    (events / "notes.txt").write_text("not an event file")
    day = {"date": ["2014-01-05"] * 2, "source_entity": ["Government", "Army"], "source_country": ["USA", "USA"],
           "target_entity": ["Government", "Party"], "target_country": ["CHN", "CHN"], "relation": ["Consult", "Threaten"],
           "cameo_code": ["040", "130"], "goldstein": [1.0, -4.4]}  # fmt: skip
    pl.DataFrame(day).write_parquet(events / "icews.parquet")
    votes = {
        "year": [1960, 1961, 1963],
        "c1": ["US"] * 3,
        "c2": ["SU"] * 3,
        "n_votes": [50] * 3,
        "agree": [0.25, 0.5, 0.123456],
    }
    frame = pl.DataFrame(votes).with_columns(c2=pl.lit("GB"), agree=pl.col("agree").cast(pl.Float32))
    frame.write_parquet(structural / "un_agreement_dyad_year.parquet")
    (structural / "us_visits_1945_2020.csv").write_text(VISITS)
    assert main(["world", "--data", str(tmp_path), "--out", str(out)]) == 0
    monkeypatch.setenv(ENV, str(out))
    return out


def test_tallies_count_and_sum_every_direction(built: Path) -> None:
    cells = pl.read_parquet(built / "tallies.parquet").filter(pl.col("dataset") == "weis")
    rows = {(row["source"], row["target"], row["month"]): row for row in cells.to_dicts()}
    assert rows["SUN", "USA", -48]["acts"] == 1  # the same act told twice on a day is one
    assert rows["USA", "SUN", -47]["acts"] == 1  # a meeting told from both sides is one
    assert ("SUN", "USA", -47) not in rows
    warm = rows["USA", "SUN", -48]
    assert warm["squares"] == pytest.approx(warm["sum"] ** 2, rel=1e-5)
    assert warm["q2"] == 1
    assert rows["SUN", "USA", -48]["q3"] == 1
    assert all(sum(row[f"q{k}"] for k in range(1, 5)) == row["acts"] for row in cells.to_dicts())


def test_a_panel_of_tallies_is_the_panel_of_the_events(built: Path) -> None:
    from tertius.events import mark_duplicates, read_events
    from tertius.panel import build_panel

    start, end = np.datetime64("1965-11"), np.datetime64("1967-05")
    pairs = [("USA", "SUN"), ("USA", "CHN"), ("SUN", "CHN")]
    made = tally_panel("weis", pairs, start, end)
    events = mark_duplicates(read_events(str(built.parent / "events" / "weis.csv")))
    whole = build_panel(events, dyads=pairs, start=start, end=end)
    for name in ("y", "n", "spread", "events", "volume"):
        np.testing.assert_allclose(getattr(made, name), getattr(whole, name), rtol=1e-5, equal_nan=True)
    np.testing.assert_array_equal(made.gap, whole.gap)
    assert made.kind == whole.kind == "stream"


def test_thinned_scores_are_never_counted(built: Path) -> None:
    panel = tally_panel(
        "icews-entities", [("USA", "CHN")], np.datetime64("2013-12"), np.datetime64("2014-02")
    )
    assert panel.n.sum() == 2
    assert panel.events.sum() == panel.volume.sum() == 0
    assert panel.kind == "chronicle"  # silence means nothing
    assert not next(entry for entry in ledger() if entry.name == "icews-entities").counted


def test_facts_come_back_as_they_were_with_reasons(built: Path) -> None:
    facts = world_facts(["USA", "GBR", "SUN", "DEU"])
    values, reasons = facts.series("USA", "GBR", "un_agreement", [1959, 1960, 1961, 1962, 1963])
    np.testing.assert_allclose(values, [np.nan, 0.25, 0.5, np.nan, 0.1235])
    assert "outside coverage" in reasons[0]
    assert reasons[3]
    assert facts.series("USA", "SUN", "visits", [1972])[0][0] == 2


def test_a_visit_to_a_name_that_means_two_states_is_refused(built: Path) -> None:
    entry = next(each for each in ledger() if each.name == "us-visits")
    assert "2 refused: no state of that name that year" in entry.coverage
    rows = world_facts(["USA"]).to_frame().filter(pl.col("name") == "visits")
    assert not {"FRG", "GDR", "DEU"} & set(rows["b"].cast(pl.String).to_list())


def test_the_ledger_has_hash_licence_and_citation_of_every_source(built: Path) -> None:
    assert json.loads((built / "ledger.json").read_text())
    for entry in ledger():
        assert entry.licence
        assert entry.cite
        assert entry.coverage
        assert entry.files
    weis = next(entry for entry in ledger() if entry.name == "weis")
    assert weis.files == (("weis.csv", sha256(built.parent / "events" / "weis.csv")),)


def test_no_text_of_a_source_is_in_the_record(built: Path) -> None:
    for path in built.iterdir():
        assert b"Summit" not in path.read_bytes()
        assert b"Consult" not in path.read_bytes()


def test_a_question_on_a_record_of_ones_own(built: Path) -> None:
    found = record(["SUN", "USA", "CHN"])
    assert "weis" in found.sources


def test_a_folder_without_a_record_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ENV, str(tmp_path))
    with pytest.raises(BadInput, match="holds no record"):
        ledger()


def test_a_folder_without_files_that_may_ship_is_refused(tmp_path: Path) -> None:
    (tmp_path / "events").mkdir()
    assert main(["world", "--data", str(tmp_path), "--out", str(tmp_path / "out")]) == 2
    assert main(["world", "--data", str(tmp_path / "nowhere")]) == 2
