"""How long a source's point is beside another's: a chronicle's acts are large ones, and score further from zero.

Measured by ``python -m studies slopes`` on the pairs and half-years that the casebook shares with each source: the casebook's
mean against the tallies', weighted by what the casebook's mean is worth. For WEIS least squares give 1.2, the neighbouring
half-year as an instrument 1.3 to 1.7, the reverse regression 2.8; 1.4 is taken. What the extracts of ICEWS share with the
casebook is too little to tell (0.7, and no instrument holds): they keep their own points.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tertius.panel import Panel

#: Points of the casebook in a point of the source; 1 for a source that is not named.
POINTS: Mapping[str, float] = {"weis": 1.4}


def stretched(panel: Panel, source: str, anchor: str) -> Panel:
    """The panel of a source in the points of the anchor."""
    factor = POINTS.get(source, 1.0) / POINTS.get(anchor, 1.0)
    if factor == 1.0:
        return panel
    y = panel.y * factor
    past = y if panel.y_past is panel.y else panel.y_past * factor
    note = f"{source}: {factor:.2f} points of {anchor} in one of its own"
    return replace(
        panel, y=y, y_past=past, spread=panel.spread * factor**2, provenance=panel.provenance.with_notes(note)
    )
