"""Count-weighted local level and AR(1): filter, smoother, path draws, for any batch of series at once.

    y_t = x_t + e_t,                       e_t ~ N(0, s2 / n_t + tau2)
    x_t = mu + phi (x_{t-1} - mu) + h_t,   h_t ~ N(0, q)

Arrays are time-major, ``(month, ...)``: one month of the whole batch lies together in memory. The trailing shape of the data
and of the parameters broadcast, so ``y`` of shape ``(month, dyad, 1)`` with parameters of shape ``(grid,)`` filters every
dyad under every grid point. Reference: Durbin & Koopman (2012), Time Series Analysis by State Space Methods, sections
4.3-4.4 and 4.9.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
LOG_2PI = float(np.log(2 * np.pi))


@dataclass(frozen=True)
class Level:
    """Parameters of a batch; every field broadcasts to the batch shape.

    ``start_mean`` and ``start_var`` describe the state in the first month, before its observation. ``phi = 1`` is the
    local level (then `mu` plays no part).
    """

    mu: Any
    phi: Any
    q: Any
    s2: Any
    tau2: Any
    start_mean: Any
    start_var: Any

    @classmethod
    def stationary(cls, *, mu: Any, phi: Any, var: Any, s2: Any, tau2: Any) -> Level:
        """AR(1) started from its own long-run distribution N(mu, var); ``q = var (1 - phi^2)``."""
        q = np.asarray(var) * (1 - np.square(phi))
        return cls(mu=mu, phi=phi, q=q, s2=s2, tau2=tau2, start_mean=mu, start_var=var)

    def take(self, index: npt.NDArray[np.int64]) -> Level:
        """Pick members of a one-dimensional batch, with repeats."""
        return Level(**{name: np.atleast_1d(value)[index] for name, value in vars(self).items()})


@dataclass(frozen=True)
class Filtered:
    """Moments of x given the past: ``pred_*`` before a month's observation, ``mean``/``var`` after it.

    Arrays, shape (month, ...batch); ``loglik`` has the batch shape.
    """

    mean: Floats
    var: Floats
    pred_mean: Floats
    pred_var: Floats
    loglik: Floats


def noise(n: Floats, s2: Any, tau2: Any) -> Floats:
    """Observation variance of a month's mean over `n` acts: ``s2 / n + tau2``, and ``(s2 + tau2) / n`` for a part of an act.

    A part (n < 1) is an act whose month is not known: all of its error is spread over the months it may lie in, so that together
    they weigh as much as the act would if it were dated. Infinite where n = 0.
    """
    acts = np.asarray(n, dtype=float)
    known = np.where(
        acts > 0, acts, 1.0
    )  # a month without acts is put in at the end: infinity times a tau2 of 0 is none
    return np.asarray(np.where(acts > 0, s2 / known + tau2 * np.maximum(1.0, 1.0 / known), np.inf))


def worth(h: Any, s2: Any, tau2: Any) -> Floats:
    """How many acts have the observation variance `h`: the inverse of `noise`, up to a thousand acts."""
    least = tau2 + 1e-3 * s2
    whole = s2 / (np.maximum(h, least) - tau2)
    return np.asarray(np.where(h > s2 + tau2, (s2 + tau2) / h, whole))


def predict(m: Floats, p: Floats, model: Level) -> tuple[Floats, Floats]:
    """One month ahead."""
    return model.mu + model.phi * (m - model.mu), np.square(model.phi) * p + model.q


def update(y: Floats, h: Floats, m: Floats, p: Floats) -> tuple[Floats, Floats, Floats]:
    """One month's scalar update; a missing month (y NaN or h infinite) passes the prediction through."""
    seen = np.isfinite(y) & np.isfinite(h)
    f = p + np.where(seen, h, 1.0)
    v = np.where(seen, y - m, 0.0)
    gain = np.where(seen, p / f, 0.0)
    step = np.where(seen, -0.5 * (LOG_2PI + np.log(f) + v * v / f), 0.0)
    return m + gain * v, p * (1 - gain), step


def _batch(y: Floats, n: Floats, model: Level) -> tuple[int, ...]:
    """Shape of the batch: data and parameters broadcast."""
    return np.broadcast_shapes(y.shape[1:], n.shape[1:], *(np.shape(value) for value in vars(model).values()))


def filter_level(y: Floats, n: Floats, model: Level) -> Filtered:
    """Kalman filter of the whole batch.

    Parameters
    ----------
    y, n
        Array, shape (month, ...): a month's mean (NaN = missing) and its weight (number of acts, > 0 where y is there).
    model
        Parameters, broadcast against ``y[0]``.
    """
    made, steps = _run(y, n, model)
    made.loglik[...] = np.cumsum(steps, axis=0)[-1] if len(steps) else 0.0
    return made


