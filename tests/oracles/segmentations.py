"""Every segmentation of a short series, one by one: the slow twin of `tertius.regimes.levels`."""

from __future__ import annotations

import itertools

import numpy as np
from scipy.special import ndtr
from scipy.stats import multivariate_normal


def segment_logpdf(z, var, state, i, j, model):
    """Joint log density of both series over months [i, j) in one segment, from its full covariance; and of the levels."""
    means = model.means[state]
    shared, own = model.shared**2, model.within**2 + model.shared**2
    cells = [(leg, t) for leg in (0, 1) for t in range(i, j) if not np.isnan(z[leg, t])]
    prior = np.array([[own, shared], [shared, own]])
    if not cells:
        return 0.0, means.astype(float), prior
    legs = np.array([leg for leg, _ in cells])
    data = np.array([z[cell] for cell in cells])
    noise = np.diag([var[cell] + model.omega**2 for cell in cells])
    reach = np.eye(2)[legs]
    total = reach @ prior @ reach.T + noise
    gain = prior @ reach.T @ np.linalg.inv(total)
    levels = means + gain @ (data - means[legs])
    return multivariate_normal(means[legs], total).logpdf(data), levels, prior - gain @ reach @ prior


def length_logpdf(length, model, *, first, last):
    """Log probability of a segment's length; the first began before the window, the last goes on after it."""
    hazard = 1 / (model.duration - model.minimum + 1)
    if first:
        return (length - 1) * np.log1p(-hazard) + (0.0 if last else np.log(hazard))
    if last:
        return max(length - model.minimum, 0) * np.log1p(-hazard)
    if length < model.minimum:
        return -np.inf
    return np.log(hazard) + (length - model.minimum) * np.log1p(-hazard)


def enumerate_paths(z, var, model, prior):
    """Probabilities of the states, of a turn, of level 1 above level 2, and the log evidence, by brute force."""
    months, states = z.shape[1], len(model.means)
    chances = np.broadcast_to(prior, (months, states))
    found = []
    one = {
        (s, i, j): segment_logpdf(z, var, s, i, j, model)
        for s in range(states)
        for i in range(months)
        for j in range(i + 1, months + 1)
    }
    for cuts in itertools.chain.from_iterable(
        itertools.combinations(range(1, months), k) for k in range(months)
    ):
        edges = [0, *cuts, months]
        spans = list(itertools.pairwise(edges))
        for path in itertools.product(range(states), repeat=len(spans)):
            if not model.repeat and any(a == b for a, b in itertools.pairwise(path)):
                continue
            weight, above = 0.0, []
            for k, ((i, j), s) in enumerate(zip(spans, path, strict=True)):
                fit, levels, spread = one[s, i, j]
                weight += fit + length_logpdf(j - i, model, first=k == 0, last=k == len(spans) - 1)
                weight += np.log(chances[i:j, s]).mean()
                if k and not model.repeat:
                    weight -= np.log1p(-chances[i, path[k - 1]])
                gap = spread[0, 0] + spread[1, 1] - 2 * spread[0, 1]
                above.append(ndtr((levels[0] - levels[1]) / np.sqrt(gap)))
            if np.isfinite(weight):
                found.append((weight, spans, path, above))
    weights = np.array([row[0] for row in found])
    evidence = np.logaddexp.reduce(weights)
    prob, turn, higher = np.zeros((months, states)), np.zeros(months), np.zeros(months)
    for weight, spans, path, above in found:
        mass = np.exp(weight - evidence)
        for (i, j), s, share in zip(spans, path, above, strict=True):
            prob[i:j, s] += mass
            higher[i:j] += mass * share
            turn[i] += mass if i else 0.0
    return prob, turn, higher, evidence
