"""State-space instruments, batched over series: arrays in, arrays out; they know nothing of states.

Time-major arrays, shape (month, ...batch); a missing month is NaN.
"""

from __future__ import annotations

from tertius.statespace.counts import (
    Discount,
    FilteredCounts,
    draw_counts,
    filter_counts,
    log_moments,
    negative_binomial_loglik,
    predict_counts,
    predictive_size,
    smooth_counts,
    update_counts,
)
from tertius.statespace.level import (
    Filtered,
    Level,
    cumulative_loglik,
    draw_level,
    filter_level,
    loglik,
    noise,
    smooth_level,
    worth,
)
from tertius.statespace.mixture import (
    fit_weights,
    likely_pairs,
    marginal_loglik,
    mix_moments,
    responsibilities,
    step_weights,
)
from tertius.statespace.ml import LocalLevelFit, fit_local_level, local_level_loglik
from tertius.statespace.robust import robust_weights, smooth_robust
from tertius.statespace.two_speed import (
    CausalFilter,
    Told,
    draw_two_speed,
    filter_two_speed,
    smooth_two_speed,
    two_speed_loglik,
)

__all__ = [
    "CausalFilter",
    "Discount",
    "Filtered",
    "FilteredCounts",
    "Level",
    "LocalLevelFit",
    "Told",
    "cumulative_loglik",
    "draw_counts",
    "draw_level",
    "draw_two_speed",
    "filter_counts",
    "filter_level",
    "filter_two_speed",
    "fit_local_level",
    "fit_weights",
    "likely_pairs",
    "local_level_loglik",
    "log_moments",
    "loglik",
    "marginal_loglik",
    "mix_moments",
    "negative_binomial_loglik",
    "noise",
    "predict_counts",
    "predictive_size",
    "responsibilities",
    "robust_weights",
    "smooth_counts",
    "smooth_level",
    "smooth_robust",
    "smooth_two_speed",
    "step_weights",
    "two_speed_loglik",
    "update_counts",
    "worth",
]
