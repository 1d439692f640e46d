"""From the cells of a panel back to their acts."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from tertius.panel.engines import Source
from tertius.panel.expression import Plan
from tertius.panel.grid import Grid

_LOCK = threading.Lock()
"""A source answers one at a time: a server opens the same panel for several readers."""


@dataclass(frozen=True)
class Opener:
    """Gives the acts of every cell, or those of some dyads, for which the source reads no others.

    What was opened is kept, dyad by dyad.
    """

    source: Source
    plan: Plan
    grid: Grid
    _known: dict[int, pa.Table] = field(default_factory=dict, repr=False)

    def __call__(self, dyads: Sequence[int] | None = None) -> pa.Table:
        """See `tertius.panel.Panel.links`; `dyads` are positions, at least one, or None for all."""
        with _LOCK:
            return self._opened(dyads)

    def _opened(self, dyads: Sequence[int] | None) -> pa.Table:
        if dyads is None:
            return self.grid.links(self.source.links(self.plan))
        new = [dyad for dyad in dyads if dyad not in self._known]
        if new:
            pairs = tuple(dict.fromkeys(self.grid.keys[dyad] for dyad in new))
            found = self.grid.links(self.source.links(self.plan, pairs))
            for dyad in new:
                self._known[dyad] = found.filter(pc.equal(found["dyad"], dyad))
        return pa.concat_tables([self._known[dyad] for dyad in sorted(set(dyads))]).combine_chunks()
