"""C1 to C4 read off one case's posterior, phase by phase and over the whole window."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from tertius.claims.condition import (
    LEAST_MONTHS,
    UNTESTABLE,
    Condition,
    interval,
    judge_effect,
    judge_probability,
    judge_share,
    smallest_seen,
)
from tertius.claims.placebo import before_after, date_null, difference, shifted_null
from tertius.errors import BadInput
from tertius.leverage import Stakes as Made
from tertius.leverage import more_than_both
from tertius.shown import Listed
from tertius.stances import MIDDLE

if TYPE_CHECKING:
    from tertius.leverage import Stakes
    from tertius.stances import Phase, Stances
    from tertius.triangles import Triangle

Array = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
WIDTH = 12
SPACING = 24
ACTIVE = 0.25  # engagement above which a relation counts as live
NEUTRAL = 0.1  # valence within which a relation counts as neither warm nor cool
SIDE = 0.25  # tilt within which a month counts as even
WHOLE = "whole window"
NECESSARY = "A necessary condition can only be refuted in months of the stance that it is necessary for."


def read_conditions(
    stances: Stances,
    triangle: Triangle | None = None,
    *,
    rng: np.random.Generator,
    stakes: Stakes | None = None,
) -> Listed[Condition]:
    """Read C1 to C4 off the posterior; nothing where the record is not enough for a stance.

    Parameters
    ----------
    stances
        Dated phases, from all months.
    triangle
        Joint draws; the stances' own if not given.
    rng
        For the placebos.
    stakes
        Stated stakes of the game behind C3; equal ones if not given.

    Raises
    ------
    BadInput
        If the triangle's months are not the stances'.
    """
    if not stances.enough.ok:
        return Listed()
    made = triangle or stances.triangle
    if not np.array_equal(made.months, stances.months):
        raise BadInput("a triangle and stances of different months", "the triangle that was segmented")
    return Listed(
        [
            *_live_legs(stances, made, rng),
            *_confrontation(stances, made, rng),
            *_more_than_both(stances, made, stakes),
            *_easing(stances, made, rng),
        ]
    )


def _months(phase: Phase, made: Triangle) -> Bools:
    return np.asarray((made.months >= phase.start) & (made.months <= phase.end))


def _label(phase: Phase) -> str:
    return f"{phase.start} to {phase.end}, {phase.stance}"


def _middle(phase: Phase) -> bool:
    """Whether the phase is one of the middle, more likely than not."""
    return phase.stance == MIDDLE and phase.probability > 0.5


def _even(made: Triangle) -> Bools:
    """Equidistant by valence alone: no side taken, neither relation cool; array, shape (draw, month)."""
    draws = made.draws
    return np.asarray((np.abs(draws["tilt"]) < SIDE) & (np.minimum(draws["va"], draws["vb"]) > NEUTRAL))


def _live(made: Triangle) -> Bools:
    return np.asarray(np.minimum(made.draws["ea"], made.draws["eb"]) >= ACTIVE)


def _by_phase(
    identity: str, statement: str, holds: Bools, seen: Bools, stances: Stances, made: Triangle, assumes: str
) -> list[Condition]:
    """Share of each phase's months in which the condition holds; judged in phases of the middle only."""
    found = []
    for phase in stances.phases:
        inside = _months(phase, made)
        mean, lo, hi = interval(holds[:, inside].mean(axis=1))
        evidence = int(seen[inside].sum())
        testable = _middle(phase) and evidence >= LEAST_MONTHS
        verdict = judge_share(lo, hi, testable=testable)
        found.append(
            Condition(identity, _label(phase), statement, mean, lo, hi, evidence, verdict, assumes=assumes)
        )
    return found


def _contrast(
    identity: str,
    statement: str,
    holds: Bools,
    where: Bools,
    evidence: int,
    rng: np.random.Generator,
    assumes: str,
) -> Condition:
    effect = interval(difference(holds, where))
    null = shifted_null(holds, where, rng=rng)
    verdict = judge_effect(effect, null, sign=1, testable=evidence >= LEAST_MONTHS)
    detectable = smallest_seen(effect, null, sign=1)
    return Condition(identity, WHOLE, statement, *effect, evidence, verdict, null, detectable, assumes)


def _live_legs(stances: Stances, made: Triangle, rng: np.random.Generator) -> list[Condition]:
    live, seen = _live(made), made.observed[0] | made.observed[1]
    tells = "Live means an engagement of at least 0.25; the middle is read from valence alone, which knows nothing of it. "
    phases = _by_phase(
        "C1",
        f"share of months with a live relation to both {made.a} and {made.b}",
        live,
        seen,
        stances,
        made,
        tells + NECESSARY,
    )
    whole = _contrast(
        "C1",
        "share of months with both relations live when the pivot is even by valence alone, less the share otherwise",
        live,
        _even(made),
        int(seen.sum()),
        rng,
        tells,
    )
    return [*phases, whole]


