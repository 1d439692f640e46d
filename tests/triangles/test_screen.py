"""The screen equals its slow twin, in order and in value, however it is cut."""

from __future__ import annotations

import json

import numpy as np
import pytest

from tertius.errors import BadInput
from tertius.triangles import screen
from tests.oracles.screening import all_scores
from tests.triangles.fakes import FakeRelations, fake_panel, world

WORLD = world(12, 40, seed=7, share=0.8)
SCORES = all_scores(WORLD)


def rows(**options: object) -> list[tuple[tuple[str, str, str], float, tuple[str, ...]]]:
    found = screen(WORLD, rng=np.random.default_rng(0), size=20, **options)
    return [((row.pivot, row.a, row.b), row.score, row.months) for row in found.rows]


def test_over_a_period() -> None:
    wanted = sorted(SCORES, key=lambda key: -SCORES[key].mean())
    found = rows(top=60)
    assert [key for key, _, _ in found] == wanted[:60]
    np.testing.assert_allclose([score for _, score, _ in found], [SCORES[key].mean() for key in wanted[:60]])
    assert found[0][2] == ("1979-01", "1982-04")


def test_over_some_months_only() -> None:
    cut = slice(12, 24)
    wanted = sorted(SCORES, key=lambda key: -SCORES[key][cut].mean())
    found = rows(top=20, start=np.datetime64("1980-01"), end=np.datetime64("1980-12"))
    assert [key for key, _, _ in found] == wanted[:20]
    assert found[0][2] == ("1980-01", "1980-12")


def test_triangle_months_compete() -> None:
    flat = sorted(
        ((value, key, month) for key, row in SCORES.items() for month, value in enumerate(row)), reverse=True
    )
    found = rows(top=300, over="month")
    np.testing.assert_allclose([score for _, score, _ in found], [value for value, _, _ in flat[:300]])
    assert [(key, months[0]) for key, _, months in found] == [
        (key, str(WORLD.months[month])) for _, key, month in flat[:300]
    ]


def test_by_month_is_short_for_over_month() -> None:
    assert rows(top=5, by="month") == rows(top=5, over="month")


def test_peaks() -> None:
    wanted = sorted(SCORES, key=lambda key: -SCORES[key].max())
    found = rows(top=25, over="peak")
    assert [key for key, _, _ in found] == wanted[:25]
    assert [months for _, _, months in found] == [
        (str(WORLD.months[SCORES[key].argmax()]),) for key in wanted[:25]
    ]


def test_by_pivot_by_rivals_by_year() -> None:
    pivots = {}
    pairs = {}
    for key in sorted(SCORES, key=lambda key: -SCORES[key].mean()):
        pivots.setdefault(key[0], key)
        pairs.setdefault(key[1:], key)
    assert [key for key, _, _ in rows(by="pivot", top=5)] == list(pivots.values())[:5]
    assert {key for key, _, _ in rows(by="pivot", top=99)} == set(pivots.values())
    assert [key for key, _, _ in rows(by="rivals", top=7)] == list(pairs.values())[:7]
    years = rows(by="year", top=3)
    assert len(years) == 12
    second = sorted(SCORES, key=lambda key: -SCORES[key][12:24].mean())[:3]
    assert [key for key, _, _ in years[3:6]] == second
    assert years[3][2] == ("1980-01", "1980-12")


def test_one_rival_pair_and_some_pivots() -> None:
    pair = next(iter(SCORES))[1:]
    mine = sorted((key for key in SCORES if key[1:] == pair), key=lambda key: -SCORES[key].mean())
    assert [key for key, _, _ in rows(rivals=pair[::-1])] == mine
    pivot = mine[0][0]
    some = sorted((key for key in SCORES if key[0] == pivot), key=lambda key: -SCORES[key].mean())
    assert [key for key, _, _ in rows(pivots=[pivot], top=10)] == some[:10]


def test_counts_progress_and_tables() -> None:
    seen: list[tuple[int, int]] = []
    found = screen(
        WORLD,
        rng=np.random.default_rng(0),
        top=4,
        size=200,
        progress=lambda done, total: seen.append((done, total)),
    )
    assert found.triangles == 12 * 11 * 10 // 2
    assert found.scored == len(SCORES)
    assert seen[-1] == (12, 12)
    assert all(row.lo <= row.hi for row in found.rows)
    printed = json.loads(json.dumps(found.to_dict()))
    assert set(printed["rows"][0]) == {"pivot", "a", "b", "score", "lo", "hi", "months"}
    assert found.to_frame().height == 4


def test_bounds_hold_the_score_when_little_is_unknown() -> None:
    tiny = np.full_like(WORLD.var, 1e-8)
    sure = FakeRelations(**{**vars(WORLD), "var": tiny, "engagement_var": tiny})
    for row in screen(sure, rng=np.random.default_rng(0), top=5, size=50).rows:
        assert abs(row.lo - row.score) < 1e-3 > abs(row.hi - row.score)


def test_a_state_that_does_not_exist_scores_nothing() -> None:
    from tertius.panel import GAPS

    gap = np.zeros(WORLD.mean.shape, np.int8)
    best = rows(top=1)[0][0]
    for number, dyad in enumerate(WORLD.dyads):
        if best[0] in dyad:
            gap[number, :30] = GAPS.index("state does not exist")
    gone = FakeRelations(
        **{**vars(WORLD), "panel": fake_panel(WORLD.dyads, gap.shape, WORLD.months, gap=gap, links=None)}
    )
    found = screen(gone, rng=np.random.default_rng(0), size=10, top=2000).rows
    mine = next(row for row in found if (row.pivot, row.a, row.b) == best)
    np.testing.assert_allclose(mine.score, SCORES[best][30:].sum() / 40)


@pytest.mark.long
def test_more_asked_than_there_is() -> None:
    assert len(rows(top=10_000)) == len(SCORES)
    assert len(rows(top=100_000, over="month")) == sum((row > 0).sum() for row in SCORES.values())


@pytest.mark.parametrize(
    "options",
    [{"over": "weeks"}, {"by": "moon"}, {"top": 0}, {"pivots": ["XXX"]}, {"start": np.datetime64("2050-01")}],
)
def test_bad_options(options: dict[str, object]) -> None:
    with pytest.raises(BadInput):
        screen(WORLD, rng=np.random.default_rng(0), **options)


def test_filtered_months_are_taken_to_err_together() -> None:
    """Months drawn apart would average out to a bound far too narrow."""
    past = FakeRelations(**{**vars(WORLD), "given": "past"})
    joint = screen(WORLD, rng=np.random.default_rng(0), top=3, size=400).rows
    apart = screen(past, rng=np.random.default_rng(0), top=3, size=400).rows
    for one, two in zip(joint, apart, strict=True):
        assert one.score == two.score
        assert two.hi - two.lo > 2 * (one.hi - one.lo)
