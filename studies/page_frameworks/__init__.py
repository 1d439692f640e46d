"""The one picture with a slider, in several frameworks for pages: how fast, how large, and what it asks elsewhere.

Each file beside this one is the smallest page with the picture and a slider that changes it. It is started with the
interpreter of a virtual environment that holds the framework (and Altair, whose renderer is the same for all) and is looked
at in Chromium, which may ask nothing but the page itself.

    python -m studies page_frameworks --spec picture.json [--venv nicegui=/path/to/venv ...]

The picture is the Vega-Lite specification of `/chart/story.json` (`tertius app`); without ``--venv`` this interpreter is used,
and frameworks that it does not have are left out.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
NAMES = ("starlette", "nicegui", "panel", "streamlit")
MOVES = 10
READ = """() => {
  const look = root => {
    for (const text of root.querySelectorAll('text')) if (text.textContent.startsWith('c0 ')) return text.textContent;
    for (const each of root.querySelectorAll('canvas')) if (each.width > 100) return each.toDataURL();
    for (const each of root.querySelectorAll('*')) {
      const found = each.shadowRoot && look(each.shadowRoot);
      if (found) return found;
    }
    return null;
  };
  return look(document);
}"""


def main(data: Path | None, arguments: list[str]) -> int:
    """Measure each framework that is there and print one row for it."""
    parser = argparse.ArgumentParser(prog="python -m studies page_frameworks")
    parser.add_argument("--spec", type=Path, required=True, help="the picture as Vega-Lite JSON")
    parser.add_argument("--venv", action="append", default=[], metavar="NAME=DIR")
    options = parser.parse_args(arguments)
    places = dict(each.split("=", 1) for each in options.venv)
    with tempfile.TemporaryDirectory() as folder:
        bundle = Path(folder) / "vega.js"
        bundle.write_text(_bundle(), encoding="utf-8")
        print(
            "| framework | installed (MB) | first picture (s) | slider, median of 10 (s) | server (MB) | asked elsewhere |"
        )
        print("|---|---|---|---|---|---|")
        for name in NAMES:
            python = Path(places[name]) / "bin" / "python" if name in places else Path(sys.executable)
            print(_row(name, python, options.spec.resolve(), bundle), flush=True)
    return 0


def _bundle() -> str:
    import vl_convert

    return str(vl_convert.javascript_bundle())  # type: ignore[call-arg]  # its stub knows no default


def _row(name: str, python: Path, spec: Path, bundle: Path) -> str:
    port = _free()
    known = {**os.environ, "PAGE_SPEC": str(spec), "PAGE_BUNDLE": str(bundle), "PAGE_PORT": str(port)}
    script = str(HERE / f"{name}_page.py")
    command = [str(python), script]
    if name == "streamlit":
        command = [str(python), "-m", "streamlit", "run", script, "--server.port", str(port), "--server.headless", "true",
                   "--server.address", "127.0.0.1", "--browser.gatherUsageStats", "false"]  # fmt: skip
    started = subprocess.Popen(command, env=known, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        if not _listens(port, started):
            return f"| {name} | not installed | | | | |"
        first, moves, outside = _looked_at(f"http://127.0.0.1:{port}", name)
        size = sum(path.stat().st_size for path in Path(python).parents[1].glob("lib/**/*") if path.is_file())
        return (
            f"| {name} | {size / 1e6:.0f} | {first:.2f} | {_median(moves)} | {_memory(started.pid):.0f} | "
            f"{', '.join(sorted(outside)) or 'nothing'} |"
        )
    finally:
        started.terminate()
        started.wait(20)


def _median(moves: list[float]) -> str:
    told = f"{statistics.median(moves):.3f}" if moves else "none"
    return told if len(moves) == MOVES else f"{told} ({len(moves)} of {MOVES} moves were answered)"


def _looked_at(address: str, name: str) -> tuple[float, list[float], set[str]]:
    """Seconds to the first picture, seconds of each move of the slider, and what was asked elsewhere."""
    from playwright.sync_api import TimeoutError, sync_playwright

    outside: set[str] = set()

    def route(found: Any) -> None:
        if found.request.url.startswith((address, "data:", "blob:")):
            found.continue_()
        else:
            outside.add(found.request.url)
            found.abort()

    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = opened.new_page()
        page.route("**/*", route)
        start = time.perf_counter()
        page.goto(address, wait_until="commit")
        page.wait_for_function(READ, timeout=60_000)
        first = time.perf_counter() - start
        page.wait_for_timeout(1500)
        moves = []
        with contextlib.suppress(TimeoutError):
            for number in range(MOVES):
                moves.append(_move(page, name, number))
        opened.close()
    return first, moves, outside


def _move(page: Any, name: str, number: int) -> float:
    was = page.evaluate(READ)
    page.wait_for_timeout(500)
    start = time.perf_counter()
    if name == "nicegui":  # its slider answers the pointer
        box = page.locator(".q-slider").bounding_box()
        page.locator(".q-slider").click(position={"x": box["width"] * (0.5 if number % 2 else 0.67), "y": 10})
    else:
        page.get_by_role("slider").first.press("ArrowLeft" if number % 2 else "ArrowRight")
    page.wait_for_function(
        f"was => {{ const now = ({READ})(); return now && now !== was; }}", arg=was, polling=15
    )
    return time.perf_counter() - start


def _free() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _listens(port: int, started: subprocess.Popen[bytes]) -> bool:
    for _ in range(120):
        if started.poll() is not None:
            return False
        with socket.socket() as asked:
            if asked.connect_ex(("127.0.0.1", port)) == 0:
                time.sleep(1)
                return True
        time.sleep(0.5)
    return False


def _memory(pid: int) -> float:
    """Resident memory in megabytes; NaN where the system does not tell."""
    try:
        rows = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return float("nan")
    return next(int(row.split()[1]) for row in rows if row.startswith("VmRSS")) / 1000
