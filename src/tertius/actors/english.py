"""States as an English sentence calls them."""

from __future__ import annotations

import re

import numpy as np

from tertius.actors.table import by_handle, then

ARTICLE = (
    "United ", "Soviet ", "Philippines", "Netherlands", "Maldives", "Bahamas", "Gambia", "Comoros", "Seychelles",
    "Central African", "Dominican Republic", "Republic of", "Democratic Republic of", "Solomon", "Marshall",
)  # fmt: skip


def called(handle: str, month: np.datetime64 | None = None) -> str:
    """A state's name with its article; of a line of states, the one that lived in a month; what is no handle stays.

    >>> called("USA"), called("RUS"), called("RUS", np.datetime64("1974-12")), called("DMA"), called("DOM")
    ('the United States', 'Russia', 'the Soviet Union', 'Dominica', 'the Dominican Republic')
    """
    state = by_handle().get(handle if month is None else then(handle, month))
    if state is None:
        return handle
    return f"the {state.name}" if state.name.startswith(ARTICLE) else state.name


def plain_name(handle: str, month: np.datetime64 | None = None) -> str:
    """`called` without the article, as the head of a column.

    >>> plain_name("RUS", np.datetime64("1974-12"))
    'Soviet Union'
    """
    state = by_handle().get(handle if month is None else then(handle, month))
    return state.name if state else handle


_CODE = re.compile(r"\b(?:the )?([A-Z]{3})\b")
_PAIR = re.compile(r"\b([A-Z]{3})-([A-Z]{3})\b(?!-)")
_SHORT = {
    "DPRK": "North Korea",
    "ROK": "South Korea",
    "PRC": "China",
    "USSR": "the Soviet Union",
    "UN": "the United Nations",
}


def _pair(found: re.Match[str]) -> str:
    """Two handles with a hyphen as two names with a dash; empty where either is none."""
    known = [by_handle().get(handle) for handle in found.groups()]
    return "–".join(state.name for state in known if state) if all(known) else ""


def spelt_out(text: str) -> str:
    """An English text with the handles and initials of states as names.

    >>> spelt_out("EGY with USA; the DPRK and SUN"), spelt_out("NATO"), spelt_out("acts of CHN-USA")
    ('Egypt with the United States; North Korea and the Soviet Union', 'NATO', 'acts of China–United States')
    """
    known = by_handle()
    for short, full in _SHORT.items():
        text = re.sub(rf"\b(?:the )?{short}\b", full, text)
    text = _PAIR.sub(lambda found: _pair(found) or found[0], text)
    return _CODE.sub(lambda found: called(found[1]) if found[1] in known else found[0], text)
