"""How well two segmentations agree, and what chance alone would give.

A segmentation is one integer label a month; -1 is an unlabelled month and is left out. Segments are maximal
runs of one label among the labelled months; an unlabelled gap ends a run.
"""

from __future__ import annotations

import itertools

import numpy as np
import numpy.typing as npt

from tertius.errors import BadInput

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

UNLABELLED = -1
MARGINS = (3, 6, 12)
Run = tuple[int, int, int]


def segments(labels: npt.ArrayLike) -> list[Run]:
    """Runs as (first month, month after the last, label); unlabelled months make none."""
    values = np.asarray(labels)
    if values.size == 0:
        return []
    edges = [0, *(np.flatnonzero(values[1:] != values[:-1]) + 1).tolist(), values.size]
    runs = itertools.pairwise(edges)
    return [(a, b, int(values[a])) for a, b in runs if values[a] != UNLABELLED]


def turns(labels: npt.ArrayLike) -> Ints:
    """Months in which one labelled run gives way directly to the next."""
    return _between(segments(labels))


def _between(runs: list[Run]) -> Ints:
    """Months in which one run gives way directly to the next."""
    return np.array([b[0] for a, b in itertools.pairwise(runs) if a[1] == b[0]], dtype=np.int64)


def scores(
    reference: npt.ArrayLike, found: npt.ArrayLike, margins: tuple[int, ...] = MARGINS
) -> tuple[float, dict[int, float], float]:
    """`covering`, `f1` by margin and `adjusted_rand` of two segmentations, whose runs are looked for once."""
    truth, guess = _labelled(reference, found)
    ours, theirs = segments(truth), segments(guess)
    ends = _between(ours), _between(theirs)
    f1s = {margin: turn_f1(*ends, margin=margin) for margin in margins}
    return _covered(ours, theirs), f1s, _rand(truth, guess)


def covering(reference: npt.ArrayLike, found: npt.ArrayLike) -> float:
    """Mean overlap of each reference segment with the found one that fits it best, weighted by length.

    C = 1/T sum over R of |R| max over F of |R n F| / |R u F|. Arbelaez et al. (2011), *IEEE TPAMI* 33(5),
    section 3.1; used for change points by van den Burg and Williams (2020), arXiv:2003.06222, eq. 5. It
    compares where segments lie, not what they are called. 1 is perfect.
    """
    truth, guess = _labelled(reference, found)
    return _covered(segments(truth), segments(guess))


def _covered(truth: list[Run], guess: list[Run]) -> float:
    """`covering` of two lists of runs."""
    total, months = 0.0, 0
    for a, b, _ in truth:
        overlaps = [(max(min(b, d) - max(a, c), 0), d - c) for c, d, _ in guess]
        total += (b - a) * max((o / (b - a + n - o) for o, n in overlaps), default=0.0)
        months += b - a
    return total / months if months else float("nan")


def f1(reference: npt.ArrayLike, found: npt.ArrayLike, *, margin: int) -> float:
    """F1 of turning points, each found turn matched to at most one true turn within ``margin`` months.

    Matching is the largest possible one-to-one matching. Turns are counted inside the labelled months only.
    With no turn on either side the score is 1, with turns on one side only it is 0.
    """
    truth, guess = _labelled(reference, found)
    return turn_f1(turns(truth), turns(guess), margin=margin)


def turn_f1(truth: npt.ArrayLike, guess: npt.ArrayLike, *, margin: int) -> float:
    """F1 of two lists of months under one-to-one matching within ``margin``."""
    left, right = np.sort(np.asarray(truth)), np.sort(np.asarray(guess))
    if left.size == 0 and right.size == 0:
        return 1.0
    matched, i, j = 0, 0, 0
    while i < left.size and j < right.size:  # on a line, taking the earliest admissible pair is optimal
        if abs(int(left[i]) - int(right[j])) <= margin:
            matched, i, j = matched + 1, i + 1, j + 1
        elif left[i] < right[j]:
            i += 1
        else:
            j += 1
    return 2.0 * matched / (left.size + right.size)


def adjusted_rand(reference: npt.ArrayLike, found: npt.ArrayLike) -> float:
    """Adjusted Rand index of the months' labels. Hubert and Arabie (1985), *J. Classification* 2, eq. 5.

    1 when the partitions are the same, 0 in expectation under chance. Two trivial and equal partitions
    score 1.
    """
    return _rand(*_labelled(reference, found))


def _rand(truth: Ints, guess: Ints) -> float:
    keep = (truth != UNLABELLED) & (guess != UNLABELLED)
    table = _contingency(truth[keep], guess[keep])
    both, rows, columns, pairs = (
        _pairs(part).sum() for part in (table, table.sum(1), table.sum(0), table.sum())
    )
    if pairs == 0:
        return float("nan")
    chance, most = rows * columns / pairs, (rows + columns) / 2.0
    return 1.0 if most == chance else float((both - chance) / (most - chance))


def log_score(prob: npt.ArrayLike, allowed: npt.ArrayLike, *, floor: float = 1e-6) -> float:
    """Mean log of the probability given to the reference state, natural log, at most 0.

    Parameters
    ----------
    prob
        Array, shape (month, state).
    allowed
        Booleans, shape (month, state): the set of states the reference accepts; a month with none is left
        out.
    floor
        Probabilities below it count as it, so that one sure mistake costs a bounded amount.
    """
    probabilities, accepted = np.asarray(prob, dtype=float), np.asarray(allowed, dtype=bool)
    if probabilities.shape != accepted.shape:
        raise BadInput(f"probabilities {probabilities.shape} against labels {accepted.shape}", "equal shapes")
    mass = (probabilities * accepted).sum(axis=1)[accepted.any(axis=1)]
    return float(np.log(np.maximum(mass, floor)).mean()) if mass.size else float("nan")


def _labelled(reference: npt.ArrayLike, found: npt.ArrayLike) -> tuple[Ints, Ints]:
    """Both as integers, with the months that the reference leaves unlabelled left out of both."""
    truth, guess = np.asarray(reference, dtype=np.int64), np.asarray(found, dtype=np.int64)
    if truth.shape != guess.shape or truth.ndim != 1:
        raise BadInput(f"labels of shape {truth.shape} against {guess.shape}", "two lists of the same length")
    return truth, np.where(truth == UNLABELLED, UNLABELLED, guess)


def _contingency(truth: Ints, guess: Ints) -> Floats:
    (rows, height), (columns, width) = _places(truth), _places(guess)
    return np.bincount(rows * width + columns, minlength=height * width).reshape(height, width).astype(float)


def _places(labels: Ints) -> tuple[Ints, int]:
    """Labels as numbers from 0, and how many there may be; small numbers stay as they are."""
    if not labels.size:
        return labels, 1
    low, high = int(labels.min()), int(labels.max())
    if high - low <= labels.size:
        return labels - low, high - low + 1
    names, places = np.unique(labels, return_inverse=True)
    return places.astype(np.int64), len(names)


def _pairs(counts: Floats) -> Floats:
    return np.asarray(counts * (counts - 1.0) / 2.0)
