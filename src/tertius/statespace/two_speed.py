"""Two speeds and mixed frequency (M2): conduct x pulled to a slow structure a, with yearly indicators on the year's mean of x.

    y_t = a_t + z_t + e_t,        e_t ~ N(0, h_t)              one month's mean, x = a + z
    a_t = a_{t-1} + u_t,          u_t ~ N(0, q_slow)           structure
    z_t = phi z_{t-1} + w_t,      w_t ~ N(0, q_fast)           conduct about it
    c_t = c_{t-1} 1(t is not a January) + x_t                  cumulator: the year's sum so far
    r_jt = alpha_j + beta_j c_t / (months of the year) + n_j   indicator j, in December only; n_j ~ N(0, s_j)

The state is (a, z, c). Observations of a month enter one after the other as scalars (Durbin & Koopman 2012, section 6.4), so each
is optional in each month; cumulators are those of Harvey (1989, section 6.3.3). Time-major, batched over a trailing axis.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tertius.statespace.level import LOG_2PI, Floats


@dataclass(frozen=True)
class Yearly:
    """An indicator: `value` (month, series), there in the last month of a year, else NaN; ``alpha + beta mean(x) + noise``."""

    value: Floats
    alpha: Any
    beta: Any
    var: Any


@dataclass(frozen=True)
class TwoSpeed:
    """Parameters; fields are numbers or broadcast to (series,). ``slow_var`` and ``slow_mean`` describe a in the first month."""

    slow_mean: Any
    slow_var: Any
    q_slow: Any
    phi: Any
    fast_var: Any


@dataclass(frozen=True, eq=False)
class TwoSpeedPosterior:
    """Moments of the state (a, z, c): `mean` (month, series, 3), `cov` (month, series, 3, 3); `loglik` (series,)."""

    mean: Floats
    cov: Floats
    loglik: Floats

    @property
    def x(self) -> tuple[Floats, Floats]:
        """Mean and variance of conduct x = a + z, each (month, series)."""
        cov = self.cov
        return self.mean[..., 0] + self.mean[..., 1], cov[..., 0, 0] + cov[..., 1, 1] + 2 * cov[..., 0, 1]

    @property
    def structure(self) -> tuple[Floats, Floats]:
        """Mean and variance of the slow structure a, each (month, series)."""
        return self.mean[..., 0], self.cov[..., 0, 0]


def _transition(phi: Any, keep: float, series: int) -> Floats:
    """(series, 3, 3): the cumulator adds the new month's x to what it keeps of the year."""
    out = np.zeros((series, 3, 3))
    out[:, 0, 0] = 1.0
    out[:, 1, 1] = phi
    out[:, 2, 0], out[:, 2, 1], out[:, 2, 2] = 1.0, phi, keep
    return out


def _shock(model: TwoSpeed, series: int) -> Floats:
    """(series, 3, 3): covariance of one month's shocks; the cumulator takes both."""
    slow = np.broadcast_to(model.q_slow, series)
    fast = np.broadcast_to(np.asarray(model.fast_var) * (1 - np.square(model.phi)), series)
    return _spread(slow, fast)


def _spread(slow: Floats, fast: Floats) -> Floats:
    out = np.zeros((len(slow), 3, 3))
    out[:, 0, 0] = out[:, 0, 2] = out[:, 2, 0] = slow
    out[:, 1, 1] = out[:, 1, 2] = out[:, 2, 1] = fast
    out[:, 2, 2] = slow + fast
    return out


def _scalar(m: Floats, p: Floats, load: Floats, value: Any, var: Any) -> tuple[Floats, Floats, Floats]:
    """One scalar observation ``value = load . state + noise``; a NaN passes the state through."""
    seen = np.isfinite(value) & np.isfinite(var)
    ph = np.einsum("bij,bj->bi", p, load)
    f = np.einsum("bi,bi->b", ph, load) + np.where(seen, var, 1.0)
    v = np.where(seen, value - np.einsum("bi,bi->b", m, load), 0.0)
    gain = np.where(seen[:, None], ph / f[:, None], 0.0)
    step = np.where(seen, -0.5 * (LOG_2PI + np.log(f) + v * v / f), 0.0)
    return m + gain * v[:, None], p - gain[:, :, None] * ph[:, None, :], step


def filter_two_speed(
    y: Floats, h: Floats, month_of_year: Any, model: TwoSpeed, indicators: Sequence[Yearly] = ()
) -> tuple[TwoSpeedPosterior, list[tuple[Floats, Floats, Floats]]]:
    """Filter; also each month's prediction and transition, which the smoother needs.

    Parameters
    ----------
    y, h
        Array, shape (month, series): means (NaN = missing) and their variances.
    month_of_year
        Array of int, shape (month,): 0 for January. A year cut off by the first month counts its months from there.
    """
    months, series = y.shape
    shock, since = _shock(model, series), 0
    m = np.zeros((series, 3))
    m[:, 0] = m[:, 2] = model.slow_mean
    p = _spread(np.broadcast_to(model.slow_var, series), np.broadcast_to(model.fast_var, series)) + np.zeros(
        ()
    )
    out = TwoSpeedPosterior(np.empty((months, series, 3)), np.empty((months, series, 3, 3)), np.zeros(series))
    kept = []
    conduct = np.tile([1.0, 1.0, 0.0], (series, 1))
    for t in range(months):
        since = 1 if month_of_year[t] == 0 or t == 0 else since + 1
        move = _transition(model.phi, 0.0 if since == 1 else 1.0, series)
        if t:
            m = np.einsum("bij,bj->bi", move, m)
            p = move @ p @ np.swapaxes(move, 1, 2) + shock
        kept.append((m, p, move))
        m, p, step = _scalar(m, p, conduct, y[t], h[t])
        out.loglik[...] += step
        for one in indicators:
            load = np.zeros((series, 3))
            load[:, 2] = np.asarray(one.beta) / since
            m, p, step = _scalar(m, p, load, one.value[t] - one.alpha, np.broadcast_to(one.var, series))
            out.loglik[...] += step
        out.mean[t], out.cov[t] = m, p
    return out, kept


def smooth_two_speed(
    y: Floats, h: Floats, month_of_year: Any, model: TwoSpeed, indicators: Sequence[Yearly] = ()
) -> TwoSpeedPosterior:
    """Moments given all months (Rauch-Tung-Striebel with a pseudo-inverse, since the cumulator can be a sum of the others)."""
    filtered, kept = filter_two_speed(y, h, month_of_year, model, indicators)
    mean, cov = filtered.mean.copy(), filtered.cov.copy()
    for t in range(len(y) - 2, -1, -1):
        ahead_m, ahead_p, move = kept[t + 1]
        gain = cov[t] @ np.swapaxes(move, 1, 2) @ np.linalg.pinv(ahead_p, rcond=1e-12, hermitian=True)
        mean[t] = mean[t] + np.einsum("bij,bj->bi", gain, mean[t + 1] - ahead_m)
        cov[t] = cov[t] + gain @ (cov[t + 1] - ahead_p) @ np.swapaxes(gain, 1, 2)
    return TwoSpeedPosterior(mean, cov, filtered.loglik)
