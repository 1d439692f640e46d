"""Moments of window means at many origins in one pass over each dyad. Import only where used, for it brings in the compiler."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from tertius.forecasts.filter_kernels import FAST, LEAST_SHARE, next_asked, read_score, share_of, typical


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
            count = read_score(t, y[d], n[d], m, p, total, mu, phi, var, s2, tau2, past, count)
            at = next_asked(wanted[d], at)
            if at == wanted.shape[1]:
                break
            if wanted[d, at] != t:
                continue
            share_of(total, log_path[t], share)
            kinds = typical(past, count, inverse)
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
