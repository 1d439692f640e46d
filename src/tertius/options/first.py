"""A first file of assumptions for any fourth state: what the triangle measures is measured, the rest is stated.

Stated payoffs are shares of two yardsticks, so that they keep their proportion whatever the case: what a unit of the
pivot's position is worth to the fourth state, and what the best of its stances is worth to the pivot. The shares are
those of the worked example (Seoul's file), widened.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from tertius.actors import chain_of, exists
from tertius.actors.english import called
from tertius.errors import BadInput
from tertius.options.kinds import NOTHING, Act, Option
from tertius.options.measured import access_draws, measures
from tertius.options.model import BASE, parts
from tertius.options.stakes import Stake, choose_agendas, stakes_of
from tertius.options.stated import MEASURED, STATED, Assumption, Assumptions

if TYPE_CHECKING:
    from tertius.events import EventTable
    from tertius.triangles import Triangle

REFRESH = (
    "rivalry", "access_a", "access_b", "access_k", "p_ease", "p_spike", "ease_share", "spike_add", "p_thaw",
    "thaw_access",
)  # fmt: skip
SOURCE = "stated assumption of the first file"
Range = tuple[float, float, float, str]  # low, value, high, reason

PLAIN: dict[str, Range] = {
    "rivalry": (0.3, 0.6, 0.9, "not on record"),
    "access_a": (0.05, 0.4, 0.8, "not on record"),
    "access_b": (0.05, 0.4, 0.8, "not on record"),
    "access_k": (
        0.05,
        0.3,
        0.6,
        "no acts between the fourth state and the pivot on record, so the range is wide",
    ),
    "eta": (0.3, 0.5, 0.7, "an even split with a single patron, open to both sides"),
    "exclusion_after_thaw": (
        0.0,
        0.5,
        1.5,
        "after a thaw others may be left out more readily; zero is in the range",
    ),
    "leaving_out": (
        0.0,
        0.3,
        0.8,
        "the rivals may gain from leaving a fourth state out; zero is in the range",
    ),
    "p_ease": (0.05, 0.2, 0.35, "too short a record to count"),
    "p_spike": (0.05, 0.2, 0.35, "too short a record to count"),
    "ease_share": (0.1, 0.4, 0.7, "too few easings on record to say how large they are"),
    "spike_add": (0.05, 0.15, 0.3, "too few spikes on record to say how large they are"),
    "p_thaw": (0.1, 0.25, 0.5, "too short a record to count"),
    "thaw_access": (0.05, 0.2, 0.4, "too few thaws on record to say how large they are"),
}
TO_PIVOT: dict[str, Range] = {
    "upkeep_a": (0.0, 0.15, 0.4, "keeping a relation costs something; zero is in the range"),
    "upkeep_b": (0.0, 0.15, 0.4, "keeping a relation costs something; zero is in the range"),
    "outside": (0.0, 0.25, 0.8, "self-reliance is worth something, less than the best alternative"),
    "phi": (0.0, 0.25, 0.7, "another seat at the table costs the pivot something; zero is in the range"),
}
LOSS: Range = (0.08, 0.3, 0.6, "being left out hurts, less than the whole stake")
BY_PART: dict[str, Range] = {
    "stakes": (0.1, 0.3, 0.6, "an early engagement raises the stake by a tenth to six tenths"),
    "welcome": (0.0, 0.3, 0.6, "from no effect to six tenths"),
    "accuracy": (0.5, 0.7, 0.9, "one half is worthless"),
    "shield": (0.1, 0.4, 0.7, "from a tenth to seven tenths"),
    "leaving": (0.1, 0.4, 0.7, "from a tenth to seven tenths"),
    "effort": (0.02, 0.1, 0.2, "a fourth state moves others little"),
    "voice": (0.1, 0.4, 0.8, "a patron bids for part of an ally's stakes, not for all of them"),
}
PAYOFF_PART: dict[str, Range] = {
    "gain": (0.0, 0.045, 0.09, "steady ties bring something, small beside the stake"),
    "forgone": (0.01, 0.08, 0.2, "joining a side costs what the other side offered"),
}
COSTS: dict[str, Range] = {
    "watch": (0.0015, 0.0075, 0.015, "watching is cheap"),
    "include": (0.015, 0.045, 0.09, "engagement is the dearest of the four"),
    "join": (0.01, 0.04, 0.1, "dues to a patron"),
}
COST: Range = (0.0075, 0.03, 0.06, "some effort, about as much as for any other act")


def first_assumptions(triangle: Triangle, fourth: str, *, events: EventTable | None = None) -> Assumptions:
    """Build a first file: every number with its range and reason, measured where the record speaks.

    Parameters
    ----------
    triangle
        Rivalry, access and how often they moved are its posterior's.
    fourth
        Handle of the state whose options are weighed: none of the three, and a state in the last month.
    events
        The acts behind the triangle: agendas and stakes are read from them.

    Raises
    ------
    BadInput
        Where the fourth state is one of the three, or did not exist in the last month.
    """
    check_fourth((triangle.pivot, triangle.a, triangle.b), fourth, triangle.months[-1])
    agendas = choose_agendas(triangle, events)
    thaw = (
        "a" if access_draws(triangle, "a")[:, -1].mean() <= access_draws(triangle, "b")[:, -1].mean() else "b"
    )
    options = _options(triangle, fourth, thaw)
    stakes = stakes_of(triangle, fourth, agendas, events)
    known = {name: _plain(name, triangle, fourth, thaw) for name in PLAIN}
    scale_k, scale_p = _yardsticks(known, stakes, tuple(agendas))
    acts = tuple(dict.fromkeys(act for option in options for act in option.acts))
    items = [_stake(name, stake) for name, stake in stakes.items()]
    for name, (_, agenda, act) in parts(agendas, acts).items():
        if not agenda:
            items.append(known.get(name) or _stated(name, act, scale_k, scale_p))
    pivot, a, b = (called(handle) for handle in (triangle.pivot, triangle.a, triangle.b))
    return Assumptions(
        title=f"{called(fourth)} on {pivot} between {a} and {b}, as of {triangle.months[-1]}",
        pivot=triangle.pivot,
        a=triangle.a,
        b=triangle.b,
        fourth=fourth,
        agendas=tuple(agendas),
        options=options,
        items=tuple(items),
        thaw=thaw,
        refresh=REFRESH,
        notes=(
            f"A first file, read off the record to {triangle.months[-1]}: edit any of it. An assumption is `value` with a range",
            "`low`..`high`; `basis` says whether it was measured on the record or stated; the unit of payoff is arbitrary.",
        ),
    )


def check_fourth(corners: tuple[str, str, str], fourth: str, last: np.datetime64) -> None:
    """Refuse a fourth state that is one of the three, or that did not exist in the last month."""

    if chain_of(fourth) in {chain_of(corner) for corner in corners}:
        raise BadInput(
            f"{fourth} is one of the three: {', '.join(corners)}",
            "a fourth state, such as a neighbour of the pivot",
        )
    if not exists(fourth, np.array([last], "M8[M]"))[0]:
        raise BadInput(
            f"{fourth} did not exist in {last}, the last month of the record", "a state of that month"
        )


def _plain(name: str, triangle: Triangle, fourth: str, thaw: str) -> Assumption:
    found = measures(triangle, (name,), fourth=fourth, thaw=thaw).get(name)
    unit = BASE[name].unit
    if found is None:
        return _assumption(name, PLAIN[name], unit)
    source = f"measured: {found.reason}"
    return Assumption(name, found.value, found.low, found.high, unit, found.reason, source, MEASURED)


def _assumption(name: str, found: Range, unit: str, scale: float = 1.0) -> Assumption:
    low, value, high, reason = found
    return Assumption(name, value * scale, low * scale, high * scale, unit, reason, SOURCE, STATED)


def _stake(name: str, stake: Stake) -> Assumption:
    basis = MEASURED if stake.measured else STATED
    source = f"measured: {stake.reason}" if stake.measured else SOURCE
    unit = "position" if name.startswith("theta") else "payoff"
    return Assumption(name, stake.value, stake.low, stake.high, unit, stake.reason, source, basis)


def _stated(name: str, act: Act | None, scale_k: float, scale_p: float) -> Assumption:
    """A stated number, in shares of the yardstick it is a payoff of."""
    if act is None:
        if name in TO_PIVOT:
            return _assumption(name, TO_PIVOT[name], BASE[name].unit, scale_p)
        return _assumption(name, LOSS, BASE[name].unit, scale_k)
    part = name.removeprefix(act.stem + "_")
    if part in BY_PART:
        return _assumption(name, BY_PART[part], "share")
    return _assumption(name, PAYOFF_PART.get(part) or COSTS.get(act.kind, COST), "payoff", scale_k)


def _yardsticks(
    known: dict[str, Assumption], stakes: dict[str, Stake], agendas: Sequence[str]
) -> tuple[float, float]:
    """What a unit of position on every agenda is worth to the fourth, and what its best stance is worth to the pivot."""
    alpha, beta, gamma, k = (
        np.array([stakes[f"{kind}_{agenda}"].value for agenda in agendas])
        for kind in ("alpha", "beta", "gamma", "k")
    )
    r, a, b = (known[name].value for name in ("rivalry", "access_a", "access_b"))
    middle = max(0.0, r**2 * a * b * float((alpha * beta / k).sum()))
    patrons = [
        known["eta"].value * r**2 * x**2 * float((own**2 / k).sum()) / 2 for x, own in ((a, alpha), (b, beta))
    ]
    return max(1e-4, known["access_k"].value * float(np.abs(gamma).sum())), max(1e-4, middle, *patrons)


def _own(name: str) -> str:
    return f"{name}'s".replace("s's", "s'")


def _options(triangle: Triangle, fourth: str, thaw: str) -> tuple[Option, ...]:
    pivot, a, b, k = (called(handle) for handle in (triangle.pivot, triangle.a, triangle.b, fourth))
    near = a if thaw == "a" else b
    include = Act("include", "include", f"raise the value of {_own(k)} inclusion")
    watch = Act("watch", "watch", "prepare and watch")
    shelter = Act("shelter", "shelter", "prepare to be left out")
    steady = Act("steady", "steady", f"keep own ties with {a} and {b} steady")
    alone = (
        include,
        watch,
        shelter,
        steady,
        Act("ease", "ease", f"ease a thaw between {pivot} and {near}", thaw),
        Act("oppose", "oppose", f"oppose a thaw between {pivot} and {near}", thaw),
        Act("cooperate", "cooperate", f"encourage {a} and {b} to cooperate"),
        Act("join-a", "join", f"join the side of {a}", "a"),
        Act("join-b", "join", f"join the side of {b}", "b"),
    )
    pairs = (
        Option("include+steady", "raise the value of inclusion and keep own ties steady", (include, steady)),
        Option("shelter+steady", "prepare to be left out and keep own ties steady", (shelter, steady)),
    )
    return (NOTHING, *(Option(act.id, act.name, (act,)) for act in alone), *pairs)
