"""A slow twin of the panel in plain Python: day by day, act by act, from the words of docs/method/panel.md."""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from typing import Any

import numpy as np

from tertius.actors import chain_of

SPAN = 12


def month_number(day: dt.date) -> int:
    return day.year * 12 + day.month - 1


def weights(row: dict[str, Any], first: int, last: int) -> dict[int, tuple[float, float]]:
    """(weight, weight in the view of the past) of one act in every month of the window that it touches."""
    opens = dt.date(first // 12, first % 12 + 1, 1)
    after = last + 1
    closes = dt.date(after // 12, after % 12 + 1, 1) - dt.timedelta(days=1)
    begin, end = row["earliest"] or opens, row["latest"] or closes
    low = month_number(row["earliest"]) if row["earliest"] else first
    high = month_number(row["latest"]) if row["latest"] else last
    out: dict[int, tuple[float, float]] = {}
    if row["kind"] == "span":
        for month in range(max(low, first), min(high, last) + 1):
            k = month - low + 1
            w = SPAN / ((SPAN + k) * (SPAN + k - 1))
            out[month] = (w, w)
        return out
    days: dict[int, int] = defaultdict(int)
    total = (end - begin).days + 1
    for i in range(total):
        days[month_number(begin + dt.timedelta(days=i))] += 1
    for month, count in days.items():
        if first <= month <= last:
            known = 1.0 if row["latest"] is not None and month == high else 0.0
            out[month] = (count / total, known)
    return out


def brute_panel(
    rows: list[dict[str, Any]],
    scores: np.ndarray,
    keys: list[tuple[str, str]],
    first: int,
    last: int,
    *,
    directed: bool = False,
    succession: str = "joined",
    step: int = 1,
    keep_duplicates: bool = False,
) -> dict[str, np.ndarray]:
    """y, n, spread, events, y_past, n_past (dyad, month) and volume (month), one act after another."""
    size = (last - first + 1) // step
    cells: dict[tuple[int, int], list[tuple[float, float, float]]] = defaultdict(list)
    acts = np.zeros((len(keys), size), dtype=int)
    volume = np.zeros(size)
    for row, score in zip(rows, scores, strict=True):
        repeat = row["dup_of"] is not None and not keep_duplicates
        repeat = repeat and not (directed and row["dup_rule"] == "mirrored")
        if row["role"].startswith("covariate") or repeat:
            continue
        laid = weights(row, first, last)
        for month, (w, _) in laid.items():
            volume[(month - first) // step] += w
        if row["apart"] is not None or row["source"] is None or row["target"] is None:
            continue
        a, b = chain_of(row["source"], succession), chain_of(row["target"], succession)
        for pair in _pairs(a, b, directed, row["directed"]):
            for i, key in enumerate(keys):
                if key != pair:
                    continue
                for month, (w, past) in laid.items():
                    at = (month - first) // step
                    acts[i, at] += 1
                    if not math.isnan(score):
                        cells[i, at].append((w, past, float(score)))
    return {**_moments(cells, (len(keys), size)), "events": acts, "volume": volume}


def _pairs(a: str, b: str, directed: bool, one_way: bool) -> list[tuple[str, str]]:
    if a == b:
        return []
    if not directed:
        return [(min(a, b), max(a, b))]
    return [(a, b)] if one_way else [(a, b), (b, a)]


def _moments(cells: Any, shape: tuple[int, int]) -> dict[str, np.ndarray]:
    out = {name: np.full(shape, np.nan) for name in ("y", "spread", "y_past")}
    out |= {name: np.zeros(shape) for name in ("n", "n_past")}
    for at, acts in cells.items():
        w, past, s = (np.array(column) for column in zip(*acts, strict=True))
        out["n"][at], out["n_past"][at] = w.sum(), past.sum()
        if w.sum() > 0:
            out["y"][at] = (w * s).sum() / w.sum()
        if past.sum() > 0:
            out["y_past"][at] = (past * s).sum() / past.sum()
        free = w.sum() - (w**2).sum() / w.sum() if w.sum() > 0 else 0.0
        if len(acts) >= 2 and free > 1e-12:
            out["spread"][at] = (w * (s - out["y"][at]) ** 2).sum() / free
    return out
