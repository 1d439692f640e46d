"""What the pivot received and what the game says it could have gained, through time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tertius.charts.marks import Band, band_layers, band_texts, reading_strip
from tertius.charts.theme import WIDE, finish

if TYPE_CHECKING:
    from tertius.leverage import Gains


def gains_over_time(gains: Gains, *, width: int = WIDE, height: int = 140) -> Any:
    """The game's rent at the estimated rivalry and access, with its bands."""
    import altair as alt

    band = Band.draws(np.asarray(gains.rent))
    top = float(np.nanmax(band.hi)) or 1.0
    scale = alt.Scale(domain=[min(0.0, float(np.nanmin(band.lo))), top * 1.05], clamp=True)
    layers = band_layers(
        gains.months, band, width=width, title="rent (relative)", colour="equal", scale=scale
    )
    strip = reading_strip(gains.months, band_texts(gains.months, band, "rent", sign=False), width=width)
    chart = alt.layer(*layers, strip).properties(
        width=width, height=height, title="Rent from the rivals' bidding"
    )
    high = int(np.argmax(band.mean))
    words = f"Rent by month; the scale is relative. Highest in {gains.months[high]} at {band.mean[high]:.2f}."
    return finish(chart, alt_text=words)
