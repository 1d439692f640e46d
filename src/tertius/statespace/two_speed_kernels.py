"""Compiled loops of `tertius.statespace.two_speed`; import it only where it is used, for it brings in the compiler.

The state is (a, z, c, b), less the centre mu. Of its covariance the ten entries aa, az, ac, ab, zz, zc, zb, cc, cb, bb are
kept, each an array along the batch, so that the inner loops run in vector registers.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, prange

LOG_2PI = 1.8378770664093453
FAST = {"contract", "reassoc", "nsz", "arcp"}


@njit(cache=True, fastmath=FAST)
def start(m: Any, p: Any, va: Any, vz: Any) -> None:
    """The state in the first month, before its data: its long-run distribution."""
    m[:, :] = 0.0
    for g in range(len(va)):
        p[1, g] = p[3, g] = p[6, g] = p[8, g] = 0.0
        p[0, g] = p[2, g] = va[g]
        p[4, g] = p[5, g] = vz[g]
        p[7, g] = va[g] + vz[g]
        p[9, g] = 1.0


@njit(cache=True, fastmath=FAST)
def predict(m: Any, p: Any, keep: float, rho: Any, phi: Any, va: Any, vz: Any, r: float) -> None:
    """One month ahead; ``keep`` is 0 where a year begins, else 1."""
    for g in range(len(rho)):
        s, f = rho[g], phi[g]
        aa = s * s * (p[0, g] - va[g]) + va[g]
        az = s * f * p[1, g]
        zz = f * f * (p[4, g] - vz[g]) + vz[g]
        ab, zb = s * r * p[3, g], f * r * p[6, g]
        ac, zc = s * p[2, g], f * p[5, g]
        p[7, g] = keep * (p[7, g] + 2.0 * (ac + zc)) + aa + 2.0 * az + zz
        p[8, g] = keep * r * p[8, g] + ab + zb
        p[9, g] = r * r * (p[9, g] - 1.0) + 1.0
        p[0, g], p[1, g], p[3, g], p[4, g], p[6, g] = aa, az, ab, zz, zb
        p[2, g], p[5, g] = keep * ac + aa + az, keep * zc + zz + az
        m[0, g] *= s
        m[1, g] *= f
        m[2, g] = keep * m[2, g] + m[0, g] + m[1, g]
        m[3, g] *= r


@njit(cache=True, fastmath=FAST)
def see_mean(m: Any, p: Any, value: Any, h: Any, total: Any, kept: Any) -> None:
    """A month's mean: ``a + z`` with error variance h. `kept` (6, batch), if it has rows, gets innovation, variance and gain."""
    for g in range(len(value)):
        pa, pz, pc, pb = p[0, g] + p[1, g], p[1, g] + p[4, g], p[2, g] + p[5, g], p[3, g] + p[6, g]
        f = pa + pz + h[g]
        v = value[g] - m[0, g] - m[1, g]
        _update(m, p, g, pa, pz, pc, pb, f, v, total, kept)


@njit(cache=True, fastmath=FAST)
def see_fact(
    m: Any, p: Any, value: Any, share: float, load: float, var: float, total: Any, kept: Any
) -> None:
    """A year's fact: ``share c + load b`` with error variance var."""
    for g in range(len(value)):
        pa, pz = share * p[2, g] + load * p[3, g], share * p[5, g] + load * p[6, g]
        pc, pb = share * p[7, g] + load * p[8, g], share * p[8, g] + load * p[9, g]
        f = share * pc + load * pb + var
        v = value[g] - share * m[2, g] - load * m[3, g]
        _update(m, p, g, pa, pz, pc, pb, f, v, total, kept)


@njit(cache=True, fastmath=FAST, inline="always")
def _update(
    m: Any, p: Any, g: int, pa: Any, pz: Any, pc: Any, pb: Any, f: Any, v: Any, total: Any, kept: Any
) -> None:
    ka, kz, kc, kb = pa / f, pz / f, pc / f, pb / f
    m[0, g] += ka * v
    m[1, g] += kz * v
    m[2, g] += kc * v
    m[3, g] += kb * v
    p[0, g] -= ka * pa
    p[1, g] -= ka * pz
    p[2, g] -= ka * pc
    p[3, g] -= ka * pb
    p[4, g] -= kz * pz
    p[5, g] -= kz * pc
    p[6, g] -= kz * pb
    p[7, g] -= kc * pc
    p[8, g] -= kc * pb
    p[9, g] -= kb * pb
    total[g] -= 0.5 * (LOG_2PI + np.log(f) + v * v / f)
    if len(kept):
        kept[0, g], kept[1, g] = v, f
        kept[2, g], kept[3, g], kept[4, g], kept[5, g] = ka, kz, kc, kb


