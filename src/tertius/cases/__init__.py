"""The casebook: chronicles with their sources, reference phases and what is known about both, as data."""

from __future__ import annotations

from tertius.cases.case import Case, case_names, find_case, load_case, read_meta, resolve_case
from tertius.cases.phases import ReferencePhase, read_phases, split_label

__all__ = [
    "Case",
    "ReferencePhase",
    "case_names",
    "find_case",
    "load_case",
    "read_meta",
    "read_phases",
    "resolve_case",
    "split_label",
]
