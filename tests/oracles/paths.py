"""Slow twins: every path of a chain, every segmentation of a window, written out."""

from __future__ import annotations

import itertools

import numpy as np


def all_paths(emissions, start, moves):
    """Every path of a Markov chain with its joint probability; moves may be (S, S) or (T - 1, S, S)."""
    months, states = emissions.shape
    moves = np.broadcast_to(moves, (max(months - 1, 1), states, states))
    paths, weights = [], []
    for path in itertools.product(range(states), repeat=months):
        weight = start[path[0]] * np.exp(emissions[0, path[0]])
        for t in range(1, months):
            weight *= moves[t - 1, path[t - 1], path[t]] * np.exp(emissions[t, path[t]])
        paths.append(path)
        weights.append(weight)
    return np.array(paths), np.array(weights)


def marginals(paths, weights, states):
    """Posterior probability of each state in each month."""
    result = np.zeros((paths.shape[1], states))
    for path, weight in zip(paths, weights, strict=True):
        result[np.arange(len(path)), path] += weight
    return result / weights.sum()


def all_segmentations(months):
    """Every way to cut a window, as lists of (first, after last)."""
    for cuts in itertools.product([False, True], repeat=months - 1):
        edges = [0, *(t + 1 for t, cut in enumerate(cuts) if cut), months]
        yield list(itertools.pairwise(edges))


def semi_markov_paths(emissions, start, hazard, moves, age, leave=None):
    """Every path of an explicit-duration chain with its probability.

    A path is a segmentation and a label a segment (neighbours differ). The first segment has an unknown age
    at the window's start, summed over; the last one may go on after the window's end. The last column of
    the hazard holds for every higher age. ``leave`` adds to the log-odds of the hazard, (T - 1, S).
    """
    months, states = emissions.shape
    ages = hazard.shape[1]
    moves = np.broadcast_to(moves, (max(months - 1, 1), states, states))
    leave = np.zeros((max(months - 1, 1), states)) if leave is None else leave
    paths, weights = [], []

    def odds(s, a, t):
        h = hazard[s, min(a, ages - 1)]
        if h in (0.0, 1.0):
            return h
        z = np.log(h / (1 - h)) + leave[t, s]
        return 1 / (1 + np.exp(-z))

    def stay(s, first_age, a, b, goes_on):
        weight = 1.0
        for t in range(a, b - 1):
            weight *= 1 - odds(s, first_age + t - a, t)
        return weight if goes_on else weight * odds(s, first_age + b - 1 - a, b - 1)

    for cut in all_segmentations(months):
        for names in itertools.product(range(states), repeat=len(cut)):
            if any(x == y for x, y in itertools.pairwise(names)):
                continue
            weight = 1.0
            for k, ((a, b), s) in enumerate(zip(cut, names, strict=True)):
                goes_on = k == len(cut) - 1
                weight *= np.exp(emissions[a:b, s].sum())
                if k == 0:
                    weight *= start[s] * sum(age[s, i] * stay(s, i, a, b, goes_on) for i in range(ages))
                else:
                    weight *= moves[a - 1, names[k - 1], s] * stay(s, 0, a, b, goes_on)
            paths.append(np.concatenate([[s] * (b - a) for (a, b), s in zip(cut, names, strict=True)]))
            weights.append(weight)
    return np.array(paths), np.array(weights)


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
