"""The answer in three sentences, made from the numbers: stance, middle ground, outlook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tertius.brief.messages import message
from tertius.brief.wording import estimate, hedge, joined, length, percent, share_of
from tertius.options.words import number
from tertius.stances import MIDDLE

if TYPE_CHECKING:
    from tertius.study import Study

LIVELY, YEAR = 0.5, 12
"""What a phase needs to be spoken of: more than half of the probability; and a year, to be the best supported."""


def answer(study: Study, *, lang: str = "en") -> list[str]:
    """Three sentences, each with its probabilities or intervals.

    Parameters
    ----------
    lang
        ``en`` or ``ko``.
    """
    return [_stance(study, lang), _middle(study, lang), _ahead(study, lang)]


def _stance(study: Study, lang: str) -> str:
    """Which stances the months divide into, and the best supported phase."""
    stances = study.stances
    prob = np.asarray(stances.prob)
    shares = prob.mean(axis=0)
    order = [s for s in np.argsort(-shares) if shares[s] >= 0.05][:4]
    listed = joined(
        [f"{stance(stances.states[s], lang)} {percent(float(shares[s]))}" for s in order],
        message("and", lang),
    )
    sure = [phase for phase in stances.phases if phase.probability >= LIVELY]
    start, end = stances.months[0], stances.months[-1]
    if not sure:
        return message("stance none", lang).format(p=study.pivot, start=start, end=end, shares=listed)
    best = max(sure, key=lambda phase: (length(phase.start, phase.end) >= YEAR, phase.probability))
    return message("stance", lang).format(
        p=study.pivot,
        start=start,
        end=end,
        shares=listed,
        hedge=hedge_in(best.probability, lang),
        stance=stance(best.stance, lang),
        first=best.start,
        last=best.end,
        lo=best.start_interval[0],
        hi=best.start_interval[1],
        prob=percent(best.probability),
        n=len(stances.phases),
        sure=len(sure),
    )


def _middle(study: Study, lang: str) -> str:
    """Whether the middle was held, and under what rivalry."""
    stances, triangle = study.stances, study.triangle
    middle = np.asarray(stances.prob)[:, list(stances.states).index(MIDDLE)]
    months = np.flatnonzero(middle > LIVELY)
    expected = float(middle.sum())
    if not len(months) and expected < LIVELY:
        never = hedge_in(1.0 - expected, lang)
        top = percent(float(middle.max()))
        return message("middle never", lang).format(
            p=study.pivot, hedge=never, top=top, expected=f"{expected:.2g}"
        )
    if not len(months):
        return message("middle none", lang).format(
            p=study.pivot, expected=f"{expected:.0f}", top=percent(float(middle.max()))
        )
    inside, apart = _means(triangle.draws["rivalry"], months)
    difference = inside - apart if apart is not None else None
    said = message("middle", lang).format(
        p=study.pivot,
        n=len(months),
        expected=f"{expected:.0f}",
        a=study.a,
        b=study.b,
        rivalry=estimate(float(inside.mean()), *map(float, np.quantile(inside, [0.05, 0.95])), sign=False),
    )
    if difference is None:
        return said + "."
    lo, hi = np.quantile(difference, [0.05, 0.95])
    key = "more rivalry" if lo > 0 else "less rivalry" if hi < 0 else "rivalry cannot"
    return said + message(key, lang).format(
        difference=estimate(float(difference.mean()), float(lo), float(hi))
    )


def _ahead(study: Study, lang: str) -> str:
    """Where the fan ends, and what a fourth state can do about it."""
    fan = study.forecasts.get("as is")
    first = (
        message("no fan", lang).format(why=study.missing.get("forecasts", "")).rstrip(" :")
        if fan is None
        else _fan(fan, study, lang)
    )
    if study.options is None:
        return first + "."
    rows = sorted(study.options.options, key=lambda option: -option.p_best)
    key = "option" if rows[0].p_best >= LIVELY else "no option"
    flips, names = study.options.flips, {option.id: option.name for option in rows}
    tail = (
        message("flip", lang).format(
            what=flips[0].what, at=number(flips[0].at), to=names.get(flips[0].to, flips[0].to)
        )
        if flips
        else ""
    )
    said = message(key, lang).format(k=study.options.fourth, name=rows[0].name, p=percent(rows[0].p_best))
    return f"{first}; {said}{tail}."


def _fan(fan: Any, study: Study, lang: str) -> str:
    draws = np.asarray(fan.draws["tilt"])[:, -1]
    lo, hi = map(float, np.quantile(draws, [0.05, 0.95]))
    towards = share_of(draws > 0)
    side, chance = (study.a, towards) if towards >= 0.5 else (study.b, 1 - towards)
    known = message("side", lang).format(side=side, p=percent(chance))
    return message("fan", lang).format(
        month=fan.months[-1],
        p=study.pivot,
        tilt=estimate(float(draws.mean()), lo, hi),
        known=known,
    )


def _means(values: np.ndarray, months: np.ndarray) -> tuple[np.ndarray, np.ndarray | None]:
    """Mean over some months and over the others, per draw."""
    others = np.setdiff1d(np.arange(values.shape[1]), months)
    return values[:, months].mean(axis=1), values[:, others].mean(axis=1) if len(others) else None


def stance(name: str, lang: str) -> str:
    """A stance's name in a language."""
    if name.startswith("aligned with "):
        return message("aligned", lang).format(side=name.removeprefix("aligned with "))
    return message("middle word" if name == MIDDLE else name, lang)


def hedge_in(probability: float, lang: str) -> str:
    """The hedge in a language."""
    return message(hedge(probability), lang)
