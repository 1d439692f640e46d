"""Kills, races, a full disk, broken and hostile files: the store opens, holds only whole files, and goes on."""

from __future__ import annotations

import gzip
import multiprocessing
import os
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import duckdb
import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tertius.errors import BadInput, TertiusError
from tertius.events.store import Store
from tertius.events.store.ledger import LedgerLine, read_line
from tests.shared import shared
from tests.store.conftest import gdelt_row, weis_file
from tests.store.ingest_process import ingest

SCRIPT = Path(__file__).with_name("ingest_process.py")
KILLS = int(os.environ.get("TERTIUS_KILLS", "8"))


def start(store: Path, *files: Path, **environment: str) -> subprocess.Popen[str]:
    """An ingest in a process of its own."""
    command = [sys.executable, str(SCRIPT), str(store), *map(str, files)]
    return subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, **environment},
    )


def whole(store: Store) -> set[str]:
    """Hashes in the store, after checking that every line's data are there, readable and of the right length."""
    found = set()
    for path in (store.path / "ledger").glob("*.json"):
        line = read_line(path)
        assert isinstance(line, LedgerLine), path
        asked = [(part, "count(*)") for part in line.parts] + [(line.tally, "sum(times)")]
        for part, count in asked:
            with duckdb.connect() as connection:
                rows = connection.execute(
                    f"SELECT {count} FROM read_parquet('{store.path / part}')"
                ).fetchall()
            assert rows == [(line.kept,)]
        found.add(line.sha256)
    return found


def many_files(folder: Path) -> list[Path]:
    """Small files of two kinds: one read in batches, one copied by DuckDB."""
    files = [weis_file(folder / f"{year}.csv", 2000, year=year) for year in range(1966, 1972)]
    for day in range(1, 7):
        path = folder / f"2016070{day}.export.CSV"
        path.write_text("\n".join(gdelt_row(1000 * day + n, day=f"2016070{day}") for n in range(800)) + "\n")
        files.append(path)
    return files


