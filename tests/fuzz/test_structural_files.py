"""Every reader of structural data on every kind of damage: one sentence, or each row kept or refused, and counted."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tertius.errors import BadInput
from tertius.indicators import INDICATOR_SCHEMA, INDICATOR_SOURCES, Indicators, read_indicators
from tests.fuzz.damage import Damage, blank_lines, long_field, set_apart, trials, wide_row
from tests.oracles.rows import quoted_rows

KINDS = "atop_defense,atop_offense,atop_neutral,atop_nonagg,atop_consul"
FILES = {
    "atop": f"ccode1,ccode2,year,{KINDS}\n2,20,1950,1,0,0,1,1\n365,710,1955,1,0,0,0,1\n2,200,1951,1,0,0,0,0\n",
    "mid": "ccode1,ccode2,year,dispnum,disponset,hostlev1,hostlev2\n365,710,1969,1,1,4,4\n2,710,1950,51,1,5,5\n"
           "731,732,1975,9,0,3,3\n",
    "nmc": "ccode,year,cinc,milex,milper,irst\n2,1990,0.1,5,6,7\n365,1990,0.1,-9,6,7\n731,1960,0.01,5,6,\n",
    "trade": "ccode1,ccode2,year,flow1,flow2\n2,200,1990,1,2\n2,710,1991,3,-9\n710,731,1960,0,0\n",
    "sipri": "supplier,recipient,year,value\nFrance,India,1970,25\nViet Cong (South Vietnam)*,India,1970,2\n"
             "\"Korea, North\",Libya,1980,3.5\n",
    "un-agreement": "year,c1,c2,agree,n_votes\n1990,US,GB,0.5,80\n1991,CN,KP,0.9,70\n1992,US,CN,0.2,75\n",
    "un-ideal": "ccode,session,IdealPointAll\n2,40,1.5\n710,46,-0.5\n731,47,-1.5\n",
    "td": "rivalryno,ccode1,ccode2,styear,endyear\n1,2,200,1900,1910\n3,816,2,1950,2010\n4,999,2,1950,1960\n",
    "tss": "tssr_id,ccode1,ccode2,start,end\n1,2,200,1900,1910\n2,365,710,1958,1989\n3,816,2,1950,2020\n",
    "gge": "country1_code,country2_code,year,geo_score,number_of_events,geo_score_dyn\nCHN,USA,1960,-0.5,3,-0.4\n"
           "CHN,USA,1961,0,0,-0.3\nRUS,USA,1970,0.2,1,0.1\n",
    "fbic": "iso3a,iso3b,year,fbic,bandwidth,dependence\nUSA,KOR,1970,0.1,0.2,0.3\nCHN,PRK,1980,0.2,0.3,0.4\nRUS,IND,1990,0.1,0.1,0.1\n",  # noqa: E501
    "us-visits": "office,country,city,dates,year,description\nPresident,China,Beijing,\"February 21-28, 1972\",1972,x\n"
                 "Secretary of State,\"Korea, South\",Seoul,\"November 7, 1973\",1973,y\nPresident,France,Paris,\"June 1-3, 1961\",1961,\n",  # noqa: E501
    "visits": "visitor,host,date,note\nPRK,CHN,1960-01-01,x\nPRK,SUN,1961-06-30,\"a pact, signed\"\nCHN,PRK,1963-09-15,\n",
    "facts": "a,b,year,name,value,reason\nPRK,CHN,1960,aid,1,x\nPRK,SUN,1961,aid,2,\nPRK,,1961,crop,4.5,\n",
}  # fmt: skip


def read(path: Path) -> Indicators | None:
    """Facts whose counts add up, or None for bad input in one sentence; anything else fails."""
    try:
        facts = read_indicators(path)
    except BadInput as error:
        said = str(error)
    else:
        said = ""
    if said:
        assert "\n" not in said
        return None
    assert facts.table.schema.equals(INDICATOR_SCHEMA)
    (use,) = facts.provenance.sources
    assert use.rows == use.kept + sum(use.refused.values()), use
    text = _text(path)
    first = text.split("\n")[0]
    mark = "\t" if first.count("\t") > first.count(",") else ","
    assert use.rows == len(quoted_rows(text, mark)[1])
    return facts


def _text(path: Path) -> str:
    """The file's text: a line that is no UTF-8 is ISO-8859-1."""
    lines = []
    for line in path.read_bytes().removeprefix(b"\xef\xbb\xbf").split(b"\n"):
        try:
            lines.append(line.decode())
        except UnicodeDecodeError:
            lines.append(line.decode("latin-1"))
    return "\n".join(lines)


