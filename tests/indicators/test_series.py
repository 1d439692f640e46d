"""The grid equals the definition, cell by cell."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertius.errors import BadInput
from tertius.indicators import Indicators, read_indicators
from tests.oracles.indicators import cell

STATES = ["PRK", "SUN", "RUS", "CHN", "JPN", "FRG", "DEU", "GDR", "YUG", "SRB", "CHE"]
MAKE = {
    "visits": "visitor,host,year\n",
    "atop": "ccode1,ccode2,year,atop_defense,atop_offense,atop_neutral,atop_nonagg,atop_consul\n",
    "td": "rivalryno,ccode1,ccode2,styear,endyear\n",
}


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Indicators:
    folder = tmp_path_factory.mktemp("facts")
    rng = np.random.default_rng(7)
    cow = {"PRK": 731, "365": 365, "CHN": 710, "JPN": 740, "GDR": 265, "345": 345}
    numbers = list(cow.values())
    pairs = [(a, b) for a in numbers for b in numbers if a != b]
    drawn = [(*pairs[rng.integers(len(pairs))], int(rng.integers(1948, 1996))) for _ in range(120)]
    text = {
        "visits": "".join(f"{a},{b},{year}\n" for a, b, year in drawn),
        "atop": "".join(
            f"{a},{b},{year},1,0,-9,{rng.integers(2)},0\n" for a, b, year in dict.fromkeys(drawn)
        ),
        "td": "".join(f"{row},{a},{b},{year},{year + 5}\n" for row, (a, b, year) in enumerate(drawn[:20])),
    }
    for name, rows in text.items():
        (folder / f"{name}.csv").write_text(MAKE[name] + rows)
    return read_indicators(folder)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_grid_equals_definition(facts: Indicators, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from([cover.name for cover in facts.coverage]))
    side = st.sampled_from(STATES)
    pairs = data.draw(
        st.lists(st.tuples(side, side).filter(lambda pair: pair[0] != pair[1]), min_size=1, max_size=3)
    )
    years = data.draw(st.lists(st.integers(1944, 2001), min_size=1, max_size=4, unique=True))
    succession = data.draw(st.sampled_from(["joined", "strict"]))
    values, reasons = facts.matrix(name, pairs, years, succession=succession)
    for row, pair in enumerate(pairs):
        for column, year in enumerate(years):
            value, why = cell(facts, name, pair, year, succession)
            assert values[row, column] == value or (math.isnan(value) and math.isnan(values[row, column]))
            assert why in reasons[row, column], (name, pair, year)
            assert (reasons[row, column] == "") == (not math.isnan(value))


def test_undirected_facts_do_not_depend_on_the_order(facts: Indicators) -> None:
    years = range(1948, 1999)
    np.testing.assert_array_equal(
        facts.series("PRK", "JPN", "rivalry_td", years)[0], facts.series("JPN", "PRK", "rivalry_td", years)[0]
    )


def test_a_pair_asked_for_twice(facts: Indicators) -> None:
    values, _ = facts.matrix("alliance", [("PRK", "SUN"), ("CHN", "JPN"), ("PRK", "RUS")], range(1948, 1999))
    np.testing.assert_array_equal(values[0], values[2])


def test_trade_and_its_shares(tmp_path: Path) -> None:
    path = tmp_path / "trade.csv"
    path.write_text("ccode1,ccode2,year,flow1,flow2\n2,200,2000,10,20\n2,220,2000,30,-9\n2,731,2000,0,0\n")
    facts = read_indicators(path)
    assert facts.series("USA", "GBR", "imports", [2000])[0].tolist() == [10]
    assert facts.series("GBR", "USA", "imports", [2000])[0].tolist() == [20]
    assert facts.series("GBR", "USA", "trade", [2000])[0].tolist() == [30]
    assert facts.series("USA", "GBR", "trade_share", [2000])[0].tolist() == [0.5]
    values, reasons = facts.series("USA", "FRA", "trade", [2000, 1999])
    assert np.isnan(values).all()
    assert reasons[0] == "missing in the source"
    assert reasons[1].startswith("outside coverage")
    assert facts.series("USA", "PRK", "trade", [2000])[0].tolist() == [0]


def test_capability_share_and_ideal_distance(tmp_path: Path) -> None:
    (tmp_path / "nmc.csv").write_text("ccode,year,cinc,milex,milper\n2,2000,0.3,-9,10\n710,2000,0.1,5,\n")
    (tmp_path / "ideal.csv").write_text("ccode,session,IdealPointAll\n2,55,2.5\n710,55,-0.5\n")
    facts = read_indicators(tmp_path)
    assert facts.series("USA", "CHN", "capability_share", [2000])[0].tolist() == pytest.approx([0.75])
    assert facts.series("USA", "CHN", "ideal_distance", [2000])[0].tolist() == [3.0]
    assert facts.series("USA", "", "milex", [2000])[1].tolist() == ["missing in the source"]
    assert facts.series("CHN", "", "milper", [2000])[1].tolist() == ["missing in the source"]


def test_arms_share_looks_from_the_recipient(tmp_path: Path) -> None:
    path = tmp_path / "arms.csv"
    path.write_text("supplier,recipient,year,value\nSoviet Union,India,1970,75\nFrance,India,1970,25\n")
    facts = read_indicators(path)
    assert facts.series("IND", "SUN", "arms_share", [1970])[0].tolist() == [0.75]
    values, reasons = facts.series("SUN", "EGY", "arms", [1970])
    assert math.isnan(values[0])
    assert "never receives" in reasons[0]
    assert facts.series("SUN", "IND", "arms", [1970])[0].tolist() == [75]


def test_unknown_name_and_handle(facts: Indicators) -> None:
    with pytest.raises(BadInput, match="no indicator named 'love'"):
        facts.series("PRK", "SUN", "love", [1960])
    with pytest.raises(BadInput, match="'XYZ' is not a handle"):
        facts.series("PRK", "XYZ", "alliance", [1960])
