"""Options of a fourth state: how often each is best, and what it risks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tertius.charts import joined
from tertius.charts.theme import COLOURS, WIDE, finish, marked, plain
from tertius.charts.theme import table as rows_of
from tertius.intervals import shares

if TYPE_CHECKING:
    from tertius.options import OptionTable


def option_bars(table: OptionTable, *, width: int = WIDE) -> Any:
    """Probability of being best and regret (mean to largest) of each option, side by side."""
    import altair as alt

    rows = option_rows(table)
    narrow = width <= 400
    order = [row["name"] for row in rows]
    label = (
        plain(labels=False, ticks=False, domain=False) if narrow else plain(labelLimit=290, labelFontSize=11)
    )
    y = alt.Y("name:N", sort=order, title=None, axis=label, scale=plain(paddingInner=0.35))
    each = width - 10 if narrow else (width - 40) // 2
    base = joined.chart(rows_of(rows)).properties(width=each, height=(34 if narrow else 24) * len(rows))
    above = base.mark_text(  # where there is no room beside a bar, its name stands over it
        align="left", baseline="bottom", dy=-6, fontSize=10, limit=each, color=COLOURS["ink"], aria=False
    ).encode(x=alt.value(0), y=y, text=alt.Text("name:N"))
    best = base.mark_bar(color=COLOURS["smooth"], height=11).encode(
        x=alt.X("p_best:Q", axis=plain(format="%", title="probability of being best", tickCount=4)),
        y=y,
        description=alt.Description("tip:N"),
    )
    bare = alt.Y("name:N", sort=order, title=None, axis=label if narrow else plain(labels=False))
    xr = alt.X(
        "regret_mean:Q",
        axis=plain(title="regret: mean (dot) to largest (end of line)", tickCount=4),
        scale=plain(zero=True),
    )
    line = base.mark_rule(color=COLOURS["b"], opacity=0.4, strokeWidth=3, aria=False).encode(
        x=xr, x2=alt.X2("regret_max:Q"), y=bare
    )
    dot = base.mark_point(color=COLOURS["b"], filled=True, size=50).encode(
        x=xr, y=bare, description=alt.Description("tip:N")
    )
    chart: Any
    if narrow:
        chart = joined.below(joined.layer(best, above), joined.layer(line, dot, above), spacing=16)
    else:
        chart = joined.beside(best, joined.layer(line, dot), spacing=16)
    words = "; ".join(
        f"{row['name']}: best with {row['p_best']:.0%}, mean regret {row['regret_mean']:.2f}" for row in rows
    )
    return finish(chart, alt_text=f"Options over draws of the assumptions. {words}.")


def option_rows(table: OptionTable) -> list[dict[str, Any]]:
    """Rows for the chart and the table, by expected regret as everywhere."""
    rows = [dict(vars(option)) for option in table.ranked]
    for row in rows:
        row["tip"] = (
            f"{row['name']}\nbest in {row['p_best']:.0%} of draws\nmean regret {row['regret_mean']:.2f}, "
            f"largest {row['regret_max']:.2f}"
        )
    return rows


def option_regions(table: OptionTable, names: Mapping[str, str], *, alt_text: str, width: int = WIDE) -> Any:
    """Which option is best at which weights of the three values: a triangle, a value at each corner.

    Parameters
    ----------
    names
        Value to its name, for the corners.
    """
    import altair as alt

    side = min(width - 40, 420)
    values = list(table.regions[0]["weights"])
    titles = {option.id: option.name for option in table.options}
    rows = [{**_placed(row["weights"], values), "best": titles[row["best"]]} for row in table.regions]
    held = [option.name for option in table.ranked if table.region_shares.get(option.id)]
    scale = plain(domain=held, range=[COLOURS[name] for name in REGION_COLOURS[: len(held)]])
    shapes = plain(domain=held, range=list(REGION_SHAPES[: len(held)]))
    legend = plain(title=None, orient="bottom", columns=1, labelLimit=side)
    x = alt.X("x:Q", scale=plain(domain=[-0.12, 1.12]), axis=None)
    y = alt.Y("y:Q", scale=plain(domain=[-0.12, 1.0]), axis=None)
    marks = marked(rows_of(rows), "point", filled=True, size=(side / 18) ** 2, cursor="pointer").encode(
        x=x,
        y=y,
        color=alt.Color("best:N", scale=scale, legend=legend),
        shape=alt.Shape("best:N", scale=shapes, legend=legend),
        tooltip=alt.Tooltip("best:N", title=" "),
    )
    corners = [
        {**_placed({value: 1.0}, values), "name": names.get(value, value), "dy": 22 if k < 2 else -22}
        for k, value in enumerate(values)
    ]
    words = [
        marked(rows_of([corner]), "text", dy=corner["dy"], fontSize=12, color=COLOURS["ink"]).encode(
            x=x, y=y, text=alt.Text("name:N")
        )
        for corner in corners
    ]
    return finish(
        joined.layer(marks, *words).properties(width=side, height=round(side * 0.9)), alt_text=alt_text
    )


REGION_COLOURS = ("smooth", "past", "away", "care", "equal", "out", "a", "b")
REGION_SHAPES = ("circle", "square", "diamond", "triangle-up", "triangle-down", "cross", "circle", "square")


def _placed(weights: Mapping[str, float], values: Sequence[str]) -> dict[str, float]:
    """Where weights lie in the triangle: the first value at its left, the second at its right, the third at its top."""
    share = shares([weights.get(value, 0.0) for value in values])
    return {
        "x": share[1] + share[2] / 2,
        "y": share[2] * 3**0.5 / 2,
        **{f"w{k}": value for k, value in enumerate(share)},
    }
