"""Events: one table for every source, its readers and scales, and the store with its ledger."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from tertius.events.sources import SOURCES, SourceInfo

_WHERE = {
    "EVENT_SCHEMA": "table",
    "EventTable": "table",
    "Refusals": "table",
    "concat": "table",
    "Batch": "batch",
    "Reader": "batch",
    "read_events": "read",
    "detect": "read",
    "find_files": "read",
    "reader": "readers",
    "readers": "readers",
    "mark_duplicates": "duplicates",
    "SCALES": "scales",
    "Scale": "scales",
    "get_scale": "scales",
    "load_scale": "scales",
    "score_codes": "scales",
    "scale_table": "scales",
}
__all__ = ["SOURCES", "SourceInfo", *_WHERE]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for: Arrow and DuckDB are slow to load."""
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
