"""How many bytes a value holds, counted once however many values share them."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

import numpy as np

Bytes = Mapping[int, int]
PLAIN = (int, float, bool, type(None), type, np.generic)
BASE = 64
"""Bytes of what has no size of its own to tell."""


def bytes_of(value: Any) -> Bytes:
    """Each part of a value by its identity, to its bytes: parts that two values share have the same identity."""
    found: dict[int, int] = {id(value): BASE}
    seen: set[int] = set()
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, PLAIN) or callable(part) or id(part) in seen:
            continue
        seen.add(id(part))
        if isinstance(part, np.ndarray):
            whole = _whole(part)
            found[id(whole)] = whole.nbytes
        elif isinstance(part, str | bytes):
            found[id(part)] = sys.getsizeof(part)
        elif (size := _sized(part)) is not None:
            found[id(part)] = size
        else:
            waiting.extend(_parts(part))
    return found


def _whole(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """The array whose memory this one looks at."""
    while isinstance(array.base, np.ndarray):
        array = array.base
    return array


def _sized(part: Any) -> int | None:
    """What a table says of itself; None for anything else."""
    for ask in (lambda: part.nbytes, lambda: part.estimated_size()):
        try:
            return int(ask())
        except (AttributeError, TypeError):
            continue
    return None


def _parts(part: Any) -> list[Any]:
    if isinstance(part, Mapping):
        return [*part.keys(), *part.values()]
    if isinstance(part, list | tuple | set | frozenset):
        return list(part)
    return list(getattr(part, "__dict__", {}).values())
