"""The state that a question is about: a name without a date, or a capital."""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path

from tertius.actors.resolving import candidates, identify
from tertius.actors.spelling import spelling_key
from tertius.actors.table import State, by_handle, states
from tertius.errors import BadInput

CAPITALS = Path(__file__).with_name("capitals.csv")


def asked_of(text: str) -> State:
    """State that a question without a date is about: as `resolve`, and of several of one name the one called so today.

    Germany, Vietnam and Yemen are the states of today, whose chains hold those before them; the two Koreas are no one's. What is
    no state's name may be its capital's: Washington, Moscow.

    Raises
    ------
    BadInput
        As `resolve`.
    """
    today = [each for each in states() if each.end is None and spelling_key(each.name) == spelling_key(text)]
    if len(today) == 1:
        return today[0]
    state, why = identify(text)
    if state is None and not candidates(text, None):
        city = spelling_key(text)
        state = next(
            (by_handle()[handle] for name, _, handle in capitals() if spelling_key(name) == city), None
        )
    if state is not None:
        return state
    if candidates(text, None):  # a question has no date that could decide
        raise BadInput(f"{text!r} is the name of several states", why[1], "type the handle of one")
    raise BadInput(*why)


@lru_cache(maxsize=1)
def capitals() -> tuple[tuple[str, str, str], ...]:
    """Capital in English and in Korean, and handle of its state."""
    with CAPITALS.open(encoding="utf-8", newline="") as rows:
        return tuple((row["english"], row["korean"], row["handle"]) for row in csv.DictReader(rows))
