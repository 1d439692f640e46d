"""A small panel made by hand, for tests."""

from __future__ import annotations

import numpy as np

from tertius.panel import Panel


def make_panel(
    y, n, *, dyads=None, events=None, kind="stream", volume=None, y_past=None, n_past=None
) -> Panel:
    """Panel over (dyad, month) arrays from 1970-01 on."""
    y, n = np.asarray(y, dtype=float), np.asarray(n, dtype=float)
    size, months = y.shape
    events = np.ceil(n).astype(int) if events is None else events
    return Panel(
        dyads=dyads or tuple((f"A{k:02d}", f"B{k:02d}") for k in range(size)),
        months=np.arange(months).astype("M8[M]"),
        y=y,
        n=n,
        spread=np.full(y.shape, np.nan),
        events=events,
        y_past=y if y_past is None else y_past,
        n_past=n if n_past is None else n_past,
        volume=np.full(months, 260.0) if volume is None else volume,
        gap=np.where(n > 0, 0, 2).astype(np.int8),
        kind=kind,
        directed=False,
        scale="goldstein",
        every="month",
    )


def simulated(seed=0, size=8, months=60, share=0.4) -> Panel:
    """Levels that wander around their own means, with a share of the months observed."""
    rng = np.random.default_rng(seed)
    x = np.zeros((size, months))
    x[:, 0] = rng.normal(0.5, 1.5, size)
    for t in range(1, months):
        x[:, t] = 0.5 + 0.93 * (x[:, t - 1] - 0.5) + rng.normal(0, 0.55, size)
    n = np.where(rng.random((size, months)) < share, rng.integers(1, 6, (size, months)), 0).astype(float)
    y = np.where(n > 0, x + rng.normal(size=x.shape) * 3.0 / np.sqrt(np.maximum(n, 1)), np.nan)
    return make_panel(y, n)
