"""Findings: what a study found, as values that every sentence of an answer is made from."""

from __future__ import annotations

from tertius.findings.behind import Behind, behind
from tertius.findings.confidence import Confidence
from tertius.findings.gained import Gone
from tertius.findings.glance import Glance, glance
from tertius.findings.judging import Judgement
from tertius.findings.likelihood import SCALE, Likelihood, likelihood
from tertius.findings.months_behind import (
    KnownFact,
    MonthsBehind,
    WithoutSource,
    behind_months,
    numbered,
    without_sources,
)
from tertius.findings.path import Span, Stretch, spans
from tertius.findings.phases import Longest
from tertius.findings.pulls import Carried, CarryingAct
from tertius.findings.shifts import Ahead, Shift, ahead, shift
from tertius.findings.unknown import Unknown
from tertius.findings.value import Findings, find

__all__ = [
    "SCALE",
    "Ahead",
    "Behind",
    "Carried",
    "CarryingAct",
    "Confidence",
    "Findings",
    "Glance",
    "Gone",
    "Judgement",
    "KnownFact",
    "Likelihood",
    "Longest",
    "MonthsBehind",
    "Shift",
    "Span",
    "Stretch",
    "Unknown",
    "WithoutSource",
    "ahead",
    "behind",
    "behind_months",
    "find",
    "glance",
    "likelihood",
    "numbered",
    "shift",
    "spans",
    "without_sources",
]
