"""UN General Assembly votes: agreement of a pair, and ideal points of a state.

Agreement is the share of roll calls in which both votes were the same, with ISO2 or COW codes. A pair
without a row did not both vote: missing, never 0. The PRC voted from 1971, both Koreas from 1991; before,
China's seat was the Republic of China's. There is no row for 1964, when the Assembly did not vote.
"""

from __future__ import annotations

from tertius.indicators.reading import AMOUNT, SHARE, IndicatorSource, IndicatorSpec, Reading, whole_text
from tertius.indicators.sources.numbers import number, signed

WHY = "the two did not both vote in the UN General Assembly"


def build_agreement(reading: Reading) -> None:
    """Share of equal votes, and the number of roll calls behind it."""
    import polars as pl

    scheme = "iso2" if "c1" in reading.frame.columns else "cow"
    if "year" not in reading.frame.columns:
        year = whole_text(reading.frame["session"]).cast(pl.Int64, strict=False) + 1945
        reading.frame = reading.frame.with_columns(year=year, _year=pl.col("session").cast(pl.String))
    reading.date_states({"a": reading.column("c1", "ccode1"), "b": reading.column("c2", "ccode2")}, scheme)
    reading.add("un_agreement", number("agree"))
    if "n_votes" in reading.frame.columns:
        reading.add("un_votes", number("n_votes"))


VALUES = ("IdealPointAll", "IdealPoint", "IdealPointFP", "Q50%")  # as the releases have called it


def build_ideal(reading: Reading) -> None:
    """Ideal points by session; session 1 is 1946. A release knows a state by its COW number, its ISO code or its name."""
    import polars as pl

    columns = reading.frame.columns
    session = (
        whole_text(reading.frame["session"]).cast(pl.Int64, strict=False) + 1945
        if "session" in columns
        else None
    )
    if session is not None and "year" not in columns:
        reading.frame = reading.frame.with_columns(year=session, _year=pl.col("session").cast(pl.String))
    state, scheme = next(
        (name, how)
        for name, how in (("ccode", "cow"), ("iso3c", "iso3"), ("Countryname", "name"))
        if name in columns
    )
    reading.date_states({"a": state}, scheme)
    reading.add("ideal_point", signed(reading.column(*VALUES)))


_STATES, _TIMES = ("ccode", "iso3c", "Countryname"), ("session", "year")

SOURCES = (
    IndicatorSource(
        key="un-agreement",
        title="UN General Assembly voting agreement",
        checked="real rows of a copy (ISO2 codes); made-up rows for COW codes and sessions",
        answers=("a session without its year",),
        columns=(
            frozenset({"year", "c1", "c2", "agree"}),
            frozenset({"year", "ccode1", "ccode2", "agree"}),
            frozenset({"session", "ccode1", "ccode2", "agree"}),
        ),
        also={"agree": ("agree2un", "agreement")},
        more=frozenset({"n_votes", "session"}),
        numbers={"agree": SHARE, "n_votes": AMOUNT},
        since=1945,
        takes={
            "un_agreement": IndicatorSpec(False, "share of roll calls with the same vote", False, WHY),
            "un_votes": IndicatorSpec(False, "roll calls both voted in", False, WHY),
        },
        build=build_agreement,
        coverage="1946-2019",
        licence="MIT stated with the copy read; the votes' own terms were not read",
        cite="Voeten, E. (2013). Data and Analyses of Voting in the United Nations General Assembly. "
        "In Reinalda, B. (ed.) "
        "Routledge Handbook of International Organization, 54-66",
        get="Harvard Dataverse LEJUQZ, by hand",
        cow=False,
    ),
    IndicatorSource(
        key="un-ideal",
        title="UN ideal points",
        checked="made-up rows under the headers of three releases",
        answers=(
            "COW numbers, ISO codes or names; sessions or years; IdealPoint, IdealPointFP, IdealPointAll, Q50%",
        ),
        columns=tuple(
            frozenset({state, time, value}) for value in VALUES for state in _STATES for time in _TIMES
        ),
        also={
            "IdealPoint": ("theta", "ideal_point"),
            "Countryname": ("country", "countryname", "CountryAbb"),
            "session": ("rcsession", "term"),
            "Q50%": ("Q50", "Q50."),
        },
        takes={
            "ideal_point": IndicatorSpec(
                True, "first dimension, in standard deviations", False, "the state did not vote"
            )
        },
        build=build_ideal,
        numbers=dict.fromkeys(VALUES, (-8.0, 8.0)),
        since=1945,
        coverage="1946 on",
        licence="not read",
        cite="Bailey, M. A., Strezhnev, A., Voeten, E. (2017). Estimating Dynamic State Preferences "
        "from United Nations "
        "Voting Data. Journal of Conflict Resolution 61(2), 430-456",
        get="Harvard Dataverse LEJUQZ, by hand",
    ),
)
