"""Archives and folders: what lies in them is read as it would be by itself, and what is damaged costs itself only."""

from __future__ import annotations

import csv
import gzip
import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tertius.errors import BadInput
from tertius.events import read_events
from tertius.events.read import known_files
from tertius.events.readers import MODULES
from tertius.events.store import Store

from . import make_files as make

KEDS = "date,source,target,code\n" + "".join(f"1999-02-{d:02d},USAGOV,RUSMIL,020\n" for d in range(1, 7))
TABLE = "date,source,target,code\n2014-05-02,USA,RUS,042\n2014-06-02,RUS,USA,111\n"
TORN: dict[str, bytes] = {
    "b.csv.gz": gzip.compress(os.urandom(2000).hex().encode())[:-12],
    "c.zip": b"PK\3\4bad",
    "d.xlsx": b"PK\3\4bad",
    "e.dta": b"<stata_dta>bad",
    "f.xls": b"\xd0\xcf\x11\xe0bad",
    "g.parquet": b"PAR1bad",
    "h.parquet.gz": gzip.compress(b"PAR1bad"),
}


def zipped(path: Path, members: dict[str, bytes | str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return path


def parquet(text: str) -> bytes:
    header, *rows = csv.reader(io.StringIO(text))
    out = io.BytesIO()
    pq.write_table(pa.table({name: [row[i] for row in rows] for i, name in enumerate(header)}), out)
    return out.getvalue()


def acts(path: Path) -> list[dict[str, object]]:
    return read_events(path, mark=False).arrow.select(["earliest", "source", "target", "code"]).to_pylist()


@pytest.mark.parametrize("name", list(MODULES))
def test_no_file_of_the_disk_is_opened_for_a_member_of_its_name(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sample = make.samples(tmp_path)[name].read_bytes()
    names = ["k1.csv", str(tmp_path / "k2.csv"), "../k3.csv", "4" * 300 + ".csv"]
    path = zipped(tmp_path / "a.zip", dict.fromkeys(names, sample))
    (tmp_path / "clear").mkdir()
    monkeypatch.chdir(tmp_path / "clear")
    before = read_events(path)
    assert set(before.datasets) == {name}
    for put in (KEDS.encode(), TABLE.encode(), gzip.compress(KEDS.encode() * 40)[:60]):
        (tmp_path / "k2.csv").write_bytes(put)
        (tmp_path / "k3.csv").write_bytes(put)
        Path("k1.csv").write_bytes(put)
        other = (
            tmp_path / f"a{len(put)}.zip"
        )  # a look at a file is remembered: another path is looked at anew
        other.write_bytes(path.read_bytes())
        after = read_events(other)
        assert after.datasets == before.datasets
        drop = ["file", "event_id", "dup_of"]
        assert after.arrow.drop_columns(drop).equals(before.arrow.drop_columns(drop))


def test_members_are_told_apart_by_all_of_their_rows_as_files_are(tmp_path: Path) -> None:
    """Roles begin behind the part of a member that a first look sees."""
    plain = "".join(f"19{y}-02-{d:02d},USA,RUS,020\n" for y in range(10, 99) for d in range(1, 29))
    roles = KEDS.partition("\n")[2] * 900
    text = f"date,source,target,code\n{plain}{roles}"
    (tmp_path / "a.csv").write_text(text)
    assert read_events(tmp_path / "a.csv", mark=False).datasets == ("keds",)
    path = zipped(tmp_path / "a.zip", {"a.csv": text, "b.csv": KEDS})
    assert len(acts(path)) == text.count("\n") - 1 + 6


@pytest.mark.parametrize("torn", TORN)
@pytest.mark.parametrize("last", [False, True])
def test_a_damaged_member_costs_itself_and_is_named(torn: str, last: bool, tmp_path: Path) -> None:
    order = ["a.csv", torn] if last else [torn, "a.csv"]
    path = zipped(tmp_path / "a.zip", {name: TORN.get(name, TABLE) for name in order})
    found = read_events(path)
    assert len(found) == 2
    (said,) = found.provenance.left_out
    assert f"a.zip/{torn}" in said
    store = Store(tmp_path / "store")
    (line,) = store.ingest(path)
    assert line.kept == 2
    assert f"a.zip/{torn}" in line.warning


@pytest.mark.parametrize("torn", TORN)
def test_an_archive_of_nothing_but_damage_names_the_member(torn: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput) as error:
        read_events(zipped(tmp_path / "a.zip", {torn: TORN[torn]}))
    assert f"a.zip/{torn}" in str(error.value)
    assert "\n" not in str(error.value)


def test_a_flipped_byte_costs_its_member(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("a.csv", TABLE)
        archive.writestr("b.csv", TABLE.replace("042", "190"))
    data = bytearray(path.read_bytes())
    data[data.index(b"190")] ^= 1
    path.write_bytes(data)
    assert [act["code"] for act in acts(path)] == ["042", "111"]
    (said,) = read_events(path).provenance.left_out
    assert "a.zip/b.csv is cut short or damaged" in said


def test_two_members_of_one_name_are_two_members(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", TABLE)
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("a.csv", TABLE.replace("042", "190"))
    assert sorted(str(act["code"]) for act in acts(path)) == ["042", "111", "111", "190"]


@pytest.mark.parametrize("packed", [
    lambda path, body: zipped(path, {"a.parquet": body}),
    lambda path, body: zipped(path, {"in.zip": zipped(path.with_name("in.zip"), {"a.parquet": body}).read_bytes()}),
    lambda path, body: path.write_bytes(gzip.compress(body)),
])  # fmt: skip
@pytest.mark.parametrize("text", [TABLE, KEDS.replace("USAGOV", "USA").replace("RUSMIL", "RUS")])
def test_parquet_in_an_archive_is_read_as_text_is(
    packed: Callable[[Path, bytes], object], text: str, tmp_path: Path
) -> None:
    packed(tmp_path / "x", parquet(text))
    (tmp_path / "plain.csv").write_text(text)
    assert acts(tmp_path / "x") == acts(tmp_path / "plain.csv")
    both = zipped(tmp_path / "both.zip", {"a.csv": text, "b.parquet": parquet(text)})
    assert acts(both) == acts(tmp_path / "plain.csv") * 2


def test_numbers_and_days_of_parquet_are_the_same_in_an_archive(tmp_path: Path) -> None:
    table = pa.table({
        "date": pa.array([16192, None, 16193], pa.date32()), "source": ["USA", "RUS", "USA"], "target": ["RUS", "USA", "RUS"],
        "score": pa.array([0.1, -3.0, None], pa.float32()),
    })  # fmt: skip
    pq.write_table(table, tmp_path / "a.parquet")
    zipped(tmp_path / "a.zip", {"a.parquet": (tmp_path / "a.parquet").read_bytes()})
    drop = ["file", "event_id"]
    one, two = (read_events(tmp_path / name) for name in ("a.parquet", "a.zip"))
    assert one.arrow.drop_columns(drop).equals(two.arrow.drop_columns(drop))
    assert one.refused == two.refused


#: Files of which nothing can be read, each for another reason.
USELESS: dict[str, bytes] = {
    **TORN,
    "late.csv.gz": gzip.compress(TABLE.encode() + os.urandom(90_000).hex().encode())[:-3000],
    "empty.csv": b"",
    "header.csv": b"date,source,target,code\n",
    "all_bad.csv": b"date,source,target,code\n" + b"no day,USA,RUS,042\n" * 30,
}


@pytest.mark.parametrize("bad", USELESS)
def test_a_file_of_a_folder_costs_itself_and_is_named_with_its_reason(bad: str, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "good.csv").write_text(TABLE)
    (folder / bad).write_bytes(USELESS[bad])
    for asked in (folder, str(folder / "*")):
        found = read_events(asked)
        assert len(found) == 2
        (said,) = found.provenance.left_out
        assert bad in said
        assert "known kind" not in said
    with pytest.raises(BadInput):  # a file that was named itself is no file of a folder
        read_events([folder / "good.csv", folder / bad])


def test_a_folder_of_nothing_but_damage_is_bad_input_that_names_all(tmp_path: Path) -> None:
    for name, body in USELESS.items():
        (tmp_path / name).write_bytes(body)
    with pytest.raises(BadInput) as error:
        read_events(tmp_path)
    assert all(name in str(error.value) for name in USELESS)


def odd_things(folder: Path) -> list[str]:
    (folder / "annex.csv").symlink_to(".git/annex/objects/no.csv")
    (folder / "zero.csv").symlink_to("/dev/zero")
    (folder / "round.csv").symlink_to("round.csv")
    os.mkfifo(folder / "pipe.csv")
    (folder / "sub.csv").mkdir()
    (folder / "here").symlink_to(".")
    return ["annex.csv", "pipe.csv", "round.csv", "zero.csv"]


@pytest.mark.skipif(os.name != "posix", reason="links and pipes")
def test_what_is_no_file_in_a_folder_is_named_and_never_opened(tmp_path: Path) -> None:
    (tmp_path / "good.csv").write_text(TABLE)
    odd = odd_things(tmp_path)
    for asked in (tmp_path, str(tmp_path / "*.csv")):
        said = read_events(asked).provenance.left_out
        assert [next(name for name in odd if name in each) for each in said] == odd
        files, notes = known_files(asked)
        assert files == [tmp_path / "good.csv"]
        assert notes == said
