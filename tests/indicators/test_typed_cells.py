"""Yearly facts in any spelling: what events accept in a cell, facts accept, and every row is kept or refused."""

from __future__ import annotations

from pathlib import Path

import pytest

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
