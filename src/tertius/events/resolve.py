"""Actor names and codes of a source -> dated handles, a column at a time.

A name is looked up once for every period between two changes in the state system, never once a row.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tertius.actors import lookup, states
from tertius.actors.resolving import alive, candidates
from tertius.actors.spelling import spelling_key

# ISO 3166-1 alpha-3 codes of territories (and Zanzibar, Gaza, the West Bank in older lists).
TERRITORIES = """
ABW AIA ALA ASM ATA ATF BES BLM BMU BVT CCK COK CUW CXR CYM EAZ ESH FLK FRO GGY GIB GLP GRL GUF GUM GZS HKG HMD IMN
ANT IOT JEY MAC MAF MNP MSR MTQ MYT NCL NFK NIU PCN PRI PSE PYF REU SGS SHN SJM SPM SXM TCA TKL UMI VAT VGB VIR WLF WSB
"""
# CAMEO codebook 1.1b3 ch. 3: regions and international actors that stand where a country may.
REGIONS = """
AFR ASA BAG BLK CAS CAU CEU CFR CRB EAF EEU EIN EUR LAM MDT MEA NAF NMR PGS SAF SAM SAS SCN SEA WAF WST
IGO IMG INT MNC NGM NGO UIS
"""
TERRITORY_NAMES = (
    "Anguilla", "Antarctica", "Aruba", "Bermuda", "British Indian Ocean Territory", "British Virgin Islands",
    "Cayman Islands", "Christmas Island", "Cocos (Keeling) Islands", "Cocos Islands", "Cook Islands", "Curacao",
    "Falkland Islands", "Faroe Islands", "French Guiana", "French Polynesia", "Gibraltar", "Greenland", "Guadeloupe",
    "Guam", "Guernsey", "Isle Of Man", "Jersey", "Martinique", "Mayotte", "Montserrat", "New Caledonia", "Niue",
    "Norfolk Island", "Northern Mariana Islands", "Pitcairn", "Puerto Rico", "Reunion", "Saint Barthelemy",
    "Saint Helena", "Saint Martin (French part)", "Sint Maarten", "Tokelau", "Turks and Caicos Islands",
    "U.S. Virgin Islands", "United States Virgin Islands", "Wallis and Futuna", "Wallis and Futuna Islands",
)  # fmt: skip
EPOCH = dt.date(1970, 1, 1).toordinal()


@cache
def _boundaries() -> npt.NDArray[np.int64]:
    """Days (since 1970) on which some state begins, or the day after one ends; a gap ends and begins one, too."""

    days = {state.start.toordinal() - EPOCH for state in states()}
    days |= {state.end.toordinal() + 1 - EPOCH for state in states() if state.end is not None}
    for state in states():
        days |= {
            day - EPOCH for first, last in state.gaps for day in (first.toordinal(), last.toordinal() + 1)
        }
    return np.array(sorted(days), dtype=np.int64)


@cache
def _handle(text: str, period: int, scheme: str | None) -> str | None:
    """Handle of `text` in the period before boundary `period`; None if it is no state then."""

    state = lookup(text, on=_day_before(period), scheme=scheme)
    return state.handle if state is not None else None


@cache
def _ambiguity(text: str, period: int, scheme: str | None) -> str | None:
    """``"ambiguous: FRG or GDR"`` for a text that means several living states in the period; else None."""

    tiers = candidates(text, scheme)
    meant = alive(tiers, _day_before(period)) if tiers else ()
    return "ambiguous: " + " or ".join(meant) if len(meant) > 1 else None


def _day_before(period: int) -> dt.date:
    """Last day of the period before boundary `period`."""
    bounds = _boundaries()
    day = int(bounds[period] - 1 if period < len(bounds) else bounds[-1]) + EPOCH
    return dt.date.fromordinal(max(day, 1))


def resolve(raw: pa.Array, days: npt.NDArray[np.int64], *, scheme: str | None) -> pa.Array:
    """Dated handle of every actor.

    Parameters
    ----------
    raw
        Names or codes, array, shape (row,); null for no actor.
    days
        Day of each act since 1970-01-01, shape (row,).
    scheme
        Code system of `raw`, as `tertius.actors.lookup` takes it; None for any.

    Returns
    -------
    pa.Array
        Handles, shape (row,); null where `raw` names no state on that day.
    """
    return _by_period(raw, days, scheme, _handle)


def ambiguities(raw: pa.Array, days: npt.NDArray[np.int64], *, scheme: str | None) -> pa.Array:
    """As `resolve`: why a name that several living states share names none, such as ``"ambiguous: KOR or PRK"``."""
    return _by_period(raw, days, scheme, _ambiguity)


def _by_period(
    raw: pa.Array,
    days: npt.NDArray[np.int64],
    scheme: str | None,
    meaning: Callable[[str, int, str | None], str | None],
) -> pa.Array:
    """What every name means on its day, asked once for each name and period."""
    coded = pc.dictionary_encode(raw)
    if isinstance(coded, pa.ChunkedArray):
        coded = coded.combine_chunks()
    names = coded.dictionary.to_pylist()
    where = coded.indices.fill_null(len(names)).to_numpy(zero_copy_only=False).astype(np.int64)
    period = np.searchsorted(_boundaries(), days, side="right")
    width = len(_boundaries()) + 1
    keys, inverse = np.unique(where * width + period, return_inverse=True)
    found = [
        None if key // width == len(names) else meaning(names[key // width], int(key % width), scheme)
        for key in keys.tolist()
    ]
    return pa.array(found, pa.string()).take(pa.array(inverse))


@cache
def _not_states() -> frozenset[str]:
    """Spelling keys of names and codes that are known, but never name a state of the system."""
    lines = (files("tertius.actors") / "nonstates.csv").read_text(encoding="utf-8").splitlines()[1:]
    names = [line.rsplit(",", 1)[0].strip('"') for line in lines if line]
    every = [*names, *TERRITORIES.split(), *TERRITORY_NAMES, *REGIONS.split()]
    return frozenset(spelling_key(name) for name in every)


@cache
def is_state(text: str, scheme: str | None) -> bool:
    """Whether a name or code is that of a state at some time."""

    return bool(candidates(text, scheme))


@cache
def known(text: str, scheme: str | None) -> bool:
    """Whether a name or code stands in some table: as a state at any time, or as a known actor that is none."""

    return is_state(text, scheme) or spelling_key(text) in _not_states()
