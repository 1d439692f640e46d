"""The table itself: complete against the state system lists, and its columns and chains."""

from __future__ import annotations

import csv
import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertius.actors import chain_members, chain_of, crosswalk, exists, lookup, lookup_many, states
from tertius.actors.resolving import SCHEMES, raw_codes
from tertius.actors.spelling import spelling_key
from tertius.errors import BadInput
from tests.shared import shared

FIRST = dt.date(1945, 7, 1)


def _spells() -> list[tuple[str, int, dt.date, dt.date]]:
    found = []
    with shared("data/structural/cow_states.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            ends = (
                dt.date(*(int(row[f"{edge}{part}"]) for part in ("year", "month", "day")))
                for edge in ("st", "end")
            )
            found.append(("cow", int(row["ccode"]), *ends))
    with shared("data/structural/gw_states.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            days = (dt.date.fromisoformat(row[name]) for name in ("startdate", "enddate"))
            found.append(("gw", int(row["gwcode"]), *days))
    return [(scheme, number, max(start, FIRST), end) for scheme, number, start, end in found if end > FIRST]


def test_every_state_month_of_cow_and_gw_since_1945_is_in_the_table() -> None:
    spells = _spells()
    assert len(spells) > 380
    for scheme, number, start, end in spells:
        months = np.arange(np.datetime64(start, "M"), np.datetime64(end, "M") + 1)
        days = np.clip(months.astype("M8[D]") + 14, np.datetime64(start), np.datetime64(end))
        handles = lookup_many([str(number)] * len(months), days, scheme)
        empty = months[[handle is None for handle in handles]]
        if scheme == "gw" and number == 652:
            empty = empty[(empty < np.datetime64("1958-02")) | (empty > np.datetime64("1961-09"))]  # the UAR
        if scheme == "gw" and number == 265:
            empty = empty[empty > np.datetime64("1949-10")]
        assert not len(empty), (scheme, number, empty[:3])
        for handle in set(handles) - {None}:
            state = next(state for state in states() if state.handle == handle)
            assert number in (getattr(state, scheme), state.cow, state.gw), (scheme, number, handle)


def test_handles_and_spellings_are_unique() -> None:
    handles = [state.handle for state in states()]
    assert len(handles) == len(set(handles))
    keys: dict[str, object] = {}
    for raw, tiers in raw_codes("name"):
        assert keys.setdefault(spelling_key(raw), tiers) == tiers or spelling_key(raw) in (
            "germany",
            "vietnam",
            "yemen",
        ), raw


def test_chains() -> None:
    assert chain_of("SUN") == chain_of("RUS") == "RUS"
    assert [chain_of(handle) for handle in ("DRV", "FRG", "YUG", "SCG", "GDR", "YAR")] == [
        "VNM",
        "DEU",
        "SRB",
        "SRB",
        "GDR",
        "YAR",
    ]
    assert chain_of("SUN", "strict") == "SUN"
    assert chain_members("SRB") == ("YUG", "SCG", "SRB")
    assert chain_members("RUS") == ("SUN", "RUS")
    with pytest.raises(BadInput):
        chain_of("XXX")
    with pytest.raises(BadInput):
        chain_of("SUN", "perhaps")


def test_exists() -> None:
    months = np.array(["1940-05", "1950-01", "1991-12", "1992-01"], dtype="M8[M]")
    assert exists("SUN", months).tolist() == [True, True, True, False]
    assert exists("RUS", months).tolist() == [False, False, True, True]
    assert exists("LTU", months).tolist() == [True, False, True, True]
    assert exists("SYR", np.array(["1958-02", "1958-03"], dtype="M8[M]")).tolist() == [True, False]


@given(st.data())
def test_crosswalk_lookup_and_lookup_many_agree(data: st.DataObject) -> None:
    scheme = data.draw(st.sampled_from(SCHEMES))
    raw = data.draw(st.sampled_from([each for each, _ in raw_codes(scheme)]))
    day = data.draw(st.dates(dt.date(1900, 1, 1), dt.date(2030, 1, 1)))
    one = lookup(raw, on=day, scheme=scheme)
    rows = crosswalk(scheme).to_pylist()
    hits = [row for row in rows if row["raw"] == raw and row["valid_from"] <= day <= row["valid_to"]]
    assert len(hits) <= 1
    assert (hits[0]["handle"] if hits else None) == (one.handle if one else None)
    assert lookup_many([raw, None], [day, day], scheme).tolist() == [one.handle if one else None, None]
    if one:
        assert one.alive(day)


def test_lookup_many_without_dates() -> None:
    assert lookup_many(["PRK", "Germany", "nobody", "China"]).tolist() == ["PRK", None, None, "CHN"]


def test_iso2_has_its_own_history() -> None:
    days = ["1946-06-01", "1960-06-01", "2005-06-01", "1985-06-01"]
    assert lookup_many(["TW", "TW", "CS", "CS"], days, "iso2").tolist() == ["CHN", "TWN", "SCG", "CSK"]
    assert lookup_many(["DE", "DD", "YE", "SU"], ["1985-06-01"] * 4, "iso2").tolist() == [
        "FRG",
        "GDR",
        "YAR",
        "SUN",
    ]


def test_leading_zeros_of_icews_numbers() -> None:
    state = lookup("002", scheme="cow")
    assert state is not None
    assert state.handle == "USA"


def test_unknown_scheme() -> None:
    with pytest.raises(BadInput, match="scheme 'stata'"):
        lookup("US", scheme="stata")
