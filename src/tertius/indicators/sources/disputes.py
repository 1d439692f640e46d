"""COW militarised interstate disputes, directed dispute dyad-years.

One row a dispute, directed pair and year. ``hostlev1`` is what the first state did (1 none, 2 threat, 3
display, 4 use of force, 5 war). No row inside 1816-2014 for two states in the system is the fact that
there was none.
"""

from __future__ import annotations

from tertius.indicators.reading import IndicatorSource, IndicatorSpec, Reading
from tertius.indicators.sources.numbers import number


def build(reading: Reading) -> None:
    """Whether a dispute went on, whether one began, and the highest level the first state went to."""
    import polars as pl

    reading.date_states({"a": reading.column("ccode1"), "b": reading.column("ccode2")}, "cow")
    reading.add("dispute", pl.lit(1.0))
    reading.add("dispute_onset", number("disponset"))
    reading.add("hostility", number("hostlev1"))


SOURCES = (
    IndicatorSource(
        key="mid",
        title="COW militarised interstate disputes (directed dyad-years)",
        columns=(frozenset({"ccode1", "ccode2", "year", "dispnum", "disponset", "hostlev1"}),),
        takes={
            "dispute": IndicatorSpec(False, "1 if a dispute between the two went on", True),
            "dispute_onset": IndicatorSpec(False, "1 if one began", True),
            "hostility": IndicatorSpec(
                True, "highest level of a against b, 1 to 5; 0 without a dispute", True
            ),
        },
        build=build,
        coverage="1816-2014",
        licence="the copy came with a GPL-2 package; COW's own terms were not read",
        cite="Palmer, G., McManus, R. W., D'Orazio, V., Kenwick, M. R., Karstens, M., Bloch, C., "
        "Dietrich, N., Kahn, K., "
        "Ritter, K., Soules, M. J. (2022). The MID5 Dataset, 2011-2014. Conflict Management and "
        "Peace Science 39(4), "
        "470-482",
        get="correlatesofwar.org, by hand",
    ),
)
