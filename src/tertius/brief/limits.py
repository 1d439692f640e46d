"""What the record alone would not have found, and what the rival readings would need."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tertius.brief.founding import Article, first_voice
from tertius.brief.wording import CANNOT, estimate, hedge, percent, share_of, span
from tertius.charts.theme import NEITHER
from tertius.stances import MIDDLE

if TYPE_CHECKING:
    from tertius.study import Study

LIVE = 0.5
"""Engagement above which a leg is called live in the sentences below."""


def limits(study: Study) -> list[str]:
    """Plain sentences, each with its numbers."""
    return [
        *_unrecovered(study),
        _silent(study),
        _engagement(study),
        *_below_nulls(study),
    ]


def _unrecovered(study: Study) -> list[str]:
    """Phases of the first voice that the record does not recover."""
    voice, states = first_voice(study), list(study.stances.states)
    found = [phase for phase in study.references if phase.voice == voice and _named(phase.head) in states]
    said, kept = [], 0
    for phase in found:
        mean = _mean_probability(study, _named(phase.head), phase.start, phase.end)
        if mean is None:
            continue
        if mean >= 0.5:
            kept += 1
            continue
        when = span(phase.start or "the start", phase.end or "the end")
        said.append(
            f"{voice} has {phase.head} for {when}; the record gives that stance {percent(mean)} of the probability there."
        )
    if not found:
        return [] if voice is None else [f"No phase of {voice} names a side or a middle in these months."]
    return [
        f"Of the phases of {voice} in this window, {kept} of {kept + len(said)} have more than half of the probability here.",
        *said,
    ]


def _named(head: str) -> str:
    """The stance that a voice's word stands for: a side, or the middle for every word that names none."""
    return MIDDLE if head in NEITHER else head


def _mean_probability(study: Study, head: str, start: Any, end: Any) -> float | None:
    months = study.stances.months
    keep = np.ones(len(months), bool)
    if start is not None:
        keep &= months >= np.datetime64(start, "M")
    if end is not None:
        keep &= months <= np.datetime64(end, "M")
    s = list(study.stances.states).index(head)
    return float(np.asarray(study.stances.prob)[keep, s].mean()) if keep.any() else None


def _silent(study: Study) -> str:
    """Months without any act on any leg, and the longest run of them."""
    seen = np.atleast_1d(np.asarray(study.triangle.observed).any(axis=0))
    runs = np.diff(np.flatnonzero(np.r_[True, seen, True])) - 1
    return (
        f"{int((~seen).sum())} of {len(seen)} months have no act on any of the three legs; the longest such run is "
        f"{int(runs.max())} months. What is said of them is carried over from their neighbours."
    )


def _engagement(study: Study) -> str:
    """Months in which a leg may be live or dead."""
    open_ = np.zeros(len(study.triangle.months), bool)
    for name in ("ea", "eb"):
        _, lo, hi = study.triangle.summary(name)
        open_ |= (lo < LIVE) & (hi > LIVE)
    return (
        f"In {int(open_.sum())} of {len(open_)} months the 90 % interval of the pivot's engagement with "
        f"at least one rival spans {LIVE}: there, engaged and withdrawn cannot be told apart by engagement."
    )


def _below_nulls(study: Study) -> list[str]:
    """Voices with more than one phase that the estimate does not match better than data-free segmentations do."""
    if not study.agreement:
        return []
    single = [item.voice for item in study.agreement if item.segments < 2]
    others = [item for item in study.agreement if item.segments >= 2]
    below = [item.voice for item in others if item.covering <= _best_null(item)]
    said = (
        [f"{len(single)} of {len(study.agreement)} voices label one phase only, which can show no turn."]
        if single
        else []
    )
    if others:
        listed = f": {', '.join(below)}" if below else ""
        said.append(
            f"Of the others, {len(below)} of {len(others)} agree no better than a segmentation that saw no data{listed}."
        )
    return said


def _best_null(item: Any) -> float:
    """Highest covering of the segmentations that saw no data."""
    found = [float(score.get("covering", np.nan)) for score in item.nulls.values() if isinstance(score, dict)]
    return max((value for value in found if np.isfinite(value)), default=float("-inf"))


def readings(study: Study, article: Article | None) -> list[dict[str, str]]:
    """Rival readings, measured where the triangle can measure them."""
    return [_reading(study, item) for item in article.readings] if article else []


def _reading(study: Study, item: dict[str, Any]) -> dict[str, str]:
    """One reading: the stance's share of the probability and, where it names one, the probability of a sign."""
    shown = {"id": item["id"], "says": item["says"]}
    if "unmeasured" in item:
        return {**shown, "measured": "", "verdict": f"not measurable: {item['unmeasured']}"}
    months = study.triangle.months
    keep = (months >= np.datetime64(item["from"], "M")) & (months <= np.datetime64(item["to"], "M"))
    if not keep.any():
        return {**shown, "measured": "", "verdict": "outside the months shown"}
    parts, said = [f"{item['from']} to {item['to']}"], []
    for measure in item["measures"]:
        words, verdict = _sign(study, measure, keep)
        parts.append(words)
        said.append(verdict)
    named = _named(item["stance"])
    if named in study.stances.states:
        share = _mean_probability(study, named, item["from"], item["to"]) or 0.0
        parts.append(f"{named} has {percent(share)} of the probability")
        said.append(_share_verdict(named, share))
    return {**shown, "measured": "; ".join(parts), "verdict": "; ".join(said) or CANNOT}


def _sign(study: Study, item: dict[str, Any], keep: np.ndarray) -> tuple[str, str]:
    """Mean of a quantity over the months, and how surely it has the sign that the reading needs."""
    name, sign = item["name"], item["sign"]
    draws = study.triangle.draws[name][:, keep].mean(axis=1)
    chance = share_of(np.sign(draws) == sign)
    what = _meaning(study, name, sign)
    value = estimate(float(draws.mean()), *map(float, np.quantile(draws, [0.05, 0.95])))
    verdict = f"{what}: {hedge(chance)}" if chance >= 0.5 else f"{what}: {hedge(1 - chance)} not"
    return f"mean {LABELS.get(name, name)} {value}, {percent(chance)} {what}", verdict


LABELS = {"va": "relation with the first rival, -1 to 1", "vb": "relation with the second rival, -1 to 1"}


def _meaning(study: Study, name: str, sign: int) -> str:
    """What a sign of a quantity means."""
    if name == "tilt":
        return f"leaning to {study.a if sign > 0 else study.b}"
    rival = study.a if name == "va" else study.b
    return f"{'warm' if sign > 0 else 'cold'} to {rival}"


def _share_verdict(stance: str, share: float) -> str:
    """A share of the probability is no probability of the reading: it is worded as a share."""
    return (
        f"{stance}: mostly so"
        if share >= 0.66
        else f"{stance}: mostly not"
        if share <= 0.34
        else f"{stance}: neither mostly so nor mostly not"
    )
