"""Memory that is let go given back to the system, where the C library can be told so."""

from __future__ import annotations

import contextlib
import ctypes
import gc
from functools import cache
from typing import Any

import pyarrow as pa

THRESHOLD, ARENAS = -3, -8
"""M_MMAP_THRESHOLD and M_ARENA_MAX of glibc's malloc.h."""


def give_back_at_once() -> None:
    """Have large arrays given back as they are let go.

    Draws of a triangle are some eighteen arrays of megabytes; kept in the heap they would add up over many questions.
    """
    with contextlib.suppress(OSError, AttributeError):
        tell = _library().mallopt
        tell(THRESHOLD, 1 << 18)
        tell(ARENAS, 2)


def give_back() -> None:
    """Let go of what refers to itself, and give back what lies free between what is held."""
    gc.collect()  # a study refers to itself; its draws are hundreds of megabytes
    pa.default_memory_pool().release_unused()
    with contextlib.suppress(OSError, AttributeError):
        _library().malloc_trim(0)


@cache
def _library() -> Any:
    return ctypes.CDLL(None)
