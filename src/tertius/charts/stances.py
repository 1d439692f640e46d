"""Charts of stances: probabilities month by month, dated phases with other voices under them, turns as whiskers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from tertius.charts import joined
from tertius.charts.marks import reading_strip
from tertius.charts.theme import (
    COLOURS,
    NEITHER,
    STANCE_COLOURS,
    STANCE_LETTERS,
    WIDE,
    colour_scale,
    data,
    finish,
    marked,
    plain,
    table,
    time_axis,
    year,
)
from tertius.intervals import extent
from tertius.months import labels

if TYPE_CHECKING:
    from tertius.cases import ReferencePhase
    from tertius.stances import Stances

OURS = "this estimate"
UNMAPPED = "names no side"
MIDDLE = "middle"
MONTH = 1 / 12
SMALL = 400
"""Below this width, in pixels, labels are short and legends have two columns."""


def stance_area(stances: Stances, *, width: int = WIDE, height: int = 170) -> Any:
    """Probability of each stance by month, stacked to one."""
    import altair as alt

    names, months, prob = list(stances.states), stances.months, np.asarray(stances.prob)
    rows = data(
        x=np.tile(year(months), len(names)),
        p=prob.T.reshape(-1),
        stance=np.repeat(names, len(months)).tolist(),
        o=np.repeat(np.arange(len(names)), len(months)),
    )
    chart = marked(rows, "area", aria=False, opacity=0.88, interpolate="step").encode(
        x=time_axis(months, width),
        y=alt.Y(
            "p:Q",
            stack="zero",
            scale=plain(domain=[0, 1]),
            axis=plain(format="%", title="probability", tickCount=4),
        ),
        color=alt.Color(
            "stance:N",
            scale=colour_scale(names, STANCE_COLOURS),
            title=None,
            sort=names,
            legend=_legend(width),
        ),
        order=alt.Order("o:Q"),
    )
    tips = [_month_text(month, names, prob[t]) for t, month in enumerate(labels(months))]
    layered = joined.layer(chart, reading_strip(months, tips, width=width)).properties(
        width=width, height=height
    )
    shares = ", ".join(f"{name} {share:.0%}" for name, share in stances.shares().items() if share)
    return finish(
        layered,
        alt_text=f"Probability of each stance by month; the likeliest stance of a month is: {shares} of months.",
    )


def _legend(width: int) -> Any:

    return plain(columns=2 if width < SMALL else 4, orient="top")


def _month_text(month: str, names: Sequence[str], prob: np.ndarray) -> str:
    order = np.argsort(-prob)
    return "\n".join([month, *(f"{prob[s]:.0%} {names[s]}" for s in order if prob[s] >= 0.01)])


def stance_timeline(
    stances: Stances,
    references: Iterable[ReferencePhase] = (),
    *,
    first: str | None = None,
    width: int = WIDE,
    row: int = 26,
) -> Any:
    """Our dated phases on top, the phases of other voices under them, in the same colours.

    Parameters
    ----------
    first
        The voice to stand directly under the estimate.
    """
    import altair as alt

    names = [*stances.states, UNMAPPED]
    lo, hi = float(year(stances.months)[0]) - MONTH / 2, float(year(stances.months)[-1]) + MONTH / 2
    bars = [*_ours(stances), *_theirs(references, names, lo, hi)]
    voices = _order([bar["voice"] for bar in bars], first)
    if width < SMALL:
        bars = [{**bar, "voice": _short(bar["voice"])} for bar in bars]
        voices = list(dict.fromkeys(_short(voice) for voice in voices))
    x = time_axis(stances.months, width)
    y = alt.Y(
        "voice:N",
        sort=voices,
        scale=plain(domain=voices, paddingInner=0.22),
        title=None,
        axis=_named(width, 84, 9),
    )
    colour = alt.Color(
        "stance:N",
        scale=colour_scale(names, (*STANCE_COLOURS, "grid")),
        sort=names,
        title=None,
        legend=_legend(width),
    )
    mark = marked(table(bars), "bar", stroke=COLOURS["grid"], strokeWidth=0.6)
    chart = mark.encode(
        x=x,
        x2=alt.X2("x2:Q"),
        y=y,
        color=colour,
        description=alt.Description("tip:N"),
        opacity=alt.Opacity("o:Q", scale=None),
    )
    chart = joined.layer(chart, _letters(bars, names, x, y)).properties(title=_key(names))
    words = "; ".join(
        f"{phase.stance} {phase.start} to {phase.end} ({phase.probability:.0%})" for phase in stances.phases
    )
    alt_text = f"Phases of this estimate: {words}. Under them the phases of {len(voices) - 1} other voices."
    return finish(chart.properties(width=width, height=row * len(voices)), alt_text=alt_text)


def _named(width: int, small: int, size: float) -> Any:
    """An axis of names: a reader's letters may be a sixth wider than those that the drawing was measured with."""
    room, size = (190, 11) if width > SMALL else (small, size)
    return plain(labelLimit=int(room * 5 / 6), minExtent=room, labelFontSize=size)


