"""COW dyadic trade.

``flow1`` (here ``imports1_from2``) is what the first state imported from the second, in million current
US dollars. -9 and blanks are missing. The DPRK's zeros and blanks up to 1970 are missing too: it reported
to nobody and partners' reports begin about then. Other zeros are taken as the source gives them; they are
often the source's guess for trade too small to be reported.
"""

from __future__ import annotations

from tertius.indicators.read import Reading
from tertius.indicators.source import IndicatorSource, Taken
from tertius.indicators.sources.numbers import number

SILENT = {"PRK": 1970}  # last year in which a state's zeros mean missing


def build(reading: Reading) -> None:
    """Imports both ways."""
    import polars as pl

    reading.date_states({"a": "ccode1", "b": "ccode2"}, "cow")
    for name, swap in (
        (reading.column("imports1_from2", "flow1"), False),
        (reading.column("imports2_from1", "flow2"), True),
    ):
        value = number(name)
        silent = pl.lit(False)
        for handle, last in SILENT.items():
            silent |= ((pl.col("a") == handle) | (pl.col("b") == handle)) & (pl.col("year") <= last)
        silent &= value.fill_null(0) <= 0
        reason = pl.when(silent).then(pl.lit("DPRK trade to 1970 is 0 or blank and means missing"))
        reading.add("imports", pl.when(silent).then(None).otherwise(value), reason=reason, swap=swap)


_PAIR = frozenset({"ccode1", "ccode2", "year"})
SOURCES = (
    IndicatorSource(
        key="trade",
        title="COW dyadic trade",
        columns=(_PAIR | {"imports1_from2", "imports2_from1"}, _PAIR | {"flow1", "flow2"}),
        takes={"imports": Taken(True, "imports of a from b, million current US dollars", False)},
        build=build,
        coverage="1870-2014",
        licence="none stated with the copy read",
        cite="Barbieri, K., Keshk, O. M. G., Pollins, B. M. (2009). Trading Data: Evaluating our "
        "Assumptions and Coding "
        "Rules. Conflict Management and Peace Science 26(5), 471-491",
        get="correlatesofwar.org, by hand",
    ),
)
