"""Triangles: a pivot between two rivals, month by month, on joint posterior draws; and the screen."""

from __future__ import annotations

from typing import Any

from tertius.triangles.roles import NAMED_ABOVE, OCTANTS, ROLES, TYPES, UNDETERMINED, role_name, role_score
from tertius.triangles.triangle import Triangle, triangle

__all__ = [
    "NAMED_ABOVE",
    "OCTANTS",
    "ROLES",
    "TYPES",
    "UNDETERMINED",
    "Triangle",
    "role_name",
    "role_score",
    "triangle",
]


def __getattr__(name: str) -> Any:
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
