"""The filter of one dyad at every point of the grid, a month at a time: what passes over dyads are made of.

Import only where used, for it brings in the compiler.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

FAST = {"contract", "reassoc", "nsz", "arcp"}
LEAST_SHARE = 2e-4


@njit(cache=True, fastmath=FAST)
def share_of(total: Any, log_weight: Any, out: Any) -> None:
    """Posterior over the grid."""
    top = -1e300
    for g in range(len(total)):
        out[g] = total[g] + log_weight[g]
        top = max(top, out[g])
    whole = 0.0
    for g in range(len(total)):
        out[g] = np.exp(out[g] - top)
        whole += out[g]
    for g in range(len(total)):
        out[g] /= whole


@njit(cache=True)
def typical(past: Any, count: int, inverse: Any) -> int:
    """Means of 1/n in up to six equal groups of the past counts, by size."""
    if count == 0:
        inverse[0] = 1.0
        return 1
    ordered = np.sort(past[:count])
    groups = min(len(inverse), count)
    for k in range(groups):
        first, last = k * count // groups, (k + 1) * count // groups
        inverse[k] = 0.0
        for i in range(first, last):
            inverse[k] += 1.0 / ordered[i] / (last - first)
    return groups


@njit(cache=True, fastmath=FAST)
def drift(m: Any, p: Any, mu: Any, phi: Any, var: Any) -> None:
    """A month on, at every point of the grid."""
    for g in range(len(mu)):
        m[g] = mu[g] + phi[g] * (m[g] - mu[g])
        p[g] = var[g] + phi[g] * phi[g] * (p[g] - var[g])


@njit(cache=True, fastmath=FAST)
def observe(value: float, acts: float, m: Any, p: Any, total: Any, s2: Any, tau2: Any) -> None:
    """Learn from a month's score at every point of the grid.

    A part of an act has its error spread over the months it may lie in, and teaches the grid nothing.
    """
    part, whole_act = max(1.0, 1.0 / acts), acts >= 1.0 - 1e-9
    for g in range(len(m)):
        h = s2[g] / acts + tau2[g] * part
        f = p[g] + h
        v = value - m[g]
        if whole_act:
            total[g] -= 0.5 * (np.log(f) + v * v / f)
        m[g] += p[g] / f * v
        p[g] *= h / f


@njit(cache=True)
def read_score(
    t: int, y: Any, n: Any, m: Any, p: Any, total: Any, mu: Any, phi: Any, var: Any, s2: Any, tau2: Any, past: Any, count: int
) -> int:  # fmt: skip
    """Go on to month `t` of one dyad; how many counts of acts `past` then holds."""
    if t:
        drift(m, p, mu, phi, var)
    if y[t] != y[t]:
        return count
    past[count] = n[t]
    observe(y[t], n[t], m, p, total, s2, tau2)
    return count + 1


@njit(cache=True)
def next_asked(wanted: Any, at: int) -> int:
    """The next origin, from `at` on, that is asked for; as many as there are if none is."""
    while at < len(wanted) and wanted[at] < 0:
        at += 1
    return at


@njit(cache=True)
def spread_out(bins: Any, used: Any, i: int, j: int, right: float, down: float, weight: float) -> None:
    """Share a weight among four neighbours of a grid; `used` says which rows and columns were filled."""
    bins[i, j] += weight * (1 - right) * (1 - down)
    bins[i, j + 1] += weight * (1 - right) * down
    bins[i + 1, j] += weight * right * (1 - down)
    bins[i + 1, j + 1] += weight * right * down
    used[0], used[1] = min(used[0], i), max(used[1], i + 1)
    used[2], used[3] = min(used[2], j), max(used[3], j + 1)


@njit(cache=True)
def begin_used(used: Any, shape: Any) -> None:
    """No row and no column is filled."""
    used[0], used[1], used[2], used[3] = shape[0], -1, shape[1], -1
