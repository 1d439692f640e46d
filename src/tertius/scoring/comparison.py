"""Is one forecast better than another? Diebold and Mariano (1995), with the small-sample correction of
Harvey, Leybourne and Newbold (1997), *International Journal of Forecasting* 13(2), eqs 3-9."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tertius.errors import BadInput


@dataclass(frozen=True)
class Comparison:
    """Ours against a baseline on the same targets.

    Attributes
    ----------
    difference
        Mean loss of ours minus the baseline's; below 0 ours is better.
    gain
        Share of the baseline's mean loss that ours saves; NaN where that loss is not above 0.
    statistic
        Corrected statistic, to be held against Student's t with n - 1 degrees of freedom.
    p
        Two-sided p-value; 1 where the losses are the same.
    n
        Pairs of losses used.
    """

    difference: float
    gain: float
    statistic: float
    p: float
    n: int


def diebold_mariano(ours: npt.ArrayLike, baseline: npt.ArrayLike, *, horizon: int = 1) -> Comparison:
    """Test of equal expected loss.

    Parameters
    ----------
    ours, baseline
        Losses along time, arrays, shape (origin,); an origin where either is NaN is left out.
    horizon
        Steps ahead; errors of h-step forecasts are correlated up to lag h - 1, which enters the variance.

    Raises
    ------
    BadInput
        If shapes differ or fewer than ``horizon + 2`` pairs are left.
    """
    one, two = np.asarray(ours, dtype=np.float64), np.asarray(baseline, dtype=np.float64)
    if one.shape != two.shape or one.ndim != 1 or horizon < 1:
        raise BadInput(
            f"losses of shape {one.shape} and {two.shape} at horizon {horizon}", "two series and 1 or more"
        )
    known = ~(np.isnan(one) | np.isnan(two))
    gap, n = (one - two)[known], int(known.sum())
    if n < horizon + 2:
        raise BadInput(f"{n} pairs of losses at horizon {horizon}", f"at least {horizon + 2}")
    mean, base = float(gap.mean()), float(two[known].mean())
    gain = -mean / base if base > 0 else float("nan")
    variance = _long_run_variance(gap, horizon)
    if variance <= 0:
        return Comparison(mean, gain, 0.0, 1.0, n)
    correction = (n + 1 - 2 * horizon + horizon * (horizon - 1) / n) / n
    statistic = float(np.sqrt(max(correction, 0.0)) * mean / np.sqrt(variance / n))
    return Comparison(mean, gain, statistic, _two_sided(statistic, n - 1), n)


def _long_run_variance(gap: npt.NDArray[np.float64], horizon: int) -> float:
    """Rectangular window over lags below the horizon; where it is not positive, the Bartlett window's."""
    centred, n = gap - gap.mean(), gap.size
    lags = np.array([centred[k:] @ centred[: n - k] / n for k in range(horizon)])
    plain = float(lags[0] + 2 * lags[1:].sum())
    if plain > 0:
        return plain
    weights = 1 - np.arange(horizon) / horizon
    return float(lags[0] + 2 * (weights[1:] * lags[1:]).sum())


def _two_sided(statistic: float, freedom: int) -> float:
    from scipy.special import stdtr

    return float(2 * stdtr(freedom, -abs(statistic)))
