"""Compiled loops of `tertius.regimes.levels`, O(month^2): no array is larger than the table of segments."""

from __future__ import annotations

import math
from typing import Any

import numba
import numpy as np

LOW = -np.inf


@numba.njit(cache=True, nogil=True)
def segment_table(
    precision: Any, pull: Any, fact: Any, means: Any, var: float, shared: float, table: Any
) -> None:
    """Log-likelihood of months [i, j) as one segment of each state, up to what all states share: (state, i, j).

    `precision` and `pull` are cumulative sums of 1/variance and value/variance, (2, month + 1); `fact` is the cumulative sum
    of the log prior of each state, (state, month + 1), of which a segment takes the mean over its months.
    """
    months, states = precision.shape[1] - 1, means.shape[0]
    for i in range(months):
        for j in range(i + 1, months + 1):
            p0, p1 = precision[0, j] - precision[0, i], precision[1, j] - precision[1, i]
            h0, h1 = pull[0, j] - pull[0, i], pull[1, j] - pull[1, i]
            a11, a22 = 1.0 + var * p0, 1.0 + var * p1
            a12, a21 = shared * p1, shared * p0
            det = a11 * a22 - a12 * a21
            half = 0.5 * np.log(det)
            for s in range(states):
                ma, mb = means[s, 0], means[s, 1]
                ra, rb = h0 - p0 * ma, h1 - p1 * mb
                u0, u1 = var * ra + shared * rb, shared * ra + var * rb
                y0, y1 = (a22 * u0 - a12 * u1) / det, (a11 * u1 - a21 * u0) / det
                fit = (
                    ma * h0
                    - 0.5 * ma * ma * p0
                    + mb * h1
                    - 0.5 * mb * mb * p1
                    - half
                    + 0.5 * (ra * y0 + rb * y1)
                )
                table[s, i, j] = fit + (fact[s, j] - fact[s, i]) / (j - i)


@numba.njit(cache=True, nogil=True)
def _lse(values: Any, size: int) -> float:
    top = LOW
    for k in range(size):
        if values[k] > top:
            top = values[k]
    if top == LOW:
        return LOW
    total = 0.0
    for k in range(size):
        total += np.exp(values[k] - top)
    return float(top + np.log(total))


@numba.njit(cache=True, nogil=True)
def forward(table: Any, move: Any, stay: Any, first: Any, end: Any, begin: Any) -> None:
    """Log weight of a segment that ends before month j, and of one that begins there: (state, month + 1).

    `move` is the log of what each (from, to) loses at the month of the turn, (month + 1, state, state); `stay` the log
    probability of each length; `first` that of the first segment, whose start lies before the window.
    """
    states, months = table.shape[0], table.shape[1] - 1
    work = np.empty(months + 1)
    into = np.empty(states)
    for j in range(1, months + 1):
        for s in range(states):
            work[0] = table[s, 0, j] + first[j]
            for i in range(1, j):
                work[i] = begin[s, i] + table[s, i, j] + stay[j - i]
            end[s, j] = _lse(work, j)
        for s in range(states):
            for r in range(states):
                into[r] = end[r, j] + move[j, r, s]
            begin[s, j] = _lse(into, states)


@numba.njit(cache=True, nogil=True)
def last_weights(table: Any, begin: Any, alive: Any, hazard_log: float, upto: int, out: Any) -> float:
    """Log weight of the last segment, cut off after `upto` months, by where it began: (state, month); returns their total."""
    states = table.shape[0]
    top = LOW
    for s in range(states):
        for i in range(upto):
            lead = (upto - 1) * hazard_log if i == 0 else begin[s, i] + alive[upto - i]
            out[s, i] = lead + table[s, i, upto]
            top = max(top, out[s, i])
    total = 0.0
    for s in range(states):
        for i in range(upto):
            total += np.exp(out[s, i] - top)
    return float(top + np.log(total))


