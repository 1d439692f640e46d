"""Downloads against a server on 127.0.0.1 that drops, truncates, stalls, refuses and lies."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tertius.errors import AnalysisFailed, BadInput
from tertius.events.fetch import Pace, fetch
from tests.fetch.rude import RudeServer, rude_server

ROW = "\t".join(["1", "20200101", "202001", "2020", "2020.0"] + ["x"] * 52) + "\n"


def zipped(name: str, rows: int = 2000) -> bytes:
    """A zip such as GDELT's, with one file of tab-separated rows (stored: the bytes must be many)."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr(name, ROW * rows)
    return held.getvalue()


class Waits(list[float]):
    """Notes how long it was asked to wait, and does not."""

    def __call__(self, seconds: float) -> None:
        self.append(seconds)


def pace(waits: Waits | None = None, **settings: float) -> Pace:
    """No waiting, four tries, a short patience."""
    return Pace(
        **{"interval": 0.0, "attempts": 4, "backoff": 1.0, "timeout": 0.4, **settings},
        sleep=Waits() if waits is None else waits,
    )  # type: ignore[arg-type]


@pytest.fixture
def server() -> Iterator[RudeServer]:
    with rude_server() as running:
        names = ("2005.zip", "200601.zip", "20200101.export.CSV.zip", "20200102.export.CSV.zip")
        for name in names:
            running.files[f"/events/{name}"] = zipped(name.removesuffix(".zip"))
        publish(running)
        yield running


def publish(server: RudeServer) -> None:
    """Write GDELT 1.0's lists of sizes and check sums."""
    held = {path.split("/")[-1]: body for path, body in server.files.items() if path.endswith(".zip")}
    sums = "".join(f"{hashlib.md5(body).hexdigest()}  {name}\n" for name, body in held.items())
    sizes = "".join(f"{len(body)} {name}\n" for name, body in held.items())
    server.files["/events/md5sums"], server.files["/events/filesizes"] = sums.encode(), sizes.encode()


def get(server: RudeServer, out: Path, **settings: object):  # type: ignore[no-untyped-def]
    return fetch("gdelt1", out=out, mirror=server.url, **{"pace": pace(), **settings})  # type: ignore[arg-type]


def test_everything_then_nothing(server: RudeServer, tmp_path: Path) -> None:
    report = get(server, tmp_path)
    assert (report.asked, report.had, len(report.fetched), report.missing) == (4, 0, 4, {})
    assert (tmp_path / "2005.zip").read_bytes() == server.files["/events/2005.zip"]
    again = get(server, tmp_path)
    assert (again.asked, again.had, again.fetched, again.complete) == (4, 4, {}, True)


def test_window_of_days(server: RudeServer, tmp_path: Path) -> None:
    report = get(server, tmp_path, start=dt.date(2006, 1, 15), end=dt.date(2020, 1, 1))
    assert sorted(report.fetched) == ["200601.zip", "20200101.export.CSV.zip"]
    with pytest.raises(BadInput):
        get(server, tmp_path, start=dt.date(2031, 1, 1))


@pytest.mark.parametrize(
    "manner", ["drop", "truncate", "stall", "long", "429", "500", "503", "corrupt", "short"]
)
def test_recovers_from(server: RudeServer, tmp_path: Path, manner: str) -> None:
    path = "/events/2005.zip"
    server.manners[path] = [manner, manner]
    report = get(server, tmp_path)
    assert report.missing == {}
    assert (tmp_path / "2005.zip").read_bytes() == server.files[path]
    assert not list(tmp_path.glob("*.part*"))


@pytest.mark.parametrize("manner", ["drop", "truncate", "stall"])
def test_goes_on_where_it_stopped(server: RudeServer, tmp_path: Path, manner: str) -> None:
    path = "/events/2005.zip"
    server.manners[path] = [manner]
    get(server, tmp_path)
    first, second = server.asked[path]
    assert first is None
    assert second is not None
    assert int(second.removeprefix("bytes=").rstrip("-")) > 0


