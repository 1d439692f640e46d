"""The brief's summary for a terminal: question, answer, phases, agreement, what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tertius.brief import limits, tables
from tertius.brief.messages import message
from tertius.brief.sentences import answer

if TYPE_CHECKING:
    from tertius.study import Study


def terminal_summary(study: Study, *, lang: str = "en") -> Any:
    """A Rich group with the same sentences and phases as the page; acts' text is never read as markup."""
    from rich.console import Group
    from rich.text import Text

    heading = Text(study.title, style="bold")
    sentences = [Text(f"{i}. {sentence}") for i, sentence in enumerate(answer(study, lang=lang), 1)]
    parts: list[Any] = [
        heading,
        Text(study.question, style="italic"),
        Text(),
        *sentences,
        Text(),
        _phases(study),
    ]
    if study.agreement:
        parts += [Text(), _agreement(study)]
    parts += [
        Text(),
        Text(message("h not found", lang), style="bold"),
        *(Text(f"- {line}") for line in limits.limits(study)),
    ]
    parts += [Text(f"- {room}: not shown, {why}") for room, why in study.missing.items()]
    return Group(*parts)


def _phases(study: Study) -> Any:
    from rich.table import Table
    from rich.text import Text

    table = Table(
        "stance", "start", "start, 90 %", "end", "probability", title="Dated phases", title_justify="left"
    )
    for row in tables.phases(study):
        cells = (
            row["stance"],
            row["start"],
            row["interval"],
            row["end"],
            row["probability"],
        )
        table.add_row(*(Text(cell) for cell in cells))
    return table


def _agreement(study: Study) -> Any:
    from rich.table import Table
    from rich.text import Text

    table = Table(
        "voice",
        "months",
        "covering",
        "nulls",
        "F1 at 6",
        title="Agreement, with what no data would give",
        title_justify="left",
    )
    for row in tables.agreement(study):
        nulls = ", ".join(f"{name} {value}" for name, value in row["nulls"].items())
        table.add_row(
            *(Text(str(cell)) for cell in (row["voice"], row["months"], row["covering"], nulls, row["f1"][1]))
        )
    return table