@pytest.mark.long
def test_killed_at_random_moments(tmp_path: Path) -> None:
    """SIGKILL at moments spread over the whole run, in children that are forked with everything imported."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.store.ingest_process"])
    files = many_files(tmp_path)
    names, rng = [str(path) for path in files], np.random.default_rng(5)

    def child(store: Store) -> multiprocessing.process.BaseProcess:
        process = context.Process(target=ingest, args=(str(store.path), names))
        process.start()
        return process

    child(Store(tmp_path / "first")).join(120)  # the server starts
    store, begin = Store(tmp_path / "store"), time.monotonic()
    child(store).join(120)
    alone, wanted = time.monotonic() - begin, whole(store)
    assert len(wanted) == len(files)
    store = Store(tmp_path / "killed")
    kills, before = 0, 0
    while kills < KILLS:
        process = child(store)
        process.join(float(rng.uniform(0.0, 1.0)) * alone)
        kills += process.is_alive()
        process.kill()
        process.join()
        now = len(whole(store))
        assert len(store.ledger()) == now >= before  # what was stored stays
        store, before = (Store(tmp_path / f"killed {kills}"), 0) if now == len(files) else (store, now)
    store.ingest(files)
    assert whole(store) == wanted
    owned = {Path(part).name for line in store.ledger() for part in line.files}
    assert {path.name for path in (store.path / "data").iterdir()} == owned
    assert not list((store.path / "work").iterdir())


@pytest.mark.long
def test_two_at_once(tmp_path: Path) -> None:
    files = many_files(tmp_path)
    store = Store(tmp_path / "store")
    racers = [start(store.path, *order) for order in (files, files, files[::-1])]
    said = [racer.communicate(timeout=120)[0] for racer in racers]
    assert [racer.returncode for racer in racers] == [0, 0, 0], said
    assert len(whole(store)) == len(files)
    fresh = sum(line.endswith("False") for text in said for line in text.splitlines())
    assert fresh == len(files)  # every file was stored by exactly one of them
    assert not list((store.path / "work").iterdir())


def test_full_disk(tmp_path: Path) -> None:
    """A limit on the size of files stands in for a full disk: the same write fails in the same place."""
    small = weis_file(tmp_path / "small.csv", 30)
    big = tmp_path / "20160701.export.CSV"
    rng = np.random.default_rng(1)
    rows = [gdelt_row(n, url=f"http://{rng.bytes(40).hex()}") for n in range(4000)]
    big.write_text("\n".join(rows) + "\n")
    store = Store(tmp_path / "store")
    process = start(store.path, small, big, TEST_MAX_FILE="60000")
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 1, said
    assert "not stored" in said
    assert "Traceback" not in said
    assert len(whole(store)) == 1
    assert not list((store.path / "work").iterdir())
    store.ingest([small, big])
    assert len(whole(store)) == 2


@pytest.mark.long
@pytest.mark.parametrize("limit", [3_000, 20_000, 100_000])
def test_a_full_disk_is_said_to_be_full_whatever_wrote(tmp_path: Path, limit: int) -> None:
    """What closes a file that could not be written fails for a reason of its own: not the one that is told."""
    big = tmp_path / "big.csv"
    rng = np.random.default_rng(1)
    days = [f"2015-{i % 12 + 1:02d}-{i % 28 + 1:02d},CHN,RUS,042,{rng.bytes(8).hex()}" for i in range(40_000)]
    big.write_text("date,source,target,code,act\n" + "\n".join(days) + "\n")
    process = start(tmp_path / "store", big, TEST_MAX_FILE=str(limit))
    said, _ = process.communicate(timeout=120)
    assert process.returncode == 1, said
    assert "is full" in said
    assert not any(word in said for word in ("Traceback", "closed file", "Arrow"))
    store = Store(tmp_path / "store")
    assert not whole(store)
    store.ingest(big)
    assert len(whole(store)) == 1


def test_leftovers_are_swept_and_ignored(store: Store, tmp_path: Path) -> None:
    (line,) = store.ingest(weis_file(tmp_path / "a.csv"))
    (store.path / "data" / f"{'0' * 64}-weis-1.parquet").write_bytes(b"PAR1 half a file")
    (store.path / "moving" / f"{'0' * 64}.json").write_text(f'["data/{"0" * 64}-weis-1.parquet"]')
    (store.path / "ledger" / f"{'1' * 64}.json").write_text('{"path": "cut o')
    (store.path / "ledger" / f"{'2' * 64}.7.draft").write_text("{")
    work = store.path / "work" / ("3" * 64)
    work.mkdir()
    (work / "events.parquet").write_bytes(b"x")
    work.with_suffix(".lock").touch()
    assert store.ledger() == (line,)
    assert len(store.read()) == 40
    assert store.sweep() == 3
    assert not list((store.path / "work").iterdir())
    assert {path.name for path in (store.path / "data").iterdir()} == {Path(part).name for part in line.files}


def test_lost_data_are_read_again(store: Store, tmp_path: Path) -> None:
    path = weis_file(tmp_path / "a.csv")
    (line,) = store.ingest(path)
    (store.path / line.parts[0]).unlink()
    assert store.ledger() == ()
    assert not store.ingest(path)[0].already
    assert store.ledger() == (line,)


def gdelt_zip(path: Path, rows: int = 3000) -> Path:
    """A GDELT day as it is published."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(path.stem, "\n".join(gdelt_row(n) for n in range(rows)) + "\n")
    return path


def test_zip(store: Store, tmp_path: Path) -> None:
    (line,) = store.ingest(gdelt_zip(tmp_path / "20160728.export.CSV.zip"))
    assert (line.rows, line.kept) == (3000, 3000)


@pytest.mark.parametrize("cut", [0.1, 0.5, 0.9, 0.999])
@pytest.mark.parametrize("packed", ["zip", "gz"])
def test_truncated_archive(store: Store, tmp_path: Path, cut: float, packed: str) -> None:
    body = gdelt_zip(tmp_path / "20160728.export.CSV.zip").read_bytes()
    if packed == "gz":
        body = gzip.compress("\n".join(gdelt_row(n) for n in range(3000)).encode())
    path = tmp_path / f"cut.CSV.{packed}"
    path.write_bytes(body[: int(len(body) * cut)])
    with pytest.raises(BadInput):
        store.ingest(path, format="gdelt1")
    assert store.ledger() == ()
    assert not list((store.path / "data").iterdir())


