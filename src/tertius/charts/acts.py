"""The acts behind a dyad: looked up from the panel's links, never weighed anew."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tertius.charts.marks import anchor, signed
from tertius.charts.theme import COLOURS, data, marked, year

if TYPE_CHECKING:
    from tertius.events import EventTable
    from tertius.panel import Panel

MANY = 400
"""Above this many acts on one chart their months' means are drawn instead."""


@dataclass(frozen=True)
class Act:
    """One act as the panel used it in one dyad.

    Attributes
    ----------
    score
        On the panel's scale; NaN where the act has none.
    weight
        Sum of its weights over the months it touches.
    """

    event_id: str
    dates: str
    source: str
    target: str
    act: str
    reference: str
    score: float
    weight: float
    start: float
    end: float
    row: dict[str, Any]

    @property
    def place(self) -> str:
        """Anchor in the evidence table."""
        return anchor(self.event_id)

    @property
    def tip(self) -> str:
        """What is read under the pointer."""
        score = signed(self.score) if np.isfinite(self.score) else "none"
        lines = [
            f"{self.dates} · {self.source} to {self.target}",
            self.act,
            f"score {score} · weight {self.weight:.2g}",
        ]
        return "\n".join(part for part in (*lines, self.reference[:160]) if part)


def acts_on(panel: Panel, events: EventTable, a: str, b: str) -> list[Act]:
    """Acts that reach the dyad in the panel, by date."""
    import pyarrow as pa
    import pyarrow.compute as pc

    dyads = [i for i, pair in enumerate(panel.dyads) if set(pair) == {a, b}]
    if not dyads:
        return []
    links = panel.links_of(dyads).to_pydict()
    weight: dict[str, float] = {}
    score: dict[str, float] = {}
    months: dict[str, list[int]] = {}
    for month, event, w, s in zip(*(links[n] for n in ("month", "event_id", "weight", "score")), strict=True):
        weight[event] = weight.get(event, 0.0) + float(w or 0.0)
        score[event] = float("nan") if s is None else float(s)
        months.setdefault(event, []).append(int(month))
    here = pc.is_in(events.arrow["event_id"], pa.array(list(weight), pa.string()))
    rows = {row["event_id"]: row for row in events.arrow.filter(here).to_pylist()}
    made = [
        _act(rows[event], score[event], weight[event], panel, months[event])
        for event in weight
        if event in rows
    ]
    return sorted(made, key=lambda act: (act.start, act.event_id))


def _act(row: dict[str, Any], score: float, weight: float, panel: Panel, months: list[int]) -> Act:
    at = year(panel.months[[sorted(months)[0], sorted(months)[-1]]])
    start = _decimal(row["earliest"]) or float(at[0])
    end = _decimal(row["latest"]) or float(at[1])
    return Act(
        event_id=row["event_id"],
        dates=interval(row["earliest"], row["latest"]),
        source=row["source"] or row["source_raw"] or "",
        target=row["target"] or row["target_raw"] or "",
        act=row["act"] or (f"code {row['code']}" if row["code"] else ""),
        reference=row["reference"] or "",
        score=score,
        weight=weight,
        start=start,
        end=end,
        row=row,
    )


def interval(earliest: dt.date | None, latest: dt.date | None) -> str:
    """A date or an interval of dates, whole months and years written short."""
    if earliest is None and latest is None:
        return "not dated"
    if earliest is None or latest is None:
        return f"from {earliest}" if earliest else f"until {latest}"
    if earliest == latest:
        return str(earliest)
    after = latest + dt.timedelta(days=1)
    if earliest.day == 1 and after.day == 1:
        if (earliest.month, after.month) == (1, 1):
            return str(earliest.year) if earliest.year == latest.year else f"{earliest.year} to {latest.year}"
        first, last = f"{earliest:%Y-%m}", f"{latest:%Y-%m}"
        return first if first == last else f"{first} to {last}"
    return f"{earliest} to {latest}"


def _decimal(day: dt.date | None) -> float | None:
    return None if day is None else day.year + (day.timetuple().tm_yday - 0.5) / 365.25


def act_layers(acts: list[Act], *, lo: float, hi: float, links: bool, scale: Any) -> list[Any]:
    """Acts as points at the middle of their dates, the dates' uncertainty as a thin rule."""
    import altair as alt

    seen = [act for act in acts if np.isfinite(act.score) and act.end >= lo and act.start <= hi]
    if not seen:
        return []
    ends = [(max(act.start, lo), min(act.end, hi)) for act in seen]
    rows = data(
        x=[(first + last) / 2 for first, last in ends],
        x1=[first for first, _ in ends],
        x2=[last for _, last in ends],
        y=[act.score for act in seen],
        tip=[act.tip for act in seen],
        to=[f"#{act.place}" for act in seen],
        w=[min(1.0, 0.25 + 0.6 * act.weight) for act in seen],
    )
    y = alt.Y("y:Q", scale=scale)
    rule = marked(rows, "rule", color=COLOURS["ink"], opacity=0.35, strokeWidth=1, aria=False)
    point = marked(rows, "point", color=COLOURS["ink"], filled=True, size=26)
    opacity = alt.Opacity("w:Q", scale=None)
    shown = point.encode(x=alt.X("x:Q"), y=y, description=alt.Description("tip:N"), opacity=opacity)
    return [
        rule.encode(x=alt.X("x1:Q"), x2=alt.X2("x2:Q"), y=y),
        shown.encode(href=alt.Href("to:N")) if links else shown,
    ]
