"""ATOP alliances, directed dyad-years.

One row a directed pair and year in which an alliance was in force, with a 0/1 column for each obligation.
Pairs without an alliance have no row: inside the years of the file, for two states in the system, that is
a 0. Columns as peacesciencer writes them (``atop_defense``) or as ATOP does (``defense``; ``stateA`` and
``stateB`` or ``mem1`` and ``mem2``). The COW alliance data are not read: their owner asks software not to
ease them.
"""

from __future__ import annotations

from tertius.indicators.reading import IndicatorSource, IndicatorSpec, Reading
from tertius.indicators.sources.numbers import number

KINDS = ("defense", "offense", "neutral", "nonagg", "consul")


def build(reading: Reading) -> None:
    """Any obligation, and each of the five."""
    import polars as pl

    first, second = reading.column("ccode1", "stateA", "mem1"), reading.column("ccode2", "stateB", "mem2")
    reading.date_states({"a": first, "b": second}, "cow")
    duties = {kind: number(reading.column(f"atop_{kind}", kind)) for kind in KINDS}
    reading.add("alliance", pl.max_horizontal(*duties.values()))
    for kind, duty in duties.items():
        reading.add(f"alliance_{kind}", duty, where=duty.is_null() | (duty != 0))


_PLAIN = frozenset({"year", *KINDS})
SOURCES = (
    IndicatorSource(
        key="atop",
        title="ATOP alliances (directed dyad-years)",
        columns=(
            frozenset({"ccode1", "ccode2", "year", *(f"atop_{kind}" for kind in KINDS)}),
            _PLAIN | {"stateA", "stateB"},
            _PLAIN | {"mem1", "mem2"},
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
    ),
)
