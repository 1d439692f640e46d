"""One look for every chart: colours by meaning, months as decimal years, tables of rows for Vega-Lite.

Every colour has a name. In a page the named colours become style classes, so that one drawing serves light and
dark screens and paper (`tertius.charts.svg`).
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from tertius.charts import joined
from tertius.inert import drawn, every_text

if TYPE_CHECKING:
    import altair as alt

    from tertius.months import Months

WIDE, NARROW = 720, 330
"""Chart widths in pixels: for a page or paper, and for a telephone."""

COLOURS = {
    "ink": "#1d2733",
    "soft": "#5a6572",
    "grid": "#dfe3e8",
    "smooth": "#1f5a8c",
    "past": "#b4602c",
    "a": "#12356b",
    "b": "#b04617",
    "equal": "#8f9094",
    "away": "#7a5aa6",
    "out": "#4b5563",
    "care": "#c08a1e",
}
"""Colour names and their values on white paper; contrast with white is at least 3 to 1 for every mark."""

STANCE_COLOURS = ("a", "equal", "b")
"""Colour names in the order of the three stances: one side, the middle, the other side.

They differ for every kind of colour blindness and in grey print, and marks carry `STANCE_LETTERS` besides.
"""

STANCE_LETTERS = ("A", "M", "B")
"""What a mark of each stance carries where there is room: the first rival, the middle, the second rival."""

NEITHER = ("equidistant", "withdrawn", "excluded", "cautious")
"""The words of other voices that name no side: drawn in the colour of the middle."""

FONT = "Helvetica, Arial, sans-serif"


def stance_colour(stance: str, a: str, b: str) -> str:
    """Colour name of a stance by its printed name; unknown names are drawn soft."""
    words = {
        f"aligned with {a}": "a",
        f"aligned with {b}": "b",
        "middle": "equal",
        **dict.fromkeys(NEITHER, "equal"),
    }
    return words.get(stance, "soft")


def year(months: Months) -> np.ndarray:
    """Middle of each month as a decimal year, array, shape (month,)."""
    count = np.asarray(months).astype("M8[M]").astype(int)
    return 1970.0 + (count + 0.5) / 12.0


def data(**columns: Iterable[Any]) -> alt.Data:
    """Rows for Vega-Lite from columns of equal length; numbers are rounded and NaN becomes null."""
    names = list(columns)
    return table(
        [dict(zip(names, map(_plain, row), strict=True)) for row in zip(*columns.values(), strict=True)]
    )


def table(rows: Sequence[dict[str, Any]]) -> alt.Data:
    """Rows for Vega-Lite as one JSON text: Altair copies and checks a chart's data many times over."""

    import altair as alt

    text = json.dumps(every_text(list(rows), drawn))
    return alt.Data(values=text, format=alt.DataFormat(alt.JsonDataFormat(type="json")))


def marked(rows: Any, kind: str, **settings: Any) -> Any:
    """A chart of rows with one kind of mark, its settings as a plain table (see `plain`)."""

    mark: Any = {"type": kind, **settings}
    return joined.chart(rows, mark=mark)


def plain(**settings: Any) -> dict[str, Any]:
    """Settings of an axis or a scale as a plain table: Altair copies its own classes, each with all it might be, many times."""
    return settings


def _plain(value: Any) -> Any:
    """A JSON value: floats to four decimals, NaN to null, NumPy scalars to Python."""
    if isinstance(value, (float, np.floating)):
        return round(float(value), 4) if math.isfinite(value) else None
    if isinstance(value, np.integer):
        return int(value)
    return value


def time_axis(months: Months, width: int, *, field: str = "x") -> alt.X:
    """The horizontal axis: years over exactly the months shown."""
    import altair as alt

    at = year(months)
    domain = [float(at[0] - 1 / 24), float(at[-1] + 1 / 24)]
    axis = plain(format="d", tickMinStep=1, tickCount=max(3, width // 75), title=None)
    return alt.X(f"{field}:Q", scale=plain(domain=domain, nice=False, zero=False), axis=axis)


def colour_scale(names: Sequence[str], colours: Sequence[str]) -> dict[str, Any]:
    """A fixed scale from category names to named colours."""

    return plain(domain=list(names), range=[COLOURS[colour] for colour in colours])


def finish(chart: Any, *, alt_text: str) -> Any:
    """Give a chart just made the house look and its description in words; set in place, for a copy is dear."""
    chart["description"] = alt_text
    chart["config"] = look()
    return chart


def look() -> dict[str, Any]:
    """The house look as a Vega-Lite configuration."""
    ink, soft, grid = COLOURS["ink"], COLOURS["soft"], COLOURS["grid"]
    words = {"labelFont": FONT, "titleFont": FONT, "titleColor": soft, "labelFontSize": 11}
    axis = {
        **words,
        "labelColor": soft,
        "gridColor": grid,
        "titleFontWeight": "normal",
        "titleFontSize": 11,
        "domain": False,
        "ticks": False,
        "labelPadding": 6,
    }
    legend = {
        **words,
        "labelColor": ink,
        "orient": "top",
        "title": None,
        "symbolType": "square",
        "columnPadding": 32,
    }
    return {
        "font": FONT,
        "background": "transparent",
        "aria": True,
        "padding": 2,
        "view": {"stroke": None},
        "axis": axis,
        "legend": {**legend, "offset": 4},
        "text": {"font": FONT, "color": ink},
        "title": {
            "anchor": "start",
            "fontSize": 12,
            "fontWeight": "bold",
            "color": ink,
            "font": FONT,
            "offset": 6,
        },
    }
