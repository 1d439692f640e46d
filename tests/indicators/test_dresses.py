"""Yearly facts in any dress are the same facts; each maker's own releases are read."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tertius.errors import BadInput
from tertius.indicators import Indicators, read_indicators
from tests.fuzz.test_structural_files import FILES
from tests.shared import shared


def shape(facts: Indicators) -> list[tuple[object, ...]]:
    return sorted(facts.to_frame().select("a", "b", "year", "name", "value", "reason").rows(), key=str)


def packed(text: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("codebook.txt", "see the paper\n")
        archive.writestr("data.csv", text)
    return out.getvalue()


def dressed(text: bytes, *, mark: str = ",", upper: bool = False, points: bool = False) -> bytes:
    import csv
    import re

    rows = list(csv.reader(io.StringIO(text.decode())))
    if upper:
        rows[0] = [name.upper() for name in rows[0]]
    if points:
        rows[1:] = [[re.sub(r"^(\d+)$", r"\1.0", cell) for cell in row] for row in rows[1:]]
    out = io.StringIO()
    csv.writer(out, delimiter=mark, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()


DRESSES: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "zip": packed,
    "semicolons": lambda text: dressed(text, mark=";"),
    "tabs": lambda text: dressed(text, mark="\t"),
    "capitals": lambda text: dressed(text, upper=True),
    "points": lambda text: dressed(text, points=True),
    "utf-16": lambda text: text.decode().encode("utf-16"),
    "comment": lambda text: b"# downloaded by hand\n\n" + text,
}


@pytest.mark.parametrize("dress", DRESSES)
@pytest.mark.parametrize("name", FILES)
def test_any_dress(name: str, dress: str, tmp_path: Path) -> None:
    plain, other = tmp_path / "plain.csv", tmp_path / "other"
    plain.write_text(FILES[name])
    other.write_bytes(DRESSES[dress](plain.read_bytes()))
    assert shape(read_indicators([other])) == shape(read_indicators([plain]))


@pytest.mark.parametrize("suffix", ["xlsx", "dta"])
@pytest.mark.parametrize("name", ["nmc", "trade", "td", "un-ideal"])
def test_a_sheet_and_stata(name: str, suffix: str, tmp_path: Path) -> None:
    pandas = pytest.importorskip("pandas")
    plain, other = tmp_path / "plain.csv", tmp_path / f"other.{suffix}"
    plain.write_text(FILES[name])
    frame = pandas.read_csv(plain)
    if suffix == "dta":
        frame.to_stata(other, write_index=False)
    else:
        pytest.importorskip("xlsxwriter")
        frame.to_excel(other, index=False, engine="xlsxwriter")
    assert shape(read_indicators([other])) == shape(read_indicators([plain]))


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_atop_without_direction_holds_both_ways(tmp_path: Path) -> None:
    facts = read_indicators([write(tmp_path / "a.csv", "mem1,mem2,year,defense,offense,neutral,nonagg,consul\n"
                                                       "365,710,1955,1,0,0,0,1\n220,200,1955,0,0,0,1,0\n")])  # fmt: skip
    for pair in (("SUN", "CHN"), ("CHN", "SUN"), ("GBR", "FRA"), ("FRA", "GBR")):
        assert facts.series(*pair, "alliance", [1955])[0][0] == 1


def test_atop_members_owe_what_their_own_row_says(tmp_path: Path) -> None:
    text = ("atopid,member,yrent,moent,yrexit,defense,offense,neutral,nonagg,consul\n"
            "1,2,1949,4,0,1,0,0,0,1\n1,200,1949,4,1966,0,0,0,1,0\n2,365,1950,2,1980,1,0,0,0,0\n")  # fmt: skip
    facts = read_indicators([write(tmp_path / "a.csv", text)])
    assert facts.series("USA", "GBR", "alliance_defense", [1950, 1967])[0].tolist() == [1, 0]
    assert facts.series("GBR", "USA", "alliance_defense", [1950])[0].tolist() == [0]
    assert facts.refused == {"a member whose partners are not in the file": 1}


def test_cow_s_participants_become_opposed_pairs(tmp_path: Path) -> None:
    text = ("dispnum,stabb,ccode,stday,stmon,styear,endday,endmon,endyear,sidea,revstate,fatality,hiact,hostlev,orig,version\n"
            "9,CHN,710,1,3,1969,1,9,1970,1,1,0,17,4,1,5\n9,RUS,365,1,3,1969,1,9,1969,0,0,0,17,5,1,5\n"
            "9,MON,712,1,5,1969,1,9,1969,0,0,0,0,1,0,5\n")  # fmt: skip
    facts = read_indicators([write(tmp_path / "MIDB 5.0.csv", text)])
    assert facts.series("CHN", "SUN", "dispute", [1968, 1969, 1970])[0][1] == 1
    assert facts.series("CHN", "SUN", "hostility", [1969])[0][0] == 4
    assert facts.series("SUN", "CHN", "hostility", [1969])[0][0] == 5
    assert facts.series("SUN", "MNG", "dispute", [1969])[0][0] == 0  # they were on one side


def test_sipri_s_page_names_one_side_in_its_title(tmp_path: Path) -> None:
    text = '"TIV of arms {} France, 2019-2021",,,,\nFigures are TIVs.,,,,\n,,,,\n,2019,2020,2021,Total\nIndia,1,,12,13\nTotal,1,,12,13\n'  # noqa: E501
    for words, pair in (("exports from", ("FRA", "IND")), ("imports to", ("IND", "FRA"))):
        facts = read_indicators([write(tmp_path / "tiv.csv", text.format(words))])
        assert facts.series(*pair, "arms", [2019, 2021])[0].tolist() == [1, 12]


@pytest.mark.parametrize("text", [
    "ccode,session,IdealPointAll\n2,40,1.5\n", "ccode,year,iso3c,IdealPointAll,IdealPointFP\n2,1985,USA,1.5,1\n",
    "session,iso3c,Countryname,IdealPointAll\n40,USA,United States,1.5\n", "ccode,session,Q5%,Q50%,Q95%\n2,40,1,1.5,2\n",
    "CCODE,SESSION,IDEALPOINT\n2.0,40.0,1.5\n",
])  # fmt: skip
def test_ideal_points_of_every_release(text: str, tmp_path: Path) -> None:
    assert (
        read_indicators([write(tmp_path / "a.csv", text)]).series("USA", "", "ideal_point", [1985])[0][0]
        == 1.5
    )


def test_a_year_without_events_is_missing_and_the_decayed_score_unused(tmp_path: Path) -> None:
    facts = read_indicators([write(tmp_path / "a.csv", FILES["gge"])])
    values, reasons = facts.series("USA", "CHN", "geo_score", [1960, 1961])
    assert values[0] == -0.5
    assert np.isnan(values[1])
    assert reasons[1] == "no event was compiled for the pair that year"
    assert not {name for name in facts.names if "dyn" in name}


def test_what_is_refused_is_shown_and_nothing_reaches_the_terminal(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"no such state that year: 1 \(9999\)"):
        read_indicators([write(tmp_path / "a.csv", "ccode,year,milex,milper,cinc\n9999,1990,1,1,1\n")])
    with pytest.raises(BadInput) as caught:
        read_indicators([write(tmp_path / "b.csv", "a\x1b[31mRED\x1b[0m,b\n1,2\n")])
    assert "\x1b" not in str(caught.value)


def test_a_folder_names_everything_it_leaves_out(tmp_path: Path) -> None:
    write(tmp_path / "nmc.csv", FILES["nmc"])
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n")
    (tmp_path / "notes.txt").write_text("nothing\n")
    (note,) = [note for note in read_indicators([tmp_path]).provenance.notes if "left out" in note]
    assert "picture.png" in note
    assert "notes.txt" in note


def test_every_date_of_the_visits_is_read() -> None:
    facts = read_indicators([shared("data/structural/us_visits_1945_2020.csv")])
    assert set(facts.refused) == {
        "no such state that year",
        "ambiguous: FRG or GDR",
        "ambiguous: YAR or YPR",
        "ambiguous: DRV or RVN",
    }
    assert facts.series("USA", "CHN", "visits_president", [1972])[0][0] >= 1


def test_the_register_as_downloaded() -> None:
    facts = read_indicators([shared("data/structural/sipri_trade_register_sample.csv")])
    assert facts.series("BRA", "AFG", "arms", [2018])[0][0] == 27
