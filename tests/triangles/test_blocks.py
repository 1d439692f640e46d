"""Draws in blocks: the same means, bounds and probabilities as all of them at once, and no more of them held."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tertius.cases import load_case
from tertius.panel import build_panel
from tertius.relations import estimate_relations
from tertius.triangles import blocks, build, triangle, value


@pytest.fixture(scope="module")
def relations() -> Any:
    case = load_case("philippines-washington-beijing")
    legs = [("PHL", "USA"), ("PHL", "CHN"), ("USA", "CHN")]
    return estimate_relations(build_panel(case.events, dyads=legs))


@pytest.mark.parametrize("seed", [1, 2])
def test_counts_give_the_quantiles(seed: int) -> None:
    rng = np.random.default_rng(seed)
    draws = {
        name: np.tanh(rng.normal(0.3, scale, (4000, 5)))
        for name, scale in (("tilt", 0.7), ("equidistance", 0.05))
    }
    octants = rng.dirichlet(np.ones(8), 5)
    counted = blocks.Counted(blocks.SENSITIVE)
    for start, stop in ((0, 700), (700, 2500), (2500, 4000)):
        counted.add({name: values[start:stop] for name, values in draws.items()}, octants)
    assert np.allclose(counted.types, octants)
    for name, values in draws.items():
        for level in (0.5, 0.9, 0.99):
            mean, lo, hi = counted.summary(name, level)
            wanted = np.quantile(values, [(1 - level) / 2, (1 + level) / 2], axis=0)
            assert np.allclose(mean, values.mean(axis=0))
            # within a bin, or within the gap between two neighbouring draws where those are rare
            near = [
                np.sort(values, axis=0)[[int(s * 3999) - 1, int(s * 3999) + 2]]
                for s in ((1 - level) / 2, (1 + level) / 2)
            ]
            for got, (low, high), exact in zip((lo, hi), near, wanted, strict=True):
                assert np.all(np.abs(got - exact) <= (high - low) + 2 / blocks.BINS)


def test_bounds_at_the_ends() -> None:
    counted = blocks.Counted(("tilt",))
    counted.add({"tilt": np.array([[-1.0, 1.0, 0.0]] * 10)}, np.full((3, 8), 1 / 8))
    _, lo, hi = counted.summary("tilt", 0.9)
    assert np.all(np.abs(lo - [-1, 1, 0]) <= 2 / blocks.BINS)
    assert np.all(np.abs(hi - [-1, 1, 0]) <= 2 / blocks.BINS)


def test_blocks_are_all_the_draws() -> None:
    for size in (blocks.HELD + 1, 2 * blocks.HELD, 7 * blocks.HELD + 5):
        assert blocks.HELD + sum(blocks.sizes(size)) == size
        assert max(blocks.sizes(size)) <= blocks.HELD


def test_the_triangle_of_blocks_is_that_of_all_draws(relations: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (blocks, build):
        monkeypatch.setattr(module, "HELD", 300)
    found = triangle(relations, "PHL", "USA", "CHN", rng=np.random.default_rng(3), size=2400)
    assert found.size == 300
    assert found.counted[found.c0].size == 2400
    assert "all 2400" in found.provenance.notes[-1]
    rng, legs = np.random.default_rng(3), (("PHL", "USA"), ("PHL", "CHN"), ("USA", "CHN"))
    drawn = [build.draw_legs(relations, legs, rng, 300)[:2] for _ in range(8)]
    x, l = (np.concatenate(part)[..., found.within] for part in zip(*drawn, strict=True))  # noqa: E741
    draws, types, roles = value.read_signs(x, l, found.c0, found.ruler, ("PHL", "USA", "CHN"))
    assert np.allclose(found.types, types)
    assert np.allclose(found.roles["CHN"], roles["CHN"])
    for name in ("tilt", "equidistance", "rivalry", "balance", "ea"):
        values = np.sort(draws[name], axis=0)
        mean, lo, hi = found.summary(name)
        assert np.allclose(mean, values.mean(axis=0))
        for got, place in ((lo, 0.05 * 2399), (hi, 0.95 * 2399)):
            low, high = values[int(place) - 1], values[int(place) + 2]
            assert np.all((low - 2 / blocks.BINS <= got) & (got <= high + 2 / blocks.BINS))
    report = found.to_dict()
    assert report["sensitivity"][0]["c0"] == 0.0
    assert report["sensitivity"][-1]["months_type_differs"] == 0
