"""Compiled kernels of this room, imported only when the work is large enough to pay for compiling."""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from tertius.regimes.chains import Floats


@njit(cache=True, fastmath=False)
def _sequence(emissions, start, moves, filtered, smoothed):  # type: ignore[no-untyped-def]
    """One sequence: forward with scaling, backward on filtered probabilities; gives its log-likelihood."""
    months, states = emissions.shape
    total_log = 0.0
    ahead = start.copy()
    ratio = np.empty(states)
    for t in range(months):
        shift = emissions[t, 0]
        for s in range(1, states):
            shift = max(shift, emissions[t, s])
        if shift == -np.inf:
            shift = 0.0
        total = 0.0
        for s in range(states):
            filtered[t, s] = ahead[s] * math.exp(emissions[t, s] - shift)
            total += filtered[t, s]
        total_log += shift + (math.log(total) if total > 0.0 else -np.inf)
        inverse = 1.0 / total if total > 0.0 else 0.0
        for s in range(states):
            filtered[t, s] *= inverse
            ahead[s] = 0.0
        if t + 1 < months:
            matrix = moves[t if moves.shape[0] > 1 else 0]
            for s in range(states):
                for j in range(states):
                    ahead[j] += filtered[t, s] * matrix[s, j]
            smoothed[t + 1] = ahead  # the forecast waits where the smoothed value will stand
    last = months - 1
    forecast = np.empty(states)
    if last > 0:
        forecast[:] = smoothed[last]
    smoothed[last] = filtered[last]
    for t in range(last - 1, -1, -1):
        matrix = moves[t if moves.shape[0] > 1 else 0]
        for s in range(states):
            ratio[s] = smoothed[t + 1, s] / forecast[s] if forecast[s] > 0.0 else 0.0
        if t > 0:
            forecast[:] = smoothed[t]
        for s in range(states):
            total = 0.0
            for j in range(states):
                total += matrix[s, j] * ratio[j]
            smoothed[t, s] = filtered[t, s] * total
    return total_log


@njit(cache=True)
def _many(emissions, start, moves, filtered, smoothed, loglik):  # type: ignore[no-untyped-def]
    for b in range(emissions.shape[0]):
        first = start[b if start.shape[0] > 1 else 0]
        matrix = moves[b if moves.shape[0] > 1 else 0]
        loglik[b] = _sequence(emissions[b], first, matrix, filtered[b], smoothed[b])


@njit(cache=True)
def _gaussian(values, means, precisions, constants, out):  # type: ignore[no-untyped-def]
    sequences, months, features = values.shape
    for b in range(sequences):
        for t in range(months):
            for s in range(means.shape[0]):
                total = 0.0
                for f in range(features):
                    gap = values[b, t, f] - means[s, f]
                    if not math.isnan(gap):
                        total += constants[s, f] - 0.5 * gap * gap * precisions[s, f]
                out[b, t, s] = total


def forward_backward(emissions: Floats, start: Floats, moves: Floats) -> tuple[Floats, Floats, Floats]:
    """Filtered and smoothed probabilities and log-likelihoods; arguments as checked by `chains`."""
    filtered, smoothed = np.empty_like(emissions), np.empty_like(emissions)
    loglik = np.empty(emissions.shape[0])
    _many(emissions, start, moves, filtered, smoothed, loglik)
    return filtered, smoothed, loglik


def gaussian(values: Floats, means: Floats, precisions: Floats, constants: Floats) -> Floats:
    """Log-densities of independent Gaussian features, shape (sequence, month, state); NaN is missing."""
    out = np.empty((*values.shape[:2], means.shape[0]))
    _gaussian(values, means, precisions, constants, out)
    return out
