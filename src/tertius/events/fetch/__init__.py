"""Downloads that can be interrupted: resume, retry, check sums, polite limits, and a report of what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tertius.events.fetch.fetch import FetchReport as FetchReport
    from tertius.events.fetch.fetch import fetch as fetch
    from tertius.events.fetch.plans import FETCHABLE as FETCHABLE
    from tertius.events.fetch.transfer import Pace as Pace

__all__ = ["FETCHABLE", "FetchReport", "Pace", "fetch"]
_HOME = {"FETCHABLE": "plans", "FetchReport": "fetch", "Pace": "transfer", "fetch": "fetch"}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    value = getattr(importlib.import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value  # "fetch" is a module of ours, too: the function must win
    return value
