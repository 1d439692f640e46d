"""Options of a fourth state: how often each is best, and what it risks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tertius.charts.theme import COLOURS, WIDE, finish
from tertius.charts.theme import table as rows_of

if TYPE_CHECKING:
    from tertius.options import OptionTable


def option_bars(table: OptionTable, *, width: int = WIDE) -> Any:
    """Probability of being best and regret (mean to largest) of each option, side by side."""
    import altair as alt

    rows = option_rows(table)
    if width <= 400:
        rows = [{**row, "name": row["id"]} for row in rows]
    order = [row["name"] for row in rows]
    limit = 290 if width > 400 else 110
    label = alt.Axis(labelLimit=limit, labelFontSize=11 if width > 400 else 9)
    y = alt.Y("name:N", sort=order, title=None, axis=label, scale=alt.Scale(paddingInner=0.35))
    each = (width - 40) // 2 if width > 400 else width
    base = alt.Chart(rows_of(rows)).properties(width=each, height=24 * len(rows))
    best = base.mark_bar(color=COLOURS["smooth"], height=11).encode(
        x=alt.X("p_best:Q", axis=alt.Axis(format="%", title="probability of being best", tickCount=4)),
        y=y,
        description="tip:N",
    )
    bare = alt.Y("name:N", sort=order, title=None, axis=alt.Axis(labels=False) if width > 400 else label)
    xr = alt.X(
        "regret_mean:Q",
        axis=alt.Axis(title="regret: mean (dot) to largest (end of line)", tickCount=4),
        scale=alt.Scale(zero=True),
    )
    line = base.mark_rule(color=COLOURS["b"], opacity=0.4, strokeWidth=3, aria=False).encode(
        x=xr, x2="regret_max:Q", y=bare
    )
    dot = base.mark_point(color=COLOURS["b"], filled=True, size=50).encode(x=xr, y=bare, description="tip:N")
    parts = (best, alt.layer(line, dot))
    chart = alt.hconcat(*parts, spacing=16) if width > 400 else alt.vconcat(*parts, spacing=16)
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