def test_every_source_has_a_sample() -> None:
    from tests.fuzz.harness import PAGES

    assert {*FILES, *(set(PAGES) & set(INDICATOR_SOURCES))} == set(INDICATOR_SOURCES)


@pytest.mark.parametrize("damage", set_apart(long_field), ids=lambda d: d.__name__)
@pytest.mark.parametrize("name", FILES)
def test_damaged(name: str, damage: Damage, tmp_path: Path) -> None:
    path = tmp_path / "damaged.csv"
    for data in trials(damage, FILES[name].encode(), 3):
        path.write_bytes(data)
        read(path)


@pytest.mark.parametrize("name", FILES)
def test_two_damages_at_once(name: str, tmp_path: Path) -> None:
    path, rng = tmp_path / "damaged.csv", np.random.default_rng(4)
    some = set_apart(long_field)
    for _ in range(30):
        data = FILES[name].encode()
        for which in rng.integers(len(some), size=2):
            data = some[which](data, rng) or b"\n"
        path.write_bytes(data)
        read(path)


@pytest.mark.parametrize("damage", [wide_row, blank_lines, long_field], ids=lambda d: d.__name__)
@pytest.mark.parametrize("name", FILES)
def test_damage_to_a_row_costs_that_row_alone(name: str, damage: Damage, tmp_path: Path) -> None:
    path, rng = tmp_path / "damaged.csv", np.random.default_rng(5)
    path.write_text(FILES[name])
    good = read(path)
    assert good is not None
    path.write_bytes(damage(FILES[name].encode(), rng))
    facts = read(path)
    assert facts is not None
    assert facts.provenance.sources[0].kept >= good.provenance.sources[0].kept - 1


@pytest.mark.parametrize("name", FILES)
def test_a_parquet_cut_short_is_bad_input(name: str, tmp_path: Path) -> None:
    import polars as pl

    path, rng = tmp_path / "facts.parquet", np.random.default_rng(6)
    pl.read_csv(FILES[name].encode(), infer_schema=False).write_parquet(path)
    body = path.read_bytes()
    assert len(read_indicators(path).table)
    for size in rng.integers(0, len(body), size=12):
        path.write_bytes(body[:size])
        with pytest.raises(BadInput):
            read_indicators(path)


def test_an_open_quote_costs_one_row_not_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "facts.csv"
    rows = [f"PRK,CHN,{year},aid,1,text" for year in range(1950, 1970)]
    rows[4] = rows[4].replace("text", '"said he')
    path.write_text("\n".join(["a,b,year,name,value,reason", *rows]) + "\n")
    facts = read_indicators(path)
    assert len(facts.table) == 19
    assert facts.refused == {"quote without its end": 1}


def test_latin_1_names_are_read(tmp_path: Path) -> None:
    path = tmp_path / "arms.csv"
    path.write_bytes("supplier,recipient,year,value\nFrance,Côte d'Ivoire,1970,25\n".encode("latin-1"))
    assert read_indicators(path).table["b"].to_pylist() == ["CIV"]


def test_a_parquet_with_columns_of_odd_kinds_is_bad_input(tmp_path: Path) -> None:
    import polars as pl

    path = tmp_path / "odd.parquet"
    pl.DataFrame(
        {"supplier": [[1], [2]], "recipient": [1, 2], "year": [1970, 1971], "value": [1, 2]}
    ).write_parquet(path)
    assert read(path) is None


def test_a_header_over_two_lines_makes_one_sentence(tmp_path: Path) -> None:
    import polars as pl

    path = tmp_path / "facts.csv"
    path.write_text('"two\nlines",b\n1,2\n')
    assert read(path) is None
    pl.DataFrame({"two\nlines": [1]}).write_parquet(tmp_path / "facts.parquet")
    assert read(tmp_path / "facts.parquet") is None
