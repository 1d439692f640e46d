"""Panel: events -> months x pairs of states, with the reason for every empty cell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tertius.panel.value import GAPS, Panel

if TYPE_CHECKING:
    from tertius.panel.build import build_panel as build_panel

__all__ = ["GAPS", "Panel", "build_panel"]


def __getattr__(name: str) -> Any:
    if name != "build_panel":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from tertius.panel.build import build_panel

    return build_panel
