"""Every test: a worker has a core, and threads of the linear algebra would wait for one another; files lie in memory."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

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

LONG = (
    "engines/test_engines.py", "app/test_views.py", "fuzz/test_event_files.py", "cli/test_from_store_real.py",
    "store/test_joined.py", "fuzz/test_harness.py", "fuzz/test_structural_files.py", "events/test_hostile_files.py",
    "cli/test_from_store.py", "study/test_beside.py", "store/test_robust.py", "options/test_same_numbers.py",
    "cli/test_relations.py", "cli/test_forecasts.py", "brief/test_gate.py", "forecasts/test_ledger.py", "store/test_care.py",
    "world/test_shipped.py", "brief/test_accessible.py", "stances/test_controls.py", "app/test_files.py",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The files that take longest come first, so that no worker begins one when the others have nothing left."""
    here = Path(__file__).parent
    rank = {here / name: number for number, name in enumerate(LONG)}
    items.sort(key=lambda item: rank.get(item.path, len(rank)))
