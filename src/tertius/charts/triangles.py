"""Charts of a triangle: one quantity through time, and tilt against engagement as a path."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tertius.charts import joined
from tertius.charts.marks import band_layers, band_texts, reading_strip, signed, zero_line
from tertius.charts.theme import COLOURS, WIDE, colour_scale, data, finish, marked, plain, time_axis, year
from tertius.intervals import Band
from tertius.triangles.roles import TYPES

if TYPE_CHECKING:
    from tertius.months import Months
    from tertius.triangles import Triangle

DOMAINS = {
    "tilt": (-1, 1),
    "warmth": (-1, 1),
    "balance": (-1, 1),
    "va": (-1, 1),
    "vb": (-1, 1),
    "vab": (-1, 1),
    "dependence": (-1, 1),
}
COLOUR_OF = {
    "tilt": "smooth",
    "rivalry": "b",
    "equidistance": "equal",
    "withdrawn": "away",
    "rejection": "away",
}


def quantity(
    triangle: Triangle, name: str, *, width: int = WIDE, height: int = 150, heading: str | None = None
) -> Any:
    """One quantity of the triangle with its 50 % and 90 % bands."""

    layers, words = _quantity_layers(triangle, name, width)
    chart = joined.layer(*layers).properties(width=width, height=height, title=heading or name)
    return finish(chart, alt_text=words)


def rivalry(triangle: Triangle, *, width: int = WIDE, height: int = 130) -> Any:
    """Rivalry of A and B: 0 concert, 1 confrontation."""
    return quantity(
        triangle, "rivalry", width=width, height=height, heading=f"Rivalry of {triangle.a} and {triangle.b}"
    )


def equidistance(triangle: Triangle, *, width: int = WIDE, height: int = 130) -> Any:
    """Engaged equidistance over withdrawn equidistance: two ways to stand in the middle."""

    parts, said = [], []
    for name, heading in (("equidistance", "Engaged equidistance"), ("withdrawn", "Withdrawn equidistance")):
        layers, words = _quantity_layers(triangle, name, width)
        parts.append(joined.layer(*layers).properties(width=width, height=height, title=heading))
        said.append(words)
    return finish(joined.below(*parts, spacing=14), alt_text=" ".join(said))


def _quantity_layers(triangle: Triangle, name: str, width: int) -> tuple[list[Any], str]:

    band = Band.draws(triangle.draws[name])
    low, high = DOMAINS.get(name, (0, 1))
    scale = plain(domain=[low, high], clamp=True)
    title = f"towards {triangle.b} | {triangle.a}" if name == "tilt" else name
    colour = COLOUR_OF.get(name, "smooth")
    layers = band_layers(triangle.months, band, width=width, title=title, colour=colour, scale=scale)
    strip = reading_strip(triangle.months, band_texts(triangle.months, band, name, sign=low < 0), width=width)
    layers = [*([zero_line()] if low < 0 else []), *layers, strip]
    ends = [f"{signed(float(band.mean[i]), 2)} in {triangle.months[i]}" for i in (band.lowest, band.highest)]
    return (
        layers,
        f"{name.capitalize()} by month with 50 % and 90 % bands: lowest {ends[0]}, highest {ends[1]}.",
    )


DOTS = 400
"""Months up to which each has a dot of its own on the path; of more, every second, third ... has one."""


def _path_tips(months: Months, tilt: Band, joint: Band) -> list[str]:
    """What each month's dot says on hover."""
    return [
        f"{month}\ntilt {signed(float(tilt.mean[i]), 2)} (90 %: {signed(float(tilt.lo[i]), 2)} to {signed(float(tilt.hi[i]), 2)})"
        f"\nengagement {joint.mean[i]:.2f} (90 %: {joint.lo[i]:.2f} to {joint.hi[i]:.2f})"
        for i, month in enumerate(months.astype(str))
    ]


