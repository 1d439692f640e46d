"""How long a point of each source of tallies is beside a point of the casebook."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from tertius.panel import Panel

Floats = npt.NDArray[np.float64]
SPANS = (3, 6, 12)
LEAST = (0.9, 3.0)  # acts of the casebook and scores of the source in a cell
NOISE, LASTING = 9.0, 4.0  # of one act, and of what more acts do not average away (relations)


def main(data: Path | None, arguments: list[str]) -> int:
    """Print the slopes of every source, by the length of the periods that are compared."""
    from tertius.cases import pooled_events
    from tertius.panel import build_panel
    from tertius.world import ledger, tally_panel
    from tertius.world.tallies import tallies

    print(
        f"{'source':16} {'months':>6} {'cells':>6} {'pairs':>6} {'least squares':>14} {'reverse':>8} {'instrument':>11} {'r':>6}"
    )
    events = pooled_events()
    for entry in ledger():
        if entry.holds not in ("tallies", "scores"):
            continue
        start, end = tallies(entry.name).window
        casebook = build_panel(events, start=start, end=end)
        source = tally_panel(entry.name, casebook.dyads, start, end)
        for span in SPANS:
            row = slopes(_spans(casebook, span), _spans(source, span))
            print(f"{entry.name:16} {span:6d} " + " ".join(f"{number:>{width}}" for number, width in row))
    return 0


def _spans(panel: Panel, span: int) -> tuple[Floats, Floats]:
    """Weighted mean and weight of every pair and period, arrays, shape (dyad, period)."""
    size = panel.n.shape[1] // span
    cut = (len(panel.dyads), size, span)
    n = panel.n[:, : size * span].reshape(cut)
    total = (np.nan_to_num(panel.y[:, : size * span]) * panel.n[:, : size * span]).reshape(cut).sum(axis=2)
    weight = n.sum(axis=2)
    return np.divide(total, weight, out=np.full(weight.shape, np.nan), where=weight > 0), weight


def slopes(casebook: tuple[Floats, Floats], source: tuple[Floats, Floats]) -> list[tuple[str, int]]:
    """Cells, pairs, the three slopes and the correlation, as text with the width of its column."""
    (y, acts), (x, scores) = casebook, source
    both = (acts >= LEAST[0]) & (scores >= LEAST[1])
    before = np.full(x.shape, np.nan)
    before[:, 1:] = x[:, :-1]
    weight = 1 / (NOISE / np.maximum(acts, 1e-9) + LASTING)
    plain = _moment(x, y, weight, both) / _moment(x, x, weight, both)
    reverse = _moment(y, y, weight, both) / _moment(x, y, weight, both)
    known = both & np.isfinite(before)
    instrument = _moment(before, y, weight, known) / _moment(before, x, weight, known)
    r = float(np.corrcoef(x[both], y[both])[0, 1])
    pairs = len(np.unique(np.where(both)[0]))
    shown = [(str(int(both.sum())), 6), (str(pairs), 6)]
    return shown + [(f"{v:.2f}", w) for v, w in ((plain, 14), (reverse, 8), (instrument, 11), (r, 6))]


def _moment(one: Floats, two: Floats, weight: Floats, cells: npt.NDArray[np.bool_]) -> float:
    """Weighted second moment about the weighted means."""
    a, b, w = one[cells], two[cells], weight[cells]
    return float(np.average((a - np.average(a, weights=w)) * (b - np.average(b, weights=w)), weights=w))
