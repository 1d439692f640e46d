"""Turning points: ours against the article's, its explanations against the acts around each turn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tertius.brief.founding import Article, first_voice
from tertius.brief.wording import hedge, percent, span
from tertius.charts.acts import Act
from tertius.charts.theme import NEITHER, year
from tertius.stances import MIDDLE

if TYPE_CHECKING:
    from tertius.study import Study

BEFORE, AFTER, SHOWN = 0.75, 0.25, 4
"""Years before and after a turn in which acts are looked for, and how many are shown."""


def turns(
    study: Study, acts: dict[tuple[str, str], list[Act]], article: Article | None
) -> list[dict[str, Any]]:
    """Start of each phase with its interval, the nearest turn of the first voice, and the strongest acts around."""
    theirs = _their_turns(study)
    return [
        {
            "stance": phase.stance,
            "start": str(phase.start),
            "interval": span(*phase.start_interval),
            "probability": percent(phase.probability),
            "nearest": _nearest(phase, theirs),
            "acts": around(acts, phase.start),
        }
        for phase in study.stances.phases[1:]
    ]


def explained(
    study: Study, acts: dict[tuple[str, str], list[Act]], article: Article | None
) -> list[dict[str, Any]]:
    """Each turn of the article: its reason, our probability of its stance before and after, the record's own acts."""
    if article is None:
        return []
    return [
        {**turn, **_odds(study, turn), "acts": around(acts, np.datetime64(turn["at"], "M"))}
        for turn in article.turns
    ]


def around(acts: dict[tuple[str, str], list[Act]], month: np.datetime64) -> list[Act]:
    """The strongest acts, by size of score times weight, from nine months before a turn to three after."""
    at = float(year(np.array([month], "M8[M]"))[0])
    near = [
        act
        for found in acts.values()
        for act in found
        if at - BEFORE <= (act.start + act.end) / 2 <= at + AFTER
    ]
    scored = [act for act in near if np.isfinite(act.score)]
    strongest = sorted(scored, key=lambda act: -abs(act.score) * act.weight)[:SHOWN]
    return sorted(strongest, key=lambda act: act.start)


def _their_turns(study: Study) -> list[tuple[np.datetime64, str]]:
    voice = first_voice(study)
    return [
        (phase.start, phase.head)
        for phase in study.references
        if phase.voice == voice and phase.start is not None
    ]


def _nearest(phase: Any, theirs: list[tuple[np.datetime64, str]]) -> dict[str, Any] | None:
    """The other voice's nearest turn, its distance and whether it lies in our interval."""
    if not theirs:
        return None
    start = np.datetime64(phase.start, "M")
    at, head = min(theirs, key=lambda turn: abs(int((turn[0] - start).astype(int))))
    apart = int((at - start).astype(int))
    lo, hi = (np.datetime64(end, "M") for end in phase.start_interval)
    return {"at": str(at), "head": head, "apart": apart, "inside": bool(lo <= at <= hi)}


def _odds(study: Study, turn: dict[str, Any]) -> dict[str, Any]:
    """Probability of the stance the article names, in the year before and the year after its turn."""
    states, months = list(study.stances.states), study.stances.months
    at, prob = np.datetime64(turn["at"], "M"), np.asarray(study.stances.prob)
    named = MIDDLE if turn["to"] in NEITHER else turn["to"]
    if named not in states or not months[0] <= at <= months[-1]:
        return {
            "before": None,
            "after": None,
            "said": "names no side and no middle, or outside the months shown",
        }
    s, t = states.index(named), int((at - months[0].astype("M8[M]")).astype(int))
    before = float(prob[max(0, t - 12) : t, s].mean()) if t else float("nan")
    after = float(prob[t : t + 12, s].mean())
    moved = "rises" if after - before > 0.1 else "falls" if before - after > 0.1 else "hardly moves"
    found = hedge(after)
    said = (
        "which stance follows cannot be told from this record"
        if found == "cannot be told" and after > 0.2
        else (
            "the record does not put the pivot there"
            if found == "cannot be told"
            else f"{found} so afterwards"
        )
    )
    return {"before": percent(before), "after": percent(after), "said": f"the probability {moved}; {said}"}