def _letters(bars: list[dict[str, Any]], names: Sequence[str], x: Any, y: Any) -> Any:
    """The letter of each bar's stance in its middle, where the bar is long enough."""
    import altair as alt

    letters = dict(zip(names, STANCE_LETTERS, strict=False))
    least, most = extent(bar[end] for bar in bars for end in ("x", "x2"))
    marks = [
        {"voice": bar["voice"], "x": (bar["x"] + bar["x2"]) / 2, "letter": letters[bar["stance"]]}
        for bar in bars
        if bar["stance"] in letters and bar["x2"] - bar["x"] > (most - least) / 40
    ]
    text = marked(table(marks), "text", color="white", fontWeight="bold", fontSize=10, aria=False)
    return text.encode(x=x, y=y, text=alt.Text("letter:N"))


def _key(names: Sequence[str]) -> Any:
    """What the letters stand for, as a subtitle."""
    import altair as alt

    said = ", ".join(f"{letter} {name}" for letter, name in zip(STANCE_LETTERS, names, strict=False))
    return alt.TitleParams(text="", subtitle=said, anchor="start", subtitleFontSize=10)


def _ours(stances: Stances) -> list[dict[str, Any]]:
    made = []
    for phase in stances.phases:
        ends = year(np.array([phase.start, phase.end], "M8[M]"))
        tip = f"{phase.start} to {phase.end}\n{phase.stance}\nprobability {phase.probability:.0%}"
        made.append(
            {
                "voice": OURS,
                "x": float(ends[0]) - MONTH / 2,
                "x2": float(ends[1]) + MONTH / 2,
                "stance": phase.stance,
                "tip": tip,
                "o": max(0.35, phase.probability),
            }
        )
    return made


def _theirs(
    references: Iterable[ReferencePhase], names: Sequence[str], lo: float, hi: float
) -> list[dict[str, Any]]:
    made = []
    for phase in references:
        start = lo if phase.start is None else float(year(np.array([phase.start], "M8[M]"))[0]) - MONTH / 2
        end = hi if phase.end is None else float(year(np.array([phase.end], "M8[M]"))[0]) + MONTH / 2
        start, end = max(start, lo), min(end, hi)
        if start >= end:
            continue
        stance = MIDDLE if phase.head in NEITHER else phase.head if phase.head in names else UNMAPPED
        detail = f" ({phase.detail})" if phase.detail else ""
        tip = f"{phase.voice}\n{phase.start or 'open'} to {phase.end or 'open'}\n{phase.head}{detail}"
        made.append({"voice": phase.voice, "x": start, "x2": end, "stance": stance, "tip": tip, "o": 0.8})
    return made


def _order(voices: Iterable[str], first: str | None) -> list[str]:
    unique = list(dict.fromkeys(voices))
    front = [voice for voice in (OURS, first) if voice in unique]
    return [*front, *(voice for voice in unique if voice not in front)]


def _short(voice: str) -> str:
    return voice if len(voice) <= 15 else voice[:14].rstrip() + "\u2026"


def turn_whiskers(
    stances: Stances,
    references: Iterable[ReferencePhase] = (),
    *,
    first: str | None = None,
    width: int = WIDE,
) -> Any:
    """Start of each phase as a point with its 90 % interval; ticks mark the turns of one other voice."""
    import altair as alt

    turns = stances.phases[1:] or stances.phases
    rows = [_turn_row(i, phase) for i, phase in enumerate(turns)]
    order = [row["name"] for row in rows]
    y = alt.Y(
        "name:N",
        sort=order,
        title=None,
        axis=_named(width, 120, 9.5),
    )
    lo, hi = float(year(stances.months)[0]) - MONTH / 2, float(year(stances.months)[-1]) + MONTH / 2
    theirs = [_edge(phase) for phase in references if phase.voice == first and phase.start is not None]
    ticks = [edge for edge in theirs if lo <= edge["x"] <= hi]
    base = joined.chart(table(rows))
    bar = base.mark_rule(color=COLOURS["smooth"], strokeWidth=5, opacity=0.35, strokeCap="round", aria=False)
    dot = base.mark_point(color=COLOURS["smooth"], filled=True, size=46)
    layers = [
        bar.encode(x=time_axis(stances.months, width, field="lo"), x2=alt.X2("hi:Q"), y=y),
        dot.encode(x=time_axis(stances.months, width), y=y, description=alt.Description("tip:N")),
    ]
    if ticks:
        rule = marked(table(ticks), "rule", color=COLOURS["b"], strokeDash=[4, 3], strokeWidth=1.4)
        layers.insert(0, rule.encode(x=alt.X("x:Q"), description=alt.Description("tip:N")))
    words = "; ".join(f"{row['name']}: {row['span']}" for row in rows)
    return finish(
        joined.layer(*layers).properties(width=width, height=26 * len(rows)),
        alt_text=f"When each phase starts, with 90 % intervals: {words}.",
    )


def _turn_row(i: int, phase: Any) -> dict[str, Any]:
    lo, at, hi = year(np.array([phase.start_interval[0], phase.start, phase.start_interval[1]], "M8[M]"))
    span = f"{phase.start_interval[0]} to {phase.start_interval[1]}"
    return {
        "name": f"{i + 1}. {phase.stance}",
        "x": float(at),
        "lo": float(lo),
        "hi": float(hi),
        "span": span,
        "tip": f"{phase.stance} starts {phase.start}\n90 %: {span}",
    }


def _edge(phase: ReferencePhase) -> dict[str, Any]:
    return {
        "x": float(year(np.array([phase.start], "M8[M]"))[0]) - MONTH / 2,
        "tip": f"{phase.voice}\nturn to {phase.head} in {phase.start}",
    }
