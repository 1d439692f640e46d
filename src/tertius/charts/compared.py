"""Several pivots between the same two rivals on one chart, and one answer beside another."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from tertius.charts import joined
from tertius.charts.theme import COLOURS, WIDE, data, finish, marked, plain, table, time_axis, year

if TYPE_CHECKING:
    from tertius.findings import Shift
    from tertius.study.mapping import PivotPath

PALETTE = ("smooth", "past", "away", "care", "out", "equal")
DASHES = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [1, 0], [4, 4])
MOST = len(PALETTE)


def compared(
    paths: Sequence[PivotPath],
    names: Mapping[str, str],
    *,
    a: str,
    b: str,
    alt_text: str,
    width: int = WIDE,
    height: int = 300,
) -> Any:
    """The lean of each pivot through time: towards A above, towards B below.

    Parameters
    ----------
    names
        Handle of each pivot to its name.
    a, b
        Names of the rivals, at the two ends of the axis.
    """
    import altair as alt

    rows = [
        {"x": float(at), "y": float(lean), "who": names[path.pivot]}
        for path in paths
        for at, lean in zip(year(path.months), path.lean, strict=True)
        if np.isfinite(lean)
    ]
    order = [names[path.pivot] for path in paths]
    domain = plain(domain=[-1, 1])
    ends = f"datum.value > 0.9 ? {_quoted(a)} : datum.value < -0.9 ? {_quoted(b)} : ''"
    axis = plain(values=[-1, 0, 1], labelExpr=ends, title=None, grid=True, labelLimit=110)
    colours = plain(domain=order, range=[COLOURS[name] for name in PALETTE[: len(order)]])
    dashes = plain(domain=order, range=list(DASHES[: len(order)]))
    legend = plain(title=None, orient="top", symbolType="stroke", columns=2 if width < 500 else 0)
    line = marked(table(rows), "line", strokeWidth=2, interpolate="monotone").encode(
        x=time_axis(paths[0].months, width),
        y=alt.Y("y:Q", scale=domain, axis=axis),
        color=alt.Color("who:N", scale=colours, legend=legend),
        strokeDash=alt.StrokeDash("who:N", scale=dashes, legend=legend),
    )
    return finish(line.properties(width=width - 90, height=height), alt_text=alt_text)


def supposed(
    found: Shift, *, before: str, after: str, ends: tuple[str, str], alt_text: str, width: int = WIDE
) -> Any:
    """The probability of standing nearer to A, as it ships and as supposed.

    Parameters
    ----------
    before, after
        Names of the two lines.
    ends
        Names of the rivals: A at the top, B at the bottom.
    """
    import altair as alt

    at = year(found.months)
    x = time_axis(found.months, width)
    label = f"datum.value > 0.9 ? {_quoted(ends[0])} : datum.value < 0.1 ? {_quoted(ends[1])} : ''"
    axis = plain(values=[0, 0.5, 1], labelExpr=label, title=None, labelLimit=110)
    y = alt.Y("y:Q", scale=plain(domain=[0, 1]), axis=axis)
    scale = plain(domain=[before, after], range=[COLOURS["equal"], COLOURS["smooth"]])
    dash = plain(domain=[before, after], range=[[6, 4], [1, 0]])
    rows = [
        {"x": float(place), "y": float(value), "who": who}
        for who, values in ((before, found.before), (after, found.after))
        for place, value in zip(at, values, strict=True)
    ]
    legend = plain(title=None, orient="top", symbolType="stroke")
    line = marked(table(rows), "line", strokeWidth=2).encode(
        x=x,
        y=y,
        color=alt.Color("who:N", scale=scale, legend=legend),
        strokeDash=alt.StrokeDash("who:N", scale=dash, legend=legend),
    )
    even = marked(data(y=[0.5]), "rule", color=COLOURS["soft"], strokeWidth=0.7, aria=False)
    chart = joined.layer(even.encode(y=alt.Y("y:Q", scale=plain(domain=[0, 1]), axis=axis)), line)
    return finish(chart.properties(width=width - 90, height=230), alt_text=alt_text)


def _quoted(text: str) -> str:
    """A text inside a Vega expression."""

    return json.dumps(text)
