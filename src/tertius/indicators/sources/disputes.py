"""COW militarised interstate disputes: directed dispute dyad-years, COW's own files of participants, and its dyadic file.

``hostlev1`` is what the first state did (1 none, 2 threat, 3 display, 4 use of force, 5 war). No row inside the
years of the file for
two states in the system is the fact that there was none. Read are

- directed dispute dyad-years (peacesciencer): ``ccode1 ccode2 year dispnum disponset hostlev1``;
- participants as COW gives them (MIDB 5.0): ``dispnum ccode styear endyear sidea hostlev``: states on opposite sides
  in the same years
  of one dispute; the level is the state's highest in the whole dispute;
- the dyadic file (4.0): ``disno statea stateb strtyr year hihosta hihostb``, one row a pair and year.

COW's list of disputes (MIDA) names no states: take MIDB.
"""

from __future__ import annotations

from tertius.errors import BadInput
from tertius.indicators.reading import (
    ANY,
    FUTURE,
    SHARE,
    IndicatorSource,
    IndicatorSpec,
    Reading,
    this_year,
    whole_text,
)
from tertius.indicators.sources.numbers import number


def build(reading: Reading) -> None:
    """Whether a dispute went on, whether one began, and the highest level the first state went to."""
    import polars as pl

    columns = reading.frame.columns
    if "statea" in columns:
        _dyadic(reading)
        return
    if "sidea" in columns:
        _pair_sides(reading)
    reading.date_states({"a": reading.column("ccode1"), "b": reading.column("ccode2")}, "cow")
    reading.add("dispute", pl.lit(1.0), many="highest")
    reading.add("dispute_onset", number("disponset"), many="highest")
    reading.add("hostility", number("hostlev1"), many="highest")


def _dyadic(reading: Reading) -> None:
    """The dyadic file has no direction of its own: each side's level goes its way."""
    import polars as pl

    reading.date_states({"a": "statea", "b": "stateb"}, "cow")
    reading.add("dispute", pl.lit(1.0), many="highest")
    began = number("strtyr")
    reading.keep((began <= pl.col("year")).fill_null(True), "a year before the dispute began", show="strtyr")
    reading.add("dispute_onset", (began == pl.col("year")).cast(pl.Float64), many="highest")
    for name, swap in (("hihosta", False), ("hihostb", True)):
        level = number(name)
        reading.add("hostility", pl.when(level == 0).then(1.0).otherwise(level), swap=swap, many="highest")


def _pair_sides(reading: Reading) -> None:
    """Participants of a dispute -> directed pairs of opposite sides, in the years in which both took part."""
    import polars as pl

    first, last = (number(name).cast(pl.Int64, strict=False) for name in ("styear", "endyear"))
    side = number("sidea")
    reading.frame = reading.frame.with_columns(
        first=first,
        last=last,
        side=side,
        dispute=whole_text(reading.frame["dispnum"]),
        ccode1=whole_text(reading.frame["ccode"]),
    )
    reading.keep(
        pl.col("first").is_between(1800, 2100) & (pl.col("first") <= pl.col("last")),
        "a part without its years",
    )
    reading.keep(pl.col("last") <= this_year(), FUTURE, show="endyear")
    reading.keep(pl.col("side").is_in([0.0, 1.0]), "a part without its side")
    frame = reading.frame
    other = frame.select("dispute", other_side="side", ccode2="ccode1", begins="first", ends="last")
    pairs = (
        frame.join(other, on="dispute")
        .filter(pl.col("side") != pl.col("other_side"))
        .with_columns(begin=pl.max_horizontal("first", "begins"), end=pl.min_horizontal("last", "ends"))
    )
    pairs = pairs.filter(pl.col("begin") <= pl.col("end"))
    lone = len(set(frame["_row"]) - set(pairs["_row"]))
    if lone:
        reading.refused["a part without an opponent in the same years"] += lone
    began = (
        pl.col("begin").min().over("dispute", "ccode1", "ccode2")
    )  # a state may leave a dispute and come back, or take part in incidents
    pairs = pairs.with_columns(began=began, year=pl.int_ranges("begin", pl.col("end") + 1)).explode("year")
    reading.frame = pairs.with_columns(
        disponset=(pl.col("year") == pl.col("began")).cast(pl.Float64), hostlev1=pl.col("hostlev")
    )
    if not reading.frame.height:
        raise BadInput(
            f"{reading.path}: no two states on opposite sides", "the participants of whole disputes"
        )


SOURCES = (
    IndicatorSource(
        key="mid",
        title="COW militarised interstate disputes",
        checked="real directed dispute dyad-years (the package's copy); "
        "made-up rows under the headers of MIDB 5.0, MIDIP and the dyadic file",
        answers=(
            "the lists without states (MIDA, MIDI) say what to take",
            "a state that comes back into a dispute begins none",
        ),
        columns=(
            frozenset({"ccode1", "ccode2", "year", "dispnum", "disponset", "hostlev1"}),
            frozenset({"dispnum", "ccode", "styear", "endyear", "sidea", "hostlev"}),
            frozenset({"disno", "statea", "stateb", "strtyr", "year", "hihosta", "hihostb"}),
        ),
        also={"dispnum": ("dispnum3", "dispnum4", "disnum")},
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
        numbers={
            "disponset": SHARE,
            "sidea": SHARE,
            **dict.fromkeys(("hostlev", "hostlev1", "hihosta", "hihostb"), (0.0, 5.0)),
            **dict.fromkeys(("styear", "endyear", "strtyr"), ANY),
        },
        since=1816,
    ),
)
