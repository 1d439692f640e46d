"""What a chronicle row leaves unsaid: is the interval one act or a standing situation, and in what setting?

The rules here serve rows that nobody has read for it (``kind_basis`` or ``form_basis`` is then ``inferred``);
the shipped cases were read row by row where the rule is unsafe (``read``). See docs/guide/cases.md.
"""

from __future__ import annotations

import re
from typing import Literal

from tertius.errors import BadInput
from tertius.months import parse_bounds

Kind = Literal["when", "span"]
Form = Literal["bilateral", "trilateral", "multilateral"]
KINDS: tuple[str, ...] = ("when", "span")
FORMS: tuple[str, ...] = ("bilateral", "trilateral", "multilateral")
LONGEST_WHEN = 366  # days: an uncertain date is rarely vaguer than a year

_MANY = re.compile(
    r"(?-i:\bUN\b)|United Nations|Security Council|General Assembly|Council statement|resolution \d|"
    r"Six-party|four-party|four-power|\d+ parties|party conference|consultative meeting|"
    r"Comecon|Cominform|Warsaw Pact|"
    r"Baghdad Pact|Balkan Pact|SEATO|CENTO|Bandung|test ban|Non-Proliferation|\bNPT\b|Helsinki|"
    r"consortium|bloc (meeting|summit)|"
    r"ASEAN|\bG20\b|BRICS",
    re.IGNORECASE,
)
_THREE = re.compile(r"trilateral|three-way|three-party|three-cornered", re.IGNORECASE)


def infer_kind(earliest: str, latest: str) -> Kind:
    """``when`` for a closed interval of at most a year, else ``span`` (an open bound, or a longer one).

    >>> infer_kind("1962-10", "1962-11"), infer_kind("1962-11", "")
    ('when', 'span')
    """
    if not earliest or not latest:
        return "span"
    first, last = parse_bounds(earliest)[0], parse_bounds(latest)[1]
    if last < first:
        raise BadInput(f"the interval ends ({latest}) before it starts ({earliest})")
    return "when" if (last - first).days + 1 <= LONGEST_WHEN else "span"


def infer_form(act: str) -> Form:
    """Setting of an act by the words that name one; ``bilateral`` where none does.

    >>> infer_form("China votes for resolution 1874"), infer_form("Premier visits")
    ('multilateral', 'bilateral')
    """
    if _THREE.search(act):
        return "trilateral"
    return "multilateral" if _MANY.search(act) else "bilateral"
