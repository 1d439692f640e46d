"""A planted effect is found with its sign, noise is left alone at the held rate, and the numbers are those of plain loops."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import stats

from tertius.claims import CONTRADICTED, SUPPORTED, UNCLEAR, UNTESTABLE
from tertius.claims.designs import panel_design
from tertius.claims.quantities import Measured
from tertius.claims.slope import Design, fit, share_beyond, smallest_visible
from tertius.claims.verdict import Verdict, judged, step_up, try_claim
from tests.claims.planted import PIVOTS, RIVALS, claim, walk, world


def tried(measured: Measured, seed: int = 0, **words: Any) -> Verdict:
    asked = claim(**words)
    names = [place.name for place in measured.places]
    made = try_claim(
        asked, panel_design(asked, [measured]), names, permutations=99, rng=np.random.default_rng(seed)
    )
    return judged([made])[0]


@pytest.mark.parametrize(
    ("effect", "sign", "word"), [(1, 1, SUPPORTED), (1, -1, CONTRADICTED), (-1, -1, SUPPORTED)]
)
@pytest.mark.parametrize("carrier", ["rivals", "pivot"])
def test_a_planted_effect_is_found_with_its_sign(effect: int, sign: int, word: str, carrier: str) -> None:
    found = tried(world(3, effect=effect), sign=sign, carrier=carrier)
    assert found.verdict == word
    assert found.lo < effect < found.hi
    assert found.smallest_visible < 1
    assert (found.rivals, len(found.cases), found.rows) == (RIVALS, RIVALS * PIVOTS, RIVALS * PIVOTS * 24)


def test_noise_is_called_an_effect_no_more_often_than_the_held_rate() -> None:
    found = [tried(world(seed), seed).verdict for seed in range(100)]
    assert sum(word != UNCLEAR for word in found) <= 16  # 10 % held; 16 or more of 100 has a chance of 4 %


def test_over_a_list_of_noise_the_rate_is_held_for_the_whole_list() -> None:
    asked, wrong = claim(), 0
    for block in range(8):
        worlds = [world(1000 + 10 * block + k) for k in range(10)]
        rng = np.random.default_rng(block)
        found = [
            try_claim(asked, panel_design(asked, [each]), ["x"] * len(each.places), permutations=99, rng=rng)
            for each in worlds
        ]
        wrong += any(each.verdict != UNCLEAR for each in judged(found))
    assert wrong <= 3


def test_too_few_rival_pairs_test_nothing_and_say_why() -> None:
    measured = world(1, effect=2)
    few = 2 * PIVOTS
    cut = Measured(
        "few", True, measured.places[:few], 0, measured.span,
        {name: value[:few] for name, value in measured.values.items()}, measured.valences[:, :few],
    )  # fmt: skip
    found = tried(cut)
    assert found.verdict == UNTESTABLE
    assert "2 pairs of rivals" in found.why
    assert np.isnan(found.p)


def _plain(y: np.ndarray, x: np.ndarray, controls: np.ndarray, cluster: np.ndarray) -> tuple[float, float]:
    """Least squares with a dummy a unit, and the jackknife over clusters, written plainly."""

    def slope(keep: np.ndarray) -> float:
        rows, answer = [], []
        for unit in np.flatnonzero(keep):
            for t in range(y.shape[1]):
                row = [x[unit, t], *(c[unit, t] for c in controls)]
                if np.isfinite([*row, y[unit, t]]).all():
                    rows.append([*row, *(np.arange(len(y)) == unit)])
                    answer.append(y[unit, t])
        return float(np.linalg.lstsq(np.array(rows, float), np.array(answer), rcond=None)[0][0])

    best = slope(np.ones(len(y), bool))
    names = np.unique(cluster)
    parts = np.array([slope(cluster != g) for g in names])
    return best, float(np.sqrt((len(names) - 1) / len(names) * np.square(parts - parts.mean()).sum()))


@pytest.mark.parametrize("controls", [0, 2])
def test_slope_and_error_are_those_of_least_squares_with_dummies(controls: int) -> None:
    rng = np.random.default_rng(5)
    y, x = walk(rng, 12, 9), walk(rng, 12, 9)
    y[rng.random(y.shape) < 0.2] = np.nan
    held = rng.standard_normal((controls, 12, 9))
    cluster = np.repeat(np.arange(4), 3)
    design = Design(y, x, held, cluster, lambda r: x[None], lambda r: x[None])
    found, (best, error) = fit(design), _plain(y, x, held, cluster)
    assert found.estimate == pytest.approx(best, abs=1e-9)
    assert found.se == pytest.approx(error, abs=1e-9)
    assert found.hi - found.estimate == pytest.approx(stats.t.ppf(0.95, 3) * error, abs=1e-9)


def test_both_placebos_keep_every_series_whole() -> None:
    measured = world(2)
    design = panel_design(claim(), [measured])
    before = {tuple(np.sort(row)) for row in measured.values["rivalry"]}
    for redraw in (design.permuted, design.shifted):
        after = redraw(np.random.default_rng(0))
        assert after.shape == (1, *design.exposure.shape)
        assert {tuple(np.sort(row)) for row in after[0]} == before
        by_pair = after[0].reshape(RIVALS, PIVOTS, -1)
        assert (by_pair == by_pair[:, :1]).all()  # all pivots of a pair keep one series
        assert (after[0] != design.exposure).any()


def test_adjusted_p_values_by_hand_and_what_is_not_tested_is_no_member() -> None:
    p = np.array([0.01, np.nan, 0.04, 0.03, 0.5])
    assert step_up(p) == pytest.approx([0.04, np.nan, 0.04 * 4 / 3, 0.04 * 4 / 3, 0.5], nan_ok=True)
    assert np.isnan(step_up(np.array([np.nan]))).all()


def test_share_beyond_counts_both_sides_and_itself() -> None:
    null = np.linspace(-1, 1, 41)
    assert share_beyond(2.0, null) == pytest.approx(1 / 42)
    assert share_beyond(-0.999, null) == pytest.approx(3 / 42)
    assert np.isnan(share_beyond(1.0, null[:5]))


def test_the_smallest_visible_effect_grows_with_either_error() -> None:
    tight, wide = np.full(50, 0.1), np.tile([-3.0, 3.0], 25)
    assert smallest_visible(1.0, tight, 10) == pytest.approx(stats.t.ppf(0.95, 9) + stats.t.ppf(0.8, 9))
    assert smallest_visible(1.0, wide, 10) == pytest.approx(3 * smallest_visible(1.0, tight, 10))
