"""Many small files stored together are, file by file, what they are stored one by one."""

from __future__ import annotations

import multiprocessing
import shutil
import zipfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

import duckdb
import numpy as np
import pytest

from tertius.errors import Interrupted, TertiusError
from tertius.events.store import LedgerLine, Store
from tertius.events.store.joined import FEW
from tests.events import make_files
from tests.store.conftest import gdelt_row, weis_file
from tests.store.ingest_process import ingest

ODD = [
    {"day": "20061331"}, {"EventCode": "4O"}, {"Actor1CountryCode": "QQQ"}, {"Actor2CountryCode": "", "Actor2Code": ""},
    {"Actor1CountryCode": "SUN", "day": "19800101"}, {"Actor1CountryCode": "", "Actor1Code": "SVN"}, {"GoldsteinScale": "x"},
    {"EventCode": "043"}, {"Actor1CountryCode": "DEU", "day": "19800101"},
]  # fmt: skip


def gdelt_files(folder: Path, count: int = 14, rows: int = 30) -> list[Path]:
    """Small GDELT files with repeats within and between them, odd rows, one zipped, one with damaged lines, one dated 1920."""
    folder.mkdir(exist_ok=True)
    files = []
    for n in range(count):
        path = folder / f"2016070{n:02d}.export.CSV"
        lines = [gdelt_row(1000 * n + i, day=f"201607{1 + i % 9:02d}") for i in range(rows)]
        lines += [gdelt_row(1000 * n + 100 + i, **odd) for i, odd in enumerate(ODD)] + lines[:2]
        lines += [gdelt_row(90_000 + n % 2, day="20160704", EventCode="042")]
        body = "\n".join(lines) + "\n"
        if n == 3:
            body = body.replace("\n", "\r\n", 1) + "a\tb\n"
        if n == 5:
            body += gdelt_row(5999, day="19200101", DATEADDED="20200102") + "\n"
        path.write_text(body)
        if n == 7:
            with zipfile.ZipFile(packed := path.with_suffix(".CSV.zip"), "w") as archive:
                archive.writestr(path.name, body)
            path.unlink()
            path = packed
        files.append(path)
    return files


