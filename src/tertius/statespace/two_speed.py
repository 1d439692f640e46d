"""Two speeds and mixed frequency (M2): conduct x moves fast about a slow structure a; yearly facts tell of the year's mean.

    y_t = x_t + e_t,   x_t = mu + a_t + z_t        e_t ~ N(0, s2 / n_t + tau2), one month's mean
    a_t = rho a_{t-1} + u_t                        structure; variance `slow_var` in the long run
    z_t = phi z_{t-1} + v_t                        conduct about it; variance `fast_var` in the long run
    c_t = c_{t-1} 1(t does not begin a year) + a_t + z_t        cumulator: the year's sum so far
    w_t = mu + c_t / (months of the year so far) + load_t b_t + n_t,   n_t ~ N(0, var_t)      in a year's last month
    b_t = r b_{t-1} + g_t                          what the facts get wrong about this series for years; variance 1

The state is (a, z, c, b). The data of a month enter one after the other as scalars (Durbin & Koopman 2012, section 6.4), so that
each is optional in each month; cumulators are those of Harvey (1989, section 6.3.3). The smoother is the backward recursion of de
Jong (1989; Durbin & Koopman 2012, section 4.4), which inverts no covariance: that of the cumulator is singular. Paths are drawn
by mean correction (Durbin & Koopman 2002, Biometrika 89, 603-615).

Facts move the state; the log-likelihood is that of the acts alone, each month's given the acts and facts before it. Series
without acts have dull facts, and would else pull the hyperparameters of the others towards their own (a cut; Plummer 2015).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from tertius.statespace.level import Floats, noise

Seen = npt.NDArray[np.bool_]
PARAMETERS = ("mu", "slow_var", "rho", "fast_var", "phi", "s2", "tau2")


@dataclass(frozen=True, eq=False)
class Told:
    """Yearly facts, time-major, and the calendar.

    Attributes
    ----------
    value, load, var : array, shape (month, series)
        w_t, the load of b on it and its error variance; NaN but in the last month of a year that has facts.
    since : array of int, shape (month,)
        Number of the month in its year: 1 in January and in the first month of all.
    r
        Persistence of b from month to month.
    """

    value: Floats
    load: Floats
    var: Floats
    since: npt.NDArray[np.int64]
    r: float = 1.0

    @classmethod
    def nothing(cls, since: npt.NDArray[np.int64], series: int) -> Told:
        """No facts at all."""
        none = np.full((len(since), series), np.nan)
        return cls(none, none, none, since)

    def rows(self, index: Any) -> Told:
        """The same for some series only."""
        return Told(self.value[:, index], self.load[:, index], self.var[:, index], self.since, self.r)


@dataclass(frozen=True, eq=False)
class TwoSpeedRun:
    """One series filtered at every grid point: mean and variance of x, and the log-likelihood so far, (month, grid)."""

    mean: Floats
    var: Floats
    loglik: Floats


def parameters(grid: dict[str, Any]) -> Floats:
    """The grid as the compiled loops take it, shape (7, grid)."""
    columns = np.broadcast_arrays(
        *(np.atleast_1d(np.asarray(grid[name], dtype=float)) for name in PARAMETERS)
    )
    return np.ascontiguousarray(np.stack(columns))


def _by_series(y: Floats, n: Floats, told: Told) -> tuple[Any, ...]:
    """Data with a series' months lying together, then the calendar and r."""
    seen = np.isfinite(y) & (n > 0)
    arrays = (np.where(seen, y, np.nan), np.where(seen, n, 0.0), told.value, told.load, told.var)
    return (*(np.ascontiguousarray(each.T) for each in arrays), told.since, float(told.r))


def two_speed_loglik(y: Floats, n: Floats, told: Told, grid: dict[str, Floats]) -> Floats:
    """Log-likelihood of every series' acts, each month's given the acts and facts before it, at every grid point.

    Parameters
    ----------
    y, n
        Array, shape (month, series): means (NaN = missing) and numbers of acts.

    Returns
    -------
    array, shape (series, grid)
    """
    from tertius.statespace import two_speed_kernels as kernels

    run: Any = kernels.grid_loglik
    return np.asarray(run(*_by_series(y, n, told), parameters(grid)))


def smooth_two_speed(
    y: Floats,
    n: Floats,
    told: Told,
    grid: dict[str, Floats],
    *,
    series: npt.NDArray[np.int64],
    point: npt.NDArray[np.int64],
    weight: Floats,
    slow: bool = False,
) -> tuple[Floats, Floats]:
    """Mean and variance of x (or of ``mu + a``) given all months, averaged over pairs of series and grid point.

    Returns
    -------
    mean, var
        Array, shape (month, series).
    """
    from tertius.statespace import two_speed_smoother as kernels

    starts = np.searchsorted(series, np.arange(y.shape[1] + 1))
    run: Any = kernels.mixture_smooth
    mean, var = run(
        *_by_series(y, n, told),
        parameters(grid),
        starts,
        point,
        np.asarray(weight, dtype=float),
        0.0 if slow else 1.0,
    )
    return mean.T, var.T


