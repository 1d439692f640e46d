"""Compiled smoother of `tertius.statespace.two_speed`; import it only where it is used, for it brings in the compiler."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, prange

from tertius.statespace.two_speed_kernels import FAST, predict, see_fact, see_mean, start


@njit(cache=True, fastmath=FAST)
def _forward(
    y: Any,
    h: Any,
    w: Any,
    load: Any,
    var: Any,
    since: Any,
    r: float,
    par: Any,
    ms: Any,
    ps: Any,
    ky: Any,
    kw: Any,
) -> None:
    """Predictions of every month and what its data did; `y`, `h`, `w` are (month, batch), already less the centre."""
    months, size = y.shape
    m, p, total = np.empty((4, size)), np.empty((10, size)), np.zeros(size)
    start(m, p, par[1], par[3])
    for t in range(months):
        if t:
            predict(m, p, 0.0 if since[t] == 1 else 1.0, par[2], par[4], par[1], par[3], r)
        ms[t], ps[t] = m, p
        if y[t, 0] == y[t, 0]:
            see_mean(m, p, y[t], h[t], total, ky[t])
        if w[t, 0] == w[t, 0]:
            see_fact(m, p, w[t], 1.0 / since[t], load[t], var[t], total, kw[t])


@njit(cache=True, fastmath=FAST, inline="always")
def _back_seen(r: Any, q: Any, g: int, k: Any, z0: float, z1: float, z2: float, z3: float) -> None:
    """``r <- Z v/F + L' r`` and ``N <- Z Z'/F + L' N L`` with L = I - K Z'."""
    v, f = k[0, g], k[1, g]
    ka, kz, kc, kb = k[2, g], k[3, g], k[4, g], k[5, g]
    kr = ka * r[0] + kz * r[1] + kc * r[2] + kb * r[3]
    step = v / f - kr
    n0 = q[0] * ka + q[1] * kz + q[2] * kc + q[3] * kb
    n1 = q[1] * ka + q[4] * kz + q[5] * kc + q[6] * kb
    n2 = q[2] * ka + q[5] * kz + q[7] * kc + q[8] * kb
    n3 = q[3] * ka + q[6] * kz + q[8] * kc + q[9] * kb
    both = ka * n0 + kz * n1 + kc * n2 + kb * n3 + 1.0 / f
    r[0] += z0 * step
    r[1] += z1 * step
    r[2] += z2 * step
    r[3] += z3 * step
    q[0] += z0 * (z0 * both - 2.0 * n0)
    q[1] += z0 * z1 * both - z0 * n1 - z1 * n0
    q[2] += z0 * z2 * both - z0 * n2 - z2 * n0
    q[3] += z0 * z3 * both - z0 * n3 - z3 * n0
    q[4] += z1 * (z1 * both - 2.0 * n1)
    q[5] += z1 * z2 * both - z1 * n2 - z2 * n1
    q[6] += z1 * z3 * both - z1 * n3 - z3 * n1
    q[7] += z2 * (z2 * both - 2.0 * n2)
    q[8] += z2 * z3 * both - z2 * n3 - z3 * n2
    q[9] += z3 * (z3 * both - 2.0 * n3)


@njit(cache=True, fastmath=FAST, inline="always")
def _back_month(r: Any, q: Any, keep: float, rho: float, phi: float, rb: float) -> None:
    """``r <- T' r`` and ``N <- T' N T``."""
    r[0] = rho * (r[0] + r[2])
    r[1] = phi * (r[1] + r[2])
    r[2] *= keep
    r[3] *= rb
    q[0] = rho * rho * (q[0] + 2.0 * q[2] + q[7])
    q[1] = rho * phi * (q[1] + q[2] + q[5] + q[7])
    q[3] = rho * rb * (q[3] + q[8])
    q[4] = phi * phi * (q[4] + 2.0 * q[5] + q[7])
    q[6] = phi * rb * (q[6] + q[8])
    q[2] = rho * keep * (q[2] + q[7])
    q[5] = phi * keep * (q[5] + q[7])
    q[7] *= keep * keep
    q[8] *= keep * rb
    q[9] *= rb * rb


@njit(cache=True, fastmath=FAST)
def _smooth(
    y: Any,
    h: Any,
    w: Any,
    load: Any,
    var: Any,
    since: Any,
    rb: float,
    par: Any,
    fast: float,
    mean: Any,
    second: Any,
) -> None:
    """Mean and variance of ``a + fast z`` given all months, (month, batch), less the centre."""
    months, size = y.shape
    ms, ps = np.empty((months, 4, size)), np.empty((months, 10, size))
    ky, kw = np.empty((months, 6, size)), np.empty((months, 6, size))
    _forward(y, h, w, load, var, since, rb, par, ms, ps, ky, kw)
    r, q = np.empty(4), np.empty(10)
    for g in range(size):
        r[:], q[:] = 0.0, 0.0
        for t in range(months - 1, -1, -1):
            if w[t, 0] == w[t, 0]:
                _back_seen(r, q, g, kw[t], 0.0, 0.0, 1.0 / since[t], load[t])
            if y[t, 0] == y[t, 0]:
                _back_seen(r, q, g, ky[t], 1.0, 1.0, 0.0, 0.0)
            a = ps[t, 0, g] + fast * ps[t, 1, g]
            z = ps[t, 1, g] + fast * ps[t, 4, g]
            c = ps[t, 2, g] + fast * ps[t, 5, g]
            b = ps[t, 3, g] + fast * ps[t, 6, g]
            mean[t, g] = ms[t, 0, g] + fast * ms[t, 1, g] + a * r[0] + z * r[1] + c * r[2] + b * r[3]
            quad = a * a * q[0] + z * z * q[4] + c * c * q[7] + b * b * q[9]
            quad += 2.0 * (
                a * z * q[1] + a * c * q[2] + a * b * q[3] + z * c * q[5] + z * b * q[6] + c * b * q[8]
            )
            second[t, g] = a + fast * z - quad
            if t:
                _back_month(r, q, 0.0 if since[t] == 1 else 1.0, par[2, g], par[4, g], rb)


@njit(cache=True, parallel=True)
def mixture_smooth(
    y: Any, n: Any, w: Any, load: Any, var: Any, since: Any, r: float, par: Any,
    starts: Any, point: Any, weight: Any, fast: float,
) -> Any:  # fmt: skip
    """Smoothed mean and variance, (dyad, month), averaged over each dyad's pairs ``starts[d]:starts[d + 1]``."""
    dyads, months = y.shape
    mean, second = np.empty((dyads, months)), np.empty((dyads, months))
    for d in prange(dyads):
        use, part = point[starts[d] : starts[d + 1]], weight[starts[d] : starts[d + 1]]
        own = np.empty((7, len(use)))
        data, h, told = (
            np.empty((months, len(use))),
            np.empty((months, len(use))),
            np.empty((months, len(use))),
        )
        for g in range(len(use)):
            own[:, g] = par[:, use[g]]
            for t in range(months):
                data[t, g] = y[d, t] - own[0, g] if n[d, t] > 0 else np.nan
                h[t, g] = own[5, g] / n[d, t] + own[6, g] * max(1.0, 1.0 / n[d, t]) if n[d, t] > 0 else 1.0
                told[t, g] = w[d, t] - own[0, g]
        m, v = np.empty((months, len(use))), np.empty((months, len(use)))
        _smooth(data, h, told, load[d], var[d], since, r, own, fast, m, v)
        for t in range(months):
            first, square = 0.0, 0.0
            for g in range(len(use)):
                at = m[t, g] + own[0, g]
                first += part[g] * at
                square += part[g] * (v[t, g] + at * at)
            mean[d, t], second[d, t] = first, square - first * first
    return mean, second


@njit(cache=True)
def batch_smooth(
    y: Any, h: Any, w: Any, load: Any, var: Any, since: Any, r: float, par: Any, fast: float
) -> Any:
    """Smoothed mean and variance, (month, batch), of series that are missing together; data less the centre."""
    mean, second = np.empty(y.shape), np.empty(y.shape)
    _smooth(y, h, w, load, var, since, r, par, fast, mean, second)
    return mean, second
