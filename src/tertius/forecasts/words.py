"""What a backtest says, in sentences."""

from __future__ import annotations

from calendar import month_name
from collections.abc import Sequence
from typing import Any

import numpy as np

from tertius.actors.english import called, spelt_out
from tertius.forecasts.comparing import BAR

ALPHA = 0.05


def verdicts(primary: Sequence[dict[str, Any]], comparisons: Sequence[dict[str, Any]]) -> tuple[str, ...]:
    """One sentence for each target's primary number, and one for each horizon at which the bar is not beaten."""
    said = [_primary(row) for row in primary]
    for row in comparisons:
        if row["against"] == BAR and not _beats(row, row["p_holm"]):
            said.append(
                f"{row['target']}, {_when(row)}: the bar ({row['is']}) is not beaten: "
                f"{_share(row['gain'])} of its loss saved, {_told(row)}."
            )
    return tuple(said)


def _primary(row: dict[str, Any]) -> str:
    verdict = "beats the bar" if _beats(row, row["p"]) else "does not beat the bar"
    return (
        f"{row['target']}: the pool {verdict}: {_share(row['gain'])} of its loss saved, mean over the horizons "
        f"(90 % interval {_share(row['lo'])} to {_share(row['hi'])}; {_p(row['p'])}, {row['origins']} origins)."
    )


def _told(row: dict[str, Any]) -> str:
    """The p-value alone and after Holm's."""
    return _p(row["p"]) + (f", {row['p_holm']:.2g} after Holm" if row["p_holm"] == row["p_holm"] else "")


def _p(value: float) -> str:
    return f"p {value:.2g}" if value == value else "too few origins for a test"


def _beats(row: dict[str, Any], p: float) -> bool:
    return bool(row["gain"] > 0 and p < ALPHA)


def _share(value: float) -> str:
    return f"{100 * value:+.1f} %"


def _when(row: dict[str, Any]) -> str:
    over = "over the next " if row["target"] in ("tilt", "sign", "side") else ""
    return over + _months(row["horizon"]) if over else _months(row["horizon"]) + " ahead"


def _months(count: int) -> str:
    return "1 month" if count == 1 else f"{count} months"


def _spelled(month: str) -> str:
    year, number = month.split("-")[:2]
    return f"{month_name[int(number)]} {year}"


def not_enough(names: tuple[str, str, str], why: str, when: str = "") -> str:
    """That a record carries no outlook, and why."""
    pivot, a, b = (called(name) for name in names)
    return f"The record{when} is not enough to say where {pivot} will stand between {a} and {b}: {spelt_out(why)}."


_OF_A_LEG = {"v": "valence", "e": "engagement", "score_": "mean score of a month", "acts_": "acts in a month"}


def target_words(names: tuple[str, str, str], target: str, origin: str) -> str:
    """A quantity of a fan in words.

    >>> target_words(("CUB", "USA", "RUS"), "score_b", "1975-12"), target_words(("CUB", "USA", "RUS"), "tilt", "1975-12")
    ('mean score of a month, Cuba with the Soviet Union', 'tilt')
    """
    pivot, a, b = (called(name, np.datetime64(origin, "M")) for name in names)
    for leg, (one, two) in {"ab": (a, b), "a": (pivot, a), "b": (pivot, b)}.items():
        for start, said in _OF_A_LEG.items():
            if target == start + leg:
                return f"{said}, {one} with {two}"
    return "joint engagement" if target == "joint" else target


def side_words(names: tuple[str, str, str], sides: Sequence[dict[str, Any]], origin: str) -> list[str]:
    """What will be observed over each window after the month (``1975-12``) of the origin."""
    pivot, a, b = (called(name, np.datetime64(origin, "M")) for name in names)
    said = []
    after = _spelled(origin)
    for side in sides:
        line = (
            f"In the {_months(side['months'])} after {after} {pivot} would be seen nearer to {a} than to {b} with "
            f"probability {side['towards_a']:.2f} (from last year alone {side['persistence']:.2f})"
        )
        if side["threshold"]:
            line += f", beyond {side['threshold']:+g} with {side['above']:.2f}"
        unseen = (
            f"; with probability {side['unseen']:.2f} one of its legs would show no act"
            if side["unseen"] > 0.05
            else ""
        )
        said.append(line + unseen + ".")
    return said


def skill_words(skill: Sequence[dict[str, Any]]) -> list[str]:
    """How much of each horizon is skill over the bar, and how much climatology."""
    said = []
    for row in skill:
        known = _known(row)
        said.append(
            f"{row['target']}, {_months(row['horizon'])} ahead: the pool {known}; "
            f"{100 * row['climatology']:.0f} % of it is climatology."
        )
    return said


def _known(row: dict[str, Any]) -> str:
    if row["gain"] != row["gain"]:
        return "has too few past origins in this record to say what it is worth"
    at = f"at {row['origins']} past origins of {row.get('record', 'this record')}"
    if row["gain"] < 0:
        return f"did worse than the bar ({row['bar']}), by {100 * -row['gain']:.1f} % of its loss, {at}: no skill"
    return f"saved {_share(row['gain'])} of the loss of the bar ({row['bar']}) {at}"


def tally_words(where: str, tally: dict[str, Any]) -> list[str]:
    """How registered forecasts have done: how many, how many void, and Brier scores beside the rivals', in two sentences."""
    counts = (
        f"{where}: {tally['registered']} registered, {tally['resolved']} resolved, {tally['void']} void"
        + (f" ({100 * tally['void_rate']:.1f} %)" if tally["void_rate"] == tally["void_rate"] else "")
        + f", {tally['open']} not due."
    )
    if not tally["resolved"]:
        return [counts]
    brier = tally["brier"]
    beside = "; ".join(f"{name} {brier[name]:.4f}, {_saved(row)}" for name, row in tally["gains"].items())
    return [counts, f"Brier: ours {brier['probability']:.4f}; {beside}."]


def _saved(row: dict[str, float]) -> str:
    """Share of a rival's Brier score saved."""
    if row["gain"] != row["gain"]:
        return "of which no share can be told"
    told = f"of which ours saves {_share(row['gain'])}"
    return told + (f" ({_share(row['lo'])} to {_share(row['hi'])})" if row["lo"] == row["lo"] else "")
