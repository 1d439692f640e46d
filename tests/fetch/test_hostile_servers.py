"""A server that names files outside the folder, or would fill the disk, the memory or the day: refused in a sentence."""

from __future__ import annotations

import gzip
import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tertius import limits
from tertius.errors import AnalysisFailed, BadInput, Interrupted, TertiusError
from tertius.events.fetch import Pace, fetch
from tertius.events.fetch import transfer as way
from tertius.events.fetch.pace import Failed
from tests.fetch.rude import RudeServer, rude_server
from tests.fetch.test_fetch import dataverse_answer, pace, publish, zipped

LIST = "/api/datasets/:persistentId/?persistentId=doi:10.7910/DVN/28075"
BODY = zipped("events.tab", rows=50)


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def entry(name: object, **more: object) -> dict[str, object]:
    """A file of a Dataverse data set."""
    return {"id": 7, "filename": name, "filesize": len(BODY), "md5": hashlib.md5(BODY).hexdigest(), **more}


def ask(server: RudeServer, out: Path, *entries: dict[str, object], **settings: Any) -> Any:
    """Fetch ICEWS from a server that lists these."""
    server.files[LIST] = dataverse_answer(list(entries))
    for path in ("/api/access/datafile/7", "/api/access/datafile/7?format=original"):
        server.files[path] = BODY
    return fetch("icews", out=out, mirror=server.url, pace=settings.pop("pace", pace()), **settings)


@pytest.fixture
def server() -> Iterator[RudeServer]:
    with rude_server() as running:
        yield running


NAMES = [
    "../events.2001.tab", "../../events.2001.tab", "/tmp/events.2001.tab", "..\\..\\events.2001.tab", "C:\\x\\events.tab",
    "a/../../events.tab", "./.events.tab", "events.tab/..", "\x1b[2Jevents.tab", "events\n.tab", "events\0.tab",
    "events" + "x" * 5000 + ".tab", "//host/share/events.tab", "~/events.tab", "events.tab.part/../../../events.tab",
    "events\u202etxt.tab", "CON.events.tab", ".checked.events.tab", "-events.tab", "events.tab:stream.tab", "..%2fevents.tab",
]  # fmt: skip


@pytest.mark.parametrize("key", ["filename", "originalFileName"])
@pytest.mark.parametrize("name", NAMES)
def test_no_name_leads_out_of_the_folder(server: RudeServer, tmp_path: Path, name: str, key: str) -> None:
    out = tmp_path / "a" / "b" / "out"
    given = (
        entry(name)
        if key == "filename"
        else entry("events.tab", originalFileName=name, originalFileFormat="x")
    )
    try:
        report = ask(server, out, given)
    except BadInput:  # no file of this name is of the source
        report = None
    inside = {name for name in tree(tmp_path) if name.startswith("a/b/out/")}
    assert set(tree(tmp_path)) == inside
    assert not Path("/tmp/events.2001.tab").exists()
    assert all(path.count("/") == 3 and path.isprintable() for path in inside)
    if report is not None:
        assert report.asked == len(report.fetched) + len(report.missing)
        assert "\x1b" not in json.dumps(report.to_dict(), ensure_ascii=False)


def test_names_of_the_other_lists(server: RudeServer, tmp_path: Path) -> None:
    body, out = zipped("x"), tmp_path / "a" / "out"
    md5 = hashlib.md5(body).hexdigest()
    for prefix in ("/events/", "/gdeltv2/"):
        server.files[f"{prefix}20200101.export.CSV.zip"] = body
    bad = "2020/../../../20200101.export.CSV.zip"
    server.files["/events/md5sums"] = f"{md5}  {bad}\n{md5}  20200101.export.CSV.zip\n".encode()
    server.files["/events/filesizes"] = (
        f"{len(body)} 20200101.export.CSV.zip\n² {bad}\n{'9' * 5000} {bad}\n".encode()
    )
    fetch("gdelt1", out=out, mirror=server.url, pace=pace())
    server.files["/gdeltv2/masterfilelist.txt"] = (
        f"{len(body)} {md5} http://x/../../20200101.export.CSV.zip\n{'9' * 5000} {md5} http://[x/a.export.CSV.zip\n"
        f"{len(body)} {md5} http://[bad\\..\\20200101.export.csv.zip\n"
    ).encode()
    report = fetch("gdelt2", out=tmp_path / "b" / "out", mirror=server.url, pace=pace())
    assert set(tree(tmp_path)) <= {
        f"{folder}/out/{name}" for folder in "ab" for name in ("20200101.export.CSV.zip", ".checked.jsonl")
    }
    assert report.complete or "twice" in str(report.missing)


