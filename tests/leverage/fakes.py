"""Stand-ins for a triangle with chosen levels."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from tertius.provenance import Provenance


def fake_triangle(months: int = 24, *, start: str = "1960-01", **levels: Any) -> Any:
    """Constant draws with a little noise, or an array a quantity."""
    rng = np.random.default_rng(0)
    base = {"rivalry": 0.7, "ea": 0.8, "eb": 0.6, "va": 0.3, "vb": 0.2, "vab": -0.4} | levels
    noise = 0.01 * rng.standard_normal((50, months))
    draws = {
        name: np.clip(np.broadcast_to(value, (50, months)) + noise, -0.99, 0.99)
        for name, value in base.items()
    }
    when = np.datetime64(start) + np.arange(months)
    return SimpleNamespace(
        pivot="PRK", a="SUN", b="CHN", months=when, draws=draws, provenance=Provenance(), given="past"
    )
