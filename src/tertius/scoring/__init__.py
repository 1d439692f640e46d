"""Proper scores, calibration and forecast comparison. Arrays only."""

from __future__ import annotations

from tertius.scoring.calibration import coverage, coverage_error, interval, pit, pit_histogram
from tertius.scoring.comparison import Comparison, diebold_mariano
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
    "interval",
    "log_loss",
    "log_score_draws",
    "log_score_normal",
    "pit",
    "pit_histogram",
]
