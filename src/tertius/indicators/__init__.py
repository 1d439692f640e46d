"""Yearly facts about a pair of states, from structural data the user supplies."""

from __future__ import annotations

from importlib import import_module
from typing import Any

_WHERE = {
    "Coverage": "table",
    "Indicators": "table",
    "INDICATOR_SCHEMA": "table",
    "read_indicators": "read",
    "INDICATOR_SOURCES": "catalogue",
    "IndicatorSource": "source",
}
__all__ = [
    "INDICATOR_SCHEMA",
    "INDICATOR_SOURCES",
    "Coverage",
    "IndicatorSource",
    "Indicators",
    "read_indicators",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for: Arrow and Polars are slow to load."""
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
