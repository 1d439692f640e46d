"""One page for all tests of it, and a browser that says what it asked for and what it complained of."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
HOME = "http://127.0.0.1:8599"
FIGURES = Path(__file__).resolve().parents[2] / "docs" / "figures"
MOST = 150_000
"""Bytes of a picture in the docs."""
READY = """() => document.body && !document.querySelector('.job') && !document.body.classList.contains('busy')
  && [...document.querySelectorAll('figure[data-chart]')].every(figure => figure.dataset.shown)"""

SHEET = """Date,Actor,Receiver,Event,Score,Citation
1960-01-15,Austria,Soviet Union,Synthetic visit,2,synthetic
1960-03-02,USSR,Austria,Synthetic protest,-1,synthetic
"""
MORE = "".join(
    f"{year}-{month:02d}-04,Austria,{rival},Synthetic act,{score},synthetic\n"
    for year in range(1960, 1966)
    for month in range(1, 12, 2)
    for rival, score in (("USA", 3 if year < 1963 else -2), ("USSR", -2 if year < 1963 else 3))
)


def absent(why: str) -> None:
    """Skip with a reason; fail where nothing may be absent."""
    if os.environ.get("CI") == "true":
        pytest.fail(why)
    pytest.skip(why)


@pytest.fixture(scope="package")
def server() -> Iterator[str]:
    """Address of a page served by the command itself."""
    program = (
        f"import sys; sys.path[:] = {sys.path!r}; from tests.compiled import share; share(); "
        "from tertius.cli import main; main()"
    )
    started = subprocess.Popen(
        [sys.executable, "-c", program, "app", "--port", "0", "--no-browser"],
        stderr=subprocess.PIPE,
        text=True,
    )
    assert started.stderr is not None
    line = started.stderr.readline()
    found = re.search(r"http://127\.0\.0\.1:\d+", line)
    assert found, line + started.stderr.read()
    yield found[0]
    started.send_signal(signal.SIGINT)
    assert started.wait(20) in (0, 130)


@pytest.fixture(scope="package")
def chromium() -> Iterator[Any]:
    """A browser of the machine's."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        absent("no Chromium on this machine")
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as play:
        opened = play.chromium.launch(executable_path=found, args=FLAGS)
        yield opened
        opened.close()


class Visit:
    """One visitor: a browser of its own cookies; what it asks elsewhere is kept, and refused."""

    def __init__(self, chromium: Any, server: str, **options: Any) -> None:
        self.server = server
        self.context = chromium.new_context(
            viewport={"width": 1280, "height": 900}, locale="en-US", **options
        )
        self.context.set_default_timeout(90_000)
        self.said: list[str] = []
        self.outside: list[str] = []
        self.context.route("**/*", self._route)
        self.page = self.context.new_page()
        self.page.on("console", lambda message: self._hear(message))
        self.page.on("pageerror", lambda problem: self.said.append(str(problem)))

    def _route(self, route: Any) -> None:
        if route.request.url.startswith((self.server, "data:", "blob:")):
            route.continue_()
        else:
            self.outside.append(route.request.url)
            route.abort()

    def _hear(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.said.append(message.text)

    def open(self, address: str) -> Any:
        """Open a view and wait until nothing is under way."""
        self.page.goto(self.server + address)
        return self.wait()

    def wait(self) -> Any:
        """Wait until nothing is under way."""
        self.page.wait_for_function(READY)
        return self.page

    def close(self) -> None:
        """Nothing was asked elsewhere, and nothing complained of."""
        self.context.close()
        assert self.outside == []
        assert self.said == []


@pytest.fixture
def visitor(chromium: Any, server: str) -> Iterator[Callable[..., Visit]]:
    """Makes visitors; what each asked and said is looked at in the end."""
    made: list[Visit] = []

    def make(**options: Any) -> Visit:
        made.append(Visit(chromium, server, **options))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.fixture
def visit(visitor: Callable[..., Visit]) -> Visit:
    """One visitor."""
    return visitor()


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """A synthetic table of acts, enough for a stance."""
    path = tmp_path / "synthetic-austria.csv"
    path.write_text(SHEET + MORE, encoding="utf-8")
    return path


def picture(page: Any, name: str, width: int = 1280) -> None:
    """A small picture of the page for the docs, where `TERTIUS_FIGURES` asks for it."""
    if os.environ.get("TERTIUS_FIGURES"):
        FIGURES.mkdir(exist_ok=True)
        for quality in (70, 55, 40):
            body = page.screenshot(
                path=None, type="jpeg", quality=quality, clip={"x": 0, "y": 0, "width": width, "height": 900}
            )
            if len(body) < MOST:
                break
        (FIGURES / f"page-{name}.jpg").write_bytes(body)


KNOWN = (
    "Tertius", "SVG", "PNG", "CSV", "Parquet", "XLSX", "HTML", "PDF", "Excel", "ODS", "Stata", "MiB", "CAMEO", "ICEWS", "PLOVER",
    "median",
)  # fmt: skip
"""Names that a Korean reader meets as they are."""
QUOTED = ".ref, td, p.note, figcaption span, .side a"
"""Where a text may be said to be English: a citation, an act as its source has it, a credit, the other language's name."""
SPOKEN = """quoted => {
  const said = [];
  for (const part of document.querySelectorAll('[lang=en]'))
    if (!part.matches(quoted)) said.push('lang=en: ' + part.outerHTML.slice(0, 90));
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const part = walk.currentNode.parentElement;
    if (!part.closest('script, style, [lang=en], .ref, .vega-bind')) said.push(walk.currentNode.textContent);
  }
  for (const name of ['aria-label', 'title', 'placeholder'])
    for (const part of document.querySelectorAll(`[${name}]`)) 
      if (!part.closest("[lang=en], [aria-hidden=true]")) said.push(part.getAttribute(name));
  return said;
}"""


def english(texts: list[str]) -> list[str]:
    """The texts that hold an English word which is no name."""
    word = re.compile(r"[A-Za-z]{3,}")
    return [text.strip() for text in texts if set(word.findall(text)) - set(KNOWN)]


def complaints(page: Any) -> list[str]:
    """What axe-core finds in the page as it stands."""
    import axe_playwright_python

    script = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
    page.evaluate(script)
    found = page.evaluate("async () => (await axe.run(document, {resultTypes: ['violations']})).violations")
    return [f"{each['id']}: {each['nodes'][0]['html'][:160]}" for each in found]


def waited(client: Any, address: str) -> Any:
    """The answer, once nothing is under way."""
    for _ in range(600):
        answer = client.get(address)
        if 'class="job"' not in answer.text:
            return answer
        time.sleep(0.1)
    raise AssertionError(f"{address} is never there")