def filter_two_speed(
    y: Floats, n: Floats, told: Told, grid: dict[str, Floats], counted: Seen | None = None
) -> TwoSpeedRun:
    """One series, ``y`` of shape (month, 1), at every grid point given each month's past; a fact is known from January on.

    `counted`, shape (month, 1): the months whose likelihood is added; the others move the state alone. None adds all.
    """
    from tertius.statespace import two_speed_kernels as kernels

    *data, since, r = _by_series(y, n, told)
    run: Any = kernels.filter_dyad
    mean, var, loglik = run(*(each[0] for each in data), since, r, parameters(grid))
    if counted is not None:
        steps = np.diff(loglik, axis=0, prepend=0.0)
        loglik = np.cumsum(np.where(counted, steps, 0.0), axis=0)
    return TwoSpeedRun(mean, var, loglik)


class CausalFilter:
    """All series at all grid points, moved forward month by month, so that weights may be found on the way.

    `counted`, shape (month, series): the months whose likelihood is added; the others move the state alone. None adds all.
    """

    def __init__(
        self, y: Floats, n: Floats, told: Told, grid: dict[str, Floats], counted: Seen | None = None
    ) -> None:
        self.par, self.told = parameters(grid), told
        self.counted = np.ones(y.shape, dtype=bool) if counted is None else counted
        self.y = np.where(np.isfinite(y) & (n > 0), y, np.nan)
        self.n = np.where(np.isfinite(self.y), n, 0.0)
        size, points = y.shape[1], self.par.shape[1]
        self.m, self.p = np.empty((size, 4, points)), np.empty((size, 10, points))
        self.total = np.zeros((size, points))

    def step(self, t: int) -> tuple[Floats, Floats]:
        """Mean and variance of x in month `t`, each (series, grid); call it for t = 0, 1, 2 ... in order."""
        from tertius.statespace import two_speed_kernels as kernels

        last, told = max(t - 1, 0), self.told
        known = (told.value[last], told.load[last], told.var[last])
        before = int(told.since[last]) if t else 0
        aside = np.flatnonzero(~self.counted[t] & np.isfinite(self.y[t]))
        kept = self.total[aside]
        run: Any = kernels.month
        run(
            self.m,
            self.p,
            self.total,
            self.y[t],
            self.n[t],
            *known,
            before,
            int(told.since[t]),
            float(told.r),
            self.par,
        )
        self.total[aside] = kept
        p = self.p
        return self.par[0] + self.m[:, 0] + self.m[:, 1], p[:, 0] + 2 * p[:, 1] + p[:, 4]


def draw_two_speed(
    y: Floats, n: Floats, told: Told, grid: dict[str, Floats], *, rng: np.random.Generator
) -> Floats:
    """One path of x for each member of a batch given all months, shape (month, draw).

    Parameters
    ----------
    y
        Array, shape (month, draw): each draw's own data, missing together.
    n
        Array, shape (month,).
    told
        Of one series.
    grid
        One value a draw.
    """
    from tertius.statespace import two_speed_smoother as kernels

    par = np.ascontiguousarray(np.broadcast_to(parameters(grid), (7, y.shape[1])))
    seen = np.isfinite(y[:, 0]) & (n > 0)
    x, c, b = _simulate(par, told, rng)
    h = noise(np.where(seen, n, 1.0)[:, None], par[5], par[6])
    load, var = told.load[:, 0], told.var[:, 0]
    fake = x + np.sqrt(h) * rng.standard_normal(x.shape)
    error = np.sqrt(np.nan_to_num(var))[:, None] * rng.standard_normal(x.shape)
    claim = c / told.since[:, None] + np.nan_to_num(load)[:, None] * b + error
    gap = np.where(seen[:, None], y - par[0] - fake, np.nan)
    run: Any = kernels.batch_smooth
    mean, _ = run(gap, h, told.value - par[0] - claim, load, var, told.since, float(told.r), par, 1.0)
    return np.asarray(par[0] + x + mean)


def _simulate(par: Floats, told: Told, rng: np.random.Generator) -> tuple[Floats, Floats, Floats]:
    """Paths of a + z, of the cumulator and of b from their own long-run distributions, each (month, draw)."""
    shape = (len(told.since), par.shape[1])
    a = _autoregressive(par[2], par[1], rng.standard_normal(shape))
    z = _autoregressive(par[4], par[3], rng.standard_normal(shape))
    b = _autoregressive(np.full(shape[1], told.r), np.ones(shape[1]), rng.standard_normal(shape))
    x = a + z
    c = x.copy()
    for t in range(1, len(c)):
        if told.since[t] > 1:
            c[t] += c[t - 1]
    return x, c, b


def _autoregressive(phi: Floats, var: Floats, noise: Floats) -> Floats:
    out = noise
    out[0] *= np.sqrt(var)
    step = np.sqrt(var * (1 - np.square(phi)))
    for t in range(1, len(out)):
        out[t] = phi * out[t - 1] + step * out[t]
    return out