@numba.njit(cache=True, nogil=True)
def backward(table: Any, move: Any, stay: Any, alive: Any, after: Any) -> None:
    """Log weight of everything after a segment that ended before month i, by its state: (state, month + 1)."""
    states, months = table.shape[0], table.shape[1] - 1
    work = np.empty(months + 1)
    entered = np.empty(states)
    both = np.empty(states)
    for s in range(states):
        after[s, months] = 0.0
    for i in range(months - 1, 0, -1):
        for s in range(states):
            for j in range(i + 1, months):
                work[j - i - 1] = table[s, i, j] + stay[j - i] + after[s, j]
            work[months - i - 1] = table[s, i, months] + alive[months - i]
            entered[s] = _lse(work, months - i)
        for r in range(states):
            for s in range(states):
                both[s] = move[i, r, s] + entered[s]
            after[r, i] = _lse(both, states)


@numba.njit(cache=True, nogil=True)
def occupancy(
    table: Any, begin: Any, after: Any, stay: Any, first: Any, alive: Any, hazard_log: float, evidence: float,
    precision: Any, pull: Any, means: Any, var: float, shared: float, gap: float,
    prob: Any, turn: Any, above: Any, tilt: Any,
) -> None:  # fmt: skip
    """Adds each segment's posterior weight to its months: P(state), P(level 1 above level 2), mean of half the difference.

    `gap` is added to the difference of the levels (what centring took off). `prob` is (month + 1, state), `above` and `tilt`
    (month + 1,), all as differences to be summed over months; `turn` (month,) is P(a segment begins here).
    """
    states, months = table.shape[0], table.shape[1] - 1
    det0 = var * var - shared * shared
    q00, q01 = var / det0, -shared / det0
    for i in range(months):
        for j in range(i + 1, months + 1):
            # `_difference`, with what all states share taken out of their loop
            h0, h1 = pull[0, j] - pull[0, i], pull[1, j] - pull[1, i]
            k00 = q00 + precision[0, j] - precision[0, i]
            k11 = q00 + precision[1, j] - precision[1, i]
            det = k00 * k11 - q01 * q01
            w0, w1 = (k11 + q01) / det, (k00 + q01) / det
            scale = -np.sqrt(0.5 * det / (k00 + k11 + 2 * q01))
            for s in range(states):
                if j == months:
                    lead = (months - 1) * hazard_log if i == 0 else begin[s, i] + alive[j - i]
                    weight = lead + table[s, i, j] - evidence
                else:
                    lead = first[j] if i == 0 else begin[s, i] + stay[j - i]
                    weight = lead + table[s, i, j] + after[s, j] - evidence
                if weight < -40.0:
                    continue
                mass = np.exp(weight)
                prob[i, s] += mass
                prob[j, s] -= mass
                if i > 0:
                    turn[i] += mass
                ma, mb = means[s, 0], means[s, 1]
                mean = w0 * (q00 * ma + q01 * mb + h0) - w1 * (q01 * ma + q00 * mb + h1) + gap
                up = 0.5 * math.erfc(mean * scale)
                above[i] += mass * up
                above[j] -= mass * up
                tilt[i] += mass * mean / 2
                tilt[j] -= mass * mean / 2


@numba.njit(cache=True, nogil=True)
def level_of(
    precision: Any, pull: Any, i: int, j: int, ma: float, mb: float, var: float, shared: float
) -> Any:
    """Posterior of the two levels of one segment: means, variances, covariance."""
    p0, p1 = precision[0, j] - precision[0, i], precision[1, j] - precision[1, i]
    h0, h1 = pull[0, j] - pull[0, i], pull[1, j] - pull[1, i]
    det0 = var * var - shared * shared
    q00, q01 = var / det0, -shared / det0
    g0, g1 = q00 * ma + q01 * mb + h0, q01 * ma + q00 * mb + h1
    k00, k11 = q00 + p0, q00 + p1
    det = k00 * k11 - q01 * q01
    return (k11 * g0 - q01 * g1) / det, (k00 * g1 - q01 * g0) / det, k11 / det, k00 / det, -q01 / det


