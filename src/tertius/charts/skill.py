"""How far to trust a fan: at every learned horizon, which part of it is climatology, and what it saved of the bar's loss."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tertius.charts import joined
from tertius.charts.theme import COLOURS, data, marked, plain

VOLUME = ("ea", "eb", "eab", "joint", "acts_a", "acts_b", "acts_ab")
ROW, LABELS, VERDICT = 15, 62, 118  # pixels: a row's height, room for horizons, room for verdicts


def skill_rows(skill: Sequence[Mapping[str, Any]], name: str) -> list[Mapping[str, Any]]:
    """What is known of the forecasts that a quantity rests on, by horizon."""
    target = "volume" if name in VOLUME else "valence"
    return [row for row in skill if row["target"] == target]


def verdict(row: Mapping[str, Any]) -> str:
    """``saved 1.8 %``, ``no skill (-3.6 %)`` or ``too few origins``."""
    gain = row["gain"]
    if gain != gain:
        return "too few origins"
    told = f"{100 * abs(gain):.1f} %"
    return f"saved {told}" if gain > 0 else f"no skill (\u2212{told})"


def skill_panel(rows: Sequence[Mapping[str, Any]], *, width: int) -> Any:
    """A bar a horizon: grey is climatology, blue the rest of the pool; beside it what the whole saved of the bar's loss."""
    import altair as alt

    room = max(60, min(width, 440) - LABELS - VERDICT)
    names = [_months(row["horizon"]) for row in rows]
    shares = [float(row["climatology"]) for row in rows]
    tips = [skill_words(row) for row in rows]
    told = data(
        name=names, share=shares, all=[1.0] * len(rows), said=[verdict(row) for row in rows], tip=tips
    )
    y = alt.Y("name:N", sort=names, axis=plain(title=None, ticks=False, domain=False, grid=False))
    x = plain(domain=[0, 1], nice=False)
    axis = plain(
        title="share of the forecast that is climatology (grey)", values=[0, 0.5, 1], format="%", grid=False
    )
    grey = marked(told, "bar", color=COLOURS["equal"], height=ROW - 5)
    blue = marked(told, "bar", color=COLOURS["smooth"], height=ROW - 5, aria=False)
    words = marked(told, "text", align="left", dx=6, color=COLOURS["ink"], fontSize=10, aria=False)
    return joined.layer(
        grey.encode(x=alt.X("share:Q", scale=x, axis=axis), y=y, description=alt.Description("tip:N")),
        blue.encode(x=alt.X("share:Q", scale=x, axis=axis), x2=alt.X2("all:Q"), y=y),
        words.encode(x=alt.X("all:Q", scale=x, axis=axis), y=y, text=alt.Text("said:N")),
    ).properties(width=room, height=ROW * len(rows), title="what of it is skill over the best simple rule")


def skill_words(row: Mapping[str, Any]) -> str:
    """One horizon in words."""
    bar = f" of the loss of {row['bar']}" if row.get("bar") else ""
    return f"{_months(row['horizon'])} ahead: {100 * row['climatology']:.0f} % is climatology; {verdict(row)}{bar}"


def _months(count: int) -> str:
    return "1 month" if count == 1 else f"{count} months"
