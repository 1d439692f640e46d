"""Blocks of rows that are added origin by origin and read as one array up to any of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

FIRST = 64


class Growing:
    """Rows of all blocks in one array; adding one copies little, reading up to one copies nothing."""

    def __init__(self, *shape: int, dtype: Any = np.float64) -> None:
        self.held = np.empty((FIRST, *shape), dtype=dtype)
        self.ends = [0]

    def add(self, block: npt.NDArray[Any]) -> None:
        """Put a block after the others."""
        start, end = self.ends[-1], self.ends[-1] + len(block)
        if end > len(self.held):
            more = np.empty((max(end, 2 * len(self.held)), *self.held.shape[1:]), dtype=self.held.dtype)
            more[:start] = self.held[:start]
            self.held = more
        self.held[start:end] = block
        self.ends.append(end)

    def upto(self, blocks: int) -> npt.NDArray[Any]:
        """Rows of the first `blocks` blocks."""
        return self.held[: self.ends[blocks]]
