"""Logistic regressions of the side on odd features: ridge, no intercept.

Features are all odd under the exchange of the rivals and there is no intercept, so P(A over B) and P(B over A) sum to one.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from tertius.forecasts.threads import in_parts

Floats = npt.NDArray[np.float64]
# the triangles of one month share their legs, so that their number says too much: ours is held close to the fan
RIDGE = {"ours": 1000.0, "logit on two past windows": 100.0, "learned persistence": 100.0}
FEATURES = {"ours": (0, 1, 2), "logit on two past windows": (1, 2), "learned persistence": (1,)}
START = {"ours": (1.0, 0.0, 0.0), "logit on two past windows": (0.3, 0.3), "learned persistence": (0.5,)}
THRESHOLDS = (0.0, -1.0, 1.0)
CERTAIN = 6.0  # log odds are held within this
ALIKE = 1e-6  # Newton's steps: the next would be its square
LEAST_ROWS = 20_000  # worth a thread


def fit_logit(
    odds: Floats,
    past: Floats,
    came: Floats,
    *,
    columns: Sequence[int],
    start: Floats,
    ridge: float,
    begin: Floats | None = None,
    thresholds: Sequence[float] = THRESHOLDS,
) -> Floats:
    """Ridge logistic regression without intercept by Newton steps, the ridge pulling to `start`, array, shape (column,).

    Parameters
    ----------
    odds
        Log odds of the fan by threshold, array, shape (row, threshold).
    past, came
        Both past windows and the outcome, arrays, shape (row, 2) and (row,).
    columns
        Which of (odds, past windows less the threshold) enter.
    begin
        Where the steps begin; at `start` if not given.
    """
    from tertius.forecasts.tilt_kernels import logit_moments

    at, used = np.asarray(thresholds, dtype=np.float64), np.asarray(columns)
    beta, full = np.array(start if begin is None else begin, dtype=np.float64), np.zeros(3)
    for _ in range(25):
        full[used] = beta
        found = in_parts(logit_moments, len(came), (odds, past, came), at, full, CERTAIN, least=LEAST_ROWS)
        gradient, curve = (part.sum(axis=0) for part in found)
        pull = gradient[used] - ridge * (beta - start)
        step = np.linalg.solve(curve[np.ix_(used, used)] + ridge * np.eye(len(used)), pull)
        beta = beta + step
        if np.abs(step).max() < ALIKE:
            break
    return beta


def chance_of(odds: Floats) -> Floats:
    """Probability of log odds, held within bounds."""
    return np.asarray(1 / (1 + np.exp(-np.minimum(np.maximum(odds, -CERTAIN), CERTAIN))))


def odds_of(mean: Floats, sd: Floats, threshold: float) -> Floats:
    """Log odds that a normal lies above a threshold, held within bounds."""
    from scipy.special import log_ndtr

    z = (mean - threshold) / sd
    return np.asarray(np.clip(log_ndtr(z) - log_ndtr(-z), -CERTAIN, CERTAIN))
