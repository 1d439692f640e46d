"""One triangle: every quantity on joint posterior draws of its three legs, and how it is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tertius.errors import BadInput
from tertius.intervals import LEVEL, Floats, Interval, summarise
from tertius.labelled import dataset, pair_names
from tertius.months import Months, labels
from tertius.provenance import Provenance
from tertius.shown import Shown, numbers
from tertius.triangles import quantities as q
from tertius.triangles import roles as r
from tertius.triangles.blocks import Counted, of_counted
from tertius.triangles.draws import Draws

if TYPE_CHECKING:
    import polars as pl
    import xarray as xr

    from tertius.relations import Relations, Ruler
    from tertius.triangles.agenda_value import Agendas

IN_JSON = {
    "tilt": "tilt",
    "engagement": "joint",
    "equidistance": "equidistance",
    "withdrawn": "withdrawn",
    "rivalry": "rivalry",
    "warmth": "warmth",
    "cordiality": "cordiality",
    "rejection": "rejection",
    "balance": "balance",
    "dependence": "dependence",
    "dispersion": "dispersion",
}
"""Name in the JSON object to name of the quantity."""


@dataclass(frozen=True, eq=False)
class Triangle(Shown):
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
    tilts
        Makes `agendas`, where the events were given.
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
    draws: Draws
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
    tilts: Callable[[], Agendas] | None = field(default=None, repr=False)
    within: slice = field(default_factory=lambda: slice(None))
    counted: dict[float, Counted] = field(default_factory=dict, repr=False)

    def _headline(self) -> str:
        return (
            f"{self.pivot} between {self.a} and {self.b}, {self.months[0]} to {self.months[-1]}, "
            f"{self.size} joint draws, given {self.given}"
        )

    def __post_init__(self) -> None:
        size, months = self.x.shape[0], len(self.months)
        if self.x.shape != (size, 3, months) or self.l.shape != self.x.shape:
            raise ValueError(
                f"draws have shape {self.x.shape} and {self.l.shape}, wanted (draw, 3, {months})"
            )
        for name, values in self.draws.ready.items():
            if values.shape != (size, months):
                raise ValueError(f"{name} has shape {values.shape}, wanted {(size, months)}")

    @cached_property
    def agendas(self) -> Agendas | None:
        """Tilt by issue, where the events were given: made when first asked for."""
        return None if self.tilts is None else self.tilts()

    @property
    def rivals(self) -> tuple[str, str]:
        """Handles of A and B."""
        return self.a, self.b

    @property
    def size(self) -> int:
        """Number of joint draws."""
        return int(self.x.shape[0])

    def summary(self, name: str, level: float = LEVEL) -> Interval:
        """Posterior mean and equal-tailed bounds of a quantity: three arrays, shape (month,)."""
        if name not in self.draws:
            raise BadInput(f"no quantity {name!r}", ", ".join(self.draws))
        counted = self.counted.get(self.c0)
        if counted is not None and name in counted.bins:
            return Interval(*counted.summary(name, level))
        values = self.draws[name]
        if np.isnan(values).all():
            empty = np.full(len(self.months), np.nan)
            return Interval(empty, empty.copy(), empty.copy())
        return summarise(values, level)

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
        draws, types, roles = read_signs(self.x, self.l, c0, self.ruler, (self.pivot, self.a, self.b))
        kept = self.draws.only(q.OPTIONAL)
        noted = self.provenance.with_settings(c0=c0)
        if c0 in self.counted:
            types, roles = of_counted(self.counted[c0], (self.pivot, self.a, self.b))
        return replace(self, draws=kept.under(draws), types=types, roles=roles, c0=c0, provenance=noted)

    def sensitivity(self, points: tuple[float, ...] | None = None) -> dict[float, Triangle]:
        """The triangle at each neutral point: by default 0, the ruler's median, and the one in use."""
        wanted = points or (0.0, float(self.ruler.median), self.c0)
        return {point: self if point == self.c0 else self.at(point) for point in dict.fromkeys(wanted)}

    def to_dict(self) -> dict[str, Any]:
        """The object that ``tertius triangle --json`` prints."""
        return as_dict(self)

    def to_frame(self) -> pl.DataFrame:
        """One row a month: mean and bounds of every quantity, type, role and their probabilities."""
        return as_frame(self)

    def to_dataset(self) -> xr.Dataset:
        """Draws with named axes (xarray): quantities (chain, draw, month); ``x``, ``l`` (chain, draw, leg, month)."""
        legs = ((self.pivot, self.a), (self.pivot, self.b), (self.a, self.b))
        arrays: dict[str, Any] = {name: (("draw", "month"), values) for name, values in self.draws.items()}
        arrays |= {name: (("draw", "leg", "month"), getattr(self, name)) for name in ("x", "l")}
        arrays["observed"] = (("leg", "month"), self.observed)
        places: dict[str, Any] = {"month": self.months.astype("M8[ns]"), "leg": pair_names(legs)}
        told = {"pivot": self.pivot, "a": self.a, "b": self.b, "c0": self.c0, "given": self.given}
        return dataset(arrays, places, told)

    @property
    def month_labels(self) -> list[str]:
        """``YYYY-MM`` for every month."""
        return labels(self.months)