def _run(y: Floats, n: Floats, model: Level) -> tuple[Filtered, Floats]:
    """The filter's moments and each month's log-likelihood; the whole batch's likelihood is left at zero."""
    shape = _batch(y, n, model)
    full = (y.shape[0], *shape)
    out = Filtered(np.empty(full), np.empty(full), np.empty(full), np.empty(full), np.zeros(shape))
    m = np.broadcast_to(np.asarray(model.start_mean, dtype=float), shape)
    p = np.broadcast_to(np.asarray(model.start_var, dtype=float), shape)
    h = np.where(
        np.isfinite(y), noise(n, model.s2, model.tau2), np.inf
    )  # a gain of zero where nothing is seen
    told = np.where(np.isfinite(y), y, 0.0)
    for t in range(y.shape[0]):
        if t:
            m, p = predict(m, p, model)
        out.pred_mean[t], out.pred_var[t] = m, p
        gain = p / (p + h[t])
        m = m + gain * (told[t] - m)
        p = p * (1 - gain)
        out.mean[t], out.var[t] = m, p
    seen = np.isfinite(h)
    f = out.pred_var + np.where(seen, h, 1.0)
    v = np.where(seen, told - out.pred_mean, 0.0)
    return out, np.where(seen, -0.5 * (LOG_2PI + np.log(f) + v * v / f), 0.0)


def cumulative_loglik(
    y: Floats, n: Floats, model: Level, counted: npt.NDArray[np.bool_] | None = None
) -> Floats:
    """Log-likelihood of months 0..t for every t, shape (month, ...batch).

    `counted`, shape (month, ...): the months whose likelihood is added; the others move the state alone. None adds all.
    """
    _, steps = _run(y, n, model)
    return np.cumsum(steps if counted is None else np.where(counted, steps, 0.0), axis=0)


def loglik(y: Floats, n: Floats, model: Level) -> Floats:
    """Log-likelihood of every member of the batch, nothing else kept."""
    total = np.zeros(_batch(y, n, model))
    m, p = np.asarray(model.start_mean, dtype=float), np.asarray(model.start_var, dtype=float)
    for t in range(y.shape[0]):
        if t:
            m, p = predict(m, p, model)
        m, p, step = update(y[t], noise(n[t], model.s2, model.tau2), m, p)
        total += step
    return total


def backward_gain(filtered: Filtered, model: Level) -> Floats:
    """Gain ``J_t = phi P_t / P_{t+1|t}`` for t = 0 .. T-2, shape (month - 1, ...)."""
    ahead = filtered.pred_var[1:]
    return np.divide(model.phi * filtered.var[:-1], ahead, out=np.zeros_like(ahead), where=ahead > 0)


def smooth_level(filtered: Filtered, model: Level) -> tuple[Floats, Floats]:
    """Mean and variance of x given all months (Rauch-Tung-Striebel), each shape (month, ...)."""
    gain = backward_gain(filtered, model)
    mean, var = filtered.mean.copy(), filtered.var.copy()
    for t in range(len(gain) - 1, -1, -1):
        mean[t] += gain[t] * (mean[t + 1] - filtered.pred_mean[t + 1])
        var[t] += np.square(gain[t]) * (var[t + 1] - filtered.pred_var[t + 1])
    return mean, var


def draw_level(
    filtered: Filtered, model: Level, *, rng: np.random.Generator, pick: npt.NDArray[np.int64]
) -> Floats:
    """Joint paths of x given all months, by backward sampling (Carter & Kohn 1994; Fruehwirth-Schnatter 1994).

    Parameters
    ----------
    pick
        Array, shape (draw,): the member of a one-dimensional batch each path is drawn for.

    Returns
    -------
    array, shape (month, draw)
    """
    gain = backward_gain(filtered, model)
    left = np.maximum(filtered.var[:-1] - np.square(gain) * filtered.pred_var[1:], 0.0)
    out = rng.standard_normal((filtered.mean.shape[0], len(pick)))
    out[-1] = filtered.mean[-1, pick] + np.sqrt(filtered.var[-1, pick]) * out[-1]
    offset = filtered.mean[:-1] - gain * filtered.pred_mean[1:]
    spread = np.sqrt(left)
    for t in range(len(out) - 2, -1, -1):
        out[t] = offset[t, pick] + gain[t, pick] * out[t + 1] + spread[t, pick] * out[t]
    return out
