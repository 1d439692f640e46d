"""Dated states: a name or a code and a date in, a state out."""

from __future__ import annotations

from tertius.actors.asking import asked_of, capitals
from tertius.actors.crosswalk import crosswalk, lookup_many
from tertius.actors.resolving import identify, lookup, resolve
from tertius.actors.table import State, chain_members, chain_of, exists, states, then

__all__ = [
    "State",
    "asked_of",
    "capitals",
    "chain_members",
    "chain_of",
    "crosswalk",
    "exists",
    "identify",
    "lookup",
    "lookup_many",
    "resolve",
    "states",
    "then",
]
