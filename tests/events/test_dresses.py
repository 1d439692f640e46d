"""The same rows in any order, container, delimiter, encoding, spelling of names and numbers make the same table."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tertius.events import EventTable, read_events
from tests.events import make_files as make

COLUMNS = ["earliest", "latest", "source", "target", "vocabulary", "code", "value", "apart"]
HEADED = ("icews", "gdelt-reduced", "polecat", "cline", "weis", "table", "icews-entities")


def shape(table: EventTable) -> list[tuple[object, ...]]:
    """What the rows say, whatever their order and file."""
    return sorted(table.to_frame().select(COLUMNS).rows(), key=str)


def lines_of(path: Path, mark: str) -> list[list[str]]:
    import csv

    quoting = csv.QUOTE_NONE if mark == "\t" else csv.QUOTE_MINIMAL
    return list(csv.reader(io.StringIO(path.read_text()), delimiter=mark, quoting=quoting))


def written(rows: list[list[str]], mark: str) -> bytes:
    import csv

    out = io.StringIO()
    csv.writer(out, delimiter=mark, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()


def zipped(body: bytes, name: str = "data.txt") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, body)
    return out.getvalue()


def zip_with_company(body: bytes) -> bytes:
    """A zip as Dataverse and Macs make them."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("MANIFEST.TXT", "data.txt 00\n")
        archive.writestr("__MACOSX/._data.txt", b"\0\5\x16\7")
        archive.writestr("._data.txt", b"\0\5\x16\7")
        archive.writestr("notes for readers.txt", "Please cite.\n")
        archive.writestr("data.txt", body)
    return out.getvalue()


CONTAINERS: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "zip": zipped,
    "zip in zip": lambda body: zipped(zipped(body), "inner.zip"),
    "gz in zip": lambda body: zipped(gzip.compress(body), "data.txt.gz"),
    "zip with company": zip_with_company,
    "utf-16": lambda body: body.decode().encode("utf-16"),
    "mark": lambda body: b"\xef\xbb\xbf" + body,
    "windows": lambda body: body.replace(b"\n", b"\r\n"),
}


@pytest.mark.parametrize("container", CONTAINERS)
@pytest.mark.parametrize("name", [name for name in HEADED if name != "copdab"])
def test_any_container(name: str, container: str, tmp_path: Path) -> None:
    plain = make.samples(tmp_path)[name]
    wanted = shape(read_events(plain))
    path = tmp_path / "dressed"
    path.write_bytes(CONTAINERS[container](plain.read_bytes()))
    table = read_events(path)
    assert table.datasets == (name,)
    assert shape(table) == wanted


@pytest.mark.parametrize("mark", [",", ";", "|", "\t"])
@pytest.mark.parametrize("name", HEADED)
def test_any_delimiter_order_and_case(name: str, mark: str, tmp_path: Path) -> None:
    plain = make.samples(tmp_path)[name]
    wanted = shape(read_events(plain))
    first = plain.read_text().split("\n")[0]
    rows = lines_of(plain, "\t" if "\t" in first else ",")
    dressed = [[name.upper().replace(" ", "_") for name in rows[0]], *reversed(rows[1:])]
    dressed = [list(reversed(row)) for row in dressed]  # columns in another order, too
    path = tmp_path / "dressed.csv"
    path.write_bytes(written(dressed, mark))
    table = read_events(path)
    assert table.datasets == (name,)
    assert shape(table) == wanted


@pytest.mark.parametrize("name", ["icews", "polecat", "table", "weis"])
def test_a_sheet_and_parquet_are_the_same(name: str, tmp_path: Path) -> None:
    plain = make.samples(tmp_path)[name]
    wanted = shape(read_events(plain))
    mark = "\t" if "\t" in plain.read_text().split("\n")[0] else ","
    rows = lines_of(plain, mark)
    frame = pl.DataFrame({name: [row[i] for row in rows[1:]] for i, name in enumerate(rows[0])})
    frame.write_parquet(tmp_path / "a.parquet")
    assert shape(read_events(tmp_path / "a.parquet")) == wanted
    xlsx = pytest.importorskip("xlsxwriter")
    book = xlsx.Workbook(tmp_path / "a.xlsx")
    sheet = book.add_worksheet()
    for i, row in enumerate(rows):
        sheet.write_row(i, 0, row)
    book.close()
    table = read_events(tmp_path / "a.xlsx")
    assert table.datasets == (name,)
    assert shape(table) == wanted


