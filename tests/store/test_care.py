"""Nothing stored is lost or changed in silence: lines that cannot be read, damage, versions, removal, odd places."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tertius.errors import AnalysisFailed, BadInput, TertiusError
from tertius.events.store import LedgerLine, Store
from tests.store.conftest import gdelt_row, weis_file


def parts(store: Store) -> dict[str, bytes]:
    """Every data file by name."""
    return {path.name: path.read_bytes() for path in (store.path / "data").iterdir()}


def cut(text: str) -> str:
    return text[: len(text) // 2]


def later(text: str) -> str:
    return json.dumps({**json.loads(text), "ledger": 99})


def renamed_field(text: str) -> str:
    return text.replace('"rows"', '"row_count"', 1)


def other_kinds(text: str) -> str:
    return json.dumps({**json.loads(text), "rows": "forty", "parts": "data"})


def outside(text: str) -> str:
    return json.dumps({**json.loads(text), "parts": ["../../../etc/passwd"]})


UNREADABLE: list[Callable[[str], str]] = [
    cut, later, renamed_field, other_kinds, outside,
    lambda text: "[]", lambda text: "null", lambda text: "", lambda text: "[" * 100_000, lambda text: "{}",
    lambda text: '{"ledger": "two"}', lambda text: text.replace('"kept": 40', '"kept": 39'),
]  # fmt: skip


@pytest.mark.parametrize("spoil", UNREADABLE)
def test_a_line_that_cannot_be_read_keeps_its_data(
    spoil: Callable[[str], str], store: Store, tmp_path: Path
) -> None:
    (line,) = store.ingest(weis_file(tmp_path / "a.csv"))
    held = parts(store)
    place = store.path / "ledger" / f"{line.sha256}.json"
    place.write_text(spoil(place.read_text()))
    (other,) = store.ingest(weis_file(tmp_path / "b.csv", year=1971))
    assert store.sweep() == 0
    assert held.items() <= parts(store).items()
    assert store.ledger() == (other,)
    (said,) = store.missing()
    assert line.sha256 in said
    with pytest.warns(UserWarning, match=line.sha256):
        assert len(store.read()) == 40
    assert not store.check().good
    assert not store.check().unknown


def test_a_folder_in_place_of_a_line_stops_nothing(store: Store, tmp_path: Path) -> None:
    (store.path / "ledger" / f"{'4' * 64}.json").mkdir(parents=True)
    store.ingest(weis_file(tmp_path / "a.csv"))
    assert len(store.ledger()) == 1
    assert "cannot be opened" in store.missing()[0]


@pytest.mark.parametrize("spoil", [cut, other_kinds, lambda text: "[]"])
def test_a_garbled_line_is_mended_from_its_source_and_kept_apart(
    spoil: Callable[[str], str], store: Store, tmp_path: Path
) -> None:
    path = weis_file(tmp_path / "a.csv")
    (line,) = store.ingest(path)
    place = store.path / "ledger" / f"{line.sha256}.json"
    place.write_text(bad := spoil(place.read_text()))
    (mended,) = store.repair(path)
    assert isinstance(mended, LedgerLine)
    assert store.ledger() == (line,)
    assert not store.missing()
    assert (store.path / "apart" / place.name).read_text() == bad


def test_a_later_versions_line_is_never_written_over(store: Store, tmp_path: Path) -> None:
    path = weis_file(tmp_path / "a.csv")
    (line,) = store.ingest(path)
    place = store.path / "ledger" / f"{line.sha256}.json"
    place.write_text(newer := later(place.read_text()))
    with pytest.raises(BadInput, match="later version"):
        store.ingest(path)
    assert store.repair() == []
    assert place.read_text() == newer


def test_what_others_put_in_the_store_is_never_deleted(store: Store, tmp_path: Path) -> None:
    store.ingest(weis_file(tmp_path / "a.csv"))
    names = (
        "data/mine.parquet",
        f"data/{'5' * 64}-weis-1.parquet",
        "marks/mine.parquet",
        "work/notes.lock",
        "ledger/x.draft",
    )
    mine = [store.path / name for name in names]
    for path in mine:
        path.write_bytes(b"mine")
    store.ingest([weis_file(tmp_path / "b.csv"), weis_file(tmp_path / "c.csv", seed=2)])
    store.sweep()
    store.read()
    assert all(path.read_bytes() == b"mine" for path in mine)
    assert len(store.check().unknown) == 3
    store.repair()
    assert (store.path / "apart" / "mine.parquet").read_bytes() == b"mine"


def test_every_flipped_bit_is_found_named_and_mended(store: Store, tmp_path: Path) -> None:
    wide = tmp_path / "20160701.export.CSV"
    wide.write_text("\n".join(gdelt_row(n) for n in range(50)) + "\n")
    files = [weis_file(tmp_path / "a.csv"), wide]
    store.ingest(files)
    before, rng = store.read().arrow, np.random.default_rng(8)
    for _ in range(24):
        data = sorted((store.path / "data").iterdir())
        target = data[rng.integers(len(data))]
        body = bytearray(target.read_bytes())
        body[rng.integers(len(body))] ^= 1 << int(rng.integers(8))
        target.write_bytes(bytes(body))
        (found,) = store.check().damaged
        assert target.name in str(found["found"])
        assert Path(found["path"]).name in ("a.csv", wide.name)
        assert all(isinstance(line, LedgerLine) for line in store.repair())
        assert store.check().good
    assert store.read().arrow.equals(before)


@pytest.mark.parametrize("harm", ["gone", "short", "long", "end", "empty"])
def test_damage_that_shows_at_once_is_said_at_every_open(harm: str, store: Store, tmp_path: Path) -> None:
    path = weis_file(tmp_path / "a.csv")
    (line,) = store.ingest(path)
    store.ingest(weis_file(tmp_path / "b.csv", year=1980))
    target = store.path / line.files[-1]
    body = target.read_bytes()
    changed = {"short": body[:-9], "long": body + b"x", "end": body[:-10] + b"?" + body[-9:], "empty": b""}
    if harm == "gone":
        target.unlink()
    else:
        target.write_bytes(changed[harm])
    with pytest.warns(UserWarning, match="a.csv.*repair"):
        found = store.read()
    assert len(found) == 40
    assert any("a.csv" in note for note in found.provenance.notes)
    assert not store.ingest(path)[0].already
    assert len(store.read()) == 80


def test_repair_says_where_a_source_is_missed_and_takes_it_from_elsewhere(
    store: Store, tmp_path: Path
) -> None:
    path = weis_file(tmp_path / "a.csv")
    (line,) = store.ingest(path)
    (store.path / line.parts[0]).write_bytes(b"PAR1PAR1")
    moved = path.rename(tmp_path / "moved.csv")
    (said,) = store.repair()
    assert isinstance(said, TertiusError)
    assert "a.csv" in str(said)
    assert isinstance(store.repair(moved)[0], LedgerLine)
    assert store.check().good


def test_a_corrected_file_takes_the_place_of_its_earlier_version(store: Store, tmp_path: Path) -> None:
    path = weis_file(tmp_path / "a.csv")
    store.ingest(path)
    lines = path.read_text().splitlines()
    path.write_text(
        "\n".join([*lines[:-3], lines[-3].replace(lines[-3][-3:], "999"[:3])]) + "\n1970-01-01,2,365,042\n"
    )
    (line,) = store.ingest(path, replace=True)
    assert line.changed == {"gone": 3, "new": 2, "same": 37}
    assert len(store.read()) == 39
    assert [each.sha256 for each in store.ledger()] == [line.sha256]
    assert len(parts(store)) == len(line.files)


def test_going_back_to_the_version_before(store: Store, tmp_path: Path) -> None:
    path = weis_file(tmp_path / "a.csv")
    first = path.read_text()
    store.ingest(path)
    path.write_text(first + "1970-01-01,2,365,042\n")
    store.ingest(path, replace=True)
    path.write_text(first)
    (line,) = store.ingest(path, replace=True)
    assert line.changed == {"gone": 1, "new": 0, "same": 40}
    assert len(store.read()) == 40


def test_replacing_what_was_stored_twice_already(store: Store, tmp_path: Path) -> None:
    path = weis_file(tmp_path / "a.csv")
    store.ingest(path)
    path.write_text(path.read_text() + "1970-01-01,2,365,042\n")
    (line,) = store.ingest(path)
    assert "already" in line.warning
    assert "--replace" in line.warning
    (again,) = store.ingest(path, replace=True)
    assert again.already
    assert again.changed == {"gone": 0, "new": 1, "same": 40}
    assert len(store.read()) == 41


def test_a_new_file_of_its_own_brings_no_warning(store: Store, tmp_path: Path) -> None:
    lines = store.ingest([weis_file(tmp_path / "a.csv"), weis_file(tmp_path / "b.csv", year=1971)])
    assert not [line.warning for line in lines if "already" in line.warning]


def test_two_files_of_one_name_are_not_guessed_between(store: Store, tmp_path: Path) -> None:
    for number, folder in enumerate(("one", "two", "three")):
        (tmp_path / folder).mkdir()
        weis_file(tmp_path / folder / "a.csv", year=1970 + number)
    store.ingest([tmp_path / "one" / "a.csv", tmp_path / "two" / "a.csv"])
    with pytest.raises(BadInput, match="2 stored files"):
        store.ingest(tmp_path / "three" / "a.csv", replace=True)
    with pytest.raises(BadInput, match="2 stored files"):
        store.remove("a.csv")
    assert len(store.ledger()) == 2


def test_remove_takes_out_one_file_and_nothing_else(store: Store, tmp_path: Path) -> None:
    a, b = weis_file(tmp_path / "a.csv"), weis_file(tmp_path / "b.csv", year=1971)
    one, two = store.ingest([a, b])
    with pytest.raises(BadInput):
        store.remove("c.csv")
    assert store.remove("a.csv").sha256 == one.sha256
    assert store.ledger() == (two,)
    assert set(parts(store)) == {Path(part).name for part in two.files}
    assert a.exists()
    assert store.remove(two.sha256[:9]).sha256 == two.sha256
    assert not parts(store)


@pytest.mark.parametrize(
    ("odd", "plain"),
    [
        ("x[1].CSV", "x1.CSV"),
        ("y?.CSV", "y2.CSV"),
        ("z*.CSV", "z9.CSV"),
        ("[a-c].CSV", "b.CSV"),
        ("{p,q}.CSV", "p.CSV"),
    ],
)
def test_a_name_that_looks_like_a_pattern_is_that_file(odd: str, plain: str, tmp_path: Path) -> None:
    folder = tmp_path / "odd [x] year=1999"
    folder.mkdir()
    for name, first in ((odd, 100), (plain, 900)):
        (folder / name).write_text("\n".join(gdelt_row(first + n) for n in range(5)) + "\n")
    store = Store(folder / "store*[1]")
    store.ingest(folder / odd)
    assert store.read().arrow["event_id"].to_pylist() == [f"gdelt1:{100 + n}" for n in range(5)]
    assert store.raw("gdelt1").count().execute() == 5
    assert store.export(tmp_path / "out.csv") == 5
    assert len(store.select().acts_of([("USA", "CHN")])) == 5


def test_reads_have_one_order_and_one_set_of_names(tmp_path: Path) -> None:
    files = [weis_file(tmp_path / f"{n}.csv", 60, seed=n) for n in range(4)]
    for n in range(3):
        path = tmp_path / f"2016070{n + 1}.export.CSV"
        path.write_text("\n".join(gdelt_row(m, day="20160701") for m in range(30 + n)) + "\n")
        files.append(path)
    there, back = Store(tmp_path / "there"), Store(tmp_path / "back")
    there.ingest(files)
    back.ingest(files[::-1])
    wanted = there.read().arrow
    assert all(there.read().arrow.equals(wanted) for _ in range(3))
    assert back.read().arrow.equals(wanted)
    part = there.read(dyads=[("USA", "CHN")], start="2016-07").arrow
    places = {
        (f, r): i
        for f, r, i in zip(*(wanted[c].to_pylist() for c in ("file", "row", "event_id")), strict=True)
    }
    assert [places[f, r] for f, r in zip(part["file"].to_pylist(), part["row"].to_pylist(), strict=True)] == (
        part["event_id"].to_pylist()
    )
    there.export(tmp_path / "a.csv")
    back.export(tmp_path / "b.csv")
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()


def test_a_store_that_cannot_be_written_can_be_read(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.ingest([weis_file(tmp_path / "a.csv"), weis_file(tmp_path / "b.csv", seed=2)])
    wanted = store.read().arrow
    for folder in ("marks", "work", "moving", "apart"):
        shutil.rmtree(store.path / folder)
    mkdir = Path.mkdir

    def closed(self: Path, *args: object, **settings: object) -> None:
        if store.path in self.parents:
            raise PermissionError(13, "Permission denied", str(self))
        mkdir(self, *args, **settings)  # type: ignore[arg-type]

    monkeypatch.setattr(Path, "mkdir", closed)
    assert store.read().arrow.equals(wanted)
    assert len(store.select().acts_of([("USA", "CHN")]))
    assert store.select().tally()
    assert sorted(path.name for path in store.path.iterdir()) == ["data", "ledger", "lock"]


def test_one_bad_file_costs_itself_alone(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    weis_file(folder / "a.csv")
    (folder / "b.csv").write_bytes(b"")
    (folder / "c.csv.gz").write_bytes(b"\x1f\x8b no gzip")
    (folder / "d.CSV.gz").write_text("\n".join(gdelt_row(n) for n in range(3)) + "\n")
    (folder / "e.zip").write_bytes(b"PK\x03\x04 no zip")
    (folder / "f.parquet").write_bytes(b"PAR1 no parquet PAR1")
    weis_file(folder / "z.csv", year=1971)
    results = list(store.ingesting(folder))
    assert [isinstance(result, LedgerLine) for result in results] == [
        True,
        False,
        False,
        True,
        False,
        False,
        True,
    ]
    bad = [str(result) for result in results if not isinstance(result, LedgerLine)]
    assert all(
        name in said for name, said in zip(("b.csv", "c.csv.gz", "e.zip", "f.parquet"), bad, strict=True)
    )


def test_a_ledger_that_cannot_be_listed_deletes_nothing(store: Store, tmp_path: Path) -> None:
    store.ingest(weis_file(tmp_path / "a.csv"))
    held = parts(store)
    ledger = store.path / "ledger"
    ledger.rename(store.path / "kept")
    ledger.write_text("a file where the folder was")
    with pytest.raises((AnalysisFailed, BadInput)):
        store.ingest(weis_file(tmp_path / "b.csv", year=1971))
    assert parts(store) == held


def test_a_file_gone_while_others_are_stored(store: Store, tmp_path: Path) -> None:
    paths = [weis_file(tmp_path / f"{n}.csv", year=1970 + n) for n in range(4)]
    results = store.ingesting(paths)
    next(results)
    os.remove(paths[2])
    rest = list(results)
    assert sum(isinstance(result, LedgerLine) for result in rest) == 2
    assert any("2.csv" in str(result) for result in rest if not isinstance(result, LedgerLine))


@pytest.mark.parametrize("hurt", ["gone", "cut", "flipped"])
@pytest.mark.parametrize("stored", [False, True])
def test_a_damaged_version_is_replaced_whether_or_not_the_new_one_is_stored_already(
    store: Store, tmp_path: Path, hurt: str, stored: bool
) -> None:
    path = weis_file(tmp_path / "a.csv")
    (line,) = store.ingest(path)
    part = store.path / line.parts[0]
    whole = part.read_bytes()
    if hurt == "gone":
        part.unlink()
    else:
        part.write_bytes(
            whole[:500] if hurt == "cut" else whole[:300] + bytes([whole[300] ^ 1]) + whole[301:]
        )
    weis_file(path, seed=2)
    if stored:
        store.ingest(path)
    store.ingest(path, replace=True)
    (left,) = store.ledger()
    assert left.sha256 != line.sha256
    assert len(store.read()) == 40
    assert store.check().good


def test_a_file_that_is_there_already_is_not_said_to_repeat_others(store: Store, tmp_path: Path) -> None:
    store.ingest(weis_file(tmp_path / "a.csv"))
    other = tmp_path / "b.csv"
    other.write_text((tmp_path / "a.csv").read_text() + "1970-12-30,2,365,121\n")
    (first,) = store.ingest(other)
    assert "are in the store already" in first.warning
    (again,) = store.ingest(other)
    assert again.already
    assert again.warning == ""


def test_repair_says_of_a_source_that_was_changed_that_it_was_changed(store: Store, tmp_path: Path) -> None:
    path = weis_file(tmp_path / "a.csv")
    (line,) = store.ingest(path)
    (store.path / line.parts[0]).unlink()
    weis_file(path, seed=2)
    (said,) = store.repair()
    assert "was changed since it was stored" in str(said)
    assert "not where it was" not in str(said)
