"""The annex: every number, act and source behind an answer, as parts that page, paper and Word show alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tertius.brief.annex import ahead, game, making, record, voices
from tertius.brief.annex.told import Told
from tertius.brief.blocks import Part
from tertius.findings import behind

if TYPE_CHECKING:
    from tertius.brief.sentences import Speaker
    from tertius.findings import Findings
    from tertius.study import Study

PARTS = (
    ("question", record.question),
    ("relations", record.relations),
    ("path", record.path),
    ("stances", record.stances),
    ("agreement", voices.agreement),
    ("turns", voices.turns),
    ("months", record.months),
    ("not found", voices.not_found),
    ("conditions", game.conditions),
    ("gains", game.gains),
    ("outlook", ahead.outlook),
    ("readings", voices.readings),
    ("options", game.options),
    ("imprecise", voices.imprecise),
    ("evidence", record.evidence),
    ("beside", making.beside),
    ("made", making.made),
    ("cite", making.cite),
)
SECTIONS = tuple(key for key, _ in PARTS)


def annex(study: Study, found: Findings, say: Speaker) -> tuple[Part, ...]:
    """Every part of the annex, in order."""
    told = Told(study, found, behind(study, found), say)
    return tuple(Part(key, told.t(f"h {key}"), tuple(make(told))) for key, make in PARTS)
