"""Who may ask, what may be sent, and what is left behind: nothing."""

from __future__ import annotations

import gc
import html
import re
import time
import weakref
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tertius.app import make_site, serve
from tertius.app.guarding import POLICY, is_loopback
from tertius.app.held import Held
from tertius.app.jobs import Job, Jobs
from tertius.app.page import Shared
from tertius.app.sessions import Sessions
from tertius.app.states import nearest, typed
from tertius.app.weight import bytes_of
from tertius.errors import AnalysisFailed, BadInput
from tertius.findings import glance
from tertius.limits import MAX_SESSIONS, MAX_UPLOADS
from tertius.stances import load_numbers
from tertius.study import Question
from tests.app.conftest import HOME, MORE, SHEET, english, waited

testclient = pytest.importorskip("starlette.testclient")


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    """One page for all tests here; each begins as a visitor of its own."""
    with testclient.TestClient(make_site(), base_url=HOME) as made:
        yield made


@pytest.fixture(autouse=True)
def stranger(client: Any) -> None:
    """Nobody has been here before."""
    client.cookies.clear()


def test_another_host_needs_a_token() -> None:
    with pytest.raises(BadInput, match="can be reached from other machines"):
        serve(host="0.0.0.0", browser=False)
    assert is_loopback("127.0.0.1")
    assert not is_loopback("192.168.1.5")


def test_a_port_in_use_is_one_sentence() -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(BadInput, match="cannot listen"):
            serve(port=taken.getsockname()[1], browser=False)


def test_the_token_is_brought_once() -> None:
    with testclient.TestClient(
        make_site(token="word"), base_url="http://10.0.0.5", follow_redirects=False
    ) as client:
        assert client.get("/").status_code == 401
        assert client.get("/?token=other").status_code == 401
        assert client.get("/static/page.css").status_code == 401
        answer = client.get("/?token=word&lang=ko")
        assert (answer.status_code, answer.headers["location"]) == (303, "/?lang=ko")
        assert "httponly" in answer.headers["set-cookie"].lower()
        assert client.get("/").status_code == 200


