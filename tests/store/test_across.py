"""Repeats between files: found inside DuckDB, some days at a time, as by comparing every pair of rows."""

from __future__ import annotations

import csv
import datetime as dt
import multiprocessing
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tertius.events.duplicates import RULES, find_duplicates, key_columns, mark_in_place
from tertius.events.store import Store, across
from tests.oracles import duplicates as oracle
from tests.shared import shared
from tests.store.conftest import gdelt_row
from tests.store.ingest_process import ingest

COLUMNS = ("id", "date", "source", "target", "cameo")
ROW = st.tuples(
    st.integers(0, 5).map(str),
    st.integers(1, 6).map(lambda day: f"2000-01-0{day}"),
    st.sampled_from(["USA", "CHN", "PRK"]),
    st.sampled_from(["USA", "CHN"]),
    st.sampled_from(["040", "042", "043", "190"]),
)


def read_marks(store: Store) -> dict[tuple[str, int], tuple[str, str]]:
    """What each stored row repeats, by file and row."""
    rows = store.read().arrow.select(["file", "row", "dup_of", "dup_rule"]).to_pylist()
    return {(r["file"], r["row"]): (r["dup_of"], r["dup_rule"]) for r in rows if r["dup_of"] is not None}


def wanted_marks(
    store: Store, files: dict[str, list[tuple[str, ...]]]
) -> dict[tuple[str, int], tuple[str, str]]:
    """The same by comparing every pair of rows, in the order of the ledger."""
    rows: list[dict[str, Any]] = []
    for line in store.ledger():
        name = Path(line.path).name
        for number, (key, day, source, target, code) in enumerate(files[name], 1):
            date = dt.date.fromisoformat(day)
            rows.append({"id": key, "dataset": "t", "earliest": date, "latest": date, "source_raw": source,
                         "target_raw": target, "code": code, "reference": "", "at": (name, number)})  # fmt: skip
    found = zip(rows, oracle.marks(rows, oracle.RULES[:3]), strict=True)
    return {row["at"]: (f"table:{rows[hit[0]]['id']}", hit[1]) for row, hit in found if hit is not None}


@pytest.mark.long
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(ROW, min_size=1, max_size=8), min_size=2, max_size=3), st.integers(1, 9))
def test_against_every_pair(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, files: list[Any], chunk: int
) -> None:
    monkeypatch.setattr(across, "CHUNK", chunk)
    folder = tmp_path_factory.mktemp("across")
    store, named = Store(folder / "store"), dict[str, list[tuple[str, ...]]]()
    ends = [
        ("8", "2000-01-01", "USA", "RUS", "190"),
        ("9", "2000-01-06", "USA", "RUS", "190"),
    ]  # they overlap
    for number, rows in enumerate(files):
        path = folder / f"{number}.csv"
        mine = [(f"{key}{number}", *rest) for key, *rest in ends]
        named[path.name] = [*rows, *mine]
        with path.open("w", newline="") as out:
            csv.writer(out).writerows([COLUMNS, *named[path.name]])
        store.ingest(path)
    got, wanted = read_marks(store), wanted_marks(store, named)
    assert {at: rule for at, (_, rule) in got.items()} == {at: rule for at, (_, rule) in wanted.items()}
    assert {at: of.split("#")[0] for at, (of, _) in got.items()} == {at: of for at, (of, _) in wanted.items()}


def test_sql_and_numpy_agree_on_real_rows() -> None:
    import duckdb
    import pyarrow as pa

    from tertius.events import read_events

    table = read_events(shared("data/events/icews_events.2018.sample.tab"), mark=False).arrow
    with duckdb.connect() as connection:
        connection.register("events", table.append_column("n", pa.array(np.arange(table.num_rows))))
        connection.execute(f"CREATE TABLE keys AS {key_columns('events', n='n')}")
        found = find_duplicates(connection, "keys")
        mark_in_place(connection, "keys")
        rows = connection.execute("SELECT n, m, rule FROM marks ORDER BY n").fetchnumpy()
    assert len(found) > 1000
    for ours, theirs in zip(("n", "m", "rule"), (found.row, found.of, found.rule), strict=True):
        np.testing.assert_array_equal(rows[ours], theirs)


def days(folder: Path, count: int, rows: int = 400) -> list[Path]:
    """Daily GDELT files that repeat rows of one another."""
    paths = []
    for day in range(1, count + 1):
        path = folder / f"201607{day:02d}.export.CSV"
        lines = [
            gdelt_row(1000 * day + n, day=f"201607{1 + n % 20:02d}", Actor1Code=f"USA{n % 50}")
            for n in range(rows)
        ]
        path.write_text("\n".join(lines) + "\n")
        paths.append(path)
    return paths


def test_found_again_only_when_the_files_change(store: Store, tmp_path: Path) -> None:
    one, two, three = days(tmp_path, 3)
    store.ingest([one, two])
    first = read_marks(store)
    (path,) = (store.path / "marks").glob("*.parquet")
    before = path.stat().st_mtime_ns
    assert read_marks(store) == first
    assert path.stat().st_mtime_ns == before
    store.ingest(three)
    assert len(read_marks(store)) > len(first)
    (other,) = (store.path / "marks").glob("*.parquet")
    assert other != path


def mark(folder: str) -> None:
    """Find the marks of a store."""
    Store(folder).read()


@pytest.mark.long
def test_killed_while_it_marks(store: Store, tmp_path: Path) -> None:
    """A kill leaves no half-written marks: the next reader finds them whole."""
    context = multiprocessing.get_context("forkserver")
    files = days(tmp_path, 4, 3000)
    store.ingest(files)
    twin = Store(tmp_path / "twin")
    ingest(str(twin.path), [str(path) for path in files])
    begin = time.monotonic()
    wanted = read_marks(twin)
    alone, rng = time.monotonic() - begin, np.random.default_rng(2)
    for _ in range(6):
        process = context.Process(target=mark, args=(str(store.path),))
        process.start()
        process.join(float(rng.uniform(0.2, 1.5)) * (alone + 0.5))
        process.kill()
        process.join()
    assert read_marks(store) == wanted
    assert len([p for p in (store.path / "marks").iterdir() if "tally" not in p.name]) == 1
    assert RULES[:3] == across.SAME_DAY
