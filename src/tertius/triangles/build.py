"""From relations to one triangle: every quantity on joint posterior draws of its three legs."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from tertius.actors import chain_members, chain_of, exists
from tertius.errors import BadInput
from tertius.months import STEP
from tertius.panel import Gap
from tertius.triangles import quantities as q
from tertius.triangles.agendas import agenda_tilts
from tertius.triangles.blocks import HELD, Counted, count, of_counted, sizes
from tertius.triangles.draws import Draws
from tertius.triangles.value import Floats, Triangle, read_signs

if TYPE_CHECKING:
    from tertius.events import EventTable
    from tertius.months import Months
    from tertius.panel import Panel
    from tertius.provenance import Provenance
    from tertius.relations import Relations
    from tertius.triangles.agenda_value import Agendas


SILENT = 60
"""Months without a word on either of the pivot's legs after which nothing more is said of where it stood."""
LEAST_TOLD = 12
"""Counted acts that each leg must have in a stretch that is told of."""


def triangle(
    relations: Relations,
    pivot: str,
    a: str,
    b: str,
    *,
    rng: np.random.Generator,
    size: int = 1000,
    c0: float | None = None,
    events: EventTable | None = None,
    dependence: tuple[Floats, Floats] | None = None,
    covered: tuple[np.datetime64, np.datetime64] | None = None,
) -> Triangle:
    """Every quantity of the triangle P between A and B, on joint draws of its three legs.

    Parameters
    ----------
    relations
        Posterior of the dyads; smoothed (joint paths) or filtered (month by month).
    pivot, a, b
        Handles; the order of the rivals only sets the sign of what leans.
    rng, size
        Source and number of joint draws. Above `tertius.triangles.blocks.HELD` they are drawn in blocks: means, bounds and
        probabilities are of all, what needs the draws themselves (agendas, stances) has the first block.
    c0
        Neutral point, in units of the scale (default: the ruler's).
    events
        The acts behind `relations`: with them, tilt by issue and agenda dispersion.
    dependence
        What the pivot gets from A and from B: two arrays, shape (month,), any common unit (see
        `tertius.triangles.agendas.received`).
    covered
        First and last month that the record claims to cover, where it says so itself (a case's window); else those of its
        first and last act.

    Raises
    ------
    BadInput
        If two corners are the same state, or a leg is not among the relations.
    """
    _check(pivot, a, b, size)
    legs = ((pivot, a), (pivot, b), (a, b))
    within = modelled_months(relations, legs, covered)
    x, l, observed = draw_legs(relations, legs, rng, min(size, HELD))  # noqa: E741
    x, l, observed = x[..., within], l[..., within], observed[:, within]  # noqa: E741
    ruler = relations.ruler
    point = float(ruler.c0 if c0 is None else c0)
    draws, types, roles = read_signs(x, l, point, ruler, (pivot, a, b))
    counted = _counted(relations, legs, rng, size, point, (x, l), within) if size > HELD else {}
    if counted:
        types, roles = of_counted(counted[point], (pivot, a, b))
    draws |= {name: np.broadcast_to(np.nan, draws["tilt"].shape) for name in q.OPTIONAL}
    made = Triangle(
        pivot=pivot,
        a=a,
        b=b,
        months=relations.months[within],
        draws=Draws(draws),
        types=types,
        roles=roles,
        c0=point,
        x=x,
        l=l,
        observed=observed,
        given=relations.given,
        ruler=ruler,
        relations=relations,
        provenance=_noted(relations.provenance, size).with_settings(
            pivot=pivot, a=a, b=b, c0=point, draws=size
        ),
        counted=counted,
        within=within,
    )
    return _with_agendas(_with_dependence(made, dependence), events, rng)


def _alive(state: str, months: Months) -> npt.NDArray[np.bool_]:
    """Months in which a state, or one of its line of successors, existed; all of them for a name that is no state's."""
    try:
        members = chain_members(chain_of(state))
    except BadInput:
        return np.ones(len(months), dtype=bool)
    return np.asarray(np.any([exists(member, months) for member in members], axis=0))


def modelled_months(
    relations: Relations,
    legs: tuple[tuple[str, str], ...],
    covered: tuple[np.datetime64, np.datetime64] | None = None,
) -> slice:
    """The months in which all three states existed and the record speaks of the pivot: the first two legs are its own.

    Where both of its legs are silent for more than `SILENT` months, what lies before and after is told apart: the months are
    those of the last stretch in which both have `LEAST_TOLD` acts that may be counted, unless a case's window covers more.

    Raises
    ------
    BadInput
        If there is none.
    """
    gaps = np.array([relations.panel.gap[relations.index(*leg)] for leg in legs])
    there = ~(gaps == Gap.NO_STATE).any(axis=0)
    for state in {state for leg in legs for state in leg}:
        there &= _alive(state, relations.months)
    silent = (gaps == Gap.OUTSIDE).all(axis=0)
    if covered is not None:
        silent &= (relations.months < covered[0]) | (relations.months > covered[1])
    found = np.flatnonzero(there & ~silent)
    if not found.size:
        corners = " ".join(dict.fromkeys(state for leg in legs for state in leg))
        raise BadInput(
            f"no month from {relations.months[0]} to {relations.months[-1]} in which {corners} existed and the record speaks",
            "a window inside the record and the lives of all three states",
        )
    inside = slice(int(found[0]), int(found[-1]) + 1)
    return spoken_months((relations.panel,), legs[:2], inside, covered)


