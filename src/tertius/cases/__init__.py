"""The casebook: chronicles with their sources, reference phases and what is known about both, as data."""

from __future__ import annotations

from typing import Any

from tertius.cases.case import Case, case_names, find_case, load_case, read_meta, resolve_case
from tertius.cases.phases import ReferencePhase, read_phases, split_label

_LAZY = {
    "CaseCheck": "check",
    "Finding": "check",
    "check_case": "check",
    "CoderAgreement": "coders",
    "coder_agreement": "coders",
    "weighted_kappa": "coders",
    "infer_form": "marks",
    "infer_kind": "marks",
    "new_case": "new",
    "SharedAct": "shared",
    "chronicle_names": "legs",
    "Episode": "historians",
    "Request": "historians",
    "episodes": "historians",
    "requests": "historians",
    "leg_names": "legs",
    "load_leg": "legs",
    "pooled_events": "shared",
    "surer": "shared",
    "shared_acts": "shared",
}

__all__ = [
    "Case",
    "CaseCheck",
    "CoderAgreement",
    "Episode",
    "Finding",
    "ReferencePhase",
    "Request",
    "SharedAct",
    "case_names",
    "check_case",
    "chronicle_names",
    "coder_agreement",
    "episodes",
    "find_case",
    "infer_form",
    "infer_kind",
    "leg_names",
    "load_case",
    "load_leg",
    "new_case",
    "pooled_events",
    "read_meta",
    "read_phases",
    "requests",
    "resolve_case",
    "shared_acts",
    "split_label",
    "surer",
    "weighted_kappa",
]


def __getattr__(name: str) -> Any:
    """Import the parts that check, start or compare cases when they are first asked for."""
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_LAZY[name]}"), name)