@numba.njit(cache=True, nogil=True)
def _difference(
    precision: Any, pull: Any, i: int, j: int, ma: float, mb: float, var: float, shared: float
) -> Any:
    """Posterior mean and standard deviation of the difference of the two levels of one segment."""
    a, b, va, vb, cov = level_of(precision, pull, i, j, ma, mb, var, shared)
    return a - b, np.sqrt(va + vb - 2 * cov)


@numba.njit(cache=True, nogil=True)
def past_sums(
    table: Any, begin: Any, alive: Any, hazard_log: float, precision: Any, pull: Any, means: Any, var: float,
    shared: float, gap: float, prob: Any, turn: Any, above: Any, tilt: Any, steps: Any,
) -> None:  # fmt: skip
    """The same sums for each month given the months up to it; `steps` is the log evidence of the months up to each one."""
    states, months = table.shape[0], table.shape[1] - 1
    work = np.empty((states, months))
    for t in range(1, months + 1):
        total = last_weights(table, begin, alive, hazard_log, t, work)
        steps[t - 1] = total
        for s in range(states):
            for i in range(t):
                if work[s, i] - total < -40.0:
                    continue
                mass = np.exp(work[s, i] - total)
                prob[t - 1, s] += mass
                if i == t - 1 and i > 0:
                    turn[t - 1] += mass
                mean, spread = _difference(precision, pull, i, t, means[s, 0], means[s, 1], var, shared)
                mean += gap
                above[t - 1] += mass * 0.5 * math.erfc(-mean / spread / np.sqrt(2.0))
                tilt[t - 1] += mass * mean / 2


@numba.njit(cache=True, nogil=True)
def draw_paths(
    table: Any, end: Any, begin: Any, move: Any, stay: Any, first: Any, last: Any, uniforms: Any,
    normals: Any, precision: Any, pull: Any, means: Any, var: float, shared: float,
    states_out: Any, levels_out: Any,
) -> None:  # fmt: skip
    """Joint draws of the path of states (draw, month) and of the levels of its segments (draw, 2, month)."""
    states, months = table.shape[0], table.shape[1] - 1
    work = np.empty(states * months)
    for r in range(uniforms.shape[0]):
        used = 0
        for s in range(states):
            for i in range(months):
                work[s * months + i] = last[s, i]
        pick = _pick(work, states * months, uniforms[r, used])
        used += 1
        s, i, j = pick // months, pick % months, months
        while True:
            a, b, va, vb, cov = level_of(precision, pull, i, j, means[s, 0], means[s, 1], var, shared)
            x = a + np.sqrt(va) * normals[r, 0, i]
            y = b + cov / va * (x - a) + np.sqrt(max(vb - cov * cov / va, 0.0)) * normals[r, 1, i]
            for t in range(i, j):
                states_out[r, t] = s
                levels_out[r, 0, t] = x
                levels_out[r, 1, t] = y
            if i == 0:
                break
            j = i
            for k in range(states):
                work[k] = end[k, j] + move[j, k, s]
            s = _pick(work, states, uniforms[r, used])
            used += 1
            work[0] = table[s, 0, j] + first[j]
            for k in range(1, j):
                work[k] = begin[s, k] + table[s, k, j] + stay[j - k]
            i = _pick(work, j, uniforms[r, used])
            used += 1


@numba.njit(cache=True, nogil=True)
def _pick(values: Any, size: int, uniform: float) -> int:
    """Index drawn in proportion to exp(values)."""
    total = _lse(values, size)
    acc = 0.0
    for k in range(size):
        acc += np.exp(values[k] - total)
        if uniform < acc:
            return k
    best = 0
    for k in range(size):
        if values[k] > values[best]:
            best = k
    return best
