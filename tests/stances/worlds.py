"""Synthetic streams with a planted stance, made into real panels, relations and triangles."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np

from tertius.events import EventTable
from tertius.settings import Settings
from tertius.study import Question
from tests.panel.make_events import event, table

START = np.datetime64("1960-01", "M")
PIVOT, A, B = "FIN", "USA", "SUN"


def acts(
    levels: Any, *, rate: float = 2.0, seed: int = 0, pivot: str = PIVOT, spread: float = 3.0
) -> list[dict[str, Any]]:
    """Acts on both legs of a pivot, month by month around `levels`, shape (2, month), on the Goldstein scale.

    Every month of the window also has acts between other states, so that the source is never silent.
    """
    rng, rows = np.random.default_rng(seed), []
    months = np.shape(levels)[1]
    for t in range(months):
        day = (START + t).astype("M8[D]").astype(object) + dt.timedelta(days=9)
        pairs = [(A, 0), (B, 1)]
        for rival, leg in pairs:
            for _ in range(rng.poisson(rate)):
                score = float(np.clip(rng.normal(levels[leg][t], spread), -10, 10))
                rows.append(_row(len(rows), day, pivot, rival, score))
        rows.append(_row(len(rows), day, A, B, float(np.clip(rng.normal(-2, 3), -10, 10))))
        rows.append(_row(len(rows), day, "GBR", "FRA", float(np.clip(rng.normal(2, 3), -10, 10))))
    return rows


def _row(number: int, day: dt.date, source: str, target: str, score: float) -> dict[str, Any]:
    text = day.isoformat()
    return event(number, earliest=text, latest=text, source=source, target=target, value=score)


def planted(path: Any, *, warm: float = 1.5, apart: float = 4.0) -> np.ndarray:
    """Levels of both legs for a path of stances 0 (A), 1 (middle), 2 (B), shape (2, month)."""
    sign = 1.0 - np.asarray(path, dtype=float)
    return np.stack([warm + apart * sign, warm - apart * sign])


def inquiry(rows: list[dict[str, Any]] | EventTable, *, pivot: str = PIVOT, **settings: Any) -> Question:
    """The question of a pivot between A and B on these acts."""
    made = rows if isinstance(rows, EventTable) else table(rows)
    return Question(Settings.of(pivot, A, B, draws=200, **settings), made)
