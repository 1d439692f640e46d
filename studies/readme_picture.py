"""The README's picture, written to the file that is named: the one picture of a shipped brief, as its first page has it."""

from __future__ import annotations

from pathlib import Path

from tertius import charts
from tertius.brief.picture import story
from tertius.brief.sentences import Speaker
from tertius.disk import write_text
from tertius.findings import find
from tertius.study import Question, Study, run_study

CASE = "egypt-washington-moscow"


def picture(study: Study) -> str:
    """The picture as a drawing of its own, on white."""
    found = find(study)
    drawing = charts.alone(story(study, found, Speaker(found, "en")).wide)
    head, tail = drawing.split(">", 1)
    return f'{head}><rect width="100%" height="100%" fill="white"/>{tail}\n'


def main(data: Path | None, arguments: list[str]) -> int:
    """Draw the picture into the file that is named."""
    (path,) = arguments
    write_text(path, picture(run_study(Question.of_case(CASE))))
    return 0
