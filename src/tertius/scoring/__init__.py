"""Proper scores, calibration and forecast comparison. Arrays only."""

from __future__ import annotations

from tertius.scoring.calibration import coverage, coverage_error, interval, pit, pit_histogram
from tertius.scoring.comparison import Comparison, diebold_mariano
from tertius.scoring.grid import grid_crps, grid_log_score, grid_pit, grid_quantile, mass_log_score, mass_pit
from tertius.scoring.panel_tests import (
    equal_weighted_cosine,
    holm,
    two_way_gains,
    two_way_gains_over,
    two_way_weights,
)
from tertius.scoring.proper import (
    brier,
    brier_categories,
    crps,
    energy_score,
    log_loss,
    log_score_draws,
    log_score_normal,
)

__all__ = [
    "Comparison",
    "brier",
    "brier_categories",
    "coverage",
    "coverage_error",
    "crps",
    "diebold_mariano",
    "energy_score",
    "equal_weighted_cosine",
    "grid_crps",
    "grid_log_score",
    "grid_pit",
    "grid_quantile",
    "holm",
    "interval",
    "log_loss",
    "log_score_draws",
    "log_score_normal",
    "mass_log_score",
    "mass_pit",
    "pit",
    "pit_histogram",
    "two_way_gains",
    "two_way_gains_over",
    "two_way_weights",
]
