"""All segmentations of a few months, and the best matching of turns, one by one."""

from __future__ import annotations

import itertools


def all_segmentations(months):
    """Every way to cut a window, as lists of (first, after last)."""
    for cuts in itertools.product([False, True], repeat=months - 1):
        edges = [0, *(t + 1 for t, cut in enumerate(cuts) if cut), months]
        yield list(itertools.pairwise(edges))


def best_matching(truth, guess, margin):
    """Largest one-to-one matching of turns within a margin, by trying all."""
    if not len(truth) or not len(guess):
        return 0
    head, *rest = truth
    best = best_matching(rest, guess, margin)
    for k, other in enumerate(guess):
        if abs(head - other) <= margin:
            best = max(best, 1 + best_matching(rest, guess[:k] + guess[k + 1 :], margin))
    return best
