"""The seven words of probability of ICD 203, each with its range."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tertius.errors import BadInput

SCALE = (
    ("almost no chance", 0.05),
    ("very unlikely", 0.20),
    ("unlikely", 0.45),
    ("roughly even", 0.55),
    ("likely", 0.80),
    ("very likely", 0.95),
    ("almost certain", 1.0),
)
"""Word and the upper end of its range. Source: Intelligence Community Directive 203, Analytic Standards (2015), D.6.e(2)(a)."""


@dataclass(frozen=True)
class Likelihood:
    """A probability in [0, 1] and its word on the published scale."""

    probability: float
    word: str

    def to_dict(self) -> dict[str, float | str]:
        """Plain dict for JSON."""
        return dict(vars(self))


def likelihood(probability: float) -> Likelihood:
    """The word for a probability.

    Raises
    ------
    BadInput
        If it is not within [0, 1].

    Examples
    --------
    >>> [likelihood(p).word for p in (0.02, 0.3, 0.5, 0.7, 0.9, 0.97)]
    ['almost no chance', 'unlikely', 'roughly even', 'likely', 'very likely', 'almost certain']
    """
    if not (np.isfinite(probability) and 0.0 <= probability <= 1.0):
        raise BadInput(f"probability {probability}", "a number from 0 to 1")
    word = next(word for word, end in SCALE if probability <= end)
    return Likelihood(float(probability), word)