def test_zip_with_a_wrong_check_sum(store: Store, tmp_path: Path) -> None:
    path = gdelt_zip(tmp_path / "20160728.export.CSV.zip")
    body = bytearray(path.read_bytes())
    body[len(body) // 2] ^= 0xFF
    path.write_bytes(bytes(body))
    with pytest.raises(BadInput):
        store.ingest(path, format="gdelt1")


def test_zip_bomb(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "20160728.export.CSV.zip"
    line = (gdelt_row(1, url="http://" + "0" * 5000) + "\n").encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open(path.stem, "w") as member:
        for _ in range(100):
            member.write(line * 200)
    with pytest.raises(BadInput, match="unpacks to more than"):
        store.ingest(path)
    assert not list((store.path / "work").iterdir())


def test_row_of_ten_megabytes(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "20160728.export.CSV"
    rows = [gdelt_row(1), gdelt_row(2, url="http://" + "x" * 10_000_000), gdelt_row(3)]
    path.write_text("\n".join(rows) + "\n")
    (line,) = store.ingest(path)
    assert (line.rows, line.kept, line.refused) == (3, 2, {"row too long": 1})


def test_mixed_encodings_and_widths(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "20160728.export.CSV"
    good = [gdelt_row(n, Actor1Name="Köln").encode() for n in range(5)]
    bad = [gdelt_row(7, Actor1Name="Köln").encode("latin-1"), b"a\tb", gdelt_row(8).encode() + b"\0", b""]
    path.write_bytes(b"\n".join([*good, *bad, gdelt_row(9).encode()]) + b"\n")
    (line,) = store.ingest(path)
    # the empty line is no row, and counts in no number of one
    assert (line.rows, line.kept) == (9, 6)
    assert sum(line.refused.values()) == 3
    assert store.read().arrow["row"].to_pylist() == [1, 2, 3, 4, 5, 9]
    assert store.raw("gdelt1").count().execute() == 6


def test_the_fast_way_refuses_rows_as_the_reader_does(store: Store, tmp_path: Path) -> None:
    rows = [
        gdelt_row(1), gdelt_row(2, day="20061331"), gdelt_row(3, day="x"), gdelt_row(4, EventCode=""),
        gdelt_row(5, EventCode="4O"), gdelt_row(6, Actor1CountryCode="QQQ"), gdelt_row(7, GoldsteinScale="one"),
        gdelt_row(8, Actor2CountryCode="", Actor2Code=""), gdelt_row(9, DATEADDED="2016"), gdelt_row(10, Actor1CountryCode=""),
        gdelt_row(11, Actor1CountryCode="SUN", day="19800101"), gdelt_row(12, Actor1CountryCode="RUS", day="19800101"),
        gdelt_row(13, Actor2CountryCode="EUR"), gdelt_row(14, day="20060731120000"), gdelt_row(15, Actor2CountryCode="USA"),
        gdelt_row(16, Actor1CountryCode="DEU", day="19800101"), gdelt_row(17, Actor2CountryCode="YEM", day="19800101"),
    ]  # fmt: skip
    path = tmp_path / "20160728.export.CSV"
    path.write_text("\n".join(rows) + "\n")
    _same_both_ways(path, tmp_path)


def _same_both_ways(path: Path, tmp_path: Path) -> None:
    """The copy by DuckDB and the batches of the reader give the same rows, marks and refusals."""
    import pyarrow.parquet as pq

    from tertius.events.readers import reader
    from tertius.events.store.draft import write_batches
    from tertius.events.store.wide import write_wide
    from tertius.events.surveys import survey

    folders = [tmp_path / name for name in ("fast", "slow")]
    for folder in folders:
        folder.mkdir(exist_ok=True)
    how, seen = reader("gdelt1"), survey(path)
    fast = write_wide(path, how, folders[0], lambda *_: None, seen)
    try:
        slow = write_batches(path, how, folders[1], lambda *_: None, part=seen.sha256)
    except (
        BadInput
    ):  # a damaged file of two rows may no longer look like one of the source: neither way takes it
        return
    if fast is None:
        return
    assert (fast.rows, fast.refused) == (slow.rows, slow.refused)
    one, two = (pq.read_table(draft.events).sort_by("row").drop(["reference"]) for draft in (fast, slow))
    assert one.equals(two.cast(one.schema))


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({}, "VIEW"), ({"SQLDATE": "2006"}, "VIEW"), ({"Actor1Geo_FullName": " Cairo "}, "VIEW"),
        ({"Actor1Name": "UNITED STATES "}, "LOCAL TEMPORARY"), ({"Actor2Code": "NULL"}, "LOCAL TEMPORARY"),
        ({"Actor1Code": "\u00a0USA"}, "LOCAL TEMPORARY"), ({"GLOBALEVENTID": "nan"}, "LOCAL TEMPORARY"),
    ],
)  # fmt: skip
def test_cells_are_written_a_second_time_only_where_one_needs_it(
    tmp_path: Path, changes: dict[str, str], kind: str
) -> None:
    from tertius.events.layouts import GDELT_DAILY
    from tertius.events.store.wide_rows import register_rows
    from tertius.events.store.wide_text import Text, copy

    path, raw = tmp_path / "a.csv", tmp_path / "raw.parquet"
    path.write_text("\n".join([gdelt_row(1), gdelt_row(2, **changes), gdelt_row(3)]) + "\n")
    text = Text(path, list(GDELT_DAILY), (("hash", "a.csv", 3),), joined=False)
    with duckdb.connect() as connection:
        connection.execute(copy(text, raw))
        register_rows(connection, text, raw)
        found = connection.execute(
            "SELECT table_type FROM information_schema.tables WHERE table_name = 'typed_rows'"
        ).fetchall()
    assert found == [(kind,)]
    _same_both_ways(path, tmp_path)


FIELD = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\t\n\r\0"), max_size=6)
NAMES = st.sampled_from(
    [
        "GLOBALEVENTID",
        "SQLDATE",
        "EventCode",
        "GoldsteinScale",
        "Actor1CountryCode",
        "Actor2Code",
        "DATEADDED",
        "SOURCEURL",
    ]
)


@pytest.mark.long
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            NAMES,
            FIELD
            | st.sampled_from(["", "20000229", "20010229", "1e5", "-.5", "042", "043", "PRK", "7", "7.4"]),
        ),
        max_size=12,
    )
)
@example(
    [
        (name, word)
        for name in ("GLOBALEVENTID", "Actor2Code", "Actor1CountryCode")
        for word in ("None", " NA", "\\N")
    ]
)
def test_any_fields_both_ways(tmp_path: Path, changes: list[tuple[str, str]]) -> None:
    path = tmp_path / "20160728.export.CSV"
    path.write_text(
        "\n".join([gdelt_row(0), *(gdelt_row(1 + n % 3, **{k: v}) for n, (k, v) in enumerate(changes))])
        + "\n"
    )
    _same_both_ways(path, tmp_path)


