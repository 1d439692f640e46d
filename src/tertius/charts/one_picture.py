"""The one picture: both legs, the rivals' own relation beneath, ribbons of our stretches and of voices, numbered acts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tertius.charts import joined
from tertius.charts.theme import (
    COLOURS,
    WIDE,
    data,
    finish,
    marked,
    plain,
    stance_colour,
    table,
    time_axis,
    year,
)
from tertius.intervals import Band, extent
from tertius.placing import HALF, Canvas, Room, stacked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tertius.findings import Findings, Glance
    from tertius.study import Study

NARROW = 500
"""Below this width, in pixels, a ribbon's name stands above it, not beside it."""
TALL = 30
"""Pixels of a ribbon with its name above it."""
MONTH = 1 / 12
VOICES = 5
DISC = 8.0
"""Pixels from the middle of an act's number to its edge: numbers that would touch are set one above the other."""


@dataclass(frozen=True)
class Labels:
    """The words in the picture, in the language of its page."""

    a: str
    b: str
    rivals: str
    warm: str
    cold: str
    ours: str
    alt: str
    voices: dict[str, str]


def story(
    study: Study | Glance,
    found: Findings | Glance,
    labels: Labels,
    *,
    width: int = WIDE,
    tips: Sequence[str] | None = None,
) -> Any:
    """Both relations of the pivot with their bands, what lies beneath, and who says what.

    Parameters
    ----------
    labels
        Every word that is drawn.
    width
        Pixels; below `NARROW` the ribbons' names stand above them.
    tips
        What is read under the pointer in each month; then months can be chosen, too: one with a click, several with a brush.
    """
    import altair as alt

    room = width - (172 if width >= NARROW else 12)
    lines = _lines(study, found, labels, room, tips, height=205 if width >= NARROW else 190)
    ribbons = _ribbons(study, found, labels, room, named=width >= NARROW)
    if tips is not None:
        brush = alt.selection_interval(name="brush", encodings=["x"])
        lines = lines.add_params(brush)
    chart = joined.below(lines, ribbons, spacing=6).resolve_scale(x="shared", color="independent")
    return finish(chart, alt_text=labels.alt)


def _lines(
    study: Study | Glance,
    found: Findings | Glance,
    labels: Labels,
    width: int,
    tips: Sequence[str] | None,
    *,
    height: int,
) -> Any:

    relations, months = study.smoothed, study.stances.months
    at = year(months)
    inside = np.isin(relations.months, months)
    legs = ((study.pivot, study.a, "a"), (study.pivot, study.b, "b"), (study.a, study.b, "soft"))
    bands = []
    for one, other, colour in legs:
        d = relations.index(one, other)
        bands.append((Band.normal(relations.mean[d][inside], relations.var[d][inside]), colour))
    lo, hi = extent(part for band, _ in bands[:2] for part in (band.lo, band.hi))
    acts = _acts(found, at)
    levels, most = stacked([act["x"] for act in acts], 2 * DISC * float(at[-1] - at[0]) / width)
    over = DISC * (2 * most + 1)  # pixels that the numbers take
    top = hi + over / height * (hi - lo)
    height += round(over)
    scale = plain(domain=[lo, top], nice=False, clamp=True)
    x = time_axis(months, width)
    layers = [_beneath(at, bands[2][0], lo, x, scale)]
    if tips is not None:
        layers.append(_months(at, tips, lo, top, x, scale))
    for band, colour in bands[:2]:
        layers += _leg(at, band, colour, x, scale)
    canvas = Canvas(float(at[0] - 1 / 24), float(at[-1] + 1 / 24), lo, top, width, height)
    for act, level in zip(acts, levels, strict=True):
        act["y"] = canvas.value(over - 2 * DISC * (level + 0.75))
        act["to"] = float(np.interp(act["x"], at, bands["ab".index(act.pop("leg"))][0].mean))
    if acts:
        layers += _numbers(acts, x, scale)
    layers += _names(canvas, at, bands, acts, labels, hi, x, scale)
    return joined.layer(*layers).properties(width=width, height=height)


def _beneath(at: np.ndarray, band: Band, lo: float, x: Any, scale: Any) -> Any:
    """The rivals' own relation as a quiet area from the bottom of the picture."""
    import altair as alt

    rows = data(x=at, y=np.maximum(band.mean, lo), lo=np.full(at.size, lo))
    mark = marked(rows, "area", color=COLOURS["grid"], opacity=0.45, aria=False)
    return mark.encode(x=x, y=alt.Y("y:Q", scale=scale, axis=None), y2=alt.Y2("lo:Q"))


def _months(at: np.ndarray, tips: Sequence[str], lo: float, top: float, x: Any, scale: Any) -> Any:
    """An unseen bar for every month, which answers the pointer."""
    import altair as alt

    size = at.size
    rows = data(x=at - MONTH / 2, x2=at + MONTH / 2, y=np.full(size, lo), y2=np.full(size, top), tip=tips)
    mark = marked(rows, "rect", opacity=0.001, aria=False, cursor="pointer")
    y = alt.Y("y:Q", scale=scale, axis=None)
    return mark.encode(x=x, x2=alt.X2("x2:Q"), y=y, y2=alt.Y2("y2:Q"), tooltip=alt.Tooltip("tip:N"))


