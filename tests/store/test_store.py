"""Files in, ledger lines and events out; twice changes nothing; what is bad is refused whole or by row."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tertius.errors import BadInput
from tertius.events import read_events
from tertius.events.duplicates import mark_duplicates
from tertius.events.store import Store, default_path
from tests.shared import shared
from tests.store.conftest import HEADER, gdelt_row, weis_file

REAL = (
    "weis_1966_1975.csv", "icews_events.2018.sample.tab", "gdelt1_backfile_57col_sample.csv",
    "gdelt1_daily_58col_sample.csv", "gdelt2_20191024143000.export.CSV", "phoenix_oeda_sample_r_export.csv",
)  # fmt: skip


def content(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", REAL)
def test_real_files_come_back_as_they_were_read(store: Store, name: str) -> None:
    path = shared(f"data/events/{name}")
    (line,) = store.ingest(path)
    direct = mark_duplicates(read_events(path))
    assert (line.rows, line.kept) == (direct.provenance.sources[0].rows, len(direct))
    assert line.kept + sum(line.refused.values()) == line.rows
    assert line.duplicates == len(direct) - direct.arrow["dup_of"].null_count
    assert line.apart == dict(direct.apart)
    stored = store.read().arrow.sort_by("row")
    ours = direct.arrow.sort_by("row")
    for column in ours.column_names:
        if column != "event_id":  # made unique over the table after it was read
            assert stored[column].equals(ours[column]), column


def test_twice_changes_nothing(store: Store, tmp_path: Path) -> None:
    path = weis_file(tmp_path / "a.csv")
    (first,) = store.ingest(path)
    before = content(store.path)
    copy = tmp_path / "the same under another name.csv"
    copy.write_bytes(path.read_bytes())
    for again in (path, copy):
        (line,) = store.ingest(again)
        assert line.already
        assert line.kept == 0
        assert line.sha256 == first.sha256
    assert content(store.path) == before


def test_ledger_line(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        HEADER
        + "1970-01-05,2,365,031\n" * 2
        + "1970-01-05,365,2,031\n1971-02-30,2,365,031\n1971-02-03,2,365,012\n"
    )
    (line,) = store.ingest(path)
    body = json.loads((store.path / "ledger" / f"{line.sha256}.json").read_text())
    wanted = {
        "rows": 5,
        "kept": 4,
        "duplicates": 2,
        "refused": {"bad date": 1},
        "already": False,
        "source": "weis",
        "reader": 4,
    }
    assert {key: body[key] for key in wanted} == wanted
    assert body["rates"] == [
        {"source": "weis", "year": 1970, "rows": 3, "duplicates": {"mirrored": 1, "same day": 1}},
        {"source": "weis", "year": 1971, "rows": 1, "duplicates": {}},
    ]
    assert "20.0 % of 5 rows were refused or have no score" in line.warning
    assert store.ledger() == (line,)


def test_a_bad_file_does_not_stop_the_others(store: Store, tmp_path: Path) -> None:
    good = [weis_file(tmp_path / f"{i}.csv", year=1966 + i) for i in range(2)]
    bad = tmp_path / "1b.csv"
    bad.write_bytes(b"\x00\xffnothing that is known")
    with pytest.raises(BadInput, match=r"1b\.csv"):
        store.ingest([good[0], bad, good[1]])
    assert len(store.ledger()) == 2


def test_no_row_that_can_be_kept_leaves_nothing(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(HEADER + "1971-02-30,2,365,031\n")
    with pytest.raises(BadInput, match="bad date"):
        store.ingest(path)
    assert store.ledger() == ()
    assert not list((store.path / "data").iterdir())


def test_an_older_reader_is_replaced(store: Store, tmp_path: Path) -> None:
    path = weis_file(tmp_path / "a.csv")
    (line,) = store.ingest(path)
    held = store.path / "ledger" / f"{line.sha256}.json"
    held.write_text(json.dumps({**json.loads(held.read_text()), "reader": 0}))
    assert not store.ingest(path)[0].already
    assert store.ingest(path)[0].already
    assert len(store.ledger()) == 1


def test_filters(store: Store) -> None:
    store.ingest(
        [shared("data/events/weis_1966_1975.csv"), shared("data/events/icews_events.2018.sample.tab")]
    )
    some = store.read(dyads=[("SUN", "CHN")], start="1969-03", end="1969-04").to_frame()
    assert set(some["dataset"]) == {"weis"}
    assert {frozenset(pair) for pair in zip(some["source"], some["target"], strict=True)} == {
        frozenset({"SUN", "CHN"})
    }
    assert (str(some["earliest"].min())[:7], str(some["latest"].max())[:7]) == ("1969-03", "1969-04")
    assert store.read(dataset="icews", usable=True).arrow["apart"].null_count == len(
        store.read(dataset="icews", usable=True)
    )
    with pytest.raises(BadInput, match="polecat"):
        store.read(dataset="polecat")


def test_repeats_between_files(store: Store, tmp_path: Path) -> None:
    paths = []
    for name, numbers in (("20160728", (1, 2)), ("20160729", (3, 2))):
        path = tmp_path / f"{name}.export.CSV"
        path.write_text(
            "\n".join(gdelt_row(n, Actor1Code=f"USA{name[-1]}" if n == 1 else "USAGOV") for n in numbers)
            + "\n"
        )
        paths.append(path)
    lines = store.ingest(paths)
    assert [line.duplicates for line in lines] == [0, 1]  # within the second file, 2 repeats 3
    alone = Counter(store.read(across=False).arrow["dup_rule"].to_pylist())
    both = Counter(store.read().arrow["dup_rule"].to_pylist())
    assert (alone[None], both[None]) == (3, 2)
    other = Store(tmp_path / "other")
    other.ingest(paths[::-1])  # the order of ingest changes nothing
    columns = ["file", "row", "dup_of", "dup_rule"]
    shown = [
        s.read().arrow.select(columns).sort_by([("file", "ascending"), ("row", "ascending")])
        for s in (store, other)
    ]
    assert shown[0].equals(shown[1])


def test_raw_columns(store: Store) -> None:
    path = shared("data/events/gdelt2_20191024143000.export.CSV")
    store.ingest(path)
    raw = store.raw("gdelt2").to_polars().sort("GLOBALEVENTID")
    wanted = sorted(line.split("\t") for line in path.read_text().splitlines())
    assert [[cell or "" for cell in row[1:]] for row in raw.iter_rows()] == wanted
    with pytest.raises(BadInput):
        store.raw("weis")


@pytest.mark.parametrize("suffix", ["parquet", "csv", "dta"])
def test_export(store: Store, tmp_path: Path, suffix: str) -> None:
    store.ingest(shared("data/events/icews_events.2018.sample.tab"))
    out = tmp_path / f"out.{suffix}"
    assert store.export(out) == 3705
    if suffix == "parquet":
        assert pq.read_table(out).num_rows == 3705
    else:
        import pandas as pd

        frame = pd.read_stata(out) if suffix == "dta" else pd.read_csv(out, dtype={"code": str})
        assert len(frame) == 3705
        assert frame["code"].iloc[0] == "040"
    with pytest.raises(BadInput, match=r"\.xlsx"):
        store.export(tmp_path / "out.xlsx")


def test_empty_store(store: Store) -> None:
    assert store.ledger() == ()
    with pytest.raises(BadInput, match="holds no events"):
        store.read()


def test_default_place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TERTIUS_STORE", str(tmp_path / "mine"))
    assert Store().path == tmp_path / "mine"
    monkeypatch.delenv("TERTIUS_STORE")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setattr("sys.platform", "linux")
    assert default_path() == tmp_path / "tertius" / "store"
