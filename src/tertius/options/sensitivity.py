"""What the ranking hangs on: assumptions that flip it, weights of the values, and Sobol indices."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from tertius.options.playing import VALUES, Payoffs, payoffs
from tertius.options.stated import Array, Assumptions, Draws

BINS = 8
SURE = 3.0  # standard errors of the paired difference: some 600 comparisons are made
Found = tuple[float, str, float, int, bool]  # strength, assumption, where, the other option, whether above


def find_flips(assumed: Assumptions, draws: Draws, found: Payoffs) -> list[Found]:
    """Which single assumption, moved within its range, changes the option with the highest expected payoff.

    The draws are split by that assumption alone into `BINS` equal parts of its range; since ranges are
    independent, the mean of a part is the expectation with that assumption held there and all others as
    drawn. A flip is named where another option leads the top one by more than `SURE` standard errors of
    their paired difference, at the value where the difference, interpolated between the parts' middles,
    crosses zero. Surest first.
    """
    top = int(found.expected.mean(axis=1).argmax())
    lead = found.expected - found.expected[top]
    moments = np.concatenate([lead, lead**2]).T
    flips = []
    for name in assumed.uncertain:
        item = assumed[name]
        edges = np.linspace(item.low, item.high, BINS + 1)
        part = split(draws[name], item.low, item.high)
        flip = _flip(part, edges, top, moments)
        if flip is not None:
            flips.append((flip[0], name, *flip[1:]))
    return sorted(flips, key=lambda each: -each[0])


def split(values: Array, low: float, high: float) -> npt.NDArray[np.intp]:
    """Which of `BINS` equal parts of a range each value lies in, array, shape (draw,)."""
    return np.clip(((values - low) * (BINS / (high - low))).astype(np.intp), 0, BINS - 1)


def _by_part(part: npt.NDArray[np.intp], values: Array) -> tuple[Array, Array]:
    """Count and mean of `values`, shape (draw, column), in each part: arrays, shape (part,), (part, column)."""
    member = (part == np.arange(BINS)[:, None]).astype(float)
    counts = member.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return counts, (member @ values) / counts[:, None]


def _flip(
    part: npt.NDArray[np.intp], edges: Array, top: int, moments: Array
) -> tuple[float, float, int, bool] | None:
    counts, means = _by_part(part, moments)
    options = moments.shape[1] // 2
    mean, square = means[:, :options].T, means[:, options:].T
    with np.errstate(invalid="ignore", divide="ignore"):
        score = mean / np.sqrt(np.maximum(square - mean**2, 1e-30) / counts)
    score[:, counts < 2] = -np.inf
    score[top] = -np.inf
    other, where = np.unravel_index(int(np.nanargmax(score)), score.shape)
    if not score[other, where] > SURE:
        return None
    middles = (edges[1:] + edges[:-1]) / 2
    at, above = _crossing(middles, mean[other], int(where))
    return float(score[other, where]), at, int(other), above


def _crossing(middles: Array, difference: Array, where: int) -> tuple[float, bool]:
    """Nearest value to `where` at which the difference changes sign, and whether the other leads above it.

    Where it never changes sign: the value at `where`, on the side of the range's middle that it lies on.
    """
    below = np.flatnonzero(difference <= 0)
    if not len(below):
        return float(middles[where]), where >= len(middles) / 2
    near = int(below[np.abs(below - where).argmin()])
    step = 1 if near > where else -1
    inner = near - step
    share = difference[inner] / (difference[inner] - difference[near])
    return float(middles[inner] + share * (middles[near] - middles[inner])), near < where


def worth_knowing(assumed: Assumptions, draws: Draws, found: Payoffs) -> dict[str, float]:
    """What knowing one assumption alone before choosing would add to the expected payoff; largest first.

    The expected value of partial perfect information, ``E_x max_o E[U_o | x] - max_o E[U_o]``, from the draws themselves:
    the mean payoff of every option in each of `BINS` parts of the assumption's range. Zero where no part has another
    option on top.

    References
    ----------
    Strong, M., Oakley, J. & Brennan, A. (2014), Estimating multiparameter partial expected value of perfect
    information from a probabilistic sensitivity analysis sample, Medical Decision Making 34(3).
    """
    values, best = found.expected.T, float(found.expected.mean(axis=1).max())
    worth = {}
    for name in assumed.uncertain:
        item = assumed[name]
        counts, mean = _by_part(split(draws[name], item.low, item.high), values)
        held = counts > 0
        worth[name] = max(0.0, float(np.average(mean[held].max(axis=1), weights=counts[held])) - best)
    return dict(sorted(worth.items(), key=lambda pair: -pair[1]))


def runner_up(assumed: Assumptions, expected: Array) -> tuple[int, int]:
    """Positions of the option with the highest expected payoff and of the next one that is no watching.

    Watching first and then doing what is best anyway trails the best by its cost alone: comparing the two says
    nothing but that cost.
    """
    order = [int(i) for i in np.argsort(-expected.mean(axis=1), kind="stable")]
    rest = [i for i in order[1:] if not assumed.options[i].of("watch")]
    return order[0], (rest or order[1:])[0]


def weight_regions(
    found: Payoffs, ids: list[str], *, steps: int = 12
) -> tuple[tuple[dict[str, Any], ...], dict[str, float]]:
    """Best option at each point of a grid of weights on the values (`VALUES`), cost always counting once.

    Weights sum to the number of values, so that equal weights are the table's own. The watcher's replies stay as
    fixed at equal weights.
    """
    mean, cost = found.parts.mean(axis=1), found.costs.mean(axis=1)
    grid = [(i, j, steps - i - j) for i in range(steps + 1) for j in range(steps + 1 - i)]
    weights = np.array(grid, dtype=float) / steps * len(VALUES)
    best = (mean @ weights.T - cost[:, None]).argmax(axis=0)
    regions = tuple(
        {"weights": dict(zip(VALUES, row.tolist(), strict=True)), "best": ids[index]}
        for row, index in zip(weights, best, strict=True)
    )
    return regions, {name: float((best == index).mean()) for index, name in enumerate(ids)}


def sobol_indices(
    assumed: Assumptions, found: Payoffs, *, rng: np.random.Generator, size: int = 128
) -> dict[str, float]:
    """Total-order Sobol index of each uncertain assumption for the top option's lead over the runner-up.

    `scipy.stats.sobol_indices` on ``size * (D + 2)`` games (estimators of Saltelli and Jansen); the watcher replies as
    if each draw's assumptions were known, since a row of the sample is one world.

    References
    ----------
    Saltelli, A. et al. (2010), Variance based sensitivity analysis of model output, Computer Physics
    Communications 181(2).
    """
    from scipy.stats import sobol_indices as analyse
    from scipy.stats import uniform

    names = list(assumed.uncertain)
    items = [assumed[name] for name in names]
    top, other = runner_up(assumed, found.expected)

    def lead(rows: Array) -> Array:
        draws = {item.name: np.full(rows.shape[1], item.value) for item in assumed.items}
        draws.update(zip(names, np.ascontiguousarray(rows), strict=True))
        known = payoffs(assumed, draws).known
        return np.asarray(known[top] - known[other])

    dists = [uniform(item.low, item.high - item.low) for item in items]
    total = analyse(func=lead, n=size, dists=dists, rng=rng).total_order
    return dict(sorted(zip(names, np.atleast_1d(total).tolist(), strict=True), key=lambda pair: -pair[1]))
