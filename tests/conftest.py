"""Every test: what a module or a folder makes for all of its tests is made once, not once a worker."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

if (
    "PYTEST_XDIST_WORKER" in os.environ
):  # a worker a core: threads of the linear algebra would wait for one another
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that share a fixture go to one worker: those of a module, or of a folder where a session's is used."""
    for item in items:
        if item.get_closest_marker("xdist_group"):
            continue
        scopes = _shared_scopes(item)
        place = Path(item.path)
        if "session" in scopes:
            item.add_marker(pytest.mark.xdist_group(place.parent.name))
        elif scopes & {"module", "package"}:
            item.add_marker(pytest.mark.xdist_group(f"{place.parent.name}/{place.stem}"))


def _shared_scopes(item: pytest.Item) -> set[str]:
    """Scopes wider than one test of the fixtures of ours that a test uses."""
    info = getattr(item, "_fixtureinfo", None)
    found = [one for defs in getattr(info, "name2fixturedefs", {}).values() for one in defs]
    return {
        one.scope for one in found if one.func.__module__.startswith("tests.") and one.scope != "function"
    }
