"""Real data beside the checkout: a path, or a skip with a reason (a failure under CI)."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2] / "shared"


def shared(relative: str) -> Path:
    """Path of a file under ``../shared``; skips the test where it is absent, fails it where ``CI=true``."""
    path = ROOT / relative
    if path.exists():
        return path
    reason = f"real data not here: ../shared/{relative}"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)
