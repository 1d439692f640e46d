"""Charts of relations: curves with their bands and acts, and what was known then against what is known now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tertius.charts import joined
from tertius.charts.acts import MANY, Act, act_layers
from tertius.charts.marks import band_layers, band_texts, reading_strip, signed, zero_line
from tertius.charts.theme import COLOURS, WIDE, data, finish, marked, plain, year
from tertius.intervals import Band, extent

if TYPE_CHECKING:
    from tertius.relations import FilteredRelations, Relations, SmoothedRelations


def relation_curve(
    relations: Relations,
    a: str,
    b: str,
    *,
    acts: list[Act] | None = None,
    width: int = WIDE,
    height: int = 190,
    links: bool = False,
    heading: str | None = None,
) -> Any:
    """One dyad's relation: mean, 50 % and 90 % bands, and its acts as marks.

    Parameters
    ----------
    acts
        From `tertius.charts.acts_on`; without them the months' observed means are drawn.
    links
        Whether marks link to the acts' places in a page.
    """

    d = relations.index(a, b)
    band = Band.normal(relations.mean[d], relations.var[d])
    kind = "past" if relations.given == "past" else "smooth"
    months, at = relations.months, year(relations.months)
    scale = plain(domain=_domain(band, [act.score for act in acts or []]), clamp=True)
    layers = band_layers(months, band, width=width, title="relation (scale units)", colour=kind, scale=scale)
    layers = [
        zero_line(),
        *layers,
        reading_strip(months, band_texts(months, band, "relation", 1), width=width),
    ]
    if acts and len(acts) <= MANY:
        layers += act_layers(acts, lo=float(at[0]), hi=float(at[-1]), links=links, scale=scale)
    else:
        layers += _observed(relations, d, scale)
    chart = joined.layer(*layers).properties(width=width, height=height, title=heading or f"{a} and {b}")
    return finish(chart, alt_text=_words(relations, d, a, b, band))


def past_and_all(
    filtered: FilteredRelations,
    smoothed: SmoothedRelations,
    a: str,
    b: str,
    *,
    width: int = WIDE,
    height: int = 170,
) -> Any:
    """What could be known in each month (dashed) against what is known with hindsight (full line)."""

    past, full = filtered.index(a, b), smoothed.index(a, b)
    bands = (
        Band.normal(filtered.mean[past], filtered.var[past]),
        Band.normal(smoothed.mean[full], smoothed.var[full]),
    )
    scale = plain(domain=_domain(bands[0], []), clamp=True)
    months = smoothed.months
    layers = band_layers(
        months, bands[0], width=width, title="relation", colour="past", scale=scale, dash=True
    )[::2]
    layers += band_layers(months, bands[1], width=width, title="relation", colour="smooth", scale=scale)[::2]
    tips = [
        f"{month}\nknown then {signed(float(bands[0].mean[i]))} (90 %: {signed(float(bands[0].lo[i]))} to "
        f"{signed(float(bands[0].hi[i]))})\nwith hindsight {signed(float(bands[1].mean[i]))} (90 %: "
        f"{signed(float(bands[1].lo[i]))} to {signed(float(bands[1].hi[i]))})"
        for i, month in enumerate(months.astype(str))
    ]
    chart = joined.layer(zero_line(), *layers, reading_strip(months, tips, width=width))
    _, gap = bands[0].apart(bands[1])
    words = (
        f"{a} and {b}: the estimate given the past only, dashed, and given the whole record, full line, each with its "
        f"90 % band. They differ by at most {gap:.1f} scale units."
    )
    return finish(chart.properties(width=width, height=height, title=f"{a} and {b}"), alt_text=words)


def _observed(relations: Relations, d: int, scale: Any) -> list[Any]:
    """Months' observed means as small points."""
    import altair as alt

    panel = relations.panel
    i = next((k for k, pair in enumerate(panel.dyads) if set(pair) == set(relations.dyads[d])), None)
    if i is None or len(panel.months) != len(relations.months):
        return []
    seen = np.flatnonzero(np.isfinite(panel.y[i]))
    tips = [
        f"{panel.months[t]}\nobserved mean {signed(float(panel.y[i, t]))} of {int(panel.events[i, t])} acts"
        for t in seen
    ]
    rows = data(x=year(panel.months[seen]), y=panel.y[i, seen], tip=tips)
    mark = marked(rows, "point", color=COLOURS["ink"], filled=True, size=14, opacity=0.55)
    return [mark.encode(x=alt.X("x:Q"), y=alt.Y("y:Q", scale=scale), description=alt.Description("tip:N"))]


def _domain(band: Band, scores: list[float]) -> list[float]:
    """Symmetric limits that hold the bands and the acts, within the scale's -10 to +10."""
    finite = [abs(score) for score in scores if np.isfinite(score)]
    least, most = extent([band.lo, band.hi, finite])
    reach = max(-least, most, 1.0)
    limit = min(10.0, float(np.ceil(reach + 0.2)))
    return [-limit, limit]


def _words(relations: Relations, d: int, a: str, b: str, band: Band) -> str:
    low, high = band.lowest, band.highest
    months = relations.months
    return (
        f"Relation of {a} and {b}, {months[0]} to {months[-1]}: lowest {signed(float(band.mean[low]))} in {months[low]} "
        f"(90 %: {signed(float(band.lo[low]))} to {signed(float(band.hi[low]))}), highest "
        f"{signed(float(band.mean[high]))} in {months[high]} (90 %: {signed(float(band.lo[high]))} to "
        f"{signed(float(band.hi[high]))}); acts are recorded in {relations.months_seen(d)} of {len(months)} months."
    )