def spoken_months(
    panels: Sequence[Panel],
    legs: Sequence[tuple[str, str]],
    inside: slice | None = None,
    covered: tuple[np.datetime64, np.datetime64] | None = None,
) -> slice:
    """Months of the last stretch in which the pivot's legs are told of, and of a case's window; see `modelled_months`.

    Parameters
    ----------
    panels
        Of several sources on the same months; what may be counted is what the first says may be.
    legs
        The pivot's own.
    inside
        Months that may be chosen; all of them if not given.
    """
    panel, inside = panels[0], inside or slice(0, len(panels[0].months))
    told = told_stretches(panels, legs, inside)
    if not told:
        return inside
    first, last = told[-1]
    if covered is not None:
        window = np.flatnonzero((panel.months >= covered[0]) & (panel.months <= covered[1]))
        first, last = min([first, *window.tolist()]), max([last, *window.tolist()])
    far = SILENT // STEP[panel.every]
    start = inside.start if first - inside.start <= far else first
    stop = inside.stop if inside.stop - 1 - last <= far else last + 1
    return slice(max(start, inside.start), min(stop, inside.stop))


def told_stretches(
    panels: Sequence[Panel], legs: Sequence[tuple[str, str]], inside: slice
) -> list[tuple[int, int]]:
    """First and last month of every stretch in which both legs are told of, cut where both are silent for `SILENT` months."""
    panel = panels[0]
    both = [[leg, leg[::-1]] for leg in legs]  # one row, or both directions
    observed = [each.observed[each.index(*pair)] for each in panels for pairs in both for pair in pairs]
    seen = np.flatnonzero(np.any(observed, axis=0)[inside]) + inside.start
    counted = np.array(
        [panel.counted[sorted({panel.index(*pair) for pair in pairs})].sum(axis=0) for pairs in both]
    )
    stretches = np.split(seen, np.flatnonzero(np.diff(seen) * STEP[panel.every] > SILENT) + 1)
    return [
        (int(part[0]), int(part[-1]))
        for part in stretches
        if part.size and (counted[:, part].sum(axis=1) >= LEAST_TOLD).all()
    ]


def _noted(provenance: Provenance, size: int) -> Provenance:
    if size <= HELD:
        return provenance
    return provenance.with_notes(
        f"draws: means, bounds and probabilities of the triangle are of all {size}, in blocks; what needs the draws one by "
        f"one (issues, stances, options) is of the first {HELD}"
    )


def _counted(
    relations: Relations,
    legs: tuple[tuple[str, str], ...],
    rng: np.random.Generator,
    size: int,
    c0: float,
    first: tuple[Floats, Floats],
    within: slice,
) -> dict[float, Counted]:
    """All draws counted, the first block among them."""

    def blocks() -> Iterator[tuple[Floats, Floats]]:
        yield first
        for more in sizes(size):
            x, l, _ = draw_legs(relations, legs, rng, more)  # noqa: E741
            yield x[..., within], l[..., within]

    return count(blocks(), (0.0, float(relations.ruler.median)), c0, relations.ruler)


def _check(pivot: str, a: str, b: str, size: int) -> None:
    if len({pivot, a, b}) < 3:
        raise BadInput(f"the triangle {pivot}, {a}, {b} names a state twice", "three different states")
    if size < 2:
        raise BadInput(f"{size} draws", "at least 2")


def draw_legs(
    relations: Relations, legs: tuple[tuple[str, str], ...], rng: np.random.Generator, size: int
) -> tuple[Floats, Floats, npt.NDArray[np.bool_]]:
    """Joint draws of the legs: a directed panel's two directions are averaged (log rates: summed)."""
    directed = relations.panel.directed
    pairs = [pair for leg in legs for pair in ((leg, leg[::-1]) if directed else (leg,))]
    dyads = [relations.index(*pair) for pair in pairs]
    drawn = relations.draws(rng, size, dyads=pairs)
    x, l, observed = drawn.x, drawn.l, relations.observed[dyads]  # noqa: E741
    if not directed:
        return x, l, observed
    return (
        (x[:, ::2] + x[:, 1::2]) / 2,
        np.logaddexp(l[:, ::2], l[:, 1::2]),
        observed[::2] | observed[1::2],
    )


def _with_dependence(made: Triangle, dependence: tuple[Floats, Floats] | None) -> Triangle:
    if dependence is None:
        return made
    values = q.dependence_tilt(*dependence)[made.within]
    if values.shape != made.months.shape:
        raise BadInput(
            f"dependence has shape {values.shape}", f"two arrays, one number a month {made.months.shape}"
        )
    shape = made.draws["tilt"].shape
    return replace(made, draws=made.draws | {"dependence": np.broadcast_to(values, shape)})


def _with_agendas(made: Triangle, events: EventTable | None, rng: np.random.Generator) -> Triangle:
    """With the tilt by issue, to be made of random numbers set aside now, so that asking for it moves nothing else."""
    if events is None:
        return made
    own = _set_aside(rng)

    @cache
    def agendas() -> Agendas:
        return agenda_tilts(made, events, rng=own)

    draws = Draws(
        made.draws.only(set(made.draws) - {"dispersion"}), {"dispersion": lambda: agendas().dispersion}
    )
    return replace(made, draws=draws, tilts=agendas)


def _set_aside(rng: np.random.Generator) -> np.random.Generator:
    """The generator as it stands; the one given jumps ahead, so that the two never meet."""
    bits = rng.bit_generator
    if not hasattr(bits, "jumped"):
        return rng.spawn(1)[0]
    own = copy.deepcopy(rng)
    bits.state = bits.jumped().state
    return own
