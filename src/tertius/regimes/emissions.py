"""Measurement models that turn a series into log-emissions."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tertius.errors import BadInput
from tertius.regimes.chains import Floats
from tertius.regimes.hmm import COMPILE_FROM


def gaussian_log_emissions(
    values: npt.ArrayLike, *, means: npt.ArrayLike, variances: npt.ArrayLike, compiled: bool | None = None
) -> Floats:
    """Log-density of independent Gaussian features under each state, shape (sequence, month, state).

    Parameters
    ----------
    values
        Array, shape (sequence, month, feature); NaN is missing and says nothing.
    means, variances
        Arrays, shape (state, feature).
    """
    x, m, v = (np.ascontiguousarray(part, dtype=np.float64) for part in (values, means, variances))
    if x.ndim != 3 or m.shape != v.shape or m.ndim != 2 or x.shape[2] != m.shape[1] or not (v > 0).all():
        raise BadInput(
            f"values {x.shape}, means {m.shape}, variances {v.shape}",
            "(sequence, month, feature) and twice (state, feature), variances above 0",
        )
    constants = -0.5 * np.log(2.0 * np.pi * v)
    if compiled is None:
        compiled = x.shape[0] * x.shape[1] >= COMPILE_FROM
    if compiled:
        from tertius.regimes import kernels

        return kernels.gaussian(x, m, 1.0 / v, constants)
    terms = constants - 0.5 * (x[:, :, None, :] - m) ** 2 / v
    return np.where(np.isnan(terms), 0.0, terms).sum(axis=-1)
