"""From what a source writes, and when, to a state.

Every spelling and code has *candidates*, in tiers: of the first tier that has a state alive on the day, that
state is meant; two alive states are an ambiguity, never a choice. Where none is alive, a split seat stands
for its halves (Germany in 1970: two), else the successor or predecessor in the same chain stands in (Russia
in 1985: the Soviet Union).
"""

from __future__ import annotations

import datetime as dt
import difflib
from functools import lru_cache

from tertius.actors.spelling import spelling_key
from tertius.actors.table import FOREVER, SPLIT, State, by_handle, chain_members, rows, states
from tertius.errors import BadInput
from tertius.files.encoding import learn_words

SCHEMES = ("handle", "cow", "gw", "iso3", "cameo", "icews", "iso2", "fips", "name", "keds", "typed")
#: Books looked into one after another: without a scheme (names that people type for two states first, which data sets give
#: to one of them: Congo), and for KEDS, whose own codes come before CAMEO's.
TRIED: dict[str | None, tuple[str, ...]] = {
    None: ("handle", "typed", "name", "iso3", "cameo"),
    "keds": ("keds", "cameo"),
}
Tiers = tuple[tuple[str, ...], ...]
Span = tuple[dt.date, dt.date, tuple[str, ...]]
DAY = dt.timedelta(days=1)


def resolve(text: str | int, *, on: dt.date | None = None) -> State:
    """State meant by a handle, a COW or GW number, or a name in any spelling.

    Parameters
    ----------
    text
        Such as ``"PRK"``, ``731``, ``"Korea, North"``, ``"N. Korea"``.
    on
        The day it is said of; needed where the name changes hands ("Germany", COW 365).

    Raises
    ------
    BadInput
        If the name is unknown (with the nearest candidates), not a state, ambiguous, or of no state that day.
    """
    state, why = identify(text, on=on)
    if state is None:
        raise BadInput(*why)
    return state


def lookup(text: str | int, *, on: dt.date | None = None, scheme: str | None = None) -> State | None:
    """As `resolve`, within one scheme if given, and None in place of an error.

    Parameters
    ----------
    scheme
        One of ``cow gw iso3 iso2 cameo icews fips name handle``; None tries handle, number, name, code.
    """
    found = candidates(str(text), scheme)
    meant = alive(found, on) if found else ()
    return by_handle()[meant[0]] if len(meant) == 1 else None


def identify(
    text: str | int, *, on: dt.date | None = None, scheme: str | None = None
) -> tuple[State | None, tuple[str, str, str]]:
    """The state, or None and (what was seen, what is wanted, what to do)."""
    tiers = candidates(str(text), scheme)
    if not tiers:
        return None, _unknown(str(text))
    meant = alive(tiers, on)
    if len(meant) == 1:
        return by_handle()[meant[0]], ("", "", "")
    names = ", ".join(_lifetime(handle) for handle in meant or sum(tiers, ()))
    if not meant:
        return None, (f"{text!r} is no state on {on}", names, "check the date or the name")
    if on is None:
        return None, (
            f"{text!r} needs a date or a handle",
            f"one of {names}",
            "type the handle; in data, a date decides",
        )
    return None, (f"{text!r} on {on} is ambiguous", f"one of {names}", "use a handle")


def candidates(text: str, scheme: str | None = None) -> Tiers:
    """Tiers of handles that a text can mean in a scheme; empty if unknown or not a state."""
    if scheme is not None and scheme not in SCHEMES:
        raise BadInput(f"scheme {scheme!r}", f"one of {', '.join(SCHEMES)}")
    text = text.strip()
    if scheme is None and text.isdigit():  # COW first; GW where COW knows no such state that day
        return codebook("cow").get(code_key(text, "cow"), ()) + codebook("gw").get(code_key(text, "gw"), ())
    for name in TRIED.get(scheme, (scheme or "",)):
        found = codebook(name).get(code_key(text, name))
        if found:
            return found
    if scheme in (None, "name", "icews"):
        found = _with_gloss(text) or _without_form(text)
        return found or (codebook("iso2").get(text, ()) if scheme is None and len(text) == 2 else ())
    return ()


def _with_gloss(text: str) -> Tiers:
    """``"Korea (DPRK)"``: a name and a gloss that are both known mean the states they share."""
    outer, _, inner = text.rstrip(") ").partition("(")
    if not outer.strip() or not inner.strip():
        return ()
    named, glossed = candidates(outer, "name"), candidates(inner, "name") or candidates(inner, "handle")
    shared = tuple(handle for handle in sum(named, ()) if handle in sum(glossed, ()))
    return (shared,) if shared else ()


#: Words for what kind of state it is: left out, the name alone remains ("Poland, Republic of").
_FORMS = frozenset(
    """
    republic kingdom state states islamic arab federal federated federation rb fyr principality grand duchy sultanate emirate
    commonwealth union bolivarian plurinational socialist cooperative democratic peoples hashemite
    """.split()  # noqa: SIM905 (a list of words reads better so)
)


def _without_form(text: str) -> Tiers:
    """``"Kosovo, Republic of"``, ``"Venezuela, RB"``: the name without the form of the state, where it is one state's alone.

    A name that several states have borne (Korea, China, Congo, Germany, Vietnam, Yemen) is never so read: there the form is what
    tells them apart.
    """
    words = spelling_key(text).split()
    kept = [word for word in words if word not in _FORMS]
    if not kept or len(kept) == len(words):
        return ()
    found = codebook("name").get(" ".join(kept), ())
    handles = sum(found, ())
    return found if len(handles) == 1 and handles[0] not in _SHARED else ()


