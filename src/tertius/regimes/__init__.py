"""Segmenting sequences: hidden Markov and semi-Markov chains, change points, agreement. Arrays only."""

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
from tertius.regimes.changepoints import dynp, fill_missing, pelt
from tertius.regimes.durations import (
    MINIMUM,
    duration_hazard,
    duration_pmf,
    equilibrium_age,
    fit_duration,
    survival,
)
from tertius.regimes.emissions import gaussian_log_emissions
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
from tertius.regimes.semimarkov import (
    SemiMarkov,
    SemiPosterior,
    semi_forward,
    semi_forward_backward,
    semi_loglik,
    semi_sample_members,
    semi_sample_paths,
)

__all__ = [
    "MARGINS",
    "MINIMUM",
    "UNLABELLED",
    "SemiMarkov",
    "SemiPosterior",
    "StatePosterior",
    "adjusted_rand",
    "covering",
    "duration_hazard",
    "duration_pmf",
    "dynp",
    "equal_segments",
    "equilibrium_age",
    "expected_moves",
    "f1",
    "fill_missing",
    "fit_duration",
    "forward_backward",
    "gaussian_log_emissions",
    "log_score",
    "loglik",
    "pelt",
    "random_splits",
    "sample_paths",
    "segments",
    "semi_forward",
    "semi_forward_backward",
    "semi_loglik",
    "semi_sample_members",
    "semi_sample_paths",
    "single",
    "sticky",
    "survival",
    "turn_f1",
    "turns",
    "viterbi",
]
