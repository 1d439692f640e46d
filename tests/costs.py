"""What each file of tests costs: ``python -m pytest -p tests.costs tests/ROOM`` ends with its CPU seconds (on Linux).

Those of the processes that a test started are in it. Seconds of the clock would say how busy the machine is.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

MOST = 60
SPENT: Counter[str] = Counter()


def _living() -> dict[int, float]:
    """CPU seconds of each living process below this one, and of those that it has waited for."""
    parents, spent = dict[int, int](), dict[int, float]()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            told = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:  # it has ended
            continue
        parents[int(folder.name)] = int(told[1])
        spent[int(folder.name)] = sum(map(int, told[11:15])) / os.sysconf("SC_CLK_TCK")
    below, found = {os.getpid()}, dict[int, float]()
    while more := {child for child, parent in parents.items() if parent in below} - below:
        below |= more
    for process in below - {os.getpid()}:
        found[process] = spent[process]
    return found


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """The test, with what it fixed and took down."""
    begun, ended, before = time.process_time(), os.times(), _living()
    result = yield
    after = _living()
    own, waited = time.process_time() - begun, os.times()
    live = sum(max(0.0, value - before.get(process, 0.0)) for process, value in after.items())
    gone = sum(
        value for process, value in before.items() if process not in after
    )  # counted already while it lived
    dead = waited.children_user + waited.children_system - ended.children_user - ended.children_system
    SPENT[item.nodeid.partition("::")[0]] += own + live + max(0.0, dead - gone)
    return result


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker of xdist tells its controller."""
    told = getattr(session.config, "workeroutput", None)
    if told is not None:
        told["costs"] = dict(SPENT)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: object) -> None:
    """What a worker has told joins the sum."""
    SPENT.update(getattr(node, "workeroutput", {}).get("costs", {}))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The dearest files, and all of them."""
    terminalreporter.section("CPU seconds")
    for name, seconds in SPENT.most_common(MOST):
        terminalreporter.write_line(f"{seconds:8.1f}  {name}")
    terminalreporter.write_line(f"{sum(SPENT.values()):8.1f}  of {len(SPENT)} files")
