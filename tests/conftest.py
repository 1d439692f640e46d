"""Every test: a worker has a core, and threads of the linear algebra would wait for one another; files lie in memory."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.compiled import share

# A busy machine is no failing test: nothing here is held to a time.
settings.register_profile("calm", suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("calm")

MEMORY = Path("/dev/shm")
ROOM = 6 << 30  # bytes that must be free there: a whole run leaves about one

if "PYTEST_XDIST_WORKER" in os.environ:
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    share()
elif "TMPDIR" not in os.environ and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
    # A store writes through to the disk hundreds of times a test; thousands of small files are waited for and deleted again.
    os.environ["TMPDIR"] = str(MEMORY)
    tempfile.tempdir = None  # asked for again, of whoever has asked already

TOGETHER = ("app", "brief")
"""Rooms whose files share what is dear to make: a page that is served and a browser; a study and its brief."""
LONG = (
    *TOGETHER, "store/test_joined.py", "fuzz/test_event_files.py", "store/test_robust.py",
    "engines/test_engines.py", "events/test_hostile_files.py", "cli/test_from_store_real.py", "fuzz/test_structural_files.py",
    "cli/test_from_store.py", "fuzz/test_harness.py", "store/test_care.py", "relations/test_explain.py", "cli/test_forecasts.py",
    "options/test_same_numbers.py", "cli/test_json.py", "study/test_world.py", "engines/test_tally.py", "cli/test_relations.py",
    "stances/test_controls.py", "world/test_shipped.py", "study/test_beside.py", "panel/test_panel.py",
    "cli/test_hostile_texts.py", "forecasts/test_ledger.py",
)  # fmt: skip


def pytest_addoption(parser: pytest.Parser) -> None:
    """``make test`` on a desk is short; with ``CI=true`` it is whole."""
    told = "the first and the last instance of each test, and none that is marked long"
    parser.addoption("--short", action="store_true", help=told)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The rooms and files that take longest come first, so that no worker begins one when the others have nothing left."""
    if config.getoption("--short"):
        kept = short(items)
        chosen = set(kept)
        config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
        items[:] = kept
    here = Path(__file__).parent
    rank = {here / name: number for number, name in enumerate(LONG)}
    items.sort(key=lambda item: rank.get(item.path, rank.get(item.path.parent, len(rank))))


def short(items: Sequence[Any]) -> list[Any]:
    """The first and the last instance of every test that is not marked long, in order."""
    instances = defaultdict[str, list[Any]](list)
    for item in items:
        if item.get_closest_marker("long") is None:
            instances[item.nodeid.partition("[")[0]].append(item)
    return [
        each for those in instances.values() for each in (those if len(those) < 3 else (those[0], those[-1]))
    ]


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """What was not asked, where less than all was."""
    if config.getoption("--short"):
        terminalreporter.write_line(
            "short: two instances of each test, none marked long; all of them: CI=true make test"
        )


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """With ``--dist loadfile`` a file's tests go to one worker, and those of the rooms that are to stay together, too."""
    from xdist.scheduler import LoadFileScheduling

    class Rooms(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            room = nodeid.partition("/")[2].partition("/")[0]
            return room if room in TOGETHER else super()._split_scope(nodeid)

    return Rooms(config, log) if config.getoption("dist") == "loadfile" else None
