"""How fast the page answers in a browser: the first view, a triangle, a slider, the map's month; and what the server weighs.

    python -m studies page_speed

The server is started by the command itself; Chromium looks at it as a visitor would. Each figure is the median of `TIMES` tries
(the first view: of as many starts), the memory that of the server after two visitors have looked at every view.
"""

from __future__ import annotations

import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

TIMES = 3
READY = """() => document.body && !document.querySelector('.job') && !document.body.classList.contains('busy')
  && [...document.querySelectorAll('figure[data-chart]')].every(figure => figure.dataset.shown)"""
CASES = (
    "egypt-washington-moscow",
    "romania-moscow-beijing",
    "vietnam-moscow-beijing",
    "CUB.USA.RUS",
    "FIN.USA.SUN",
)
VISITED = (
    "/world?rivals=USA-SUN", "/compare?rivals=USA-SUN", "/triangle?of=CUB.USA.RUS&months=1962-10",
    "/whatif?of=CUB.USA.RUS&c0=1", "/options", "/evidence", "/changed",
)  # fmt: skip


def main(data: Path | None, arguments: list[str]) -> int:
    """Measure and print one line a figure."""
    from playwright.sync_api import sync_playwright

    starts = []
    for _ in range(TIMES - 1):
        server, _, ready = _start()
        starts.append(ready)
        _stop(server)
    server, address, ready = _start()
    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = opened.new_context(viewport={"width": 1280, "height": 900}).new_page()
        page.set_default_timeout(180_000)
        first = _timed(lambda: _shown(page, address + "/"))
        print("| what | bound (s) | measured (s) |\n|---|---|---|")
        _say("the server, from the command to an answer", None, [*starts, ready])
        _say("the first view", 3.0, [first])
        _say("a triangle that nobody asked for before", 2.0, [_triangle(page, address, of) for of in CASES])
        _say("the same triangle again", None, [_triangle(page, address, of) for of in CASES])
        _say("a slider (persistence) of “What if”", 1.0, _sliders(page, address))
        _shown(page, address + "/world?rivals=USA-SUN")
        _say("another month on the map", 0.3, _months(page))
        other = opened.new_context().new_page()
        other.set_default_timeout(180_000)
        for visited in VISITED:
            for each in (page, other):
                _shown(each, address + visited)
        opened.close()
    print(f"| memory of the server, two visitors at every view | 1024 MiB | {_memory(server.pid):.0f} MiB |")
    print(f"| load of the machine meanwhile, of {os.cpu_count()} cores | | {os.getloadavg()[1]:.1f} |")
    _stop(server)
    return 0


def _start() -> tuple[subprocess.Popen[str], str, float]:
    """The server, its address, and the seconds until it answered."""
    import urllib.request

    start = time.perf_counter()
    program = "from tertius.cli import main; main()"
    server = subprocess.Popen(
        [sys.executable, "-c", program, "app", "--port", "0", "--no-browser"],
        stderr=subprocess.PIPE,
        text=True,
    )
    assert server.stderr is not None
    found = re.search(r"http://127\.0\.0\.1:\d+", server.stderr.readline())
    assert found
    urllib.request.urlopen(found[0]).read()
    return server, found[0], time.perf_counter() - start


def _stop(server: subprocess.Popen[str]) -> None:
    server.terminate()
    server.wait(30)


def _timed(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _shown(page: Any, address: str) -> None:
    page.goto(address)
    page.wait_for_function(READY, polling=20)


def _triangle(page: Any, address: str, of: str) -> float:
    """Until the picture of a triangle is drawn; the numbered acts come afterwards."""
    drawn = "() => document.querySelector('figure[data-chart*=story]')?.dataset.shown"

    def look() -> None:
        page.goto(f"{address}/triangle?of={of}")
        page.wait_for_function(drawn, polling=20)

    taken = _timed(look)
    page.wait_for_function(READY, polling=50)
    return taken


def _sliders(page: Any, address: str) -> list[float]:
    _shown(page, f"{address}/whatif?of={CASES[0]}")
    found = []
    for value in (12, 24, 36, 96, 120)[:TIMES]:
        was = page.locator("#words").inner_text()
        start = time.perf_counter()
        page.locator("#persistence").evaluate(
            "(each, value) => { each.value = value; each.dispatchEvent(new Event('input', {bubbles: true})) }",
            value,
        )
        page.wait_for_function(
            f"was => (document.getElementById('words')?.innerText ?? was) !== was && ({READY})()",
            arg=was,
            polling=20,
        )
        found.append(time.perf_counter() - start)
    return found


def _months(page: Any) -> list[float]:
    found = []
    for value in (100, 250, 400, 550, 700)[:TIMES]:
        was = page.locator("#said").inner_text()
        start = time.perf_counter()
        page.locator("#time").evaluate(
            "(each, value) => { each.value = value; each.dispatchEvent(new Event('input', {bubbles: true})) }",
            value,
        )
        page.wait_for_function(
            "was => document.getElementById('said').innerText !== was", arg=was, polling=10
        )
        found.append(time.perf_counter() - start)
    return found


def _say(what: str, bound: float | None, seconds: list[float]) -> None:
    told = f"{statistics.median(seconds):.2f}"
    if len(seconds) > 1:
        told += f" ({min(seconds):.2f} to {max(seconds):.2f})"
    print(f"| {what} | {'' if bound is None else bound} | {told} |", flush=True)


def _memory(pid: int) -> float:
    """Largest resident memory of a process in MiB."""
    rows = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    return next(int(row.split()[1]) for row in rows if row.startswith("VmHWM")) / 1024
