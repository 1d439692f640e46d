"""The brief on a terminal: bottom line, judgements, what cannot be told; 25 lines at most with the path of the file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tertius.brief.messages import message
from tertius.brief.page import title
from tertius.brief.sentences import Speaker
from tertius.findings import find

if TYPE_CHECKING:
    from tertius.findings import Findings
    from tertius.study import Study


def terminal_summary(study: Study, *, lang: str = "en", found: Findings | None = None) -> Any:
    """A Rich group with the sentences of the first page; no text of a record is ever read as markup.

    Parameters
    ----------
    found
        Findings of the study, where they are made already.
    """
    from rich.console import Group
    from rich.text import Text

    say = Speaker(found or find(study), lang)
    period = say.say("period", start=say.month(say.found.start), end=say.month(say.found.end))
    head = f"{title(study, say)}, {period}"  # "throughout" is no longer than that
    parts = [Text(head, style="bold"), Text(" ".join(say.bottom_line())), Text()]
    parts.append(Text(message("t judgements", lang), style="bold"))
    for i, one in enumerate(say.found.judgements, 1):
        parts.append(Text(f"{i}. {say.judgement(one)} {say.confidence(one.confidence)}"))
    parts += [Text(), Text(message("t unknown", lang), style="bold")]
    parts += [Text(f"- {say.unknown(one)}") for one in say.found.unknown]
    return Group(*parts)