_SHARED = frozenset("CHN TWN KOR PRK DEU FRG GDR COG COD VNM DRV RVN YEM YAR YPR".split())  # noqa: SIM905


def code_key(text: str, scheme: str) -> str:
    """Key of a text in a codebook: numbers lose leading zeros, codes are upper case, names are spelt out."""
    if scheme in ("cow", "gw"):
        return text.lstrip("0") or text
    if scheme in ("name", "icews", "typed"):
        return spelling_key(text)
    return text.upper()


@lru_cache(maxsize=len(SCHEMES))
def codebook(scheme: str) -> dict[str, Tiers]:
    """Tiers of candidates by key, for one scheme."""
    book: dict[str, Tiers] = {}
    for raw, tiers in raw_codes(scheme):
        book[code_key(raw, scheme)] = tiers
    return book


@lru_cache(maxsize=len(SCHEMES))
def raw_codes(scheme: str) -> tuple[tuple[str, Tiers], ...]:
    """Every (code or name as written, its candidates) of a scheme; hand-made rows come last and win."""
    grouped: dict[str, list[str]] = {}
    for state in states():
        for raw in _codes_of(state, scheme):
            grouped.setdefault(raw, []).append(state.handle)
    found: dict[str, Tiers] = {raw: (tuple(dict.fromkeys(handles)),) for raw, handles in grouped.items()}
    if scheme == "name":
        spoken = {row["name"]: _tiers(row["handles"]) for row in rows("spoken.csv")}
        found = spoken | found | {row["name"]: _tiers(row["handles"]) for row in rows("aliases.csv")}
    found |= {row["code"]: _tiers(row["handles"]) for row in rows("codes.csv") if row["scheme"] == scheme}
    return tuple(found.items())


def alive(tiers: Tiers, on: dt.date | None) -> tuple[str, ...]:
    """Handles meant on a day: one, several (ambiguous), or none; without a day the first tier."""
    if on is None:
        return tiers[0]
    table = by_handle()
    every = sum(tiers, ())
    halves = tuple(half for handle in every for half in SPLIT.get(handle, ()))
    heirs = tuple(heir for handle in every for heir in chain_members(table[handle].chain))
    for tier in (*tiers, halves, heirs):
        living = tuple(dict.fromkeys(handle for handle in tier if table[handle].alive(on)))
        if living:
            return living
    return ()


@lru_cache(maxsize=4096)
def spans(tiers: Tiers) -> tuple[Span, ...]:
    """Who is meant when: (first day, last day, handles), without the spells in which nobody is."""
    table = by_handle()
    every = set(sum(tiers, ()))
    every |= {half for handle in every for half in SPLIT.get(handle, ())}
    every |= {heir for handle in every for heir in chain_members(table[handle].chain)}
    starts = {table[handle].start for handle in every}
    starts |= {end + DAY for handle in every if (end := table[handle].end)}
    for handle in every:
        starts |= {day for first, last in table[handle].gaps for day in (first, last + DAY)}
    days = sorted(starts)
    ends = [*(day - DAY for day in days[1:]), FOREVER]
    pieces = [(first, last, alive(tiers, first)) for first, last in zip(days, ends, strict=True)]
    return _merged([piece for piece in pieces if piece[2]])


def _merged(pieces: list[Span]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for first, last, handles in pieces:
        if merged and merged[-1][2] == handles and merged[-1][1] + DAY == first:
            merged[-1] = (merged[-1][0], last, handles)
        else:
            merged.append((first, last, handles))
    return tuple(merged)


def _codes_of(state: State, scheme: str) -> tuple[str, ...]:
    codes: dict[str, tuple[str, ...]] = {
        "handle": (state.handle,),
        "cow": (str(state.cow),) if state.cow is not None else (),
        "gw": (str(state.gw),) if state.gw is not None else (),
        "iso3": (state.iso3,),
        "cameo": (state.cameo,),
        "icews": state.icews,
        "iso2": (state.iso2,),
        "fips": (state.fips,),
        "keds": (),
        "typed": (),
        "name": (state.name, *state.icews),
    }
    return tuple(code for code in codes[scheme] if code)


def _tiers(cell: str) -> Tiers:
    """Read ``"KOR;PRK"`` (one tier) or ``"TWN|CHN"`` (the second only where the first is not alive)."""
    return tuple(tuple(tier.split(";")) for tier in cell.split("|"))


def _lifetime(handle: str) -> str:
    state = by_handle()[handle]
    return f"{handle} ({state.name}, {state.start} to {state.end or 'today'})"


def _unknown(text: str) -> tuple[str, str, str]:
    kinds = {spelling_key(row["name"]): row["kind"] for row in rows("nonstates.csv")}
    kind = kinds.get(spelling_key(text))
    if kind:
        return f"{text!r} is not a state of the table ({kind})", "a state", ""
    spellings = {raw.casefold(): raw for scheme in ("name", "handle") for raw, _ in raw_codes(scheme)}
    near = difflib.get_close_matches(text.casefold(), spellings, n=4, cutoff=0.6)
    listed = ", ".join(f"{spellings[name]} ({_handles_of(spellings[name])})" for name in near)
    wanted = "a handle, a COW or GW number, or a name"
    return f"unknown state {text!r}", wanted, f"nearest: {listed or 'none'}"


def _handles_of(text: str) -> str:
    return "/".join(candidates(text)[0])


def _names() -> tuple[str, ...]:
    return tuple(raw for raw, _ in raw_codes("name"))


learn_words(_names)
