"""Claims: what the posterior says of the article's propositions, with verdicts in fixed words."""

from tertius.claims.condition import CONTRADICTED, SUPPORTED, UNCLEAR, UNTESTABLE, VERDICTS, Condition
from tertius.claims.reading import easing_turns, read_conditions

__all__ = [
    "CONTRADICTED",
    "SUPPORTED",
    "UNCLEAR",
    "UNTESTABLE",
    "VERDICTS",
    "Condition",
    "easing_turns",
    "read_conditions",
]
