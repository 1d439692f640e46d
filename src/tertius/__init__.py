"""Tertius: measurements of a state that stands between two rival powers.

The verbs, in the order of the argument: ``read_events``, ``build_panel``, ``estimate_relations``, ``triangle``,
``segment``, ``estimate_gains``, ``read_conditions``, ``forecast``, ``weigh_options``, ``write_brief``; ``run_study``
goes the whole way. Names are imported when first asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_WHERE = {
    "resolve": "actors",
    "read_events": "events",
    "read_indicators": "indicators",
    "load_case": "cases",
    "case_names": "cases",
    "build_panel": "panel",
    "estimate_relations": "relations",
    "screen": "triangles",
    "segment": "stances",
    "agreement": "stances",
    "estimate_gains": "leverage",
    "read_conditions": "claims",
    "forecast": "forecasts",
    "weigh_options": "options",
    "Inquiry": "study",
    "Settings": "study",
    "run_study": "study",
    "plot": "charts",
    "write_brief": "brief",
}
__all__ = list(_WHERE)


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