@njit(cache=True)
def _look(m: Any, p: Any, y: float, n: float, par: Any, work: Any, total: Any) -> None:
    """See a month's mean at every grid point; `work` (4, grid) is room to work in."""
    for g in range(len(total)):
        work[0, g], work[1, g] = y - par[0, g], par[5, g] / n + par[6, g] * max(1.0, 1.0 / n)
    see_mean(m, p, work[0], work[1], total, work[4:])


@njit(cache=True)
def _told(m: Any, p: Any, w: float, share: float, load: float, var: float, par: Any, work: Any) -> None:
    """See a year's fact at every grid point; its own likelihood is thrown away."""
    for g in range(work.shape[1]):
        work[2, g] = w - par[0, g]
    see_fact(m, p, work[2], share, load, var, work[3], work[4:])


@njit(cache=True, parallel=True)
def grid_loglik(y: Any, n: Any, w: Any, load: Any, var: Any, since: Any, r: float, par: Any) -> Any:
    """Log-likelihood of every dyad's acts, each month's given what came before, facts included, shape (dyad, grid).

    `y`, `n`, `w`, `load`, `var` are (dyad, month).
    """
    dyads, months = y.shape
    grid = par.shape[1]
    out = np.zeros((dyads, grid))
    for d in prange(dyads):
        m, p, work = np.empty((4, grid)), np.empty((10, grid)), np.empty((4, grid))
        start(m, p, par[1], par[3])
        for t in range(months):
            if t:
                predict(m, p, 0.0 if since[t] == 1 else 1.0, par[2], par[4], par[1], par[3], r)
            if n[d, t] > 0:
                _look(m, p, y[d, t], n[d, t], par, work, out[d])
            if w[d, t] == w[d, t]:
                _told(m, p, w[d, t], 1.0 / since[t], load[d, t], var[d, t], par, work)
    return out


@njit(cache=True, parallel=True)
def month(
    m: Any,
    p: Any,
    total: Any,
    y: Any,
    n: Any,
    w: Any,
    load: Any,
    var: Any,
    before: int,
    since: int,
    r: float,
    par: Any,
) -> None:
    """One month of the filter for all dyads, in place: last month's fact first (it is known only now), then the month's mean.

    `m` (dyad, 4, grid), `p` (dyad, 10, grid), `total` (dyad, grid); `w`, `load`, `var` of the month before, which was the
    `before`-th of its year; ``before = 0`` in the first month of all.
    """
    grid = par.shape[1]
    for d in prange(len(y)):
        work = np.empty((4, grid))
        if before == 0:
            start(m[d], p[d], par[1], par[3])
        else:
            if w[d] == w[d]:
                _told(m[d], p[d], w[d], 1.0 / before, load[d], var[d], par, work)
            predict(m[d], p[d], 0.0 if since == 1 else 1.0, par[2], par[4], par[1], par[3], r)
        if n[d] > 0:
            _look(m[d], p[d], y[d], n[d], par, work, total[d])


@njit(cache=True)
def filter_dyad(y: Any, n: Any, w: Any, load: Any, var: Any, since: Any, r: float, par: Any) -> Any:
    """Filtered mean, variance and running log-likelihood of one dyad's acts, (month, grid); a fact enters after its month."""
    months, grid = len(y), par.shape[1]
    mean, second, run = np.empty((months, grid)), np.empty((months, grid)), np.empty((months, grid))
    m, p, total = np.empty((4, grid)), np.empty((10, grid)), np.zeros(grid)
    work = np.empty((4, grid))
    start(m, p, par[1], par[3])
    for t in range(months):
        if t:
            if w[t - 1] == w[t - 1]:
                _told(m, p, w[t - 1], 1.0 / since[t - 1], load[t - 1], var[t - 1], par, work)
            predict(m, p, 0.0 if since[t] == 1 else 1.0, par[2], par[4], par[1], par[3], r)
        if n[t] > 0:
            _look(m, p, y[t], n[t], par, work, total)
        for g in range(grid):
            mean[t, g] = par[0, g] + m[0, g] + m[1, g]
            second[t, g], run[t, g] = p[0, g] + 2.0 * p[1, g] + p[4, g], total[g]
    return mean, second, run
