"""Calibration: what was said of registered questions against what came, in bins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tertius.charts import joined
from tertius.charts.theme import COLOURS, NARROW, data, finish, marked, plain

if TYPE_CHECKING:
    from tertius.forecasts.tally import Tally


def reliability(tally: Tally, *, width: int = NARROW) -> Any:
    """Share that came by what was said: on the diagonal is calibrated; a bar is where nine of ten bins would lie if so.

    Points are as large as their questions are many.
    """
    import altair as alt

    bins = tally.calibration
    said, came, count, lo, hi = (
        np.array([each[name] for each in bins], dtype=float) for name in ("said", "came", "n", "lo", "hi")
    )
    texts = [
        f"said {each['said']:.2f}, came {each['came']:.2f}\n{each['n']} questions; {each['lo']:.2f} to {each['hi']:.2f} if right"
        for each in bins
    ]
    rows = data(said=said, came=came, n=count, lo=lo, hi=hi, tip=texts)
    unit = plain(domain=[0, 1], nice=False)
    x = alt.X("said:Q", scale=unit, axis=plain(title="probability that was said", tickCount=5))
    y = alt.Y("came:Q", scale=unit, axis=plain(title="share that came", tickCount=5))
    even = marked(
        data(said=[0.0, 1.0], came=[0.0, 1.0]), "line", color=COLOURS["soft"], strokeDash=[4, 3], aria=False
    )
    bars = marked(rows, "rule", color=COLOURS["equal"], strokeWidth=5, opacity=0.45, aria=False)
    points = marked(rows, "circle", color=COLOURS["smooth"], opacity=0.9)
    size = alt.Size("n:Q", scale=plain(range=[25, 320]), legend=None)
    chart = joined.layer(
        even.encode(x=x, y=y),
        bars.encode(x=x, y=alt.Y("lo:Q", scale=unit), y2=alt.Y2("hi:Q")),
        points.encode(x=x, y=y, size=size, description=alt.Description("tip:N")),
    ).properties(width=width, height=width)
    return finish(chart, alt_text=_words(tally))


def _words(tally: Tally) -> str:
    told = "; ".join(
        f"said {each['said']:.2f}, came {each['came']:.2f} of {each['n']:.0f}" for each in tally.calibration
    )
    return f"Calibration of {tally.resolved} resolved questions: {told or 'none is resolved'}."