def _leg(at: np.ndarray, band: Band, colour: str, x: Any, scale: Any) -> list[Any]:
    import altair as alt

    rows = data(x=at, mean=band.mean, lo=band.lo, hi=band.hi)
    y = alt.Y("mean:Q", scale=scale, axis=None)
    area = marked(rows, "area", color=COLOURS[colour], opacity=0.16, aria=False)
    line = marked(
        rows,
        "line",
        color=COLOURS[colour],
        strokeWidth=2.2,
        aria=False,
        strokeDash=[1, 0] if colour == "a" else [7, 3],
    )
    return [
        area.encode(x=x, y=alt.Y("lo:Q", scale=scale, axis=None), y2=alt.Y2("hi:Q")),
        line.encode(x=x, y=y),
    ]


def _acts(found: Findings | Glance, at: np.ndarray) -> list[dict[str, Any]]:
    """The numbered acts that have a day, each at its place in the window."""
    return [
        {
            "x": min(
                max(act.at.year + (act.at.timetuple().tm_yday - 0.5) / 365.25, float(at[0])), float(at[-1])
            ),
            "n": str(number),
            "colour": COLOURS[act.leg],
            "leg": act.leg,
        }
        for number, act in enumerate(found.numbered, 1)
        if act.at is not None
    ]


def _numbers(acts: list[dict[str, Any]], x: Any, scale: Any) -> list[Any]:
    """Numbered acts, each with a rule down to its leg."""
    import altair as alt

    base = joined.chart(table(acts))
    y = alt.Y("y:Q", scale=scale, axis=None)
    colour = alt.Color("colour:N", scale=None)
    rule = base.mark_rule(strokeWidth=0.8, opacity=0.55, aria=False).encode(
        x=x, y=y, y2=alt.Y2("to:Q"), color=colour
    )
    disc = base.mark_circle(size=190, opacity=1, aria=False).encode(x=x, y=y, color=colour)
    text = base.mark_text(color="#ffffff", fontSize=10, fontWeight="bold").encode(
        x=x, y=y, text=alt.Text("n:N")
    )
    return [rule, disc, text]


def _names(
    canvas: Canvas,
    at: np.ndarray,
    bands: Any,
    acts: list[dict[str, Any]],
    labels: Labels,
    hi: float,
    x: Any,
    scale: Any,
) -> list[Any]:
    """Each line's name beside it, and what up and down mean in a corner; none on a line or on another text."""
    import altair as alt

    def down(height: float) -> float:
        return float(canvas.down(np.asarray(height)))

    lines = [canvas.down(band.mean) for band, _ in bands[:2]]
    rules = [
        (float(canvas.across(np.asarray(act["x"]))), down(act["y"]) - DISC, down(act["to"])) for act in acts
    ]
    room = Room(canvas, canvas.across(at), lines, rules)
    placed = [(text, room.beside(line, text), "ab"[line]) for line, text in enumerate((labels.a, labels.b))]
    below = canvas.height - 2.5 * HALF
    for text, upper in ((labels.cold, below), (labels.rivals, below), (labels.warm, down(hi))):
        placed.append((text, room.inward(text, upper), "soft"))
    layers = []
    for text, box, colour in placed:
        place, height = canvas.year(box.left), canvas.value((box.upper + box.lower) / 2)
        base = joined.chart(data(x=[place], y=[height], t=[text]))
        mark = base.mark_text(
            color=COLOURS[colour],
            align="left",
            baseline="middle",
            fontSize=12,
            fontWeight="normal" if colour == "soft" else "bold",
        )
        layers.append(mark.encode(x=x, y=alt.Y("y:Q", scale=scale, axis=None), text=alt.Text("t:N")))
    return layers


def _ribbons(
    study: Study | Glance, found: Findings | Glance, labels: Labels, width: int, *, named: bool
) -> Any:
    import altair as alt

    bars = [
        _bar(labels.ours, each.start, each.end, {"a": "a", "b": "b"}.get(each.side or "", "equal"))
        for each in found.path
    ]
    voices = list(dict.fromkeys(phase.voice for phase in study.references))[:VOICES]
    for phase in study.references:
        if phase.voice in voices:
            start = found.start if phase.start is None else max(found.start, phase.start.astype("M8[M]"))
            end = found.end if phase.end is None else min(found.end, phase.end.astype("M8[M]"))
            if start <= end:
                colour = stance_colour(phase.head, study.a, study.b)
                bars.append(_bar(labels.voices.get(phase.voice, phase.voice), start, end, colour))
    order = list(dict.fromkeys(bar["voice"] for bar in bars))
    axis = plain(labelLimit=132, labelFontSize=10, orient="right", minExtent=160) if named else None
    y = alt.Y("voice:N", sort=order, scale=plain(domain=order, paddingInner=0.25), title=None, axis=axis)
    shape = {} if named else {"height": 11, "yOffset": 7}
    mark = marked(table(bars), "bar", stroke=COLOURS["grid"], strokeWidth=0.6, aria=False, **shape)
    x = time_axis(study.stances.months, width)
    x["axis"] = plain(labels=False, ticks=False, title=None, grid=False)
    chart = mark.encode(x=x, x2=alt.X2("x2:Q"), y=y, color=alt.Color("colour:N", scale=None))
    if not named:
        first = float(year(study.stances.months)[0]) - MONTH / 2
        above = data(x=[first] * len(order), voice=order)
        text = marked(above, "text", color=COLOURS["soft"], fontSize=10.5, align="left", limit=width)
        said = text.encode(x=x, y=y, text=alt.Text("voice:N"), yOffset=alt.value(4))
        chart = joined.layer(chart, said)
    return chart.properties(width=width, height=(18 if named else TALL) * len(order))


def _bar(voice: str, start: np.datetime64, end: np.datetime64, colour: str) -> dict[str, Any]:
    lo, hi = year(np.array([start, end], "M8[M]"))
    return {"voice": voice, "x": lo - MONTH / 2, "x2": hi + MONTH / 2, "colour": COLOURS[colour]}