def tilt_path(triangle: Triangle, *, width: int = WIDE, height: int = 380) -> Any:
    """Tilt against joint engagement, a path through time with each January's year beside it.

    The bars are the 90 % intervals of every January; between Januaries the path joins posterior means.
    """
    import altair as alt

    tilt, joint = (Band.draws(triangle.draws[name]) for name in ("tilt", "joint"))
    months = triangle.months
    count = months.astype("M8[M]").astype(int)
    january = np.flatnonzero(count % 12 == 0)
    step = max(1, int(np.ceil(len(january) / 16)))
    share = np.linspace(0.25, 1.0, len(months))
    x = alt.X(
        "x:Q",
        scale=plain(domain=[-1, 1]),
        axis=plain(title=f"tilt: towards {triangle.b} (left) or {triangle.a} (right)", tickCount=5),
    )
    y = alt.Y("y:Q", scale=plain(domain=[0, 1]), axis=plain(title="joint engagement", tickCount=5))
    every = slice(None, None, 1 + len(months) // DOTS)
    tips = _path_tips(months, tilt, joint)[every]
    path = marked(
        data(x=tilt.mean, y=joint.mean, order=year(months)),
        "line",
        color=COLOURS["smooth"],
        aria=False,
        strokeWidth=1.4,
        opacity=0.6,
    )
    dots = marked(
        data(x=tilt.mean[every], y=joint.mean[every], tip=tips, o=share[every]),
        "point",
        color=COLOURS["smooth"],
        filled=True,
        size=22,
    )
    bars = data(
        x=tilt.mean[january],
        lo=tilt.lo[january],
        hi=tilt.hi[january],
        y=joint.mean[january],
        ylo=joint.lo[january],
        yhi=joint.hi[january],
    )
    bar = marked(bars, "rule", color=COLOURS["smooth"], opacity=0.22, aria=False)
    named = january[::step]
    names = joined.chart(
        data(x=tilt.mean[named], y=joint.mean[named], t=[str(months[i].astype("M8[Y]")) for i in named])
    )
    middle = marked(data(x=[0.0]), "rule", color=COLOURS["soft"], strokeWidth=0.8, aria=False)
    chart = joined.layer(
        middle.encode(x=alt.X("x:Q")),
        bar.encode(x=alt.X("lo:Q"), x2=alt.X2("hi:Q"), y=alt.Y("y:Q")),
        bar.encode(x=alt.X("x:Q"), y=alt.Y("ylo:Q"), y2=alt.Y2("yhi:Q")),
        path.encode(x=x, y=y, order=alt.Order("order:Q")),
        dots.encode(x=x, y=y, description=alt.Description("tip:N"), opacity=alt.Opacity("o:Q", scale=None)),
        names.mark_text(dx=6, dy=-7, align="left", fontSize=11, aria=False).encode(
            x=x, y=y, text=alt.Text("t:N")
        ),
    ).properties(width=width, height=height)
    words = (
        f"Path of {triangle.pivot} from {months[0]} to {months[-1]}: tilt on the horizontal axis, from {triangle.b} to "
        f"{triangle.a}, joint engagement on the vertical; later months are darker. It "
        f"starts at tilt {signed(float(tilt.mean[0]), 2)}, "
        f"engagement {joint.mean[0]:.2f}, and ends at tilt {signed(float(tilt.mean[-1]), 2)}, engagement {joint.mean[-1]:.2f}."
    )
    return finish(chart, alt_text=words)


def types(triangle: Triangle, *, width: int = WIDE, height: int = 120) -> Any:
    """Probability of each of Dittmer's types by month, stacked."""
    import altair as alt

    table = triangle.type_probabilities
    n = len(triangle.months)
    rows = data(
        x=np.tile(year(triangle.months), len(TYPES)), p=table.T.reshape(-1), type=np.repeat(TYPES, n).tolist()
    )
    scale = colour_scale(TYPES, ("equal", "a", "care", "out"))

    chart = marked(rows, "area", aria=False, opacity=0.85).encode(
        x=time_axis(triangle.months, width),
        y=alt.Y("p:Q", stack="zero", scale=plain(domain=[0, 1]), title="probability"),
        color=alt.Color("type:N", scale=scale, title=None, sort=list(TYPES)),
    )
    return finish(
        chart.properties(width=width, height=height),
        alt_text="Probability of each type of triangle by month.",
    )