def test_a_page_elsewhere_cannot_read_or_send(client: Any) -> None:
    assert client.get("/", headers={"host": "evil.example"}).status_code == 403
    for headers in ({"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}):
        assert client.post("/forget", headers=headers).status_code == 403
        assert client.post("/upload?name=a.csv", headers=headers, content=b"x").status_code == 403


def test_every_answer_carries_the_policy(client: Any) -> None:
    for address in ("/", "/static/page.js", "/nowhere", "/world?a=USA", "/vega.js"):
        answer = client.get(address, follow_redirects=False)
        assert answer.headers["content-security-policy"] == POLICY
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert "unsafe-eval" not in POLICY
    assert "'unsafe-inline'" not in POLICY.partition("script-src")[2].partition(";")[0]


BAD = (
    "/triangle?of=nothing", "/triangle?of=EGY.USA", "/triangle?of=EGY.USA.USA", "/triangle?of=../../etc/passwd",
    "/triangle?of=egypt-washington-moscow&c0=hot", "/triangle?of=egypt-washington-moscow&months=soon",
    "/triangle?of=egypt-washington-moscow&scale=/etc/passwd.csv", "/triangle?of=file-00000000",
    "/whatif?of=egypt-washington-moscow&persistence=1e9", "/world?rivals=USA-USA", "/world?rivals=Atlantis-USA",
    "/evidence?of=egypt-washington-moscow&from=x", "/evidence?page=x", "/chart/none.svg", "/chart/story.exe",
    "/table/story.csv", "/table/none.csv", "/options?for=Atlantis", "/?p=Egypt", "/brief?of=",
    "/whatif?of=egypt-washington-moscow&scale=quad", "/whatif?of=egypt-washington-moscow&scenario=x", "/world?rivals=BTN-NPL",
    "/options?of=egypt-washington-moscow&for=Egypt", "/options?of=egypt-washington-moscow&for=TLS", "/?p=Korea&a=USA&b=China",
    "/?p=russia&a=Soviet Union&b=USA", "/?p=asdf&a=USA&b=China", "/triangle?of=BTN.IND.CHN", "/brief?of=BTN.IND.CHN",
    "/compare?rivals=USA-SUN&pivots=EGY.BTN", "/changed?of=egypt-washington-moscow&months=1990-01",
    "/table/behind.csv?of=egypt-washington-moscow",
)  # fmt: skip


@pytest.mark.parametrize("address", BAD)
def test_a_bad_address_gets_a_sentence_in_either_language(client: Any, address: str) -> None:
    for lang in ("en", "ko"):
        answer = waited(client, f"{address}{'&' if '?' in address else '?'}lang={lang}")
        assert answer.status_code == 400
        (said,) = re.findall(r'role="alert">(.*?)</p>', answer.text)
        assert "defect" not in said
        assert not re.search(r"tertius |--[a-z]|Traceback", said)
        if lang == "ko":
            assert english([re.sub(r"'.*?'|“.*?”", "", html.unescape(said))]) == []


def test_static_files_stay_in_their_folder(client: Any) -> None:
    for address in ("/static/../site.py", "/static/%2e%2e/site.py", "/static//etc/passwd"):
        assert "make_site" not in client.get(address).text
        assert "root:" not in client.get(address).text


def test_files_lie_in_a_folder_of_their_own_and_go_with_the_visit(client: Any) -> None:
    sessions = client.app.state.shared.sessions
    answer = client.post("/upload?name=..%2F..%2Fsynthetic.csv", content=(SHEET + MORE).encode())
    assert answer.status_code == 200, answer.text
    (folder,) = sessions.base.iterdir()
    assert folder.stat().st_mode & 0o077 == 0
    assert {path.parent for path in folder.rglob("*") if path.is_file()} == {folder}
    client.post("/forget")
    assert list(sessions.base.iterdir()) == []
    assert client.get(f"/triangle?of={answer.json()['file']}").status_code == 400


def test_nothing_is_left_when_the_server_stops() -> None:
    site = make_site()
    with testclient.TestClient(site, base_url=HOME) as client:
        client.post("/upload?name=synthetic.csv", content=(SHEET + MORE).encode())
        base: Path = site.state.shared.sessions.base
        assert base.is_dir()
    assert not base.exists()


def test_a_visitor_keeps_so_many_files_and_a_server_so_many_visitors(client: Any) -> None:
    for _ in range(MAX_UPLOADS):
        assert client.post("/upload?name=synthetic.csv", content=SHEET.encode()).status_code == 200
    assert "at most" in client.post("/upload?name=synthetic.csv", content=SHEET.encode()).json()["error"]
    sessions = Sessions()
    first = sessions.find(None)
    first.place()
    for _ in range(MAX_SESSIONS):
        sessions.find(None)
    assert not first.folder.exists()
    assert sessions.find(first.secret) is not first
    sessions.close()
    assert not sessions.base.exists()


def test_a_form_is_bounded(client: Any) -> None:
    assert client.post("/file", content=b"a=" + b"x" * 70_000).status_code == 413


def test_work_is_told_stopped_and_begun_again() -> None:
    import threading

    jobs, held = Jobs(), threading.Event()

    def slow(job: Job) -> None:
        job.tell("acts", 1, 3)
        assert held.wait(20)
        job.tell("acts", 2, 3)

    one = jobs.of("key", slow, "me")
    assert jobs.of("key", slow, "you") is one
    assert jobs.find(one.number, "stranger") is None
    one.stop("me")
    assert not one.finished.wait(0.05)
    one.stop("you")
    held.set()
    assert one.finished.wait(20)
    assert one.state == "stopped"
    again = jobs.of("key", slow, "me")
    assert again is not one
    assert again.finished.wait(20)
    assert (again.state, again.done, again.of) == ("good", 2, 3)

    def fails(_: Job) -> None:
        raise AnalysisFailed("why")

    bad = jobs.of("bad", fails, "me")
    assert bad.finished.wait(20)
    assert (bad.state, bad.error) == ("bad", "why")
    jobs.close()


def test_values_are_made_once_and_the_longest_unused_let_go() -> None:
    held, made = Held(10, weigh=lambda name: {ord(name): 4}), []

    def make(name: str) -> str:
        made.append(name)
        return name

    for name in ("a", "b", "a", "c"):
        assert held.get(name, lambda name=name: make(name)) == name  # type: ignore[misc]
    assert made == ["a", "b", "c"]
    assert held.look("b") is None
    assert held.look("a") == "a"
    held.drop(lambda key: key == "a")
    assert held.look("a") is None


def test_bytes_are_counted_once_however_many_values_share_them() -> None:
    shared, own = np.zeros(1000), np.zeros(500)
    one, other = {"draws": shared, "seen": shared[:10]}, (shared, own, "a text")
    assert shared.nbytes <= sum(bytes_of(one).values()) < shared.nbytes + 1000
    held = Held(10**6)
    held.put("one", one)
    held.put("other", other)
    assert shared.nbytes + own.nbytes <= held.weight < shared.nbytes + own.nbytes + 1000
    held.shrink(0)
    assert held.look("one") is None
    assert held.look("other") is other


def test_a_triangle_is_known_to_hold_its_draws() -> None:
    found = glance(Question.of_case("romania-moscow-beijing"))
    weight = sum(bytes_of(found).values())
    assert weight > 3 * found.triangle.x.nbytes
    longer = glance(found.asked.supposing(numbers=load_numbers().persisting(12)))
    held = Held(10**12)
    held.put("as it ships", found)
    held.put("as supposed", longer)
    assert held.weight < 1.2 * weight  # the same draws, read anew


def test_one_whole_argument_is_worked_out_at_a_time() -> None:
    shared, inside, most = Shared(), [], []
    shared.glances.put("a", "x")
    shared.glances.put("b", "y")

    def work(job: Job) -> None:
        with shared.alone(job):
            inside.append(job)
            most.append(len(inside))
            time.sleep(0.05)
            inside.remove(job)

    jobs = [shared.jobs.of(key, work, "me") for key in "abc"]
    assert all(job.finished.wait(20) for job in jobs)
    assert most == [1, 1, 1]
    assert shared.glances.look("a") is None  # beside it no more than the newest is kept
    assert shared.glances.look("b") == "y"
    shared.close()


@pytest.mark.parametrize(
    ("text", "handle"),
    [
        ("Washington", "USA"),
        ("moscow", "RUS"),
        ("튀르키예", "TUR"),
        ("서울", "KOR"),
        ("Viet Nam", "VNM"),
        ("PRK", "PRK"),
    ],
)
def test_a_state_is_known_by_name_and_capital(text: str, handle: str) -> None:
    assert typed(text) == handle


def test_what_is_no_state_brings_those_it_may_have_meant() -> None:
    with pytest.raises(BadInput, match="did you mean"):
        typed("Korea")
    assert {"KOR", "PRK"} <= set(nearest("Korea"))
    assert nearest("Argentinia")[0] == "ARG"
    assert nearest("qwertyuiop") == []


def test_work_that_is_over_holds_nothing_of_what_it_worked_on() -> None:
    class Large:
        """Stands for a triangle."""

    jobs, large = Jobs(), Large()
    gone = weakref.ref(large)

    def work(job: Job, held: Large = large) -> None:
        if job.number == 2:
            raise AnalysisFailed("why")

    for key in "ab":
        assert jobs.of(key, partial(work, held=large), "me").finished.wait(20)
    del large, work
    gc.collect()
    assert gone() is None
    jobs.close()


def test_a_fact_that_holds_is_said_so_and_no_acts_are_not_counted(client: Any) -> None:
    text = html.unescape(waited(client, "/triangle?of=FIN.USA.SUN&months=1968-08&lang=en").text)
    assert re.search(r"Alliance</th><td>Finland and the Soviet Union</td><td class=\"n\">yes<", text)
    assert re.search(r"Alliance</th><td>Finland and the United States</td><td class=\"n\">no<", text)
    assert "0 acts near these months" not in text
    assert "No act near these months could be left out" in text
