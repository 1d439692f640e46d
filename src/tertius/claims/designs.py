"""From a claim about measured quantities to what its slope is taken from, with its two placebos."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tertius.claims.expression import Expression
from tertius.claims.quantities import Measured
from tertius.claims.registry import Proposition
from tertius.claims.slope import Design, Floats

Ints = npt.NDArray[np.int64]
LEAST_SHIFT = 4  # half-years


@dataclass(frozen=True, eq=False)
class _Stack:
    """Units of several sources under one another, padded with NaN to one length."""

    feed: Ints
    rivals: tuple[str, ...]
    span: Ints


def panel_design(claim: Proposition, measured: Sequence[Measured]) -> Design:
    """Units are pivots between two rivals in one source (each twice where the claim goes both ways), times half-years."""
    kept = [each for each in measured if len(each.places)]
    views = [view for each in kept for view in ((each, each.turned()) if claim.both_ways else (each,))]
    exposure, *controls, outcome = (_stacked(expression, views) for expression in claim.expressions)
    feeds = [each.feed for each in kept]
    stack = _Stack(
        np.array([feeds.index(view.feed) for view in views for _ in view.places], dtype=np.int64),
        tuple(place.rivals for view in views for place in view.places),
        np.array([view.span for view in views for _ in view.places], dtype=np.int64),
    )
    names = sorted(set(stack.rivals))
    cluster = np.array([names.index(name) for name in stack.rivals], dtype=np.int64)
    held = np.stack(controls) if controls else np.empty((0, *outcome.shape))
    group = _carriers(claim.carrier, stack, exposure)

    def permuted(rng: np.random.Generator) -> Floats:
        return exposure[None, _exchanged(group, stack.feed, rng)]

    def shifted(rng: np.random.Generator) -> Floats:
        return _rolled(exposure, group, stack.span, rng)[None]

    return Design(outcome, exposure, held, cluster, permuted, shifted)


def _stacked(expression: Expression, views: Sequence[Measured]) -> Floats:
    width = max((view.span for view in views), default=0)
    rows = [
        np.pad(expression.of(view.values), ((0, 0), (0, width - view.span)), constant_values=np.nan)
        for view in views
    ]
    return np.concatenate(rows) if rows else np.empty((0, width))


def _carriers(carrier: str, stack: _Stack, exposure: Floats) -> Ints:
    """Number of the carrier of each unit's exposure, array, shape (unit,): its rival pair in its source, or itself."""
    if carrier == "pivot":
        return np.arange(len(exposure))
    keys = list(zip(stack.feed.tolist(), stack.rivals, strict=True))
    order = {key: i for i, key in enumerate(dict.fromkeys(keys))}
    return np.array([order[key] for key in keys], dtype=np.int64)


def _exchanged(group: Ints, feed: Ints, rng: np.random.Generator) -> Ints:
    """Unit whose exposure each unit gets: whole series of other carriers of the same source, array, shape (unit,)."""
    first = {int(g): i for i, g in reversed(list(enumerate(group)))}
    goes = np.arange(max(first, default=-1) + 1)
    for source in np.unique(feed):
        mine = np.unique(group[feed == source])
        goes[mine] = rng.permutation(mine)
    return np.array([first[int(goes[g])] for g in group], dtype=np.int64)


def _rolled(exposure: Floats, group: Ints, span: Ints, rng: np.random.Generator) -> Floats:
    """Every carrier's series turned around its source's calendar by two years or more, array, shape (unit, time)."""
    lengths = np.zeros(int(group.max(initial=-1)) + 1, dtype=np.int64)
    lengths[group] = span
    by = rng.integers(LEAST_SHIFT, np.maximum(lengths - LEAST_SHIFT, LEAST_SHIFT) + 1)[group]
    time = np.arange(exposure.shape[1])
    came = np.where(time < span[:, None], (time - by[:, None]) % np.maximum(span, 1)[:, None], time)
    return np.take_along_axis(exposure, came, axis=1)
