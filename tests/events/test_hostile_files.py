"""Files that are broken, lying or hostile: bad input in one sentence or counted refusals, never a traceback."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tertius.errors import BadInput
from tertius.events import EVENT_SCHEMA, EventTable, read_events
from tertius.events.readers import MODULES

from . import make_files as make

FORMATS = list(MODULES)


def attempt(path: Path, format: str | None = None, *, mark: bool = True) -> EventTable | None:
    """Events, or None for bad input; anything else is a failure of the test."""
    try:
        table = read_events(path, format=format, mark=mark)
    except BadInput as error:
        message = str(error)
    else:
        message = ""
    if message:
        assert "\n" not in message
        return None
    assert table.arrow.schema.equals(EVENT_SCHEMA)
    (use,) = table.provenance.sources
    assert use.kept == len(table)
    assert use.rows == use.kept + sum(use.refused.values())
    return table


@pytest.mark.parametrize("name", FORMATS)
def test_no_file_an_empty_one_a_folder(name: str, tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_bytes(b"")
    (tmp_path / "folder").mkdir()
    for wrong in ("missing.csv", "empty.csv", "folder"):
        with pytest.raises(BadInput):
            read_events(tmp_path / wrong, format=name)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("other", FORMATS)
def test_a_file_that_is_not_what_it_says(name: str, other: str, tmp_path: Path) -> None:
    table = attempt(make.samples(tmp_path)[other], name)
    if table is not None:
        assert table.datasets == (name,)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("text", [b"\n", b"\n\n\n", b"\0" * 100, b"\xff\xfe\0a\0b", b"PK", b"PAR1", b"\x1f\x8b", b"a,b\n",
                                  b'"', b"\t" * 60, b"\xef\xbb\xbf", b"date,source,target,score\n"])  # fmt: skip
def test_next_to_nothing(name: str, text: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(text)
    with pytest.raises(BadInput):
        read_events(path, format=name)
    with pytest.raises(BadInput):
        read_events(path)


@pytest.mark.parametrize("name", FORMATS)
def test_cut_short_anywhere(name: str, tmp_path: Path) -> None:
    whole = make.samples(tmp_path)[name].read_bytes()
    path = tmp_path / "cut"
    for size in range(1, len(whole), max(1, len(whole) // 25)):
        path.write_bytes(whole[:size])
        attempt(path, name)


@pytest.mark.parametrize("name", FORMATS)
def test_windows_line_ends_and_a_byte_order_mark_change_nothing(name: str, tmp_path: Path) -> None:
    plain = make.samples(tmp_path)[name]
    text = plain.read_bytes()
    before = read_events(plain).arrow.drop_columns(["file", "event_id"])
    plain.write_bytes(text.replace(b"\n", b"\r\n"))
    assert read_events(plain).arrow.drop_columns(["file", "event_id"]).equals(before)
    if name not in ("gdelt1", "gdelt2", "phoenix", "keds"):  # these have no header a mark could stand before
        plain.write_bytes(b"\xef\xbb\xbf" + text)
        assert read_events(plain).arrow.drop_columns(["file", "event_id"]).equals(before)


@pytest.mark.parametrize("name", FORMATS)
def test_a_row_of_ten_megabytes_is_refused_and_the_rest_kept(name: str, tmp_path: Path) -> None:
    path = make.samples(tmp_path)[name]
    good = len(read_events(path))
    with path.open("ab") as file:
        file.write(b"x" * (10 << 20) + b"\n" + path.read_bytes().splitlines()[-1] + b"\n")
    table = attempt(path, name)
    assert table is not None
    assert len(table) > good
    assert sum(table.refused.values()) == 1


@pytest.mark.parametrize("name", FORMATS)
def test_a_nul_and_a_wrong_encoding_cost_only_their_rows(name: str, tmp_path: Path) -> None:
    path = make.samples(tmp_path)[name]
    last = path.read_bytes().splitlines()[-1]
    good = len(read_events(path))
    with path.open("ab") as file:
        file.write(last[:-1] + b"\0" + last[-1:] + b"\n" + last[:-1] + b"\xe9" + last[-1:] + b"\n")
    table = attempt(path, name)
    assert table is not None
    assert len(table) >= good
    assert sum(table.refused.values()) >= 1
    assert table.refused.get("NUL byte", 0) == 1


@pytest.mark.parametrize("keep", [0.3, 0.7, 0.95])
def test_a_truncated_zip_or_gzip_is_bad_input(keep: float, tmp_path: Path) -> None:
    text = "\n".join(make.gdelt(GLOBALEVENTID=str(i * 7919)) for i in range(3000)).encode()
    zipped, packed = tmp_path / "a.zip", tmp_path / "a.gz"
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.CSV", text)
    packed.write_bytes(gzip.compress(text))
    for path in (zipped, packed):
        path.write_bytes(path.read_bytes()[: int(path.stat().st_size * keep)])
        with pytest.raises(BadInput):
            read_events(path, format="gdelt1")


def test_a_flipped_byte_in_a_zip_is_found_by_its_check_sum(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("a.CSV", "\n".join(make.gdelt(GLOBALEVENTID=str(i)) for i in range(50)))
    data = bytearray(path.read_bytes())
    data[3000] ^= 1
    path.write_bytes(data)
    with pytest.raises(BadInput, match="damaged"):
        read_events(path, format="gdelt1")


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive,
        archive.open("a.CSV", "w") as out,
    ):
        for _ in range(80):
            out.write(b"\n" * (1 << 20))
    with pytest.raises(BadInput):
        read_events(path, format="gdelt1")


def test_an_archive_without_data_and_one_with_a_password(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.pdf", "x")
    with pytest.raises(BadInput, match=r"holds no .csv"):
        read_events(path, format="gdelt1")


def test_a_damaged_parquet_is_bad_input(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"date": ["1970-01-01"] * 999, "source": ["USA"] * 999, "target": ["CHN"] * 999,
                             "score": [1.0] * 999}), path)  # fmt: skip
    data = path.read_bytes()
    for cut in (20, len(data) // 2, len(data) - 4):
        path.write_bytes(data[:cut])
        with pytest.raises(BadInput):
            read_events(path, format="table")


@pytest.mark.parametrize("name", FORMATS)
def test_fuzz_bytes_of_a_good_file(name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp(name.replace("-", "_"))
    whole = make.samples(folder)[name].read_bytes()
    path = folder / "fuzzed"

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(
        st.lists(st.tuples(st.integers(0, len(whole)), st.binary(max_size=12), st.integers(0, 9)), max_size=5)
    )
    def check(edits: list[tuple[int, bytes, int]]) -> None:
        data = whole
        for at, new, gone in edits:
            data = data[:at] + new + data[at + gone :]
        path.write_bytes(data)
        attempt(path, name)
        attempt(path, mark=False)

    check()


@pytest.mark.parametrize("name", FORMATS)
def test_fuzz_any_bytes(name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("any") / "x"

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(
        st.one_of(st.binary(max_size=300), st.text(alphabet=',\t\n"019-AUS;', max_size=200).map(str.encode))
    )
    def check(data: bytes) -> None:
        path.write_bytes(data)
        attempt(path, name)

    check()


@pytest.mark.parametrize("text", [
    "date,source,target,score,Date\n1970-01-01,USA,CHN,1,1970\n",
    "date,source_cow,target_cow,weis_code,WEIS_CODE\n1970-01-01,2,710,121,122\n",
    make.ICEWS + "\tIntensity\n" + make.icews() + "\t1\n",
])  # fmt: skip
def test_a_column_named_twice_is_bad_input(text: str, tmp_path: Path) -> None:
    path = tmp_path / "twice.csv"
    path.write_text(text)
    with pytest.raises(BadInput, match="twice"):
        read_events(path)
