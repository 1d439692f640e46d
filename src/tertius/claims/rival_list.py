"""The fixed list of rivals that claims are tried on."""

from __future__ import annotations

from functools import cache

from tertius.actors import chain_of

Pair = tuple[str, str]


@cache
def rival_pairs() -> tuple[Pair, ...]:
    """Every pair of chains that the shipped list calls rivals in any years, each in alphabetical order."""
    return tuple(spans())


@cache
def spans() -> dict[Pair, tuple[int, int]]:
    """First and last year of each pair's rivalries, by pair."""
    from tertius.world import rivalries

    found: dict[Pair, tuple[int, int]] = {}
    for each in rivalries():
        one, two = sorted((chain_of(each.a), chain_of(each.b)))
        first, last = found.get((one, two), (each.first, each.last))
        found[one, two] = (min(first, each.first), max(last, each.last))
    return found