def test_two_files_of_one_name(server: RudeServer, tmp_path: Path) -> None:
    report = ask(server, tmp_path, entry("events.tab"), entry("EVENTS.tab"))
    assert len(report.fetched) == 1
    assert "twice" in str(report.missing)


def test_a_file_of_the_user_is_not_replaced(server: RudeServer, tmp_path: Path) -> None:
    mine = tmp_path / "events.tab"
    mine.write_text("mine")
    report = ask(server, tmp_path, entry("events.tab"))
    assert mine.read_text() == "mine"
    assert "did not come from icews" in report.missing["events.tab"]
    mine.unlink()
    assert ask(server, tmp_path, entry("events.tab")).complete
    other = entry("events.tab", md5=hashlib.md5(b"other").hexdigest(), filesize=5)
    server.files["/api/access/datafile/7"] = b"other"
    server.files[LIST] = dataverse_answer([other])
    assert fetch(
        "icews", out=tmp_path, mirror=server.url, pace=pace()
    ).complete  # a new version of the same source
    assert mine.read_bytes() == b"other"


@pytest.mark.parametrize("kind", ["file", "part", "folder"])
def test_no_link_is_followed(server: RudeServer, tmp_path: Path, kind: str) -> None:
    out, secret = tmp_path / "out", tmp_path / "secret"
    out.mkdir()
    secret.write_text("mine")
    if kind == "folder":
        (out / "events.tab").mkdir()
    else:
        (out / ("events.tab" if kind == "file" else "events.tab.part")).symlink_to(secret)
    assert not ask(server, out, entry("events.tab")).complete
    assert secret.read_text() == "mine"


LISTS: list[bytes] = [
    b"[" * 200_000, b"{}", b"null", b'{"data": 3}', b'{"data": {"latestVersion": {"files": [3]}}}', b"\xff\xfe",
    dataverse_answer([{"id": "9" * 9000, "filename": "events.tab"}]), dataverse_answer([{"filename": "events.tab"}]),
    dataverse_answer([{"id": 7, "filename": "events.tab", "checksum": "sum", "filesize": "big"}]),
    dataverse_answer([{"id": 7, "filename": None, "originalFileFormat": 1, "originalFileSize": -5}]),
    dataverse_answer([{"id": [7], "filename": {"a": 1}}]),
]  # fmt: skip


@pytest.mark.parametrize("body", LISTS)
def test_an_odd_list_is_one_sentence(server: RudeServer, tmp_path: Path, body: bytes) -> None:
    said = ""
    server.files[LIST] = body
    server.files["/api/access/datafile/7"] = BODY
    try:
        report = fetch("icews", out=tmp_path, mirror=server.url, pace=pace())
        assert report.asked == len(report.fetched) + len(report.missing) + report.had
    except TertiusError as error:
        said = str(error)
    assert "\n" not in said


