"""Segmenting sequences: segments with levels of their own, agreement scores, nulls. Arrays only."""

from tertius.regimes.agreement import (
    MARGINS,
    UNLABELLED,
    adjusted_rand,
    covering,
    f1,
    log_score,
    scores,
    segments,
    turn_f1,
    turns,
)
from tertius.regimes.levels import LevelModel, LevelPosterior, draw_levels, level_posterior, segment_loglik
from tertius.regimes.nulls import equal_segments, random_splits, single

__all__ = [
    "MARGINS",
    "UNLABELLED",
    "LevelModel",
    "LevelPosterior",
    "adjusted_rand",
    "covering",
    "draw_levels",
    "equal_segments",
    "f1",
    "level_posterior",
    "log_score",
    "random_splits",
    "scores",
    "segment_loglik",
    "segments",
    "single",
    "turn_f1",
    "turns",
]
