"""Findings: what a study found, as values that every sentence of an answer is made from."""

from __future__ import annotations

from tertius.findings.behind import Behind, behind
from tertius.findings.confidence import Confidence
from tertius.findings.judging import Judgement
from tertius.findings.likelihood import SCALE, Likelihood, likelihood
from tertius.findings.path import Stretch
from tertius.findings.pulls import Carried, CarryingAct
from tertius.findings.unknown import Unknown
from tertius.findings.value import Findings, find

__all__ = [
    "SCALE",
    "Behind",
    "Carried",
    "CarryingAct",
    "Confidence",
    "Findings",
    "Judgement",
    "Likelihood",
    "Stretch",
    "Unknown",
    "behind",
    "find",
    "likelihood",
]