def read_signs(
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


def as_dict(triangle: Triangle) -> dict[str, Any]:
    """Lists along ``months``; missing values are ``None``."""
    shown = {name: _bounds(triangle, quantity) for name, quantity in IN_JSON.items()}
    return {
        "pivot": triangle.pivot,
        "rivals": list(triangle.rivals),
        "c0": triangle.c0,
        "given": triangle.given,
        "months": triangle.month_labels,
        **shown,
        "type": _columns(triangle.type_probabilities, r.TYPES, triangle.type_names()),
        "octants": {name: numbers(triangle.types[:, index]) for index, name in enumerate(r.OCTANTS)},
        "role": _columns(triangle.roles[triangle.pivot], r.ROLES, triangle.role_names()),
        "roles": {
            handle: _columns(table, r.ROLES, triangle.role_names(handle))
            for handle, table in triangle.roles.items()
        },
        "sensitivity": _sensitivity(triangle),
        "agendas": None if triangle.agendas is None else triangle.agendas.to_dict(),
        "refused": triangle.provenance.refused,
        "provenance": triangle.provenance.to_dict(),
    }


def _bounds(triangle: Triangle, quantity: str) -> dict[str, list[float | None]]:
    mean, lo, hi = triangle.summary(quantity)
    return {"mean": numbers(mean), "lo": numbers(lo), "hi": numbers(hi)}


def _columns(table: Any, names: tuple[str, ...], named: list[str]) -> dict[str, Any]:
    return {**{name: numbers(table[:, index]) for index, name in enumerate(names)}, "named": named}


def _sensitivity(triangle: Triangle) -> list[dict[str, Any]]:
    """What the signs say at each neutral point, and in how many months the named type or role differs."""
    rows = []
    for point, other in triangle.sensitivity().items():
        rows.append(
            {
                "c0": point,
                "tilt": numbers(other.summary("tilt").mean),
                "equidistance": numbers(other.summary("equidistance").mean),
                "type": other.type_names(),
                "role": other.role_names(),
                "months_type_differs": _differs(triangle.type_names(), other.type_names()),
                "months_role_differs": _differs(triangle.role_names(), other.role_names()),
            }
        )
    return rows


def _differs(one: list[str], two: list[str]) -> int:
    return sum(first != second for first, second in zip(one, two, strict=True))


def as_frame(triangle: Triangle) -> pl.DataFrame:
    """Month, then mean, lo and hi of every quantity, the named type and role, and their probabilities."""
    import polars as pl

    columns: dict[str, Any] = {"month": triangle.months.astype("datetime64[D]")}
    for quantity in triangle.draws:
        mean, lo, hi = triangle.summary(quantity)
        columns |= {quantity: mean, f"{quantity}_lo": lo, f"{quantity}_hi": hi}
    columns |= {"type": triangle.type_names(), "role": triangle.role_names()}
    columns |= {f"p {name}": triangle.types[:, index] for index, name in enumerate(r.OCTANTS)}
    columns |= {f"p {name}": triangle.type_probabilities[:, index] for index, name in enumerate(r.TYPES)}
    for index, name in enumerate(r.ROLES):
        columns[f"p role {name}"] = triangle.roles[triangle.pivot][:, index]
    return pl.DataFrame(columns)
