"""Triangles: a pivot between two rivals, month by month, on joint posterior draws; and the screen."""

from __future__ import annotations

from typing import Any

from tertius.triangles.build import Triangle, draw_legs, modelled_months, triangle
from tertius.triangles.roles import NAMED_ABOVE, OCTANTS, ROLES, TYPES, UNDETERMINED, role_name, role_score

__all__ = [
    "NAMED_ABOVE",
    "OCTANTS",
    "ROLES",
    "TYPES",
    "UNDETERMINED",
    "Agendas",
    "Screen",
    "ScreenRow",
    "Triangle",
    "agenda_tilts",
    "draw_legs",
    "modelled_months",
    "received",
    "role_name",
    "role_score",
    "screen",
    "triangle",
]


_LAZY = {
    "Agendas": "agendas",
    "agenda_tilts": "agendas",
    "received": "dependence",
    "Screen": "screening",
    "ScreenRow": "screening",
    "screen": "screening",
}


def __getattr__(name: str) -> Any:
    """Import the screen and the agendas when they are first asked for."""
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_LAZY[name]}"), name)
