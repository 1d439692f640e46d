"""Compiled loops of `tertius.statespace.ml`; import it only where it is used, for it brings in the compiler."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, prange

GOLDEN = 0.6180339887498949
LOG_2PI = 1.8378770664093453
TINY = 1e-300


FAST = {"contract", "reassoc", "nsz", "arcp"}


@njit(cache=True, fastmath=FAST, error_model="numpy", inline="always")
def _start(row: Any, rho: Any, m: Any, p: Any, begun: Any, squares: Any, product: Any, count: Any) -> None:
    """One month while some series of the strip have had no datum yet; `begun` is 0 until the first."""
    for k in range(len(row)):
        value, b, ahead = row[k], begun[k], p[k] + rho[k]
        seen = value == value
        v = value - m[k] if seen else 0.0
        use = b if seen else 0.0
        fresh = 1.0 - b if seen else 0.0
        f = ahead + 1.0 - rho[k]
        turn = 1.0 / f
        gain = use * ahead * turn
        squares[k] += use * v * v * turn
        product[k] *= 1.0 + use * (f - 1.0)
        count[k] += use
        m[k] += (gain + fresh) * v
        p[k] = fresh * (1.0 - rho[k]) + b * (ahead - gain * ahead)
        begun[k] = b + fresh


@njit(cache=True, fastmath=FAST, error_model="numpy", inline="always")
def _month(row: Any, rho: Any, rest: Any, m: Any, p: Any, squares: Any, product: Any, count: Any) -> None:
    """One month of a strip, free of branches so that it runs in vector registers.

    With variances in units of s2 + q the innovation's is f = p + rho + (1 - rho) = p + 1, and what is left of the
    state's after a datum is gain (1 - rho), `rest` being 1 - rho.
    """
    for k in range(len(row)):
        value, ahead, f = row[k], p[k] + rho[k], p[k] + 1.0
        seen = value == value
        turn = 1.0 / f
        v = value - m[k] if seen else 0.0
        gain = ahead * turn if seen else 0.0
        squares[k] += v * v * turn
        product[k] *= f if seen else 1.0
        count[k] += 1.0 if seen else 0.0
        m[k] += gain * v
        p[k] = rest[k] * gain if seen else ahead


@njit(cache=True)
def _all_begun(y: Any, first: int, width: int) -> int:
    """The first month in which every series of the strip has had a datum (the number of months if never)."""
    months, latest = y.shape[0], 0
    for k in range(first, first + width):
        t = 0
        while t < months and y[t, k] != y[t, k]:
            t += 1
        latest = max(latest, t + 1)
    return min(latest, months)


@njit(cache=True, fastmath=FAST, error_model="numpy")
def strip_pass(y: Any, first: int, width: int, rho: Any, out: Any, scale: Any) -> None:
    """Concentrated log-likelihood of a strip of series at one rho each; `scale` receives s2 + q.

    An innovation's variance is between 1 and months + 1, so that the product of many of them fits a double, and one
    logarithm stands for all: as many months as keep it below 1e300.
    """
    months = y.shape[0]
    every = max(int(300.0 / np.log10(months + 2.0)), 1)
    settled = _all_begun(y, first, width)
    m, p, begun = np.zeros(width), np.zeros(width), np.zeros(width)
    squares, logs, product, count = np.zeros(width), np.zeros(width), np.ones(width), np.zeros(width)
    rest = 1.0 - rho
    for t in range(months):
        row = y[t, first : first + width]
        if t < settled:
            _start(row, rho, m, p, begun, squares, product, count)
        else:
            _month(row, rho, rest, m, p, squares, product, count)
        if t % every == every - 1 or t == months - 1:
            for k in range(width):
                logs[k] += np.log(product[k])
                product[k] = 1.0
    for k in range(width):
        n = count[k]
        scale[k] = max(squares[k], TINY) / n if n > 0 else np.nan
        out[k] = -0.5 * (n * (LOG_2PI + np.log(scale[k]) + 1.0) + logs[k] + LOG_2PI) if n > 0 else np.nan


@njit(cache=True)
def _bracket(y: Any, first: int, width: int, grid: Any, low: Any, high: Any, best: Any, at: Any) -> None:
    """Best grid point of every series in the strip, with its neighbours as the bracket."""
    value, scale, rho = np.empty(width), np.empty(width), np.empty(width)
    best[:] = -np.inf
    for g in range(len(grid)):
        rho[:] = grid[g]
        strip_pass(y, first, width, rho, value, scale)
        for k in range(width):
            if value[k] > best[k]:
                best[k], at[k] = value[k], grid[g]
                low[k] = grid[max(g - 1, 0)]
                high[k] = grid[min(g + 1, len(grid) - 1)]


@njit(cache=True)
def _golden(y: Any, first: int, width: int, low: Any, high: Any, best: Any, at: Any, steps: int) -> None:
    """Golden-section search between the neighbours; the best point ever seen is kept in `at`."""
    scale, value, rho = np.empty(width), np.empty(width), np.empty(width)
    left, right = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
    at_left, at_right = np.empty(width), np.empty(width)
    strip_pass(y, first, width, left, at_left, scale)
    strip_pass(y, first, width, right, at_right, scale)
    for _ in range(steps):
        for k in range(width):
            if at_left[k] > best[k]:
                best[k], at[k] = at_left[k], left[k]
            if at_right[k] > best[k]:
                best[k], at[k] = at_right[k], right[k]
            if at_left[k] >= at_right[k]:
                high[k], right[k], at_right[k] = right[k], left[k], at_left[k]
                left[k] = high[k] - GOLDEN * (high[k] - low[k])
                rho[k] = left[k]
            else:
                low[k], left[k], at_left[k] = left[k], right[k], at_right[k]
                right[k] = low[k] + GOLDEN * (high[k] - low[k])
                rho[k] = right[k]
        strip_pass(y, first, width, rho, value, scale)
        for k in range(width):
            if rho[k] == left[k]:
                at_left[k] = value[k]
            else:
                at_right[k] = value[k]


@njit(cache=True, parallel=True)
def search(y: Any, grid: Any, steps: int, strip: int) -> Any:
    """Best rho, scale and log-likelihood of every series."""
    series = y.shape[1]
    rho, scale, best = np.empty(series), np.empty(series), np.empty(series)
    for block in prange((series + strip - 1) // strip):
        first = block * strip
        width = min(strip, series - first)
        local = np.ascontiguousarray(y[:, first : first + width])
        low, high, top, at = np.zeros(width), np.ones(width), np.empty(width), np.zeros(width)
        _bracket(local, 0, width, grid, low, high, top, at)
        _golden(local, 0, width, low, high, top, at, steps)
        strip_pass(local, 0, width, at, best[first : first + width], scale[first : first + width])
        rho[first : first + width] = at
    return rho, scale, best


@njit(cache=True, parallel=True)
def concentrated(y: Any, rho: Any, strip: int) -> Any:
    """One pass over the batch: concentrated log-likelihood and scale of every series at its own rho."""
    series = y.shape[1]
    scale, out = np.empty(series), np.empty(series)
    for block in prange((series + strip - 1) // strip):
        first = block * strip
        last = min(first + strip, series)
        strip_pass(y, first, last - first, rho[first:last], out[first:last], scale[first:last])
    return out, scale


@njit(cache=True, parallel=True)
def loglik(y: Any, s2: Any, q: Any) -> Any:
    """Exact diffuse log-likelihood of every series at its own variances."""
    months, series = y.shape
    total = np.zeros(series)
    for k in prange(series):
        m, p, begun = 0.0, 0.0, False
        for t in range(months):
            p += q[k]
            value = y[t, k]
            if value == value:
                if begun:
                    f = p + s2[k]
                    v = value - m
                    total[k] -= 0.5 * (LOG_2PI + np.log(f) + v * v / f)
                    m += p / f * v
                    p *= s2[k] / f
                else:
                    m, p, begun = value, s2[k], True
                    total[k] -= 0.5 * LOG_2PI
    return total


@njit(cache=True, parallel=True)
def smooth(y: Any, s2: Any, q: Any, mean: Any, var: Any, strip: int) -> None:
    """Smoothed mean and variance, exact diffuse: months before the first observation are filled from behind."""
    months, series = y.shape
    for block in prange((series + strip - 1) // strip):
        first = block * strip
        last = min(first + strip, series)
        _forward(y, s2, q, mean, var, first, last)
        _backward(s2, q, mean, var, first, last, months)


@njit(cache=True)
def _forward(y: Any, s2: Any, q: Any, mean: Any, var: Any, first: int, last: int) -> None:
    """Filtered moments; infinite variance until the first observation."""
    for t in range(y.shape[0]):
        for k in range(first, last):
            m = mean[t - 1, k] if t > 0 else 0.0
            p = var[t - 1, k] + q[k] if t > 0 else np.inf
            value = y[t, k]
            if value == value:
                if p == np.inf:
                    m, p = value, s2[k]
                else:
                    f = p + s2[k]
                    gain = p / f if f > 0 else 0.0
                    m += gain * (value - m)
                    p -= gain * p
            mean[t, k], var[t, k] = m, p


@njit(cache=True)
def _backward(s2: Any, q: Any, mean: Any, var: Any, first: int, last: int, months: int) -> None:
    """Rauch-Tung-Striebel; where nothing came before, the next month's moments plus q."""
    for t in range(months - 2, -1, -1):
        for k in range(first, last):
            p = var[t, k]
            if p == np.inf:
                mean[t, k], var[t, k] = mean[t + 1, k], var[t + 1, k] + q[k]
            else:
                ahead = p + q[k]
                gain = p / ahead if ahead > 0 else 0.0
                mean[t, k] += gain * (mean[t + 1, k] - mean[t, k])
                var[t, k] = p + gain * gain * (var[t + 1, k] - ahead)
