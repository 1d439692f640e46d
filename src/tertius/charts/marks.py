"""Layers that several charts share: a mean with its bands, a reading strip under the pointer, acts as marks."""

from __future__ import annotations

import math
import re
import zlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tertius.charts.theme import COLOURS, data, marked, plain, time_axis, year
from tertius.months import labels

if TYPE_CHECKING:
    from tertius.intervals import Band
    from tertius.months import Months

FINGER = 6.0
"""Narrowest part of a chart, in pixels, that answers the pointer on its own."""


def anchor(event_id: str) -> str:
    """Name of an act's place in the evidence table: letters, digits and hyphens, one for each identifier."""
    slug = re.sub(r"[^A-Za-z0-9]+", "-", event_id).strip("-")[:48]
    same = slug == event_id
    return f"act-{slug}" if same else f"act-{slug}-{zlib.crc32(event_id.encode()):08x}"


def signed(value: float, digits: int = 1) -> str:
    """A number with a true sign: ``+1.2`` or ``−0.3``; zero has none."""
    text = f"{value:+.{digits}f}".replace("-", "\u2212")
    return text[1:] if not float(f"{value:.{digits}f}") else text


def band_layers(
    months: Months, band: Band, *, width: int, title: str, colour: str, scale: Any, dash: bool = False
) -> list[Any]:
    """Two bands and a line; the bands say 90 % and 50 %."""
    import altair as alt

    x = time_axis(months, width)
    rows = data(x=year(months), mean=band.mean, lo=band.lo, hi=band.hi, lo50=band.lo50, hi50=band.hi50)
    fill = COLOURS[colour]
    axis = plain(title=title, tickCount=5)

    def area(lo: str, hi: str, opacity: float) -> Any:
        mark = marked(rows, "area", color=fill, opacity=opacity, aria=False)
        return mark.encode(x=x, y=alt.Y(f"{lo}:Q", scale=scale, axis=axis), y2=alt.Y2(f"{hi}:Q"))

    line = marked(
        rows, "line", color=fill, aria=False, strokeWidth=1.8, strokeDash=[5, 3] if dash else [1, 0]
    )
    return [
        area("lo", "hi", 0.16),
        area("lo50", "hi50", 0.24),
        line.encode(x=x, y=alt.Y("mean:Q", scale=scale)),
    ]


def zero_line(at: float = 0.0) -> Any:
    """A thin horizontal rule at a neutral point."""
    import altair as alt

    mark = marked(data(y=[at]), "rule", color=COLOURS["soft"], strokeWidth=0.8, aria=False)
    return mark.encode(y=alt.Y("y:Q"))


def reading_strip(months: Months, texts: Sequence[str], *, width: int) -> Any:
    """Unseen rules, one a month (fewer where a month is narrower than `FINGER`), that say what is shown there."""
    import altair as alt

    every = max(1, math.ceil(len(months) * FINGER / width))
    step = every * width / max(1, len(months))
    rows = data(x=year(months)[::every], tip=texts[::every])
    mark = marked(rows, "rule", opacity=0, strokeWidth=step, color=COLOURS["ink"])
    return mark.encode(x=alt.X("x:Q"), description=alt.Description("tip:N"))


def band_texts(months: Months, band: Band, name: str, digits: int = 2, *, sign: bool = True) -> list[str]:
    """One reading a month: mean and both intervals; quantities that cannot be negative go without a sign."""

    def number(value: float) -> str:
        return signed(value, digits) if sign else f"{value:.{digits}f}"

    def text(i: int, month: str) -> str:
        mean, lo, hi = (number(float(part[i])) for part in (band.mean, band.lo, band.hi))
        lo50, hi50 = (number(float(part[i])) for part in (band.lo50, band.hi50))
        return f"{month}\n{name} {mean}\n90 %: {lo} to {hi}\n50 %: {lo50} to {hi50}"

    return [text(i, month) for i, month in enumerate(labels(months))]
