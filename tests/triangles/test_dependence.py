"""What the record shows the pivot getting from a rival."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import numpy as np
import pyarrow as pa

from tertius.triangles import received

MONTHS = np.datetime64("1960-01", "M") + np.arange(60)


def events(rows: list[tuple[str, str, bool, float, str, dt.date]]) -> SimpleNamespace:
    names = ("source", "target", "directed", "value", "issues", "latest")
    table = pa.table(
        {name: [row[at] for row in rows] for at, name in enumerate(names)} | {"apart": [None] * len(rows)}
    )
    return SimpleNamespace(arrow=table)


def test_only_material_gifts_of_the_last_three_years_count() -> None:
    record = events(
        [
            ("SUN", "PRK", True, 2.0, "ECO", dt.date(1960, 10, 1)),  # a gift
            ("PRK", "SUN", True, 3.0, "SEC", dt.date(1960, 11, 1)),  # the pivot's own act: not received
            ("PRK", "SUN", False, 3.0, "SEC", dt.date(1961, 7, 6)),  # mutual
            ("SUN", "PRK", True, -2.0, "SEC", dt.date(1962, 12, 5)),  # a refusal gives nothing
            ("SUN", "PRK", True, 2.0, "DIP", dt.date(1962, 1, 1)),  # a visit is no goods
            ("CHN", "PRK", True, 2.0, "ECO", dt.date(1960, 10, 1)),
        ]
    )
    got = received(record, "PRK", "RUS", MONTHS)
    at = {str(month): value for month, value in zip(MONTHS, got, strict=True)}
    assert np.isnan(at["1960-09"])
    assert at["1960-10"] == 2
    assert at["1961-07"] == 5
    assert at["1963-09"] == 5
    assert at["1963-10"] == 3  # three years on
    assert at["1964-07"] == 0


def test_later_acts_change_nothing_before() -> None:
    one = events([("SUN", "PRK", True, 2.0, "ECO", dt.date(1961, 1, 1))])
    two = events(
        [
            ("SUN", "PRK", True, 2.0, "ECO", dt.date(1961, 1, 1)),
            ("SUN", "PRK", True, 3.0, "ECO", dt.date(1962, 5, 1)),
        ]
    )
    early = slice(0, 28)
    np.testing.assert_array_equal(
        received(one, "PRK", "SUN", MONTHS)[early], received(two, "PRK", "SUN", MONTHS)[early]
    )