@pytest.mark.parametrize("width", [57, 58, 61])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_gdelt_under_a_header_is_gdelt_without(width: int, mark: str, tmp_path: Path) -> None:
    bare = make.write(
        tmp_path / "bare.CSV", [make.gdelt(width, GLOBALEVENTID=str(i), EventCode="042") for i in range(4)]
    )
    wanted = read_events(bare)
    layout = next(each.bare[width] for each in make.LAYOUTS.values() if width in each.bare)
    rows = [list(layout), *(line.split("\t") for line in bare.read_text().splitlines())]
    path = tmp_path / "headed.csv"
    path.write_bytes(written(rows, mark))
    table = read_events(path)
    assert table.datasets == wanted.datasets
    assert shape(table) == shape(wanted)


def test_a_few_columns_of_gdelt_are_enough(tmp_path: Path) -> None:
    path = tmp_path / "subset.csv"
    path.write_text(
        "sqldate,actor1_code,actor2_code,event_root_code,x\n20140110,RUSGOV,CHN,19,1\n".replace(
            "event_root_code", "EventCode"
        )
    )
    (row,) = read_events(path).to_frame().rows(named=True)
    assert (row["dataset"], row["source"], row["target"]) == ("gdelt1", "RUS", "CHN")


@pytest.mark.parametrize("gone", ["CAMEO Code", "Source Country", "Target Country", "Event Text"])
def test_a_column_of_icews_that_another_restores(gone: str, tmp_path: Path) -> None:
    names = make.ICEWS.split("\t")
    full = [
        names,
        *(
            make.icews(**{"Event ID": str(i), "Source Name": "Ministry (Japan)"}).split("\t")
            for i in range(3)
        ),
    ]
    path = tmp_path / "events.tab"
    path.write_text(
        "\n".join(
            "\t".join(cell for cell, name in zip(row, names, strict=True) if name != gone) for row in full
        )
        + "\n"
    )
    table = read_events(path)
    assert table.datasets == ("icews",)
    assert {row["code"] for row in table.to_frame().rows(named=True)} == {"040"}
    assert {(row["source"], row["target"]) for row in table.to_frame().rows(named=True)} == {("JPN", "VNM")}


NUMBERS = st.sampled_from(["2", "2.0", " 2 ", "2,0"])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(NUMBERS, st.sampled_from(["365", "365.0", "0365"])), min_size=1, max_size=6))
def test_whole_numbers_however_written(tmp_path: Path, sides: list[tuple[str, str]]) -> None:
    path = tmp_path / "a.csv"
    rows = [
        ["date", "source_cow", "target_cow", "code"],
        *([f"2001-02-0{i}", a, b, "042"] for i, (a, b) in enumerate(sides, 1)),
    ]
    path.write_bytes(written(rows, ";"))
    assert {(a, b) for a, b in read_events(path).to_frame().select("source", "target").rows()} == {
        ("USA", "RUS")
    }


def test_a_folder_leaves_out_what_is_unknown_and_names_it(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    files = make.samples(tmp_path)
    (folder / "a.tab").write_bytes(files["icews"].read_bytes())
    (folder / "read me first.txt").write_text("Please cite.\n")
    (folder / "x.export.CSV").write_bytes(
        b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"
    )
    (folder / "m.CSV").write_text(
        "\n".join("\t".join([str(900 + i), *"bcdefghijklmnop"]) for i in range(3)) + "\n"
    )
    (folder / "._a.tab").write_bytes(b"\0\1")
    table = read_events(folder)
    assert table.datasets == ("icews",)
    (note,) = [note for note in table.provenance.notes if "left out" in note]
    assert all(name in note for name in ("read me first.txt", "x.export.CSV", "m.CSV"))
    assert "._a.tab" not in note
