"""Yearly facts in any spelling: what events accept in a cell, facts accept, and every row is kept or refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from tertius.errors import BadInput
from tertius.indicators import read_indicators

PLAIN = [("USA", "CHN", "1990", "aid", "1.5"), ("North Korea", "CHN", "1991", "aid", "2")]
WANTED = [("PRK", "CHN", 1991, 2.0), ("USA", "CHN", 1990, 1.5)]


def told(path: Path, body: bytes) -> list[tuple[object, ...]]:
    path.write_bytes(body)
    facts = read_indicators(path)
    (use,) = facts.provenance.sources
    assert use.rows == use.kept + sum(use.refused.values())
    return sorted(zip(*(facts.table[name].to_pylist() for name in ("a", "b", "year", "value")), strict=True))


def text(rows: list[tuple[str, ...]], *, end: str = "\n", mark: str = ",") -> str:
    return end.join([mark.join(("a", "b", "year", "name", "value")), *(mark.join(row) for row in rows)])


@pytest.mark.parametrize(
    "body",
    [
        text(PLAIN, end="\r").encode(), text(PLAIN, end="\r").encode("utf-16"), text(PLAIN).encode("utf-32"),
        text([(*row, "", "") for row in PLAIN]).encode(),
        text([tuple(f"\u200b{cell}\u00a0" for cell in row) for row in PLAIN]).encode(),
        text([tuple(f"'{cell}" if cell != "aid" else cell for cell in row) for row in PLAIN]).encode(),
        text([("us", "cn", "1990-05-02", "aid", "1.5"), ("kp", "cn", "19910101", "aid", "2.0")]).encode(),
        text([("ＵＳＡ", "CHN", "１９９０", "aid", "１.５"), PLAIN[1]]).encode(),
        text([("USA", "CHN", "1990", "aid", "1,5"), ("북한", "中国", "1991.0", "aid", "2.0")], mark=";").encode(),
        ("Aid, as we count it, and where\nTold by hand, see the annex to the paper\n\n" + text(PLAIN)).encode(),
        "\n".join(f'{{"a":"{a}","b":"{b}","year":{y},"name":"{n}","value":{v}}}' for a, b, y, n, v in PLAIN).encode(),
        text([("美國", "中國", "1990", "aid", "1.5"), ("北韓", "中國", "1991", "aid", "2")]).encode("big5"),
        ("Pair,,When,What,\n" + text(PLAIN)).encode(),
        (text(PLAIN) + "\n,,,,\n\n,,,,\n").encode(),
        text([("USA", "CHN", "1990", "aid", "150 %"), ("North Korea", "CHN", "1991", "aid", "200%")]).encode(),
        text(PLAIN).replace("a,b,year,name,value", "country1,country2,Year,indicator,Value").encode(),
        text(PLAIN).replace("value", "value,note,note").replace("\nUSA,CHN,1990,aid,1.5", "\nUSA,CHN,1990,aid,1.5,x,y")
        .replace("aid,2", "aid,2,x,y").encode(),
        ('"a","b","year","name","value"\n' + "\n".join(f'"{n}",{",".join(row)}' for n, row in enumerate(PLAIN, 1))).encode(),
    ],
)  # fmt: skip
def test_any_dress_says_the_same(body: bytes, tmp_path: Path) -> None:
    assert told(tmp_path / "facts.csv", body) == WANTED


def test_rows_of_a_page_of_transfers_add_up(tmp_path: Path) -> None:
    """A sum, a state without any transfer and an unknown name are refused each as one row, whatever its years."""
    found = told(
        tmp_path / "page.csv",
        b"TIV of arms exports from Soviet Union, 1955-1957\nFor more information, see the pages, and the notes there\n\n"
        b",1955,1956,1957,Total\nChina,100,,300,400\nEgypt,,,,0\nNarnia,1,2,3,6\nTotal,101,2,303,406\n",
    )
    assert found == [("SUN", "CHN", 1955, 100.0), ("SUN", "CHN", 1957, 300.0)]
    (use,) = read_indicators(tmp_path / "page.csv").provenance.sources
    assert (use.rows, use.kept, sum(use.refused.values())) == (4, 1, 3)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1,234.5", 1234.5),
        ("1 234.5", 1234.5),
        ("1'234.5", 1234.5),
        ("1\u202f234.5", 1234.5),
        ("..", None),
        ("n/a", None),
        ("-", None),
    ],
)
def test_a_number_is_read_beside_cells_that_say_nothing(
    written: str, value: float | None, tmp_path: Path
) -> None:
    rows = [
        ("USA", "CHN", str(1990 + i), "aid", number)
        for i, number in enumerate(["5", "..", "6", "NA", "7.5", "8"])
    ]
    found = told(
        tmp_path / "facts.csv", text([*rows, ("USA", "RUS", "1995", "aid", f'"{written}"')]).encode()
    )
    assert found[-1] == ("USA", "RUS", 1995, value)


def test_cells_that_are_no_numbers_are_named(tmp_path: Path) -> None:
    rows = [("USA", "CHN", str(1990 + i), "aid", str(i)) for i in range(9)]
    path = tmp_path / "facts.csv"
    path.write_text(text([*rows, ("USA", "CHN", "1999", "aid", "12 (est.)")]))
    (note,) = read_indicators(path).provenance.notes
    assert "value: 1 cells are no numbers ('12 (est.)'): taken as missing" in note


@pytest.mark.parametrize("korea", ["Korea", "Corée", "Корея", "코리아"])
def test_a_name_of_two_states_is_refused_by_its_reason(korea: str, tmp_path: Path) -> None:
    path = tmp_path / "facts.csv"
    path.write_text(text([*PLAIN, (korea, "CHN", "1990", "aid", "1")]))
    (use,) = read_indicators(path).provenance.sources
    assert dict(use.refused) == {
        "no such state that year" if korea == "코리아" else "ambiguous: KOR or PRK": 1
    }


WIDE = {
    "bulk": '"Data Source","World Development Indicators",\n\n"Last Updated Date","2023-01-01",\n\n'
            '"Country Name","Country Code","Indicator Name","Indicator Code","1990","1991",\n'
            '"Egypt, Arab Rep.","EGY","GDP","NY.GDP","1.5","2.5",\n"World","WLD","GDP","NY.GDP","9","9",\n',
    "DataBank": "Country Name,Country Code,Series Name,Series Code,1990 [YR1990],1991 [YR1991]\n"
                '"Egypt, Arab Rep.",EGY,GDP,NY.GDP,1.5,2.5\nWorld,WLD,GDP,NY.GDP,9,9\nSudan,SDN,GDP,NY.GDP,..,..\n\n\n'
                "Data from database: World Development Indicators,,,,,\nLast Updated: 01/01/2023,,,,,\n",
    "semicolons": "Country Name;Country Code;Series Code;1990;1991\nEgypt;EGY;NY.GDP;1,5;2,5\nWorld;WLD;NY.GDP;9;9\n",
}  # fmt: skip


@pytest.mark.parametrize("body", WIDE.values(), ids=WIDE)
def test_a_wide_export_of_the_world_bank(body: str, tmp_path: Path) -> None:
    found = told(tmp_path / "wdi.csv", body.encode())
    assert [row for row in found if row[0] == "EGY"] == [("EGY", "", 1990, 1.5), ("EGY", "", 1991, 2.5)]
    facts = read_indicators(tmp_path / "wdi.csv")
    assert set(facts.table["name"].to_pylist()) == {"NY.GDP"}
    assert facts.refused["no such state that year"] == 1


def test_a_state_that_comes_back_into_a_dispute_begins_none(tmp_path: Path) -> None:
    """COW's participants of incidents, or of a dispute left and taken up again: it began once."""
    path = tmp_path / "parts.csv"
    path.write_text(
        "dispnum,ccode,styear,endyear,sidea,hostlev\n7,2,1993,1993,1,2\n7,2,1995,1995,1,3\n7,645,1993,1996,0,4\n"
    )
    facts = read_indicators(path)
    values, _ = facts.series("USA", "IRQ", "dispute_onset", [1993, 1995])
    assert [float(value) for value in values] == [1.0, 0.0]


