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


_ALONE, _ENDS = r"(?<![\w/\\.])", r"(?![\w/\\]|\.\w)"
"""Where a word stands by itself and is no part of a file's name: ``USA.csv``, ``/data/CHN/acts.csv``."""
_CODE = re.compile(rf"{_ALONE}(?:the )?([A-Z]{{3}}){_ENDS}")
_PAIR = re.compile(rf"{_ALONE}([A-Z]{{3}})-([A-Z]{{3}}){_ENDS}(?!-)")
_SHORT = {
    "DPRK": "North Korea",
    "ROK": "South Korea",
    "PRC": "China",
    "USSR": "the Soviet Union",
    "UN": "the United Nations",
}

_BODIES = {
    "CPSU": "Soviet party",
    "CCP": "Chinese party",
    "KWP": "Korean party",
    "SED": "East German party",
    "KPA": "Korean People's Army",
    "UAR": "United Arab Republic",
    "ABM": "Anti-Ballistic Missile",
    "INF": "Intermediate-Range Nuclear Forces",
    "NPT": "Non-Proliferation Treaty",
    "IMF": "International Monetary Fund",
    "CIA": "American intelligence",
    "AID": "American aid",
    "KCNA": "North Korean news agency",
    "CNPC": "China's oil company",
    "PL-480 food": "food aid",
    "PL-480": "food aid",
    "New START": "New Start",
    "START II": "the second strategic arms treaty",
    "START": "the strategic arms treaty",
    "USS": "the",
    "USNS": "the",
    "Chapter VII": "Chapter Seven",
}
"""What initials that a chronicler of these years writes stand for, as prose has it."""
_WORDS = re.compile(r"\b(NATO|SEATO|CENTO|APEC|TASS|SALT|KEDO|THAAD|ASEAN|OPEC|COMECON|UNESCO|UNICEF)\b")
"""Initials that are spoken as a word, and are written as one."""
_OWNED = re.compile(r"(['’]s|\b(?:an?|its|their|his|her|no|any)) the (?=[A-Z])")
"""An article that a name has brought along, where another word stands in its place."""
_PLANE = re.compile(r"\b(?:RB|EC|EP|RC)-\d+\b|\bU-2\b")
_LARGE = re.compile(r"\b(\d+)\.(\d{1,3})(\d*) (billion|million)\b")


def _whole(found: re.Match[str]) -> str:
    """A sum without a decimal: billions as millions, millions rounded."""
    before, after, rest, unit = found.groups()
    if unit == "billion" and not rest:
        return f"{int(before + after.ljust(3, '0')):,} million"
    return f"about {round(float(f'{before}.{after}{rest}')):,} {unit}"


def _pair(found: re.Match[str]) -> str:
    """Two handles with a hyphen as two names with a dash; empty where either is none."""
    known = [by_handle().get(handle) for handle in found.groups()]
    return "–".join(state.name for state in known if state) if all(known) else ""


def spelt_out(text: str) -> str:
    """An English text with the handles and initials of states as names.

    >>> spelt_out("EGY with USA; the DPRK and SUN"), spelt_out("NATO.csv"), spelt_out("acts of CHN-USA")
    ('Egypt with the United States; North Korea and the Soviet Union', 'NATO.csv', 'acts of China–United States')
    >>> spelt_out("USA.csv and /data/CHN/acts.csv say nothing of CHN.")
    'USA.csv and /data/CHN/acts.csv say nothing of China.'
    >>> spelt_out("Seoul's UN entry"), spelt_out("a USA carrier")
    ("Seoul's United Nations entry", 'a United States carrier')
    """
    known = by_handle()
    for short, full in _SHORT.items():
        text = re.sub(rf"{_ALONE}(?:the )?{short}{_ENDS}", full, text)
    text = _PAIR.sub(lambda found: _pair(found) or found[0], text)
    text = _CODE.sub(lambda found: called(found[1]) if found[1] in known else found[0], text)
    return _OWNED.sub(r"\1 ", text)


def prose(act: str) -> str:
    """An act as a chronicler wrote it, initials of states and of what they have founded spelt out, and no decimals.

    >>> prose("CPSU letter on 1.045 billion dollars"), prose("87.6 million for the KWP"), prose("a US RB-47")
    ('Soviet party letter on 1,045 million dollars', 'about 88 million for the Korean party', 'a US reconnaissance aircraft')
    """
    begun = act[:1].isupper() and not _CODE.match(act)
    for short, full in _BODIES.items():
        act = re.sub(rf"\b{short}\b", full, act)
    act = _WORDS.sub(lambda found: found[0].capitalize(), act)
    act = spelt_out(_LARGE.sub(_whole, _PLANE.sub("reconnaissance aircraft", act)))
    return act[:1].upper() + act[1:] if begun else act
