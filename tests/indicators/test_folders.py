"""Folders and archives of yearly facts: what cannot be read costs itself only, and is named with its reason."""

from __future__ import annotations

import gzip
import io
import os
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tertius.errors import BadInput
from tertius.indicators import read_indicators

FACTS = "a,b,name,year,value\nUSA,RUS,aid,2001,5\nUSA,CHN,aid,2002,3\n"
NMC = "ccode,year,milex,milper,irst,pec,tpop,upop,cinc\n9999,2001,100,9,1,1,1,1,0.15\n"
USELESS: dict[str, bytes] = {
    "empty.csv": b"",
    "lfs.csv": b"version https://git-lfs.github.com/spec/v1\noid sha256:aa\nsize 1\n",
    "x.parquet": b"PAR1xx",
    "header.csv": b"a,b,name,year,value\n",
    "nmc.csv": NMC.encode(),
    "cut.csv.gz": gzip.compress(FACTS.encode() * 90)[:60],
    "bad.zip": b"PK\3\4bad",
    "bad.xlsx": b"PK\3\4bad",
    "bad.dta": b"<stata_dta>bad",
}


@pytest.mark.parametrize("bad", USELESS)
def test_a_file_costs_itself_and_is_named(bad: str, tmp_path: Path) -> None:
    (tmp_path / "good.csv").write_text(FACTS)
    (tmp_path / bad).write_bytes(USELESS[bad])
    found = read_indicators([tmp_path])
    assert found.table.num_rows == 2
    (said,) = found.provenance.left_out
    assert bad in said
    with pytest.raises(BadInput):
        read_indicators([tmp_path / "good.csv", tmp_path / bad])


@pytest.mark.parametrize("bad", sorted(set(USELESS) - {"nmc.csv", "header.csv", "empty.csv", "lfs.csv"}))
def test_a_member_costs_itself_and_is_named(bad: str, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("good.csv", FACTS)
        archive.writestr(bad, USELESS[bad])
    found = read_indicators([tmp_path / "a.zip"])
    assert found.table.num_rows == 2
    (said,) = found.provenance.left_out
    assert f"a.zip/{bad}" in said


@pytest.mark.skipif(os.name != "posix", reason="links and pipes")
def test_what_is_no_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "good.csv").write_text(FACTS)
    (tmp_path / "annex.csv").symlink_to("/nowhere")
    os.mkfifo(tmp_path / "pipe.csv")
    said = read_indicators([tmp_path]).provenance.left_out
    assert len(said) == 2
    assert "annex.csv is a link to nothing" in said[0]
    assert "pipe.csv is not a regular file" in said[1]


def test_parquet_in_an_archive_is_read_as_text_is(tmp_path: Path) -> None:
    out = io.BytesIO()
    pq.write_table(
        pa.table({"a": ["USA"], "b": ["RUS"], "name": ["aid"], "year": [2001], "value": [2.5]}), out
    )
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.parquet", out.getvalue())
    (tmp_path / "a.csv").write_text("a,b,name,year,value\nUSA,RUS,aid,2001,2.5\n")
    one, two = (read_indicators([tmp_path / name]) for name in ("a.zip", "a.csv"))
    assert one.table.equals(two.table)