@pytest.mark.parametrize(
    ("head", "says"),
    [("incidnum,dispnum,stday,stmon,styear,numa,action", "incidents"), ("dispnum,stday,styear,outcome,numa", "disputes"),
     ("rcid,ccode,member,vote,session", "votes"), ("state,year,atopally,defense", "of states, not of pairs")],
)  # fmt: skip
def test_a_file_without_pairs_says_what_to_take(head: str, says: str, tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text(f"{head}\n{','.join('1' for _ in head.split(','))}\n")
    with pytest.raises(BadInput, match=says):
        read_indicators(path)


@pytest.mark.parametrize(
    ("title", "rows", "wanted"),
    [("TIV of arms exports from Soviet Union to Egypt, 1955-1957", "Egypt,100,,,100", [("SUN", "EGY", 1955, 100.0)]),
     ("TIV of arms imports to Egypt, 1955-1957", "Soviet Union,100,,,100", [("SUN", "EGY", 1955, 100.0)]),
     ("TIV of arms exports from Russia, 1992-1994", "Egypt,100,,,100", [("RUS", "EGY", 1992, 100.0)])],
)  # fmt: skip
def test_pages_of_transfers_by_their_titles(
    title: str, rows: str, wanted: list[tuple[object, ...]], tmp_path: Path
) -> None:
    first = int(title[-9:-5])
    years = ",".join(map(str, range(first, first + 3)))
    assert (
        told(tmp_path / "page.csv", f"{title}\nFigures are in millions\n\n,{years},Total\n{rows}\n".encode())
        == wanted
    )


def test_a_page_of_all_states_tells_of_no_pair(tmp_path: Path) -> None:
    path = tmp_path / "page.csv"
    path.write_text(
        "TIV of arms exports from all, 1955-1956\nFigures are in millions\n\n,1955,1956,Total\nSoviet Union,1,2,3\n"
    )
    with pytest.raises(BadInput, match="no pair"):
        read_indicators(path)


def test_every_source_says_what_was_tested() -> None:
    from tertius.indicators.catalogue import INDICATOR_SOURCES

    assert all(source.checked for source in INDICATOR_SOURCES.values())
