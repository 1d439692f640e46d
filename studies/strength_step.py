"""How many Goldstein points one step of a chronicle's strength is worth, where chronicles and a stream overlap.

    python -m studies strength_step --data DIR [--write]

Weighted slope of the stream's own monthly mean on the chronicle's mean strength, over months both have acts in, with an
intercept (the stream's neutral point); the interval resamples dyads, for months of one dyad share what both sources miss.
"""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import numpy as np

from studies.relations_validity import chronicle_pairs
from tertius.errors import BadInput
from tertius.events import read_events
from tertius.panel import build_panel
from tertius.provenance import sha256

EVENTS = "events/weis_1966_1975.csv"
TIMES = 2000


def pairs(path: Path) -> dict[str, np.ndarray]:
    """Strength, the stream's mean and its weight by month, for every dyad both have: arrays, shape (month, 3)."""
    stream = build_panel(read_events([str(path)]))
    found: dict[str, list[np.ndarray]] = {}
    for _, key, panel, row in chronicle_pairs(stream):
        at = np.flatnonzero((panel.n[row] >= 0.5) & (stream.n[row] > 0) & np.isfinite(panel.y[row]))
        cells = np.stack([panel.y[row, at] / 3.0, stream.y[row, at], stream.n[row, at]], axis=1)
        found.setdefault(key, []).append(cells)
    return {key: np.concatenate(parts) for key, parts in found.items() if sum(map(len, parts))}


def slope(cells: np.ndarray) -> float:
    """Goldstein points a step of strength, weighted by acts."""
    return float(np.polyfit(cells[:, 0], cells[:, 1], 1, w=np.sqrt(cells[:, 2]))[0])


def main(data: Path | None, arguments: list[str]) -> int:
    """Print the step with its interval and, with ``--write``, ship it."""
    if data is None:
        raise BadInput("no folder of extracts", f"--data DIR with {EVENTS}")
    found = list(pairs(data / EVENTS).values())
    rng = np.random.default_rng(0)
    point = slope(np.concatenate(found))
    draws = []
    for _ in range(TIMES):
        chosen = np.concatenate([found[k] for k in rng.integers(0, len(found), len(found))])
        if np.ptp(chosen[:, 0]) > 0:
            draws.append(slope(chosen))
    lo, hi = np.quantile(draws, [0.05, 0.95])
    step = {
        "goldstein_per_step": round(point, 3), "lo": round(float(lo), 3), "hi": round(float(hi), 3),
        "dyads": len(found), "months": int(sum(map(len, found))), "stream": EVENTS.split("/")[1],
        "sha256": sha256(data / EVENTS), "command": "python -m studies strength_step --data DIR --write",
    }  # fmt: skip
    print(json.dumps(step, indent=1))
    if "--write" in arguments:
        target = Path(str(files("tertius.relations").joinpath("strength_step.json")))
        target.write_text(json.dumps(step, indent=1) + "\n", encoding="utf-8")
    return 0
