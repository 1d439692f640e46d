"""Slices of rows on several threads: compiling is then a third of what numba's own parallel loops need."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import numpy as np

LEAST_PART = 16
CORES = os.cpu_count() or 1


def in_parts(kernel: Any, size: int, by_row: tuple[Any, ...], *rest: Any, least: int = LEAST_PART) -> Any:
    """Run `kernel` on slices of rows at once, and put its results (one array, or several) together again.

    A slice has at least `least` rows: fewer are not worth a thread.
    """
    parts = min(CORES, size // least)
    if parts <= 1:
        return kernel(*by_row, *rest)
    edges = np.linspace(0, size, parts + 1).astype(int)
    slices = [slice(a, b) for a, b in pairwise(edges)]
    with ThreadPoolExecutor(parts) as pool:
        found = list(pool.map(lambda part: kernel(*(rows[part] for rows in by_row), *rest), slices))
    if isinstance(found[0], tuple):
        return tuple(np.concatenate(each) for each in zip(*found, strict=True))
    return np.concatenate(found)