@pytest.mark.parametrize("manner", ["norange", "wrongrange", "changed"])
def test_a_server_that_cannot_go_on(server: RudeServer, tmp_path: Path, manner: str) -> None:
    path = "/events/2005.zip"
    server.manners[path] = ["truncate", manner]
    if manner == "changed":  # the lists speak of the new content
        new = server.files[path][::-1]
        server.files["/events/md5sums"] = f"{hashlib.md5(new).hexdigest()}  2005.zip\n".encode()
        server.files["/events/filesizes"] = b""
    report = get(server, tmp_path)
    assert "2005.zip" not in report.missing
    assert (tmp_path / "2005.zip").read_bytes() == server.files[path]


def test_missing_is_reported_and_the_rest_is_got(server: RudeServer, tmp_path: Path) -> None:
    server.manners["/events/200601.zip"] = ["404"] * 9
    server.manners["/events/20200102.export.CSV.zip"] = ["corrupt"] * 9
    report = get(server, tmp_path)
    assert report.missing == {"200601.zip": "HTTP 404", "20200102.export.CSV.zip": "wrong check sum"}
    assert len(server.asked["/events/200601.zip"]) == 1
    assert len(server.asked["/events/20200102.export.CSV.zip"]) == 4
    assert len(report.fetched) == 2
    assert not report.complete
    server.manners.clear()
    assert get(server, tmp_path).complete


def test_a_damaged_file_on_disk_is_got_again(server: RudeServer, tmp_path: Path) -> None:
    get(server, tmp_path)
    (tmp_path / "2005.zip").write_bytes(b"not what it was")
    assert list(get(server, tmp_path).fetched) == ["2005.zip"]


def test_backoff_doubles_and_heeds_the_server(server: RudeServer, tmp_path: Path) -> None:
    waits = Waits()
    server.manners["/events/2005.zip"] = ["500", "500", "429"]
    get(server, tmp_path, pace=pace(waits), end=dt.date(2005, 12, 31))
    assert waits == [1.0, 2.0, 7.0]


def test_requests_are_spaced(server: RudeServer, tmp_path: Path) -> None:
    get(server, tmp_path, pace=Pace(interval=0.05, timeout=2.0))
    gaps = [b - a for a, b in zip(server.times, server.times[1:], strict=False)]
    assert min(gaps) > 0.02


def test_progress_has_an_end(server: RudeServer, tmp_path: Path) -> None:
    seen: list[tuple[str, int, int | None]] = []
    steps: list[tuple[int, int]] = []
    get(server, tmp_path, tick=lambda *args: seen.append(args), step=lambda *args: steps.append(args))
    assert steps == [(i, 4) for i in range(1, 5)]
    assert all(done <= (total or 0) for _, done, total in seen)


def test_without_check_sums_the_zip_is_tested(server: RudeServer, tmp_path: Path) -> None:
    server.files["/events/md5sums"] = b""
    server.manners["/events/2005.zip"] = ["corrupt"]
    report = get(server, tmp_path)
    assert report.complete
    assert report.unchecked == 4
    assert (tmp_path / "2005.zip").read_bytes() == server.files["/events/2005.zip"]


def test_gdelt2_master_list(server: RudeServer, tmp_path: Path) -> None:
    name = "20191024143000.export.CSV.zip"
    body = zipped("20191024143000.export.CSV")
    server.files[f"/gdeltv2/{name}"] = body
    host = "http://data.gdeltproject.org/gdeltv2"
    server.files["/gdeltv2/masterfilelist.txt"] = (
        f"{len(body)} {hashlib.md5(body).hexdigest()} {host}/{name}\n"
        f"12 {'0' * 32} {host}/20191024143000.mentions.CSV.zip\n"
        "a line that is no entry\n"
        f"5 {'1' * 32} {host}/../../20191024144500.export.CSV.zip\n"
    ).encode()
    report = fetch("gdelt2", out=tmp_path, mirror=server.url, pace=pace())
    assert list(report.fetched) == [name]
    assert report.missing == {"20191024144500.export.CSV.zip": "HTTP 404"}


