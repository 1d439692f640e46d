"""What the ranking hangs on: assumptions that flip it, weights of the values, and Sobol indices."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from tertius.options.catalogue import OPTIONS, VALUES
from tertius.options.stated import Array, Assumptions, Draws
from tertius.options.weigh import Flip, Payoffs, payoffs

BINS = 8
SURE = 3.0  # standard errors of the paired difference: some 400 comparisons are made


def find_flips(assumptions: Assumptions, draws: Draws, found: Payoffs) -> tuple[Flip, ...]:
    """Which single assumption, moved within its range, changes the option with the highest expected payoff.

    The draws are split by that assumption alone into `BINS` equal parts of its range; since ranges are
    independent, the mean of a part is the expectation with that assumption held there and all others as
    drawn. A flip is named where another option leads the top one by more than `SURE` standard errors of
    their paired difference, at the value where the difference, interpolated between the parts' middles,
    crosses zero. Strongest first.
    """
    top = int(found.expected.mean(axis=1).argmax())
    flips: list[tuple[float, Flip]] = []
    for name in assumptions.uncertain:
        item = assumptions[name]
        edges = np.linspace(item.low, item.high, BINS + 1)
        part = np.clip(np.searchsorted(edges, draws[name], side="right") - 1, 0, BINS - 1)
        strength, flip = _flip(part, edges, top, found.expected)
        if flip is not None:
            at, other = flip
            said = (OPTIONS[other].id, OPTIONS[top].id, item.low, item.high, item.reason)
            flips.append((strength, Flip(name, at, *said)))
    flips.sort(key=lambda pair: -pair[0])
    return tuple(flip for _, flip in flips)


def _flip(
    part: npt.NDArray[np.intp], edges: Array, top: int, expected: Array
) -> tuple[float, tuple[float, int] | None]:
    lead = expected - expected[top]
    counts = np.bincount(part, minlength=len(edges) - 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.stack([np.bincount(part, weights=row, minlength=len(counts)) for row in lead]) / counts
        square = np.stack([np.bincount(part, weights=row**2, minlength=len(counts)) for row in lead]) / counts
        score = mean / np.sqrt(np.maximum(square - mean**2, 1e-30) / counts)
    score[:, counts < 2] = -np.inf
    score[top] = -np.inf
    other, where = np.unravel_index(int(np.nanargmax(score)), score.shape)
    if not score[other, where] > SURE:
        return 0.0, None
    middles = (edges[1:] + edges[:-1]) / 2
    return float(score[other, where]), (_crossing(middles, mean[other], int(where)), int(other))


def _crossing(middles: Array, difference: Array, where: int) -> float:
    """Nearest value to `where` at which the difference changes sign; the range's near end where it never
    does."""
    below = np.flatnonzero(difference <= 0)
    if not len(below):
        return float(middles[where])
    near = int(below[np.abs(below - where).argmin()])
    step = 1 if near > where else -1
    inner = near - step
    share = difference[inner] / (difference[inner] - difference[near])
    return float(middles[inner] + share * (middles[near] - middles[inner]))


def weight_regions(found: Payoffs, *, steps: int = 12) -> tuple[tuple[dict[str, Any], ...], dict[str, float]]:
    """Best option at each point of a grid of weights on the values (`VALUES`), cost always counting once.

    Weights sum to the number of values, so that equal weights are the table's own. K2's replies stay as
    fixed at equal weights.
    """
    mean, cost = found.parts.mean(axis=1), found.costs.mean(axis=1)
    grid = [(i, j, steps - i - j) for i in range(steps + 1) for j in range(steps + 1 - i)]
    weights = np.array(grid, dtype=float) / steps * len(VALUES)
    best = (mean @ weights.T - cost[:, None]).argmax(axis=0)
    regions = tuple(
        {"weights": dict(zip(VALUES, row.tolist(), strict=True)), "best": OPTIONS[index].id}
        for row, index in zip(weights, best, strict=True)
    )
    shares = {option.id: float((best == index).mean()) for index, option in enumerate(OPTIONS)}
    return regions, shares


def sobol_indices(
    assumptions: Assumptions, found: Payoffs, *, rng: np.random.Generator, size: int = 128
) -> dict[str, float]:
    """Total-order Sobol index of each uncertain assumption for the top option's lead over doing nothing.

    Where doing nothing is on top, its lead over the runner-up. Saltelli's sample of ``size * (D + 2)``
    games by SALib; K2 replies as if each draw's assumptions were known, since a row of the sample is one
    world.

    References
    ----------
    Saltelli, A. et al. (2010), Variance based sensitivity analysis of model output, Computer Physics
    Communications 181(2).
    """
    from SALib.analyze import sobol as analyze
    from SALib.sample import sobol as sample

    names = list(assumptions.uncertain)
    bounds = [[assumptions[name].low, assumptions[name].high] for name in names]
    problem = {"num_vars": len(names), "names": names, "bounds": bounds}
    seed = int(rng.integers(2**31))
    rows = sample.sample(problem, size, calc_second_order=False, seed=seed)
    draws = {item.name: np.full(len(rows), item.value) for item in assumptions.items}
    draws.update({name: rows[:, column] for column, name in enumerate(names)})
    known = payoffs(draws, agendas=assumptions.agendas).known
    order = np.argsort(-found.expected.mean(axis=1))
    other = 0 if order[0] != 0 else int(order[1])
    lead = known[order[0]] - known[other]
    indices = analyze.analyze(problem, lead, calc_second_order=False, seed=seed)
    total = dict(zip(names, (float(value) for value in indices["ST"]), strict=True))
    return dict(sorted(total.items(), key=lambda pair: -pair[1]))
