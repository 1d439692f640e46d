"""Segmenting sequences: hidden Markov and semi-Markov chains, change points, agreement scores. Arrays only."""

from tertius.regimes.agreement import (
    MARGINS,
    UNLABELLED,
    adjusted_rand,
    covering,
    f1,
    log_score,
    segments,
    turn_f1,
    turns,
)
from tertius.regimes.hmm import (
    StatePosterior,
    expected_moves,
    forward_backward,
    loglik,
    sample_paths,
    sticky,
    viterbi,
)
from tertius.regimes.nulls import equal_segments, random_splits, single

__all__ = [
    "MARGINS",
    "UNLABELLED",
    "StatePosterior",
    "adjusted_rand",
    "covering",
    "equal_segments",
    "expected_moves",
    "f1",
    "forward_backward",
    "log_score",
    "loglik",
    "random_splits",
    "sample_paths",
    "segments",
    "single",
    "sticky",
    "turn_f1",
    "turns",
    "viterbi",
]
