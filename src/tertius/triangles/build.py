"""From relations to one triangle: every quantity on joint posterior draws of its three legs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tertius.errors import BadInput
from tertius.months import Months, labels
from tertius.panel import GAPS
from tertius.provenance import Provenance
from tertius.triangles import quantities as q
from tertius.triangles import roles as r
from tertius.triangles.blocks import HELD, Counted, count, sizes

if TYPE_CHECKING:
    import polars as pl

    from tertius.events import EventTable
    from tertius.relations import Relations, Ruler
    from tertius.triangles.agendas import Agendas

Floats = npt.NDArray[np.float64]
LEVEL = 0.9


@dataclass(frozen=True)
class Triangle:
    """A pivot between two rivals, month by month, as joint posterior draws.

    Parameters
    ----------
    pivot, a, b
        Handles as asked.
    months
        array, shape (month,).
    draws
        Quantity to array, shape (draw, month); names as in `tertius.triangles.quantities.NAMES`, and
        ``dependence`` and ``dispersion``, which are NaN where the data are not there.
    types
        array, shape (month, 8): probability of each octant of signs (`OCTANTS`).
    roles
        Handle to array, shape (month, 6): probability of each of Wu's roles (`ROLES`).
    c0
        The neutral point the signs are read at, in units of the scale.
    x, l
        array, shape (draw, 3, month): the draws of the legs P-A, P-B, A-B behind everything.
    observed
        array, shape (3, month): whether any act fell in the month.
    agendas
        Tilt by issue, where the events were given.
    counted
        Where more draws were asked for than are held: all of them, counted at each neutral point of the sensitivity
        (`tertius.triangles.blocks`); `summary`, `types` and `roles` are of these, the arrays hold the first of them.
    within
        Which of the relations' months these are: those in which all three states existed and the record had not ended.
    """

    pivot: str
    a: str
    b: str
    months: Months
    draws: dict[str, Floats]
    types: Floats
    roles: dict[str, Floats]
    c0: float
    x: Floats
    l: Floats  # noqa: E741 - the symbol of the method page
    observed: npt.NDArray[np.bool_]
    given: str
    ruler: Ruler
    relations: Relations
    provenance: Provenance
    agendas: Agendas | None = None
    counted: dict[float, Counted] = field(default_factory=dict, repr=False)
    within: slice = field(default_factory=lambda: slice(None))

    def __post_init__(self) -> None:
        size, months = self.x.shape[0], len(self.months)
        if self.x.shape != (size, 3, months) or self.l.shape != self.x.shape:
            raise ValueError(
                f"draws have shape {self.x.shape} and {self.l.shape}, wanted (draw, 3, {months})"
            )
        for name, values in self.draws.items():
            if values.shape != (size, months):
                raise ValueError(f"{name} has shape {values.shape}, wanted {(size, months)}")

    @property
    def rivals(self) -> tuple[str, str]:
        """Handles of A and B."""
        return self.a, self.b

    @property
    def size(self) -> int:
        """Number of joint draws that are held."""
        return int(self.x.shape[0])

    def summary(self, name: str, level: float = LEVEL) -> tuple[Floats, Floats, Floats]:
        """Posterior mean and equal-tailed bounds of a quantity: three arrays, shape (month,)."""
        if name not in self.draws:
            raise BadInput(f"no quantity {name!r}", ", ".join(self.draws))
        counted = self.counted.get(self.c0)
        if counted is not None and name in counted.bins:
            return counted.summary(name, level)
        values = self.draws[name]
        if np.isnan(values).all():
            empty = np.full(len(self.months), np.nan)
            return empty, empty.copy(), empty.copy()
        tail = (1 - level) / 2
        lo, hi = np.quantile(values, [tail, 1 - tail], axis=0)
        return values.mean(axis=0), lo, hi

    @property
    def type_probabilities(self) -> Floats:
        """Dittmer's four named types: array, shape (month, 4), columns as in `TYPES`."""
        return r.type_probabilities(self.types)

    def type_names(self, above: float = r.NAMED_ABOVE) -> list[str]:
        """Named type of each month above the probability, else ``undetermined``."""
        return r.named(self.type_probabilities, r.TYPES, above)

    def role_names(self, handle: str | None = None, above: float = r.NAMED_ABOVE) -> list[str]:
        """Wu's role of a corner (default: the pivot) in each month, else ``undetermined``."""
        return r.named(self.roles[handle or self.pivot], r.ROLES, above)

    def role_scores(self, handle: str | None = None) -> Floats:
        """Expected Wu score of a corner (default: the pivot): array, shape (month,), in [-3, 3]."""
        return np.asarray(self.roles[handle or self.pivot] @ np.array([r.SCORES[role] for role in r.ROLES]))

    def at(self, c0: float) -> Triangle:
        """The same draws read at another neutral point (agendas keep theirs)."""
        draws, types, roles = _read(self.x, self.l, c0, self.ruler, (self.pivot, self.a, self.b))
        kept = {name: self.draws[name] for name in q.OPTIONAL if name in self.draws}
        noted = self.provenance.with_settings(c0=c0)
        if c0 in self.counted:
            types, roles = _of_counted(self.counted[c0], (self.pivot, self.a, self.b))
        return replace(self, draws=draws | kept, types=types, roles=roles, c0=c0, provenance=noted)

    def sensitivity(self, points: tuple[float, ...] | None = None) -> dict[float, Triangle]:
        """The triangle at each neutral point: by default 0, the ruler's median, and the one in use."""
        wanted = points or (0.0, float(self.ruler.median), self.c0)
        return {point: self if point == self.c0 else self.at(point) for point in dict.fromkeys(wanted)}

    def to_dict(self) -> dict[str, Any]:
        """The object that ``tertius triangle --json`` prints."""
        from tertius.triangles.tables import as_dict

        return as_dict(self)

    def to_frame(self) -> pl.DataFrame:
        """One row a month: mean and bounds of every quantity, type, role and their probabilities."""
        from tertius.triangles.tables import as_frame

        return as_frame(self)

    @property
    def month_labels(self) -> list[str]:
        """``YYYY-MM`` for every month."""
        return labels(self.months)


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
    draws, types, roles = _read(x, l, point, ruler, (pivot, a, b))
    counted = _counted(relations, legs, rng, size, point, (x, l), within) if size > HELD else {}
    if counted:
        types, roles = _of_counted(counted[point], (pivot, a, b))
    draws |= {name: np.broadcast_to(np.nan, draws["tilt"].shape) for name in q.OPTIONAL}
    made = Triangle(
        pivot=pivot,
        a=a,
        b=b,
        months=relations.months[within],
        draws=draws,
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


def _of_counted(counted: Counted, corners: tuple[str, str, str]) -> tuple[Floats, dict[str, Floats]]:
    """Octants of all draws, and the roles they make."""
    types = counted.types
    named = zip(corners, ("pivot", "a", "b"), strict=True)
    return types, {handle: r.role_probabilities(types, corner) for handle, corner in named}


def modelled_months(
    relations: Relations,
    legs: tuple[tuple[str, str], ...],
    covered: tuple[np.datetime64, np.datetime64] | None = None,
) -> slice:
    """The months in which all three states existed, up to the last one of which the record says anything.

    Raises
    ------
    BadInput
        If there is none.
    """
    gaps = np.array([relations.panel.gap[relations.index(*leg)] for leg in legs])
    there = ~(gaps == GAPS.index("state does not exist")).any(axis=0)
    silent = (gaps == GAPS.index("outside the source")).all(axis=0)
    if covered is not None:
        silent &= (relations.months < covered[0]) | (relations.months > covered[1])
    found = np.flatnonzero(there & ~silent)
    if not found.size:
        corners = " ".join(dict.fromkeys(state for leg in legs for state in leg))
        raise BadInput(
            f"no month from {relations.months[0]} to {relations.months[-1]} in which {corners} existed and the record speaks",
            "a window inside the record and the lives of all three states",
        )
    return slice(int(found[0]), int(found[-1]) + 1)


def _check(pivot: str, a: str, b: str, size: int) -> None:
    if len({pivot, a, b}) < 3:
        raise BadInput(f"the triangle {pivot}, {a}, {b} names a state twice", "three different states")
    if size < 2:
        raise BadInput(f"{size} draws", "at least 2")


def draw_legs(
    relations: Relations, legs: tuple[tuple[str, str], ...], rng: np.random.Generator, size: int
) -> tuple[Floats, Floats, npt.NDArray[np.bool_]]:
    """Joint draws of the legs: a directed panel's two directions are averaged (log rates: summed)."""
    directed = bool(getattr(getattr(relations, "panel", None), "directed", False))
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


def _read(
    x: Floats,
    l: Floats,  # noqa: E741
    c0: float,
    ruler: Ruler,
    corners: tuple[str, str, str],
) -> tuple[dict[str, Floats], Floats, dict[str, Floats]]:
    """Valences ``tanh((x - c0)/s0)`` and engagements ``1 - exp(-exp(l)/lambda0)``, and all that follows."""
    v, e = ruler.at(c0).valence(x), ruler.active(l)
    draws = q.all_quantities(v[:, 0], v[:, 1], v[:, 2], e[:, 0], e[:, 1], e[:, 2])
    types = r.octant_probabilities(v[:, 0], v[:, 1], v[:, 2])
    roles = {
        handle: r.role_probabilities(types, corner)
        for handle, corner in zip(corners, ("pivot", "a", "b"), strict=True)
    }
    return draws, types, roles


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
    if events is None:
        return made
    from tertius.triangles.agendas import agenda_tilts

    agendas = agenda_tilts(made, events, rng=rng)
    return replace(made, draws=made.draws | {"dispersion": agendas.dispersion}, agendas=agendas)
