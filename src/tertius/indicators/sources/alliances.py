"""ATOP alliances: directed dyad-years, dyad-years without direction, or members.

A row with a 0/1 column for each obligation. Pairs without an alliance have no row: inside the years of the file, for
two states in
the system, that is a 0. Three of ATOP's files are read, and peacesciencer's copy (``atop_defense``):

- directed dyad-years, ``stateA`` owes ``stateB``;
- dyad-years, ``mem1`` and ``mem2``, one row a pair: what is in force holds both ways;
- members, ``atopid member yrent yrexit``: two members of one alliance in the same years, each owing what its own row
  says; an exit of
  0 is none, and the alliance then lasts to the last year of the file.

The COW alliance data are not read: their owner asks software not to ease them.
"""

from __future__ import annotations

from tertius.errors import BadInput
from tertius.indicators.reading import (
    ANY,
    SHARE,
    IndicatorSource,
    IndicatorSpec,
    Reading,
    this_year,
    whole_text,
)
from tertius.indicators.sources.numbers import number

KINDS = ("defense", "offense", "neutral", "nonagg", "consul")
LAST = 2018  # of ATOP 5.1


def build(reading: Reading) -> None:
    """Any obligation, and each of the five."""
    import polars as pl

    columns = reading.frame.columns
    both = False
    if "member" in columns:
        _pair_members(reading)
        first, second = "one", "two"
    else:
        first, second = reading.column("ccode1", "stateA", "mem1"), reading.column("ccode2", "stateB", "mem2")
        both = first == "mem1"
    reading.date_states({"a": first, "b": second}, "cow")
    duties = {kind: number(reading.column(f"atop_{kind}", kind)) for kind in KINDS}
    for swap in (False, True) if both else (False,):
        reading.add("alliance", pl.max_horizontal(*duties.values()), swap=swap, many="highest")
        for kind, duty in duties.items():
            told = duty.is_null() | (duty != 0)
            reading.add(f"alliance_{kind}", duty, swap=swap, where=told, many="highest")


def _pair_members(reading: Reading) -> None:
    """Members of an alliance -> directed pairs in the years in which both were in it."""
    import polars as pl

    frame = reading.frame
    enter, leave = (number(name).cast(pl.Int64, strict=False) for name in ("yrent", "yrexit"))
    frame = frame.with_columns(
        first=enter, last=pl.when((leave <= 0) | leave.is_null()).then(None).otherwise(leave)
    )
    reading.frame = frame
    reading.keep(
        pl.col("first").is_between(1800, this_year()), "a member without the year it entered", show="yrent"
    )
    frame = reading.frame
    known = [year for name in ("first", "last") if (year := frame[name].max()) is not None]
    end = max([LAST, *(int(year) for year in known)])  # type: ignore[arg-type, call-overload]
    frame = frame.with_columns(last=pl.col("last").fill_null(end)).with_columns(
        one=whole_text(frame["member"]), alliance=whole_text(frame["atopid"])
    )
    other = frame.select("alliance", two=pl.col("one"), begins="first", ends="last")
    pairs = (
        frame.join(other, on="alliance")
        .filter(pl.col("one") != pl.col("two"))
        .with_columns(begin=pl.max_horizontal("first", "begins"), end=pl.min_horizontal("last", "ends"))
    )
    pairs = pairs.filter(pl.col("begin") <= pl.col("end"))
    lone = set(frame["_row"]) - set(pairs["_row"])
    if lone:
        reading.refused["a member whose partners are not in the file"] += len(lone)
    if not pairs.height:
        raise BadInput(f"{reading.path}: no two members of one alliance", "the members of each alliance")
    reading.span = (int(pairs["begin"].min()), end)  # type: ignore[arg-type]
    reading.frame = pairs.with_columns(year=pl.int_ranges("begin", pl.col("end") + 1)).explode("year")
    before = reading.refused.copy()
    reading.frame = reading.frame.filter(pl.col("year").is_between(1800, this_year()))
    reading.refused = before


_PLAIN = frozenset({"year", *KINDS})
SOURCES = (
    IndicatorSource(
        key="atop",
        title="ATOP alliances",
        checked="real directed dyad-years (the package's copy); made-up rows for members, undirected and ATOP's own names",
        answers=(
            "undirected files count both ways, directed ones one way",
            "members joined into pairs, an exit of 0 is none",
            "2.0 and 1990.0, any container, capitals",
        ),
        columns=(
            frozenset({"ccode1", "ccode2", "year", *(f"atop_{kind}" for kind in KINDS)}),
            _PLAIN | {"stateA", "stateB"},
            _PLAIN | {"mem1", "mem2"},
            frozenset({"atopid", "member", "yrent", "yrexit", *KINDS}),
        ),
        takes={
            "alliance": IndicatorSpec(True, "1 if a owes b any obligation", True),
            **{
                f"alliance_{kind}": IndicatorSpec(True, "1 if a owes b this obligation", True)
                for kind in KINDS
            },
        },
        build=build,
        coverage="1815-2018",
        licence="the copy came with a GPL-2 package; ATOP's own terms were not read",
        cite="Leeds, B. A., Ritter, J. M., Mitchell, S. M., Long, A. G. (2002). Alliance Treaty "
        "Obligations and "
        "Provisions, 1815-1944. International Interactions 28(3), 237-260",
        get="atopdata.org, by hand",
        numbers={
            **{name: SHARE for kind in KINDS for name in (kind, f"atop_{kind}")},
            "yrent": ANY,
            "yrexit": ANY,
        },
        since=1815,
    ),
)
