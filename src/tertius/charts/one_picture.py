"""The one picture: both legs, the rivals' own relation beneath, ribbons of our stretches and of voices, numbered acts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

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

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tertius.findings import Findings, Glance
    from tertius.study import Study

NARROW = 500
MONTH = 1 / 12
VOICES = 5
APART = 0.035
"""Least distance of two act numbers, as a share of the window: nearer ones are set one above the other."""


EDGE = 0.3
"""Share of the window from either end in which a line's name is set inwards, so that it is not cut."""


Placed = tuple[float, float, str, str, str]
"""A text of the picture: year, height, the text, the name of its colour, and how it is aligned."""


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
        Pixels; below 500 the ribbons' names are left to the text.
    tips
        What is read under the pointer in each month; then months can be chosen, too: one with a click, several with a brush.
    """
    import altair as alt

    room = width - (172 if width >= NARROW else 12)
    lines = _lines(study, found, labels, room, tips, height=250 if width >= NARROW else 230)
    ribbons = _ribbons(study, found, labels, room, named=width >= NARROW)
    if tips is not None:
        brush = alt.selection_interval(name="brush", encodings=["x"])
        lines = lines.add_params(brush)
    chart = alt.vconcat(lines, ribbons, spacing=6).resolve_scale(x="shared", color="independent")
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
    import altair as alt

    relations, months = study.smoothed, study.stances.months
    inside = np.isin(relations.months, months)
    legs = ((study.pivot, study.a, "a"), (study.pivot, study.b, "b"), (study.a, study.b, "soft"))
    bands = []
    for one, other, colour in legs:
        d = relations.index(one, other)
        bands.append((Band.normal(relations.mean[d][inside], relations.var[d][inside]), colour))
    lo, hi = extent(part for band, _ in bands[:2] for part in (band.lo, band.hi))
    top = hi + 0.22 * (hi - lo)
    scale = plain(domain=[lo, top], nice=False, clamp=True)
    x = time_axis(months, width)
    at = year(months)
    layers = [_beneath(at, bands[2][0], lo, x, scale)]
    if tips is not None:
        layers.append(_months(at, tips, lo, top, x, scale))
    for band, colour in bands[:2]:
        layers += _leg(at, band, colour, x, scale)
    layers += _numbers(found, at, bands, hi, top, x, scale)
    layers += _names(at, bands, labels, lo, hi, x, scale, width)
    return alt.layer(*layers).properties(width=width, height=height)


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


def _numbers(
    found: Findings | Glance, at: np.ndarray, bands: Any, hi: float, top: float, x: Any, scale: Any
) -> list[Any]:
    """Numbered acts above the lines, each with a rule down to its leg; numbers that would touch are staggered."""
    import altair as alt

    rows, last, level = [], [-1e9, -1e9, -1e9], 0
    span = float(at[-1] - at[0])
    for number, act in enumerate(found.numbered, 1):
        if act.at is None:
            continue
        place = act.at.year + (act.at.timetuple().tm_yday - 0.5) / 365.25
        place = min(max(place, float(at[0])), float(at[-1]))
        level = next((k for k in range(3) if place - last[k] > APART * span), last.index(sorted(last)[0]))
        last[level] = place
        band = bands[0 if act.leg == "a" else 1][0]
        height = hi + (level + 0.6) / 3.2 * (top - hi)
        rows.append(
            {
                "x": place,
                "y": height,
                "to": float(np.interp(place, at, band.mean)),
                "n": str(number),
                "colour": COLOURS[act.leg],
            }
        )
    if not rows:
        return []
    base = alt.Chart(table(rows))
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
    at: np.ndarray, bands: Any, labels: Labels, lo: float, hi: float, x: Any, scale: Any, width: int
) -> list[Any]:
    """Names beside the lines where the two lie farthest apart, and what up and down mean, in a corner that no name takes."""
    import altair as alt

    one, other = (bands[k][0].mean for k in (0, 1))
    k, _ = bands[0][0].apart(bands[1][0], margin=at.size // 8)
    step = 0.07 * (hi - lo)
    over = one[k] >= other[k]
    align = "left" if k < EDGE * at.size else "right" if k > (1 - EDGE) * at.size else "center"
    heights = (one[k] + (step if over else -step), other[k] + (-step if over else step))
    rows = [
        (float(at[k]), min(max(float(height), lo), hi), text, colour, align)
        for height, text, colour in zip(heights, (labels.a, labels.b), "ab", strict=True)
    ]
    pixel, edge = float(at[-1] - at[0]) / width, at.size // 50
    for height, texts in (
        (
            lo + 0.03 * (hi - lo),
            (f"{labels.rivals} · {labels.cold}", labels.cold),
        ),  # the shorter where that has no room
        (hi - 0.06 * (hi - lo), (labels.warm,)),
    ):
        corners = [
            (float(at[place]), height, text, "soft", side)
            for text in texts
            for place, side in ((edge, "left"), (-1 - edge, "right"))
        ]
        free = (
            each for each in corners if not any(_touch(each, name, pixel, 1.2 * step) for name in rows[:2])
        )
        rows.append(next(free, corners[-1]))
    layers = []
    for place, height, text, colour, side in rows:
        base = alt.Chart(data(x=[place], y=[height], t=[text]))
        mark = base.mark_text(
            color=COLOURS[colour],
            align=side,  # type: ignore[arg-type]
            fontSize=12,
            fontWeight="bold" if colour != "soft" else "normal",
        )
        layers.append(mark.encode(x=x, y=alt.Y("y:Q", scale=scale, axis=None), text=alt.Text("t:N")))
    return layers


def _touch(one: Placed, other: Placed, pixel: float, height: float) -> bool:
    """Whether two texts of the picture would be drawn over each other."""
    (left, right), (low, high) = (_reach(each, pixel) for each in (one, other))
    return abs(one[1] - other[1]) < height and left < high and low < right


_SQUARE = re.compile("[\u1100-\uffff]")


def _reach(placed: Placed, pixel: float) -> tuple[float, float]:
    """Where a text begins and ends: eight pixels a letter, twelve where letters are square."""
    place, _, text, _, side = placed
    wide = pixel * (8 * len(text) + 4 * len(_SQUARE.findall(text)))
    begin = place - wide * {"left": 0.0, "center": 0.5, "right": 1.0}[side]
    return begin, begin + wide


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
    mark = marked(table(bars), "bar", stroke=COLOURS["grid"], strokeWidth=0.6, aria=False)
    x = time_axis(study.stances.months, width)
    x["axis"] = plain(labels=False, ticks=False, title=None, grid=False)
    encoded = mark.encode(x=x, x2=alt.X2("x2:Q"), y=y, color=alt.Color("colour:N", scale=None))
    return encoded.properties(width=width, height=18 * len(order))


def _bar(voice: str, start: np.datetime64, end: np.datetime64, colour: str) -> dict[str, Any]:
    lo, hi = year(np.array([start, end], "M8[M]"))
    return {"voice": voice, "x": lo - MONTH / 2, "x2": hi + MONTH / 2, "colour": COLOURS[colour]}