def other_files(folder: Path, count: int = 9) -> list[Path]:
    """Small files that a reader takes in batches."""
    folder.mkdir(exist_ok=True)
    return [weis_file(folder / f"{n}.csv", 50, year=1966 + n // 2, seed=n) for n in range(count)]


def bare(line: LedgerLine) -> LedgerLine:
    """A ledger line without where its rows lie."""
    return replace(line, parts=(), tally="", sums={}, joined=1)


def both(tmp_path: Path, files: list[Path]) -> tuple[Store, Store]:
    """The files in a store together, and in another one by one."""
    together, alone = Store(tmp_path / "together"), Store(tmp_path / "alone")
    together.ingest(files)
    for path in files:
        alone.ingest(path)
    return together, alone


@pytest.fixture(scope="module")
def wide(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Path], Store, Store]:
    """Small GDELT files, and both stores of them: to look at, and to copy."""
    folder = tmp_path_factory.mktemp("wide")
    files = gdelt_files(folder / "in")
    return files, *both(folder, files)


def copies(tmp_path: Path, *stores: Store) -> list[Store]:
    """Stores of their own that hold the same."""
    return [Store(shutil.copytree(store.path, tmp_path / store.path.name)) for store in stores]


def same(one: Store, two: Store, *, raw: str = "") -> None:
    """Two stores tell the same: lines, rows in order under their names, tallies, acts, addresses, the source's columns."""
    assert [bare(line) for line in one.ledger()] == [bare(line) for line in two.ledger()]
    assert one.read().arrow.equals(two.read().arrow)
    assert one.read(across=False).arrow.equals(two.read(across=False).arrow)
    pairs = [("USA", "CHN")]
    assert one.select().acts_of(pairs).arrow.equals(two.select().acts_of(pairs).arrow)
    assert counted(one) == counted(two)
    if raw:
        wide = [
            store.raw(raw).to_pyarrow().sort_by([("event_id", "ascending"), ("SOURCEURL", "ascending")])
            for store in (one, two)
        ]
        assert wide[0].equals(wide[1])


def counted(store: Store) -> list[tuple[object, ...]]:
    """The tally of a store, every key once."""
    import duckdb

    with duckdb.connect() as connection:
        asked = (
            f"SELECT * EXCLUDE (times), sum(times) FROM ({store.select().tally()}) GROUP BY ALL ORDER BY ALL"
        )
        return [row for row in connection.execute(asked).fetchall() if row[-1]]


def shared(store: Store) -> list[Path]:
    """Data files in which the rows of several files lie."""
    return sorted((store.path / "data").glob("*-joined.parquet"))


@pytest.mark.long
def test_gdelt_together_and_one_by_one(wide: tuple[list[Path], Store, Store]) -> None:
    _, together, alone = wide
    assert len(shared(together)) == 1
    assert not shared(alone)
    assert sum(line.joined > 1 for line in together.ledger()) == 12  # two need the reader's closer look
    assert {len(some) for line in together.ledger() for some in line.understood["examples"].values()} <= {
        1,
        2,
        3,
    }
    same(together, alone, raw="gdelt1")


def test_readers_batches_together_and_one_by_one(tmp_path: Path) -> None:
    together, alone = both(tmp_path, other_files(tmp_path / "in"))
    assert [line.joined for line in together.ledger()] == [9] * 9
    assert len(shared(together)) == 1
    same(together, alone)


@pytest.mark.parametrize("name", ["phoenix", "icews", "polecat", "keds", "table", "gdelt2"])
def test_every_kind_of_source(name: str, tmp_path: Path) -> None:
    good = make_files.samples(tmp_path / "good")[name] if (tmp_path / "good").mkdir() is None else None
    assert good is not None
    body, files = good.read_bytes(), []
    for n in range(FEW + 1):
        path = tmp_path / f"{n}{good.suffix}"
        path.write_bytes(
            body + b"\n" * n if name in ("keds", "table") else body + body.splitlines(keepends=True)[-1] * n
        )
        files.append(path)
    together, alone = both(tmp_path, files)
    same(together, alone)
    assert shared(together)


def test_bad_files_and_the_same_file_twice_cost_the_others_nothing(tmp_path: Path) -> None:
    files = other_files(tmp_path / "in", 12)
    files[2].write_text("date,source_cow,target_cow,weis_code\n1970-13-01,2,365,999\n")
    files[0].with_name("twin.csv").write_bytes(files[0].read_bytes())
    files[0].with_name("10 is empty.csv").touch()
    asked = sorted((tmp_path / "in").iterdir())
    store = Store(tmp_path / "store")
    results = list(store.ingesting(tmp_path / "in"))
    bad = [isinstance(result, TertiusError) for result in results]
    assert bad == [path.name in ("2.csv", "10 is empty.csv") for path in asked]
    told = {Path(result.path).name: result for result in results if isinstance(result, LedgerLine)}
    assert told["twin.csv"].already
    assert len(store.ledger()) == 11
    assert store.check().good
    again = list(store.ingesting(files[3:]))
    assert all(isinstance(line, LedgerLine) and line.already for line in again)


def test_what_most_is_already_there_is_said_together_too(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    files = [weis_file(tmp_path / "in" / f"{n}.csv", 50, year=1966 + n) for n in range(FEW)]
    longer = files[0].with_name("z.csv")
    longer.write_text(files[0].read_text() + "1966-01-01,2,365,042\n")
    lines = Store(tmp_path / "store").ingest([*files, longer])
    assert "in the store already, from" in lines[-1].warning
    assert not any("in the store already" in line.warning for line in lines[:-1])


@pytest.mark.long
@pytest.mark.parametrize("which", [0, 4, 11])
def test_a_file_taken_out_leaves_no_row_and_takes_no_other(
    which: int, wide: tuple[list[Path], Store, Store], tmp_path: Path
) -> None:
    files, (together, alone) = wide[0], copies(tmp_path, *wide[1:])
    line = together.remove(str(files[which]))
    alone.remove(str(files[which]))
    same(together, alone, raw="gdelt1")
    assert together.check().good
    assert not together.check().unknown
    assert all(line.sha256.encode() not in path.read_bytes() for path in (together.path / "data").iterdir())
    (back,) = together.ingest(files[which])
    alone.ingest(files[which])
    assert back.joined == 1
    same(together, alone, raw="gdelt1")


def test_the_last_files_of_a_group_taken_out(tmp_path: Path) -> None:
    files, store = other_files(tmp_path / "in"), Store(tmp_path / "store")
    store.ingest(files)
    for path in files:
        store.remove(path)
    assert not list((store.path / "data").iterdir())
    assert not list((store.path / "moving").iterdir())


def test_corrected_files_take_the_place_of_stored_ones(tmp_path: Path) -> None:
    files = other_files(tmp_path / "in", 12)
    together, alone = both(tmp_path, files)
    for path in files[:10]:
        path.write_text("\n".join(path.read_text().splitlines()[:-2]) + "\n1966-01-01,2,365,042\n")
    lines = together.ingest(files, replace=True)
    for path in files:
        alone.ingest(path, replace=True)
    assert [line.changed for line in lines] == [{"gone": 2, "new": 1, "same": 48}] * 10 + [{}] * 2
    same(together, alone)
    assert together.check().good
    assert not together.check().unknown


@pytest.mark.long
def test_damage_to_shared_data_is_found_named_and_mended(
    wide: tuple[list[Path], Store, Store], tmp_path: Path
) -> None:
    together, alone = copies(tmp_path, *wide[1:])
    more = other_files(tmp_path / "more")
    together.ingest(more)
    for path in more:
        alone.ingest(path)
    rng = np.random.default_rng(4)
    for target in sorted((together.path / "data").glob("*-joined*")):
        body = bytearray(target.read_bytes())
        body[rng.integers(len(body))] ^= 1 << int(rng.integers(8))
        target.write_bytes(bytes(body))
        found = together.check().damaged
        assert len(found) in (9, 12)
        assert all(target.name in str(each["found"]) for each in found)
        assert not [str(line) for line in together.repair() if not isinstance(line, LedgerLine)]
        assert together.check().good
    same(together, alone, raw="gdelt1")


def test_damage_where_some_sources_are_gone(tmp_path: Path) -> None:
    files, store = other_files(tmp_path / "in"), Store(tmp_path / "store")
    store.ingest(files)
    shared(store)[0].write_bytes(b"PAR1PAR1")
    (said,) = store.missing()
    assert "8 other files" in said
    files[0].unlink()
    results = store.repair()
    assert sum(isinstance(result, TertiusError) for result in results) == 1
    assert len(store.ledger()) == 8
    assert len(store.read()) == 8 * 50


def test_a_line_that_cannot_be_read_keeps_the_rows_it_shares(tmp_path: Path) -> None:
    files, store = other_files(tmp_path / "in"), Store(tmp_path / "store")
    lines = store.ingest(files)
    place = store.path / "ledger" / f"{lines[0].sha256}.json"
    whole = place.read_text()
    place.write_text(whole[:99])
    with pytest.warns(UserWarning, match=lines[0].sha256):
        assert len(store.read()) == 8 * 50
    for path in files[1:]:
        store.remove(path)
    store.sweep()
    assert not store.check().unknown
    place.write_text(whole)
    assert len(store.read()) == 50
    place.write_text(whole[:99])
    assert isinstance(store.repair(files[0])[0], LedgerLine)
    store.sweep()
    assert not shared(store)
    assert store.check().good


def test_files_that_are_large_or_few_lie_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files, store = other_files(tmp_path / "in", FEW - 1), Store(tmp_path / "store")
    assert {line.joined for line in store.ingest(files)} == {1}
    monkeypatch.setattr("tertius.events.store.joined.ROWS", 60)
    more = other_files(tmp_path / "more", FEW + 1)
    weis_file(more[0], 80, seed=99)
    files = [weis_file(path, 40 if path == more[0] else 41, seed=100 + n) for n, path in enumerate(more)]
    weis_file(more[0], 80, seed=99)
    lines = store.ingest(files)
    assert [line.joined for line in lines] == [1] + [FEW] * FEW


def whole(store: Store) -> int:
    """Files in the store, after checking that every line's rows are there; a folder begun may hold none."""
    assert not store.missing()
    if not store.ledger():
        return 0
    kept = Counter[str]()
    for line in store.ledger():
        kept[line.source] += line.kept
    assert Counter(store.read().arrow["dataset"].to_pylist()) == kept
    assert store.check().good
    return len(store.ledger())


@pytest.mark.long
def test_killed_at_random_moments(tmp_path: Path) -> None:
    """SIGKILL while groups are stored and files taken out of them: whole files alone, and the next run ends it."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.store.ingest_process"])
    files = [*other_files(tmp_path / "in", 20), *gdelt_files(tmp_path / "wide")]
    names, rng = [str(path) for path in files], np.random.default_rng(5)
    wanted = Store(tmp_path / "wanted")
    wanted.ingest(files)
    store = Store(tmp_path / "store")
    for _ in range(4):
        process = context.Process(target=ingest, args=(str(store.path), names))
        process.start()
        process.join(float(rng.uniform(0.0, 2.0)))
        process.kill()
        process.join()
        found = whole(store)
        if found > 5:
            store.remove(store.ledger()[int(rng.integers(found))].sha256)
            assert whole(store) == found - 1
    store.ingest(files)
    same(store, wanted)
    owned = {Path(part).name for line in store.ledger() for part in line.files}
    assert {path.name for path in (store.path / "data").iterdir()} == owned
    assert not list((store.path / "work").iterdir())


def test_two_at_once(tmp_path: Path) -> None:
    context = multiprocessing.get_context("forkserver")
    files = other_files(tmp_path / "in", 20)
    store = Store(tmp_path / "store")
    orders = [[str(path) for path in order] for order in (files, files[::-1], files[5:] + files[:5])]
    racers = [context.Process(target=ingest, args=(str(store.path), order)) for order in orders]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join(120)
    assert [racer.exitcode for racer in racers] == [0, 0, 0]
    wanted = Store(tmp_path / "wanted")
    wanted.ingest(files)
    same(store, wanted)
    assert store.check().good
    assert not store.check().unknown
    assert not list((store.path / "work").iterdir())


@pytest.mark.parametrize("count", [1, FEW + 2])
@pytest.mark.parametrize(
    "kind", [RuntimeError("Query interrupted"), duckdb.InterruptException("Interrupted!")]
)
def test_a_stop_while_duckdb_works_is_a_stop(
    count: int, kind: Exception, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However DuckDB tells of Ctrl-C, it is no fault of a file: nothing is tried alone, and the next are not begun."""

    def stopped(*_: object, **__: object) -> None:
        raise kind

    store, files = Store(tmp_path / "store"), other_files(tmp_path / "in", count)
    monkeypatch.setattr("tertius.events.store.draft.find_duplicates", stopped)
    with pytest.raises(Interrupted, match=f"0 of {count} files"):
        list(store.ingesting(files))
    monkeypatch.undo()
    assert not store.ledger()
    assert len(store.ingest(files)) == count
