"""Real structural files, and bad ones."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from tertius.errors import BadInput
from tertius.indicators import INDICATOR_SOURCES, Indicators, read_indicators
from tests.shared import shared


@cache
def _read(name: str) -> Indicators:
    return read_indicators(shared(f"data/structural/{name}"))


ATOP = "atop_alliance_ddyad_year_1945_2018.parquet"
MID = "cow_mid_dirdisps_1816_2014.parquet"
NMC = "cow_nmc_v6_1945_2022.csv"
TRADE = "cow_trade_dyad_year_1945_2014.parquet"
SIPRI = "sipri_tiv_dyad_year_1950_2021.csv"
UN = "un_agreement_dyad_year.parquet"


@pytest.mark.parametrize(
    ("file", "key"),
    [
        (ATOP, "atop"),
        (MID, "mid"),
        (NMC, "nmc"),
        (TRADE, "trade"),
        (SIPRI, "sipri"),
        (UN, "un-agreement"),
        ("td_rivalries.csv", "td"),
        ("tss_rivalries.csv", "tss"),
    ],
)
def test_each_file_is_known_by_its_columns(file: str, key: str) -> None:
    facts = _read(file)
    assert {cover.source for cover in facts.coverage} == {key}
    assert len(facts) > 1000
    use = facts.provenance.sources[0]
    assert use.cite == INDICATOR_SOURCES[key].cite
    assert use.rows >= use.kept > 0.9 * use.rows - 500
    assert facts.table["year"].null_count == 0
    missing = facts.table.filter(facts.table["value"].is_null())
    assert missing["reason"].null_count == 0


def test_the_treaties_of_1961() -> None:
    facts = _read(ATOP)
    for patron in ("SUN", "CHN"):
        values, _ = facts.series("PRK", patron, "alliance_defense", range(1955, 1970))
        assert values.tolist() == [0.0] * 6 + [1.0] * 9
    values, reasons = facts.series("PRK", "CHN", "alliance", range(2015, 2024))
    assert values[:4].tolist() == [1.0] * 4
    assert np.isnan(values[4:]).all()
    assert all(why.startswith("outside coverage (atop 1945-2018)") for why in reasons[4:])


def test_no_alliance_before_the_state_is_in_the_system() -> None:
    values, reasons = _read(ATOP).series("DRV", "CHN", "alliance", [1944, 1950, 1955])
    assert np.isnan(values[:2]).all()
    assert reasons[0] == "state does not exist"
    assert "not in the COW state system before 1954" in reasons[1]
    assert values[2] in (0.0, 1.0)


def test_sino_soviet_disputes() -> None:
    facts = _read(MID)
    values, reasons = facts.series("CHN", "RUS", "dispute", [1955, 1969, 2014, 2015])
    assert values[:3].tolist() == [0.0, 1.0, 0.0]
    assert np.isnan(values[3])
    assert reasons[3].startswith("outside coverage")
    assert facts.series("CHN", "SUN", "hostility", [1969])[0][0] >= 4


@pytest.mark.long
def test_trade_of_the_dprk() -> None:
    facts = _read(TRADE)
    values, reasons = facts.series("PRK", "SUN", "trade", range(1950, 1992))
    assert np.isnan(values).all()
    assert sum("mean missing" in why for why in reasons) > 5
    assert facts.series("PRK", "RUS", "trade", [1995])[0][0] > 0
    assert facts.series("PRK", "CHN", "trade", [2010])[0][0] > 1000
    assert facts.series("USA", "GBR", "trade", [1960])[0][0] > 0


def test_arms_of_states_left_out_are_missing() -> None:
    facts = _read(SIPRI)
    values, reasons = facts.series("SUN", "PRK", "arms", [1960])
    assert np.isnan(values[0])
    assert "PRK never receives" in reasons[0]
    assert facts.series("SUN", "IND", "arms", [1971])[0][0] > 0
    assert np.isnan(facts.series("FRG", "IND", "arms", [1970])[0][0])
    assert facts.refused["no state (starred by SIPRI)"] > 100


@pytest.mark.long
def test_un_votes_of_the_two_chinas() -> None:
    facts = _read(UN)
    values, reasons = facts.series("CHN", "USA", "un_agreement", [1960, 1975])
    assert np.isnan(values[0])
    assert "did not both vote" in reasons[0]
    assert 0 < values[1] < 1
    assert facts.series("TWN", "USA", "un_agreement", [1960])[0][0] > 0.5
    assert np.isnan(facts.series("PRK", "CHN", "un_agreement", [1985])[0][0])
    assert facts.series("RUS", "USA", "un_agreement", [1950])[0][0] < 0.5


def test_rivalries_agree_on_the_sino_soviet_split() -> None:
    for file, name in (("td_rivalries.csv", "rivalry_td"), ("tss_rivalries.csv", "rivalry_tss")):
        values, _ = _read(file).series("CHN", "SUN", name, [1955, 1965, 1975])
        assert values.tolist() == [0.0, 1.0, 1.0]


def test_names_are_kept_and_files_join() -> None:
    facts = read_indicators(
        [shared(f"data/structural/{name}") for name in (ATOP, "td_rivalries.csv")],
        names=["alliance", "rivalry_td"],
    )
    assert facts.names == ("alliance", "rivalry_td")
    assert facts.to_frame().shape[1] == 8
    with pytest.raises(BadInput, match="no indicator among"):
        read_indicators(shared("data/structural/td_rivalries.csv"), names=["alliance"])


def test_plain_facts_and_visits(tmp_path: Path) -> None:
    (tmp_path / "facts.csv").write_text(
        "a,b,year,name,value,reason\nPRK,Soviet Union,1960,aid,120.5,\nPRK,CHN,1960,aid,,secret\nPRK,,1960,army,400,\n"
    )
    (tmp_path / "visits.csv").write_text(
        "visitor,host,date\nNorth Korea,Soviet Union,1961-07-06\nPRK,SUN,1961-10-17\nPRK,Atlantis,1961-01-01\n"
    )
    facts = read_indicators(tmp_path)
    assert facts.series("PRK", "SUN", "aid", [1960])[0].tolist() == [120.5]
    assert facts.series("PRK", "CHN", "aid", [1960])[1].tolist() == ["secret"]
    assert facts.series("PRK", "", "army", [1960])[0].tolist() == [400]
    assert facts.series("PRK", "SUN", "visits", [1961])[0].tolist() == [2]
    assert facts.refused == {"no such state that year": 1}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "t.csv"),
        ("x,y\n1,2\n", "columns x, y"),
        ("version4id,ccode1,ccode2,defense\n1,2,20,1\n", "COW alliances"),
        (
            "ccode1,ccode2,year,flow1,flow2\n2,200,never,1,2\n9999,200,1990,1,2\n2,2,1990,1,1\n",
            "no row could be used",
        ),
        ("rivalryno,ccode1,ccode2,styear,endyear\n1,2,200,,\n", "no row could be used"),
        ("rivalryno,ccode1,ccode2,styear,endyear\n1,2,200,1500,1600\n", "no row could be used"),
    ],
)
def test_bad_files(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "t.csv"
    path.write_text(text)
    with pytest.raises(BadInput, match=message):
        read_indicators(path)


def test_absent_file_empty_folder_and_broken_parquet(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no file"):
        read_indicators(tmp_path / "absent.csv")
    with pytest.raises(BadInput, match="no data files"):
        read_indicators(tmp_path)
    broken = tmp_path / "broken.parquet"
    broken.write_bytes(b"PAR1 no")
    with pytest.raises(BadInput, match="broken"):
        read_indicators(broken)


def test_strangers_in_a_folder_are_left_out_and_counted(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("colour,size\nred,1\n")
    (tmp_path / "b.csv").write_text("name\nnobody\n")
    with pytest.raises(BadInput, match="2 files, none of a known kind"):
        read_indicators(tmp_path)
    (tmp_path / "c.csv").write_text("a,b,year,name,value\nUSA,GBR,1990,visits,1\n")
    facts = read_indicators(tmp_path)
    assert facts.names == ("visits",)
    assert facts.provenance.notes == ("indicators: 2 files of no known kind left out: a.csv, b.csv",)
    with pytest.raises(BadInput, match=r"a\.csv: columns colour, size"):
        read_indicators([tmp_path / "a.csv", tmp_path / "c.csv"])


def test_rows_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "trade.csv"
    path.write_text(
        "ccode1,ccode2,year,flow1,flow2\n2,200,1990,1,2\n2,200,x,1,2\n2,817,1990,1,2\n2,2,1990,1,1\n"
    )
    facts = read_indicators(path)
    assert facts.refused == {
        "the year is no year": 1,
        "no such state that year": 1,
        "the same state twice": 1,
    }
    use = facts.provenance.sources[0]
    assert (use.rows, use.kept) == (4, 1)
    assert len(use.sha256) == 64
