"""A triangle as JSON object and as a Polars frame."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tertius.triangles import roles as r

if TYPE_CHECKING:
    import polars as pl

    from tertius.triangles.build import Triangle

SHOWN = {
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


def as_dict(triangle: Triangle) -> dict[str, Any]:
    """Lists along ``months``; missing values are ``None``."""
    shown = {name: _bounds(triangle, quantity) for name, quantity in SHOWN.items()}
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
                "tilt": numbers(other.summary("tilt")[0]),
                "equidistance": numbers(other.summary("equidistance")[0]),
                "type": other.type_names(),
                "role": other.role_names(),
                "months_type_differs": _differs(triangle.type_names(), other.type_names()),
                "months_role_differs": _differs(triangle.role_names(), other.role_names()),
            }
        )
    return rows


def _differs(one: list[str], two: list[str]) -> int:
    return sum(first != second for first, second in zip(one, two, strict=True))


def numbers(values: Any) -> list[float | None]:
    """Floats for JSON, ``None`` where missing."""
    return [None if np.isnan(value) else float(value) for value in np.asarray(values, float)]


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
