"""What the pivot received and what the game says it could have gained, through time; the region of C3."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tertius.auction.all_pay import POINT
from tertius.charts import joined
from tertius.charts.marks import band_layers, band_texts, reading_strip
from tertius.charts.theme import COLOURS, WIDE, finish, marked, plain
from tertius.charts.theme import table as rows_of
from tertius.intervals import Band

if TYPE_CHECKING:
    from tertius.leverage import Gains

LIMIT = 1.6  # the pulls' ratio is drawn from 1/40 to 40


def gains_over_time(gains: Gains, *, width: int = WIDE, height: int = 140) -> Any:
    """The game's rent at the estimated rivalry and access, with its bands."""

    band = Band.draws(np.asarray(gains.rent))
    top = band.top or 1.0
    scale = plain(domain=[min(0.0, band.bottom), top * 1.05], clamp=True)
    layers = band_layers(
        gains.months, band, width=width, title="rent (relative)", colour="equal", scale=scale
    )
    strip = reading_strip(gains.months, band_texts(gains.months, band, "rent", sign=False), width=width)
    chart = joined.layer(*layers, strip).properties(
        width=width, height=height, title="Rent from the rivals' bidding"
    )
    high = band.highest
    words = f"Rent by month; the scale is relative. Highest in {gains.months[high]} at {band.mean[high]:.2f}."
    return finish(chart, alt_text=words)


def gain_region(gains: Gains, *, width: int = WIDE, height: int = 170) -> Any:
    """Where the pivot gains more than both rivals: the ratio of their pulls, by period, against the regions of the game.

    The pull ratio is the square root of what A gave over what B gave (docs/method/game.md), from the receipts of each
    period with enough on record; bars are 90 % intervals. Pale: the pivot gains more than both; darker: both rivals lose
    by bidding; dashed: the narrower region of the all-pay variant.
    """
    import altair as alt

    ratio = plain(domain=[-LIMIT, LIMIT])
    axis = plain(
        title="pull of A over pull of B",
        values=[-np.log10(4), -np.log10(2), 0, np.log10(2), np.log10(4)],
        labelExpr="round(pow(10, datum.value) * 100) / 100",
    )
    bands = [{"lo": -np.log10(r), "hi": np.log10(r), "o": o} for r, o in ((4.0, 0.18), (2.0, 0.22))]
    area = marked(rows_of(bands), "rect", color=COLOURS["equal"], aria=False).encode(
        x=alt.X("lo:Q", scale=ratio, axis=axis), x2=alt.X2("hi:Q"), opacity=alt.Opacity("o:Q", scale=None, legend=None)
    )  # fmt: skip
    edges = [{"x": sign * float(np.log10(POINT))} for sign in (-1, 1)]
    lines = marked(rows_of(edges), "rule", strokeDash=[4, 3], opacity=0.7, aria=False).encode(x=alt.X("x:Q"))
    rows = region_rows(gains)
    order = [row["years"] for row in rows]
    y = alt.Y("years:N", sort=order, title=None)
    base = joined.chart(rows_of(rows)) if rows else None
    marks = (
        [
            base.mark_rule(strokeWidth=2, aria=False).encode(x=alt.X("lo:Q"), x2=alt.X2("hi:Q"), y=y),
            base.mark_point(filled=True, size=45, opacity=1).encode(
                x=alt.X("mean:Q"), y=y, description=alt.Description("tip:N")
            ),
        ]
        if base is not None
        else []
    )
    chart = joined.layer(area, lines, *marks).properties(
        width=width, height=max(height, 22 * len(rows)), title="Where the pivot gains more than both rivals"
    )
    words = "; ".join(row["tip"].replace("\n", ", ") for row in rows) or "no period has enough on record"
    return finish(chart, alt_text=f"Ratio of the rivals' pulls by period: {words}.")


def region_rows(gains: Gains) -> list[dict[str, Any]]:
    """One row a period with enough on record: log10 of the pull ratio with bounds, and what to show for it."""
    found = []
    for period in gains.periods:
        if period.share_a is None:
            continue
        # a share s of the receipts is a ratio of transfers s/(1-s), and of pulls its root
        share = np.clip(np.array(period.share_a), 1e-3, 1 - 1e-3)
        mean, lo, hi = np.clip(0.5 * np.log10(share / (1 - share)), -LIMIT, LIMIT)
        years = f"{str(period.start)[:4]}-{str(period.end)[:4]}"
        tip = f"{years}\npulls {10**mean:.2f} to 1 ({10**lo:.2f} to {10**hi:.2f})"
        found.append({"years": years, "mean": mean, "lo": lo, "hi": hi, "tip": tip})
    return found