@contextmanager
def answering(answer: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[str]:
    """A server that does one thing with every request; its address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.0"

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

        def do_GET(self) -> None:
            try:
                answer(self)
            except OSError:
                self.close_connection = True

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def begin(handler: BaseHTTPRequestHandler, **headers: str) -> None:
    """A good status and these headers."""
    handler.send_response(200)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()


def endless(handler: BaseHTTPRequestHandler) -> None:
    begin(handler)
    while True:
        handler.wfile.write(b"12 20200101.export.CSV.zip\n" * 4000)


def dripping(handler: BaseHTTPRequestHandler) -> None:
    begin(handler)
    while True:
        handler.wfile.write(b"1")
        handler.wfile.flush()
        time.sleep(0.05)


def bomb(handler: BaseHTTPRequestHandler) -> None:
    begin(handler, Content_Encoding="gzip")
    handler.wfile.write(gzip.compress(b"\0" * (64 << 20)))


def bomb_in_bomb(handler: BaseHTTPRequestHandler) -> None:
    begin(handler, Content_Encoding="gzip, gzip")
    handler.wfile.write(gzip.compress(gzip.compress(b"\0" * (64 << 20))))


def strange_header(handler: BaseHTTPRequestHandler) -> None:
    begin(handler, Content_Length="²")
    handler.wfile.write(b"x")


@pytest.mark.parametrize("manner", [endless, dripping, bomb, bomb_in_bomb, strange_header])
def test_a_list_without_end(manner: Callable[[BaseHTTPRequestHandler], None], tmp_path: Path) -> None:
    short = pace(attempts=2, patience=0.3, most_list=3 << 20)
    with answering(manner) as url, pytest.raises(AnalysisFailed, match="list of files"):
        fetch("gdelt1", out=tmp_path, mirror=url, pace=short)
    assert not tree(tmp_path)


@pytest.mark.parametrize(
    ("manner", "said"), [(endless, "longer than"), (dripping, "slower than"), (bomb, "packed")]
)
def test_a_file_without_end(manner: Any, said: str, tmp_path: Path) -> None:
    pace_now = pace(attempts=2, patience=0.3, most=3 << 20)
    with answering(manner) as url, way.client(pace_now) as http, pytest.raises(Failed, match=said):
        way.download(http, way.Item(url, "a.csv"), tmp_path / "a.csv", pace_now, lambda *_: None)
    assert sum(map(len, tree(tmp_path).values())) <= (4 << 20)


def test_a_file_that_takes_for_ever(tmp_path: Path) -> None:
    pace_now = pace(attempts=1, slowest=0.0, longest=0.3)
    with (
        answering(dripping) as url,
        way.client(pace_now) as http,
        pytest.raises(Failed, match="not finished"),
    ):
        way.download(http, way.Item(url, "a.csv"), tmp_path / "a.csv", pace_now, lambda *_: None)


def test_a_full_disk_is_seen_before_it_is_full(
    server: RudeServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "KEEP_FREE", 1 << 60)
    with pytest.raises(AnalysisFailed, match="make room"):
        ask(server, tmp_path, entry("events.tab"))


@pytest.mark.parametrize("tag", ['W/"weak"', "", '"first"'])
def test_only_one_version_is_joined(server: RudeServer, tmp_path: Path, tag: str) -> None:
    """Half of one version, then another of the same length: with no check sum they are never joined."""
    path, target = "/x.csv", tmp_path / "x.csv"
    server.files[path], server.etags[path] = b"a" * 60_000, tag
    server.manners[path] = ["truncate"]
    item, now = way.Item(server.url + path, "x.csv"), pace(attempts=1)
    with way.client(now) as http:
        with pytest.raises(Failed):
            way.download(http, item, target, now, lambda *_: None)
        server.files[path], server.etags[path] = b"b" * 60_000, tag.replace("first", "second")
        way.download(http, item, target, pace(), lambda *_: None)
    assert set(target.read_bytes()) == set(b"b")


def test_stopped_by_the_user_says_what_stands(tmp_path: Path) -> None:
    with rude_server() as server:
        for name in ("2005.zip", "200601.zip"):
            server.files[f"/events/{name}"] = zipped(name)
        publish(server)

        def step(done: int, total: int) -> None:
            raise KeyboardInterrupt

        with pytest.raises(Interrupted, match="1 of 2 files of gdelt1 are whole") as stopped:
            fetch("gdelt1", out=tmp_path, mirror=server.url, pace=Pace(interval=0.0), step=step)
    assert stopped.value.exit_code == 130


NO_SIZES = [10**30, -5, float("nan"), "many", "1e6", 2.5, [], True]
NO_SUMS = ["zz", "g" * 32, "0" * 31, "d41d8cd98f00b204e9800998ecf8427e0"]


@pytest.mark.parametrize(
    "more", [{"filesize": size} for size in NO_SIZES] + [{"md5": code} for code in NO_SUMS]
)
def test_what_is_announced_and_is_none_is_not_taken_unchecked(
    server: RudeServer, tmp_path: Path, more: dict[str, object]
) -> None:
    report = ask(server, tmp_path / "out", entry("events.tab", **more))
    assert not report.complete
    assert "announced with a" in report.missing["events.tab"]
    assert tree(tmp_path) == {}


def test_what_is_not_announced_is_taken_and_counted_as_unchecked(server: RudeServer, tmp_path: Path) -> None:
    report = ask(server, tmp_path / "out", entry("events.tab", filesize=None, md5=None))
    assert report.complete
    assert report.unchecked == 1


@pytest.mark.parametrize(("size", "md5"), [("-5", ""), ("1e30", ""), ("9" * 31, ""), ("", "zz")])
def test_the_other_lists_are_looked_at_alike(server: RudeServer, tmp_path: Path, size: str, md5: str) -> None:
    body, name = zipped("x"), "20200101.export.CSV.zip"
    good = hashlib.md5(body).hexdigest()
    size, md5 = size or str(len(body)), md5 or good
    server.files |= {f"/events/{name}": body, f"/gdeltv2/{name}": body}
    server.files["/events/md5sums"] = f"{md5}  {name}\n".encode()
    server.files["/events/filesizes"] = f"{size} {name}\n".encode()
    server.files["/gdeltv2/masterfilelist.txt"] = f"{size} {md5} http://x/gdeltv2/{name}\n".encode()
    for source in ("gdelt1", "gdelt2"):
        report = fetch(source, out=tmp_path / source, mirror=server.url, pace=pace())
        assert "announced with a" in report.missing[name]
