"""State posteriors of one Gaussian hidden Markov model for many sequences: ours against hmmlearn, both its
modes.

5,000 sequences x 500 months x 3 features, 6 states, from the measurements to the posteriors and the
log-likelihood. The explicit-duration chain on the same emissions stands beside it without a peer (hmmlearn
has none).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.rows import Row
from tertius import regimes

SEQUENCES, MONTHS, STATES, FEATURES = 5_000, 500, 6, 3
REPEATS = 3


def run(scale: float = 1.0) -> list[Row]:
    """Measure at a fraction of the full number of sequences."""
    count = max(20, int(SEQUENCES * scale))
    start, moves, means, variances = _model()
    x = _sequences(np.random.default_rng(1), count, moves, means, variances)

    def ours() -> regimes.StatePosterior:
        emissions = regimes.gaussian_log_emissions(x, means=means, variances=variances, compiled=True)
        return regimes.forward_backward(emissions, start=start, moves=moves, compiled=True)

    ours()  # compiled once, outside the clock, as hmmlearn was when it was built
    ours_s, posterior = _best(ours)
    size = f"{count:,} x {MONTHS} months, {STATES} states"
    rows = [
        _against(mode, x, (start, moves, means, variances), ours_s, posterior, size)
        for mode in ("scaling", "log")
    ]
    return [*rows, _semi_markov(x, start, moves, means, variances, size)]


def _against(
    mode: str, x: np.ndarray, model: tuple[np.ndarray, ...], ours_s: float, ours: Any, size: str
) -> Row:
    peer = _peer(mode, *model)
    flat, lengths = x.reshape(-1, FEATURES), [MONTHS] * len(x)
    peer_s, (loglik, posteriors) = _best(lambda: peer.score_samples(flat, lengths), repeats=2)
    gap = abs(ours.loglik.sum() - loglik) / abs(loglik)
    far = np.abs(ours.smoothed.reshape(-1, STATES) - posteriors).max()
    note = f"log-likelihood differs by {gap:.1e} relative, posteriors by {far:.1e} at most"
    return Row(
        f"stances: HMM posteriors, {size}",
        ours_s,
        f"hmmlearn {mode}",
        peer_s,
        bool(gap < 1e-8 and far < 1e-8),
        note=note,
    )


def _semi_markov(
    x: np.ndarray, start: np.ndarray, moves: np.ndarray, means: np.ndarray, variances: np.ndarray, size: str
) -> Row:
    turns = moves * (1 - np.eye(STATES))
    hazard = regimes.duration_hazard(np.full(STATES, 24.0), size=2.0, ages=60)
    chain = regimes.SemiMarkov(start, hazard, turns / turns.sum(axis=1, keepdims=True))
    part = x[: max(20, len(x) // 10)]
    emissions = regimes.gaussian_log_emissions(part, means=means, variances=variances)
    seconds, _ = _best(lambda: regimes.semi_forward_backward(emissions, chain), repeats=1)
    note = f"60 ages; timed on {len(part):,} sequences and scaled up; all expected statistics included"
    return Row(
        f"stances: explicit durations, {size}", seconds * len(x) / len(part), "none", None, None, note=note
    )


def _model() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    means = rng.normal(scale=2.0, size=(STATES, FEATURES))
    variances = rng.uniform(0.5, 3.0, size=(STATES, FEATURES))
    return np.full(STATES, 1 / STATES), regimes.sticky(STATES, mean_duration=24.0), means, variances


def _sequences(
    rng: np.random.Generator, count: int, moves: np.ndarray, means: np.ndarray, variances: np.ndarray
) -> np.ndarray:
    """Drawn from the model itself."""
    state = rng.integers(STATES, size=count)
    x = np.empty((count, MONTHS, FEATURES))
    for t in range(MONTHS):
        x[:, t] = rng.normal(means[state], np.sqrt(variances[state]))
        turn = rng.random(count) > moves[0, 0]
        state = np.where(turn, (state + rng.integers(1, STATES, size=count)) % STATES, state)
    return x


def _peer(mode: str, start: np.ndarray, moves: np.ndarray, means: np.ndarray, variances: np.ndarray) -> Any:
    from hmmlearn.hmm import GaussianHMM

    peer = GaussianHMM(STATES, covariance_type="diag", implementation=mode)
    peer.startprob_, peer.transmat_, peer.means_, peer.covars_ = start, moves, means, variances
    peer.n_features = FEATURES
    return peer


def _best(work: Callable[[], Any], *, repeats: int = REPEATS) -> tuple[float, Any]:
    """Least wall time of some repeats, and the answer."""
    times = []
    for _ in range(repeats):
        begin = time.perf_counter()
        answer = work()
        times.append(time.perf_counter() - begin)
    return min(times), answer