def dataverse_answer(files: list[dict[str, object]]) -> bytes:
    """What the Dataverse native API says about a data set."""
    return json.dumps(
        {"status": "OK", "data": {"latestVersion": {"files": [{"dataFile": f} for f in files]}}}
    ).encode()


@pytest.mark.parametrize(
    ("source", "doi", "name"),
    [
        ("icews", "28075", "events.2014.20160121105408.tab.zip"),
        ("polecat", "AJGVIT", "ngecEventsDV-2018.txt.zip"),
        ("un", "LEJUQZ", "AgreementScoresAll_Jun2024.csv"),
    ],
)
def test_dataverse(server: RudeServer, tmp_path: Path, source: str, doi: str, name: str) -> None:
    body = zipped("events.tab")
    asked = f"/api/datasets/:persistentId/?persistentId=doi:10.7910/DVN/{doi}"
    entry = {"id": 7, "filename": name, "filesize": len(body), "md5": hashlib.md5(body).hexdigest()}
    other = {"id": 8, "filename": "codebook.pdf", "filesize": 5, "md5": "0" * 32}
    server.files[asked] = dataverse_answer([entry, other])
    server.files["/api/access/datafile/7"] = body
    report = fetch(source, out=tmp_path, mirror=server.url, pace=pace())
    assert list(report.fetched) == [name]
    assert report.complete


def test_a_table_that_dataverse_converted_is_asked_for_as_uploaded(
    server: RudeServer, tmp_path: Path
) -> None:
    body = b"Event ID\tEvent Date\n"
    entry = {
        "id": 9, "filename": "events.2013.tab", "filesize": 999, "originalFileFormat": "text/tab-separated-values",
        "originalFileSize": len(body), "checksum": {"type": "MD5", "value": hashlib.md5(body).hexdigest()},
    }  # fmt: skip
    server.files["/api/datasets/:persistentId/?persistentId=doi:10.7910/DVN/28075"] = dataverse_answer(
        [entry]
    )
    server.files["/api/access/datafile/9?format=original"] = body
    assert fetch("icews", out=tmp_path, mirror=server.url, pace=pace()).complete
    assert (tmp_path / "events.2013.tab").read_bytes() == body


def test_a_list_that_cannot_be_read(server: RudeServer, tmp_path: Path) -> None:
    server.manners["/events/md5sums"] = ["500"] * 9
    with pytest.raises(AnalysisFailed, match="HTTP 500"):
        get(server, tmp_path)
    server.files["/api/datasets/:persistentId/?persistentId=doi:10.7910/DVN/28075"] = b"<html>no</html>"
    with pytest.raises(AnalysisFailed, match="list of files"):
        fetch("icews", out=tmp_path, mirror=server.url, pace=pace())


def test_no_server(tmp_path: Path) -> None:
    with pytest.raises(AnalysisFailed, match="no connection"):
        fetch("gdelt1", out=tmp_path, mirror="http://127.0.0.1:9", pace=pace())


def test_bad_arguments(tmp_path: Path) -> None:
    for source, settings in [
        ("nothing", {}),
        ("gdelt1", {"mirror": "ftp://x"}),
        ("atop", {}),
        ("sipri", {"files": ["/no"]}),
    ]:
        with pytest.raises(BadInput):
            fetch(source, out=tmp_path, **settings)  # type: ignore[arg-type]


def test_import_by_hand(tmp_path: Path) -> None:
    mine = tmp_path / "atop5_1m.csv"
    mine.write_text("a,b\n1,2\n")
    out = tmp_path / "kept"
    assert fetch("atop", out=out, files=[mine]).fetched == {"atop5_1m.csv": 8}
    assert fetch("atop", out=out, files=[mine]).had == 1
    assert (out / "atop5_1m.csv").read_text() == mine.read_text()
