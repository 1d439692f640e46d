"""The record that ships: monthly tallies, yearly facts and the casebook, for any pivot and any two rivals."""

from __future__ import annotations

from typing import Any

_LAZY = {
    "CASEBOOK": "holdings",
    "ENV": "place",
    "Entry": "entries",
    "ledger": "entries",
    "Rivalry": "rivals",
    "rivalries": "rivals",
    "Tallies": "tallies",
    "tally_panel": "tallies",
    "world_facts": "facts",
    "Record": "holdings",
    "record": "holdings",
}

__all__ = [
    "CASEBOOK",
    "ENV",
    "Entry",
    "Record",
    "Rivalry",
    "Tallies",
    "ledger",
    "record",
    "rivalries",
    "tally_panel",
    "world_facts",
]


def __getattr__(name: str) -> Any:
    """Import a part when it is first asked for."""
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_LAZY[name]}"), name)