def _confrontation(stances: Stances, made: Triangle, rng: np.random.Generator) -> list[Condition]:
    rivals, seen = np.asarray(made.draws["vab"] < 0), made.observed[2]
    where = _even(made) & _live(made)
    tells = "Confrontation means a rivals' relation below the neutral point. "
    phases = _by_phase(
        "C2", f"share of months in which {made.a} and {made.b} are in confrontation", rivals, seen, stances, made,
        tells + NECESSARY,
    )  # fmt: skip
    whole = _contrast(
        "C2",
        "share of months of confrontation when the pivot is equidistant, less the share otherwise",
        rivals,
        where,
        int(seen.sum()),
        rng,
        tells
        + "Equidistance is read from the pivot's two relations only, so that the rivals' own does not enter it.",
    )
    return [*phases, whole]


def _more_than_both(stances: Stances, made: Triangle, stakes: Stakes | None) -> list[Condition]:
    stakes = stakes or Made()
    holds = more_than_both(made, stakes)
    assumes = (
        f"Stakes are {stakes.basis}; what the rivals gain is not in the record, so this says when the game allows it, never "
        "that it happened."
    )
    seen = np.asarray(made.observed.any(axis=0))
    statement = "share of months in which the game lets the pivot gain more than either rival"
    found = []
    for name, inside in [(_label(p), _months(p, made)) for p in stances.phases] + [
        (WHOLE, np.ones_like(seen))
    ]:
        values = interval(holds[:, inside].mean(axis=1))
        evidence = int(seen[inside].sum())
        found.append(Condition("C3", name, statement, *values, evidence, UNTESTABLE, assumes=assumes))
    return found


def easing_turns(made: Triangle) -> npt.NDArray[np.intp]:
    """Months at which the rivals' relation improves most: month numbers, at least `SPACING` apart.

    The posterior mean of ``v_AB`` rises over the twelve months around it by more than one standard deviation of all such
    changes, and the change is a local maximum.
    """
    level = made.draws["vab"].mean(axis=0)
    if len(level) < 4 * WIDTH:
        return np.empty(0, dtype=np.intp)
    half = WIDTH // 2
    change = np.full(len(level), -np.inf)
    change[half:-half] = level[WIDTH:] - level[:-WIDTH]
    change[:WIDTH] = change[len(level) - WIDTH + 1 :] = -np.inf
    enough = np.std(change[np.isfinite(change)])
    taken: list[int] = []
    for month in np.argsort(-change):
        if not change[month] > enough:
            break
        if all(abs(int(month) - other) >= SPACING for other in taken):
            taken.append(int(month))
    return np.array(sorted(taken), dtype=np.intp)


def _easing(stances: Stances, made: Triangle, rng: np.random.Generator) -> list[Condition]:
    equidistance, seen = made.draws["equidistance"], made.observed[2]
    assumes = (
        "Easings are dated from the same record (largest improvements of the rivals' relation, two years apart), "
        "not by an outside list; engaged equidistance holds the pivot's two relations only. Association, not cause."
    )
    found = [_end_of(phase, made, seen) for phase in stances.phases if _middle(phase)]
    turns = easing_turns(made)
    statement = f"change of engaged equidistance from the year before to the year after {len(turns)} easings"
    if not len(turns):
        nan = float("nan")
        found.append(Condition("C4", WHOLE, statement, nan, nan, nan, 0, UNTESTABLE, assumes=assumes))
        return found
    for turn in turns:
        effect = interval(before_after(equidistance, np.array([turn]), width=WIDTH))
        evidence = int(seen[max(0, turn - WIDTH) : turn + WIDTH].sum())
        words = "change of engaged equidistance from the year before to the year after the rivals' easing"
        name = f"easing around {made.months[turn]}"
        found.append(
            Condition("C4", name, words, *effect, evidence, UNTESTABLE, assumes=assumes + " One case.")
        )
    effect = interval(before_after(equidistance, turns, width=WIDTH))
    null = date_null(equidistance, len(turns), width=WIDTH, rng=rng)
    evidence = int(seen.sum())
    verdict = judge_effect(effect, null, sign=-1, testable=evidence >= LEAST_MONTHS and len(turns) >= 2)
    detectable = smallest_seen(effect, null, sign=-1)
    found.append(Condition("C4", WHOLE, statement, *effect, evidence, verdict, null, detectable, assumes))
    return found


def _end_of(phase: Phase, made: Triangle, seen: Bools) -> Condition:
    """Did the rivals ease around the end of a phase of the middle?"""
    last = int(np.flatnonzero(_months(phase, made))[-1])
    name, statement = (
        _label(phase),
        "probability that the rivals' relation improved around the end of the phase",
    )
    start, stop = max(0, last - WIDTH), min(len(made.months) - 1, last + WIDTH // 2)
    assumes = "From twelve months before the phase's last month to six after it."
    nan = float("nan")
    if last == len(made.months) - 1:
        return Condition(
            "C4", name, statement, nan, nan, nan, 0, UNTESTABLE, assumes="The phase ends with the record."
        )
    rose = (made.draws["vab"][:, stop] > made.draws["vab"][:, start]).astype(float)
    evidence = int(seen[start : stop + 1].sum())
    share = float(rose.mean())
    error = 1.645 * float(np.sqrt(share * (1 - share) / len(rose)))
    lo, hi = max(0.0, share - error), min(1.0, share + error)
    verdict = judge_probability(share, testable=evidence >= LEAST_MONTHS)
    return Condition("C4", name, statement, share, lo, hi, evidence, verdict, assumes=assumes)
