"""The only room where all meet: settings in, every value of one argument out."""

from __future__ import annotations

from tertius.settings import Settings
from tertius.study.contributed import answers_without, contributions, disagreements
from tertius.study.pairs import estimate, panel_of
from tertius.study.question import SCENARIOS, Question
from tertius.study.study import RecordCheck, Study, run_study

__all__ = [
    "SCENARIOS",
    "Question",
    "RecordCheck",
    "Settings",
    "Study",
    "answers_without",
    "contributions",
    "disagreements",
    "estimate",
    "panel_of",
    "run_study",
]
