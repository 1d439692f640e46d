"""Compiled passes over dyads and origins; import only where used, for it brings in the compiler.

They let go of the interpreter, so that `in_parts` can run them on several threads: compiling is then a third of what numba's own
parallel loops need.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from math import lgamma
from typing import Any

import numpy as np
from numba import njit

LOG_2PI = 1.8378770664093453
FAST = {"contract", "reassoc", "nsz", "arcp"}
LEAST_SHARE = 2e-4
LEAST_PART = 16


def in_parts(kernel: Any, size: int, by_row: tuple[Any, ...], *rest: Any) -> Any:
    """Run `kernel` on slices of rows at once, and put its results (one array, or several) together again."""
    parts = max(1, min(os.cpu_count() or 1, size // LEAST_PART))
    edges = np.linspace(0, size, parts + 1).astype(int)
    slices = [slice(a, b) for a, b in pairwise(edges)]
    if parts == 1:
        return kernel(*by_row, *rest)
    with ThreadPoolExecutor(parts) as pool:
        found = list(pool.map(lambda part: kernel(*(rows[part] for rows in by_row), *rest), slices))
    if isinstance(found[0], tuple):
        return tuple(np.concatenate(each) for each in zip(*found, strict=True))
    return np.concatenate(found)


@njit(cache=True, fastmath=FAST)
def _share(total: Any, log_weight: Any, out: Any) -> None:
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
def _typical(past: Any, count: int, inverse: Any) -> int:
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
def _drift(m: Any, p: Any, mu: Any, phi: Any, var: Any) -> None:
    """A month on, at every point of the grid."""
    for g in range(len(mu)):
        m[g] = mu[g] + phi[g] * (m[g] - mu[g])
        p[g] = var[g] + phi[g] * phi[g] * (p[g] - var[g])


@njit(cache=True, fastmath=FAST)
def _observe(value: float, acts: float, m: Any, p: Any, total: Any, s2: Any, tau2: Any) -> None:
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


@njit(cache=True, nogil=True, fastmath=FAST)
def level_ahead(
    y: Any, n: Any, wanted: Any, mu: Any, phi: Any, var: Any, s2: Any, tau2: Any, log_path: Any, horizons: Any, table: Any,
    log_sd0: float, log_sd_step: float, low: float, step: float, points: int,
) -> Any:  # fmt: skip
    """State space: CDF (dyad, origin, horizon, point) float32 and mean (dyad, origin, horizon) of a month's score.

    `y`, `n` are (dyad, month); `wanted` (dyad, origin) holds the month of each origin, -1 where none is asked for, ascending.
    """
    dyads, months = y.shape
    grid, ahead = len(mu), len(horizons)
    cdf = np.zeros((dyads, wanted.shape[1], ahead, points), dtype=np.float32)
    centre = np.zeros((dyads, wanted.shape[1], ahead))
    sds = table.shape[0]
    for d in range(dyads):
        m, p, total = mu.copy(), var.copy(), np.zeros(grid)
        share, past, inverse = np.empty(grid), np.empty(months), np.empty(6)
        bins, row = np.zeros((points, sds)), np.zeros(points)
        count, at = 0, 0
        for t in range(months):
            if t:
                _drift(m, p, mu, phi, var)
            if y[d, t] == y[d, t]:
                past[count] = n[d, t]
                count += 1
                _observe(y[d, t], n[d, t], m, p, total, s2, tau2)
            while at < wanted.shape[1] and wanted[d, at] < 0:
                at += 1
            if at == wanted.shape[1]:
                break
            if wanted[d, at] != t:
                continue
            _share(total, log_path[t], share)
            kinds = _typical(past, count, inverse)
            for k in range(ahead):
                bins[:] = 0.0
                whole, first = 0.0, 0.0
                for g in range(grid):
                    if share[g] < LEAST_SHARE:
                        continue
                    keep = phi[g] ** horizons[k]
                    mean = mu[g] + keep * (m[g] - mu[g])
                    spread = var[g] + keep * keep * (p[g] - var[g])
                    first += share[g] * mean
                    whole += share[g]
                    place = min(max((mean - low) / step, 0.0), points - 1.001)
                    i = int(place)
                    f = place - i
                    for c in range(kinds):
                        size = 0.5 * np.log(spread + s2[g] * inverse[c] + tau2[g])
                        other = min(max((size - log_sd0) / log_sd_step, 0.0), sds - 1.001)
                        j = int(other)
                        e = other - j
                        weight = share[g] / kinds
                        bins[i, j] += weight * (1 - f) * (1 - e)
                        bins[i, j + 1] += weight * (1 - f) * e
                        bins[i + 1, j] += weight * f * (1 - e)
                        bins[i + 1, j + 1] += weight * f * e
                centre[d, at, k] = first / whole
                row[:] = 0.0
                for i in range(points):
                    for j in range(sds):
                        weight = bins[i, j]
                        if weight > 0:
                            for z in range(points):
                                row[z] += weight * table[j, points - 1 - i + z]
                for z in range(points):
                    cdf[d, at, k, z] = row[z] / whole
            at += 1
    return cdf, centre


@njit(cache=True, nogil=True)
def counts_ahead(
    counts: Any, exposure: Any, lately: Any, wanted: Any, omega: Any, a0: Any, b0: Any, dispersion: Any, log_path: Any,
    horizons: Any, table: Any, means: Any, sizes: Any,
) -> Any:  # fmt: skip
    """Discount filter: CDF (dyad, origin, horizon, point) float32 and mean (dyad, origin, horizon) of a month's count.

    `counts`, `exposure` are (dyad, month); `lately` the exposure to come, `wanted` the month, of each origin (dyad, origin).
    """
    dyads, months = counts.shape
    grid, ahead, points = len(omega), len(horizons), table.shape[2]
    cdf = np.zeros((dyads, wanted.shape[1], ahead, points), dtype=np.float32)
    centre = np.zeros((dyads, wanted.shape[1], ahead))
    mean_step, size_step = means[1] - means[0], sizes[1] - sizes[0]
    for d in range(dyads):
        a, b, total = a0.copy(), b0.copy(), np.zeros(grid)
        share, row = np.empty(grid), np.empty(points, dtype=np.float32)
        bins = np.zeros((len(means), len(sizes)), dtype=np.float32)
        at = 0
        for t in range(months):
            if t:
                for g in range(grid):
                    a[g] = omega[g] * a[g] + (1 - omega[g]) * a0[g]
                    b[g] = omega[g] * b[g] + (1 - omega[g]) * b0[g]
            value, e = counts[d, t], exposure[d, t]
            if value == value and e > 0:
                for g in range(grid):
                    shrink = 1 + (a[g] + 1) * dispersion[g]
                    r, rate = a[g] / shrink, b[g] / shrink
                    total[g] += r * np.log(rate / (rate + e))
                    if value > 0:
                        total[g] += lgamma(r + value) - lgamma(r) + value * np.log(e / (rate + e))
                    worth = 1 / (1 + e * a[g] / b[g] * dispersion[g])
                    a[g] += worth * value
                    b[g] += worth * e
            while at < wanted.shape[1] and wanted[d, at] < 0:
                at += 1
            if at == wanted.shape[1]:
                break
            if wanted[d, at] != t:
                continue
            _share(total, log_path[t], share)
            for k in range(ahead):
                bins[:] = 0.0
                whole = 0.0
                for g in range(grid):
                    weight = share[g]
                    if weight < LEAST_SHARE:
                        continue
                    keep = omega[g] ** horizons[k]
                    shape, rate = keep * a[g] + (1 - keep) * a0[g], keep * b[g] + (1 - keep) * b0[g]
                    mean = max(lately[d, at], 1e-9) * shape / rate
                    size = shape / (1 + (shape + 1) * dispersion[g])
                    whole += weight
                    centre[d, at, k] += weight * mean
                    x = min(max((np.log(max(mean, 1e-9)) - means[0]) / mean_step, 0.0), len(means) - 1.001)
                    y = min(max((np.log(max(size, 1e-9)) - sizes[0]) / size_step, 0.0), len(sizes) - 1.001)
                    i, j = int(x), int(y)
                    f, h = x - i, y - j
                    bins[i, j] += weight * (1 - f) * (1 - h)
                    bins[i, j + 1] += weight * (1 - f) * h
                    bins[i + 1, j] += weight * f * (1 - h)
                    bins[i + 1, j + 1] += weight * f * h
                centre[d, at, k] /= whole
                row[:] = 0.0
                for i in range(bins.shape[0]):
                    for j in range(bins.shape[1]):
                        if bins[i, j] > 0:
                            for z in range(points):
                                row[z] += bins[i, j] * table[i, j, z]
                for z in range(points):
                    cdf[d, at, k, z] = row[z] / whole
            at += 1
    return cdf, centre


@njit(cache=True, fastmath=FAST)
def near_pairs(target: Any, pairs: Any, place: Any, points: int, first: Any, last: Any) -> Any:
    """Kernel weights of the past pairs by the point of their outcome: (target, point); all scaled to bandwidth 1.

    `pairs` (pair, 3) is sorted by its first column; `first`, `last` bound each target's neighbours there.
    """
    out = np.zeros((len(target), points))
    for d in range(len(target)):
        for i in range(first[d], last[d]):
            x, y, z = target[d, 0] - pairs[i, 0], target[d, 1] - pairs[i, 1], target[d, 2] - pairs[i, 2]
            far = x * x + y * y + z * z
            if far < 12.0:
                out[d, place[i]] += np.exp(-0.5 * far)
    return out


@njit(cache=True, nogil=True)
def local_levels(values: Any, s2: Any, ratio: Any) -> Any:
    """Gaussian local levels, the two variances by maximum likelihood so far: level, its variance, s2, q; (dyad, month)."""
    dyads, months = values.shape
    grid = len(s2)
    out = np.full((dyads, months, 4), np.nan)
    for d in range(dyads):
        m, p, total = np.zeros(grid), np.zeros(grid), np.zeros(grid)
        begun = False
        best: Any = 0
        for t in range(months):
            value = values[d, t]
            if begun:
                for g in range(grid):
                    p[g] += ratio[g] * s2[g]
            if value == value:
                if not begun:
                    m[:] = value
                    p[:] = s2
                    begun = True
                else:
                    for g in range(grid):
                        f = p[g] + s2[g]
                        v = value - m[g]
                        total[g] -= 0.5 * (np.log(f) + v * v / f)
                        m[g] += p[g] / f * v
                        p[g] *= s2[g] / f
                    best = np.argmax(total)
            if begun:
                out[d, t, 0], out[d, t, 1], out[d, t, 2] = m[best], p[best], s2[best]
                out[d, t, 3] = ratio[best] * s2[best]
    return out


@njit(cache=True)
def shifted(centre: Any, errors: Any, count: Any, pool: Any, worth: float, points: Any) -> Any:
    """CDF of a centre plus its rule's own past errors, mixed with `pool` worth `worth` of them; (row, point)."""
    out = np.zeros((len(centre), len(points)))
    last = len(points) - 1
    for d in range(len(centre)):
        whole = count[d] + worth
        for i in range(count[d]):
            z = np.searchsorted(points, centre[d] + errors[d, i] - 1e-9)
            out[d, min(z, last)] += 1.0 / whole
        for i in range(len(pool)):
            z = np.searchsorted(points, centre[d] + pool[i] - 1e-9)
            out[d, min(z, last)] += worth / whole / len(pool)
        for z in range(1, len(points)):
            out[d, z] += out[d, z - 1]
    return out


