"""Yearly indices of a pair: Global Geopolitical Events (GGE), and Formal Bilateral Influence Capacity (FBIC).

GGE: ``country1_code, country2_code, year, geo_score, number_of_events``: a score of -1 to +1 for a pair and year, coded by a
language model from its memory. A year in which no event was compiled has a score of 0 or none: it is missing, never
neutral. The file's
``geo_score_dyn`` lets the past decay and makes silence neutral: it is never used. The USSR is RUS in every year.

FBIC: ``iso3a, iso3b, year, fbic, bandwidth, dependence``: the influence that a has over b, a pair without a row is missing.
"""

from __future__ import annotations

from tertius.indicators.reading import AMOUNT, SHARE, IndicatorSource, IndicatorSpec, Reading
from tertius.indicators.sources.numbers import number, signed

SILENT = "no event was compiled for the pair that year"


def build_gge(reading: Reading) -> None:
    """Scores of the years that have events; the number of events of every year."""
    import polars as pl

    reading.date_states({"a": "country1_code", "b": "country2_code"}, "iso3")
    score, events = signed("geo_score"), number("number_of_events")
    silent = (events.fill_null(0) <= 0) | score.is_null()
    reason = pl.when(silent).then(pl.lit(SILENT))
    reading.add("geo_score", pl.when(silent).then(None).otherwise(score), reason=reason)
    reading.add("geo_events", events)


def build_fbic(reading: Reading) -> None:
    """The index and its two parts, as far as the file has them."""
    reading.date_states({"a": "iso3a", "b": "iso3b"}, "iso3")
    for name, column in (
        ("fbic", "fbic"),
        ("fbic_bandwidth", "bandwidth"),
        ("fbic_dependence", "dependence"),
    ):
        if column in reading.frame.columns:
            reading.add(name, number(column))


SOURCES = (
    IndicatorSource(
        key="gge",
        title="Global Geopolitical Events (yearly dyad scores)",
        checked="made-up rows under the codebook's header",
        answers=('a year without events is missing', 'geo_score_dyn is never used'),
        columns=(frozenset({"country1_code", "country2_code", "year", "geo_score", "number_of_events"}),),
        takes={
            "geo_score": IndicatorSpec(False, "score of the year's events, -1 to +1", False, SILENT),
            "geo_events": IndicatorSpec(False, "events compiled", False, SILENT),
        },
        build=build_gge,
        numbers={"geo_score": (-1.0, 1.0), "number_of_events": AMOUNT},
        since=1950,
        coverage="1950-2024",
        licence="MIT (codebook)",
        cite="Fan, T. (2025). Global Geopolitical Events. arXiv:2507.04833, arXiv:2509.12084",
        get="github.com/tianyufan-econ/global-geopolitics, by hand",
        cow=False,
    ),
    IndicatorSource(
        key="fbic",
        title="Formal Bilateral Influence Capacity",
        checked="made-up rows under the published header",
        columns=(frozenset({"iso3a", "iso3b", "year", "fbic"}), frozenset({"iso3a", "iso3b", "year", "bandwidth", "dependence"})),
        takes={
            "fbic": IndicatorSpec(True, "influence of a over b, 0 to 1", False),
            "fbic_bandwidth": IndicatorSpec(True, "extent of the ties of a and b", False),
            "fbic_dependence": IndicatorSpec(True, "dependence of b on a", False),
        },
        build=build_fbic,
        numbers={"fbic": SHARE, "bandwidth": AMOUNT, "dependence": AMOUNT},
        since=1960,
        coverage="1960 on",
        licence="not read",
        cite="Moyer, J. D., Meisel, C. J., Matthews, A. S., Bohl, D. K., Burrows, M. J. (2021). China-US Competition: Measuring "
        "Global Influence. Atlantic Council and Pardee Center, University of Denver",
        get="Pardee Center, University of Denver, by hand",
        more=frozenset({"bandwidth", "dependence"}),
        cow=False,
    ),
)  # fmt: skip
