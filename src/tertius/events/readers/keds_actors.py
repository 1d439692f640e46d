"""Actors of KEDS files: strings that begin with a country of CAMEO's or of the project's own, or with a group."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cache

import pyarrow as pa

from tertius.actors.resolving import codebook
from tertius.events.resolve import is_state, known
from tertius.files.names import shown

#: What begins an actor's string in place of a country: regions, groups, peoples, roles.
GROUPS = frozenset(
    """
    UNO ARB PAL KUR OPC EEC NAT NGO IGO INT VAT GCC ICJ MOM MOS CHR JEW EUR MEA AFR EEU NAF SCN SEA WST LAM CRB NGM UIS MNC ALQ
    IDI WES ISL CHE KSV HKG MED REB ETH UN EU PLO HEZ HMS UNR OAU OAS ANT CIS NAM PSE TUE USG BSQ BSE GRP DOC
""".split()  # noqa: SIM905
)


#: Codes that begin a group's string in a system, though the other has a state of that code.
STATELESS = {
    "cameo": frozenset(),
    "keds": frozenset({"ISL", "CHE", "PAL", "KUR", "ARB", "IDI", "MOM", "NAT", "OPC", "GCC"}),
}


@cache
def begins_known(code: str) -> bool:
    """Whether a KEDS file can have this actor: a country or a group, and perhaps roles behind it."""
    return code[:3] in GROUPS or _state_in(code[:3], "keds") or known(code, None)


def system_of(actors: Mapping[str, int], file: str) -> tuple[str, tuple[str, ...]]:
    """Code system of the countries, ``cameo`` or ``keds``, by the rows that only one of them knows; and notes."""

    first: Counter[str] = Counter()
    for text, n in actors.items():
        first[text[:3]] += n
    books = {name: codebook(name) for name in ("cameo", "keds")}
    only = {
        name: sum(n for code, n in first.items() if code in books[name] and code not in books[other])
        for name, other in (("cameo", "keds"), ("keds", "cameo"))
    }
    system = "keds" if only["keds"] > only["cameo"] else "cameo"
    strange = Counter({code: n for code, n in first.items() if not _known(code, system)})
    notes = (
        [f"countries of {file} taken as the KEDS project's own codes (UNK, FRN; AUS is Austria)"]
        if system == "keds"
        else []
    )
    if strange:
        lost, total = strange.total(), sum(actors.values())
        few = ", ".join(f"{shown(code)} ({n})" for code, n in strange.most_common(6))
        share = 100 * lost / total
        notes.append(
            f"{'warning: ' if share > 5 else ''}unknown actor codes in {file}: {few}: {share:.1f} % of actors, kept apart"
        )
    return system, tuple(notes)


def _known(code: str, system: str) -> bool:
    return code in GROUPS or _state_in(code, system) or known(code, "cameo")


def _state_in(code: str, system: str) -> bool:
    return is_state(code, system)


def countries(values: pa.Array, system: str) -> pa.Array:
    """Country code that an actor's string begins with; null if it is no state's."""
    return pa.array(
        [text[:3] if _names_state(text, system) else None for text in values.to_pylist()], pa.string()
    )


def _names_state(text: str, system: str) -> bool:
    """Whether an actor's string begins with a country: ``ETHALB`` are ethnic Albanians, ``ETHGOV`` is Ethiopia's government."""
    if text[:3] == "ETH" and _state_in(text[3:6], system):
        return False
    return text[:3] not in STATELESS[system] and _state_in(text[:3], system)