@njit(cache=True, nogil=True, fastmath=FAST)
def window_moments(
    y: Any, n: Any, wanted: Any, mu: Any, phi: Any, var: Any, s2: Any, tau2: Any, log_path: Any, windows: Any
) -> Any:
    """Mean and variance (dyad, origin, window, 2) of the mean score over the months of each window that will be observed.

    As many months are taken to be observed as were of the last 36, at the past numbers of acts.
    """
    dyads, months = y.shape
    grid = len(mu)
    out = np.full((dyads, wanted.shape[1], len(windows), 2), np.nan)
    for d in range(dyads):
        m, p, total = mu.copy(), var.copy(), np.zeros(grid)
        share, past, inverse = np.empty(grid), np.empty(months), np.empty(6)
        count, at = 0, 0
        for t in range(months):
            if t:
                _drift(m, p, mu, phi, var)
            if y[d, t] == y[d, t]:
                past[count] = n[d, t]
                count += 1
                _observe(y[d, t], n[d, t], m, p, total, s2, tau2)
            while at < wanted.shape[1] and wanted[d, at] < 0:
                at += 1
            if at == wanted.shape[1]:
                break
            if wanted[d, at] != t:
                continue
            _share(total, log_path[t], share)
            kinds = _typical(past, count, inverse)
            each = 0.0
            for c in range(kinds):
                each += inverse[c] / kinds
            seen, of = 0, 0
            for s in range(max(0, t - 35), t + 1):
                of += 1
                if y[d, s] == y[d, s]:
                    seen += 1
            rate = max(seen, 1) / of
            for k in range(len(windows)):
                w = windows[k]
                whole, first, second = 0.0, 0.0, 0.0
                for g in range(grid):
                    if share[g] < LEAST_SHARE:
                        continue
                    # mean over the window of phi^h, and of phi^|i-j|: geometric sums
                    f = phi[g]
                    keep = f * (1 - f**w) / (1 - f) / w
                    joint = (w * (1 - f * f) - 2 * f * (1 - f**w)) / (1 - f) ** 2 / w**2
                    mean = mu[g] + keep * (m[g] - mu[g])
                    spread = var[g] * joint + keep * keep * (p[g] - var[g])
                    spread += (s2[g] * each + tau2[g]) / max(1.0, rate * w)
                    whole += share[g]
                    first += share[g] * mean
                    second += share[g] * (spread + mean * mean)
                first /= whole
                out[d, at, k, 0] = first
                out[d, at, k, 1] = second / whole - first * first
            at += 1
    return out
