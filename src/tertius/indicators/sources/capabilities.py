"""COW national material capabilities: facts about one state, so ``b`` is empty.

A state-year that is not in the file, or is -9 or blank there, is missing; 0 is what the source says.
"""

from __future__ import annotations

from tertius.indicators.reading import AMOUNT, SHARE, IndicatorSource, IndicatorSpec, Reading
from tertius.indicators.sources.numbers import number

UNITS = {
    "cinc": "share of the system's capabilities",
    "milex": "thousand current US dollars (to 1913 British pounds)",
    "milper": "thousand",
    "irst": "thousand tons",
    "pec": "thousand coal-ton equivalents",
    "tpop": "thousand",
    "upop": "thousand",
}


def build(reading: Reading) -> None:
    """The index and its six components, as far as the file has them."""
    reading.date_states({"a": "ccode"}, "cow")
    for name in UNITS:
        if name in reading.frame.columns:
            reading.add(name, number(name))


SOURCES = (
    IndicatorSource(
        key="nmc",
        title="COW national material capabilities",
        checked="real rows of version 6 (the package's copy)",
        answers=("Stata, Excel, zip, gzip, capitals, decimal commas", "2.0 and 1990.0"),
        columns=(frozenset({"ccode", "year", "cinc", "milex", "milper"}),),
        takes={
            name: IndicatorSpec(True, unit, False, "no row for the state in the source")
            for name, unit in UNITS.items()
        },
        build=build,
        more=frozenset(UNITS),
        numbers={name: SHARE if name == "cinc" else AMOUNT for name in UNITS},
        since=1816,
        coverage="1816-2016 (version 6 to 2022 in the copy read)",
        licence="the copy came with a GPL-2 package; COW's own terms were not read",
        cite="Singer, J. D., Bremer, S., Stuckey, J. (1972). Capability Distribution, Uncertainty, and"
        " Major Power War, "
        "1820-1965. In Russett, B. (ed.) Peace, War, and Numbers. Sage, 19-48",
        get="correlatesofwar.org, by hand",
    ),
)