REAL = {
    "weis": "weis_1966_1975.csv", "icews": "icews_events.2018.sample.tab", "gdelt1": "gdelt1_daily_58col_sample.csv",
    "gdelt2": "gdelt2_20191024143000.export.CSV", "phoenix": "phoenix_oeda_sample_r_export.csv",
    "copdab": "copdab_monthly_1948_1978.csv", "icews-entities": "icews_2014_entities.parquet",
}  # fmt: skip


@pytest.mark.parametrize("format", REAL)
def test_fuzzed_files_of_every_reader(tmp_path: Path, format: str) -> None:
    """Bytes flipped, cut out, doubled: a clear error or an honest count, and a store that still opens."""
    body = shared(f"data/events/{REAL[format]}").read_bytes()
    if format != "icews-entities":
        body = b"".join(body.splitlines(keepends=True)[:60])
    store, rng, said = Store(tmp_path / "store"), np.random.default_rng(11), list[str]()
    for trial in range(12):
        path = tmp_path / f"{trial}{Path(REAL[format]).suffix}"
        path.write_bytes(_damaged(body, rng))
        for named in (format, None):
            try:
                (line,) = store.ingest(path, format=named)
                assert line.already or line.rows == line.kept + sum(line.refused.values())
            except TertiusError as error:
                said.append(str(error))
    whole(store)
    assert not [text for text in said if "not stored" in text]  # every one is a sentence about the file


def _damaged(body: bytes, rng: np.random.Generator) -> bytes:
    held = bytearray(body)
    for _ in range(int(rng.integers(1, 6))):
        at, size = int(rng.integers(len(held))), int(rng.integers(1, 40))
        kind = int(rng.integers(4))
        if kind == 0:
            held[at : at + size] = rng.bytes(size)
        elif kind == 1:
            del held[at : at + size]
        elif kind == 2:
            held[at:at] = held[at : at + 400]
        else:
            held = held[: max(at, 1)]
    return bytes(held)
