"""Fans: what the past record alone says of the months ahead, under each scenario."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from tertius.charts import joined
from tertius.charts.marks import band_layers, band_texts, reading_strip, signed, zero_line
from tertius.charts.skill import skill_panel, skill_rows, skill_words
from tertius.charts.theme import COLOURS, WIDE, data, finish, marked, plain, time_axis, year
from tertius.charts.triangles import DOMAINS
from tertius.intervals import Band

if TYPE_CHECKING:
    from tertius.forecasts import Forecast
    from tertius.triangles import Triangle

SHOWN_BEFORE = 36
COLOUR_OF = {"as is": "smooth", "rivals ease": "equal", "rivalry spikes": "b"}


def fans(
    forecasts: Mapping[str, Forecast] | Forecast,
    *,
    name: str = "tilt",
    past: Triangle | None = None,
    width: int = WIDE,
    height: int = 150,
) -> Any:
    """One fan a scenario, side by side (stacked on a small screen), after the last three filtered years; under them, at every
    learned horizon, what is skill over the bar and what is climatology.

    Parameters
    ----------
    name
        Quantity of the triangle to show.
    past
        The filtered triangle, for the months before the origin.
    """

    many: Mapping[str, Any] = forecasts if isinstance(forecasts, Mapping) else {forecasts.scenario: forecasts}
    shown = {label: forecast for label, forecast in many.items() if name in forecast.draws}
    columns = len(shown) if width > 400 else 1
    each = int((width - 34 * (columns - 1)) / columns)
    parts = [
        _fan(forecast, name, past, each, height).properties(width=each, height=height, title=label)
        for label, forecast in shown.items()
    ]
    chart = joined.beside(*parts, spacing=12) if columns > 1 else joined.below(*parts, spacing=12)
    words = "; ".join(f"{label}: {_end(forecast, name)}" for label, forecast in shown.items())
    known = skill_rows(next(iter(shown.values())).skill, name) if shown else []
    if known:
        chart = joined.below(chart, skill_panel(known, width=width), spacing=14)
    trust = "".join(f" {skill_words(row)}." for row in known)
    said = f"Fan of {name} under {len(shown)} scenarios. At the end of the horizon, {words}.{trust}"
    return finish(chart, alt_text=said)


def _fan(forecast: Forecast, name: str, past: Triangle | None, width: int, height: int) -> Any:
    import altair as alt

    lo, hi = DOMAINS.get(name, (0, 1))
    scale = plain(domain=[lo, hi], clamp=True)
    ahead = Band.draws(np.asarray(forecast.draws[name]))
    before = _before(past, name, forecast)
    months = np.concatenate([before[0], forecast.months]) if before else forecast.months
    colour = COLOUR_OF.get(forecast.scenario, "smooth")
    layers = band_layers(forecast.months, ahead, width=width, title=name, colour=colour, scale=scale)
    if before:
        layers += band_layers(
            before[0], before[1], width=width, title=name, colour="past", scale=scale, dash=True
        )[::2]
    x = time_axis(months, width)
    start = marked(
        data(x=[float(year(forecast.months)[0]) - 1 / 24]), "rule", color=COLOURS["soft"], aria=False
    )
    strip = reading_strip(forecast.months, band_texts(forecast.months, ahead, name, sign=lo < 0), width=width)
    parts = [*([zero_line()] if lo < 0 else []), *layers, start.encode(x=alt.X("x:Q")), strip]
    return joined.layer(*parts).encode(x=x)


def _before(past: Triangle | None, name: str, forecast: Forecast) -> tuple[np.ndarray, Band] | None:
    """The filtered quantity in the months up to the origin."""
    if past is None or name not in past.draws:
        return None
    keep = np.flatnonzero(past.months < forecast.months[0])[-SHOWN_BEFORE:]
    return (past.months[keep], Band.draws(past.draws[name][:, keep])) if len(keep) > 1 else None


def _end(forecast: Forecast, name: str) -> str:
    band = Band.draws(np.asarray(forecast.draws[name])[:, -1:])
    mean, lo, hi = (signed(float(part[0]), 2) for part in (band.mean, band.lo, band.hi))
    return f"{mean} (90 %: {lo} to {hi})"
