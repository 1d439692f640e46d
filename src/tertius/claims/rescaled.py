"""The same acts under other scales, to see which verdicts rest on the one that was registered."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from tertius.errors import BadInput
from tertius.events import score_codes

if TYPE_CHECKING:
    import polars as pl

    from tertius.events import EventTable

Floats = npt.NDArray[np.float64]
SCALES = {
    "goldstein": "as registered",
    "quad": "material and verbal cooperation and conflict, whatever the act",
    "signs": "every act counts alike, for or against",
    "squares": "strong acts count more: the square of the score with its sign",
}
QUAD = {"q1": 1.0, "q2": 2.0, "q3": -1.0, "q4": -2.0}
QUAD_POINTS = (
    3.0  # Goldstein points in one step of the quad scale, about the spread of the one over that of the other
)
STRENGTH_POINTS, MOST = 3.0, 10.0


def rescaled_cells(cells: pl.DataFrame, scale: str) -> pl.DataFrame:
    """Tallies with ``sum`` and ``squares`` under another scale, from the tallies' classes.

    Signs keep the root mean square of the source's own scores. A tally has no single acts: under ``squares`` it stays.

    Raises
    ------
    BadInput
        If there is no such scale.
    """
    import polars as pl

    _known(scale)
    if scale in ("goldstein", "squares"):
        return cells
    points = {name: value * QUAD_POINTS for name, value in QUAD.items()}
    if scale == "signs":
        size = (float(cells["squares"].sum()) / max(int(cells["acts"].sum()), 1)) ** 0.5
        points = {name: float(np.sign(value)) * size for name, value in QUAD.items()}
    counts = {name: pl.col(name).cast(pl.Float64) for name in QUAD}
    return cells.with_columns(
        sum=pl.sum_horizontal(counts[name] * value for name, value in points.items()),
        squares=pl.sum_horizontal(counts[name] * value**2 for name, value in points.items()),
    )


def rescaled_events(table: EventTable, scale: str) -> EventTable:
    """Acts whose own number is their score under another scale; a chronicle has no classes, and stays under ``quad``.

    Raises
    ------
    BadInput
        If there is no such scale.
    """
    import pyarrow as pa

    _known(scale)
    usual = score_codes(table.arrow)
    scores = _rescaled(usual, score_codes(table.arrow, "quad"), scale)
    if scores is usual:
        return table
    strength = np.array([name == "strength" for name in table.arrow["vocabulary"].to_pylist()])
    own = np.where(strength, scores / STRENGTH_POINTS, scores)
    told = ["strength" if each else "score" for each in strength]
    arrow = table.arrow
    for name, column in (("value", pa.array(own, from_pandas=True)), ("vocabulary", pa.array(told))):
        field = arrow.schema.field(name)
        arrow = arrow.set_column(arrow.schema.get_field_index(name), field, column.cast(field.type))
    return replace(table, arrow=arrow)


def _rescaled(usual: Floats, quad: Floats, scale: str) -> Floats:
    """Scores under another scale; the very array that was given where the scale says nothing else of these acts."""
    if scale == "goldstein" or (scale == "quad" and not np.isfinite(quad).any()):
        return usual
    if scale == "quad":
        return quad * QUAD_POINTS
    shape = np.sign(usual) if scale == "signs" else np.sign(usual) * np.square(usual)
    size = np.sqrt(np.nanmean(np.square(usual)) / np.nanmean(np.square(shape)))
    return np.asarray(np.clip(shape * size, -MOST, MOST))


def _known(scale: str) -> None:
    if scale not in SCALES:
        raise BadInput(f"scale {scale!r}", "one of " + ", ".join(SCALES))
