"""What a record says of a registered question, once its months are over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tertius.forecasts.questions import Question

if TYPE_CHECKING:
    from tertius.panel import Panel


@dataclass(frozen=True)
class Answer:
    """What the record says of a question: `outcome` None is void, with the reason in `why`."""

    id: str
    outcome: bool | None
    value: float
    why: str = ""


def answer(question: dict[str, Any] | Question, panel: Panel) -> Answer | None:
    """What the panel says of a registered question; None while its window is not over in the record."""
    asked = vars(question) if isinstance(question, Question) else question
    first, last = (np.datetime64(asked[name], "M") for name in ("first", "last"))
    if last > panel.months[-1].astype("M8[M]"):
        return None
    if asked["scale"] != panel.scale:
        return Answer(
            asked["id"], None, float("nan"), f"asked on the scale {asked['scale']}, not {panel.scale}"
        )
    inside = (panel.months.astype("M8[M]") >= first) & (panel.months.astype("M8[M]") <= last)
    means = []
    for rival in (asked["a"], asked["b"]):
        row = _row(panel, asked["pivot"], rival)
        scores = panel.y[row, inside] if row is not None else np.empty(0)
        scores = scores[np.isfinite(scores)]
        if not len(scores):
            return Answer(asked["id"], None, float("nan"), f"no act of {asked['pivot']} and {rival}")
        means.append(float(scores.mean()))
    value = (means[0] - means[1]) / 2
    return Answer(asked["id"], value > asked["threshold"], value)


def _row(panel: Panel, one: str, two: str) -> int | None:
    for pair in ((one, two), (two, one)):
        if pair in panel.dyads:
            return panel.dyads.index(pair)
    return None
