"""The data set of triangles: every pivot with enough on record between each pair of rivals that ships, month by month.

Tilt and warmth are on the ruler: ``(x_A - x_B) / (2 s0)`` and ``(x_A + x_B - 2 c0) / (2 s0)``, x the relation in points of the
default scale; rivalry is `tertius.triangles`' of the rivals' own relation. The three are read from the posterior's means and
variances, the legs taken as independent of one another given all events: no draws are made.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tertius.disk import whole
from tertius.errors import BadInput
from tertius.study.everywhere import legs_among
from tertius.study.legs import Legs, PivotSides, sides_of

if TYPE_CHECKING:
    import pyarrow as pa

    from tertius.indicators import Indicators

Floats = npt.NDArray[np.float64]
LEVEL = 1.6448536269514722  # standard deviations of a 90 % interval
COLUMNS = (
    "a", "b", "pivot", "month", "tilt", "tilt_low", "tilt_high", "p_a", "p_middle", "p_b", "nearer_a",
    "warmth", "warmth_low", "warmth_high", "rivalry", "rivalry_low", "rivalry_high",
    "acts_a", "acts_b", "scores_a", "scores_b", "silent_a", "silent_b",
)  # fmt: skip


def triangle_rows(legs: Legs, facts: Indicators) -> tuple[pa.Table | None, int]:
    """One row a pivot and month, of the stretches in which something is said of it (`Legs.stretches`).

    Pivots without enough on record (`tertius.stances.enough`) are left out.

    Returns
    -------
    Table with `COLUMNS` (what each holds stands in docs/guide/world-data.md), and number of pivots.
    """
    import pyarrow as pa

    told = [each for each in sides_of(legs, facts) if each.sides is not None]
    tables = [_of_pivot(legs, each) for each in told]
    unified = pa.concat_tables(tables) if tables else None
    return unified, len({each.number for each in told})


def _of_pivot(legs: Legs, told: PivotSides) -> pa.Table:
    import pyarrow as pa

    number = told.number
    one, two, own = legs.rows()
    row = np.array([one[number], two[number]])
    relations = legs.relations
    s0, c0 = relations.ruler.s0, relations.ruler.c0
    x, var = relations.mean[row], relations.var[row]
    seen = np.array([np.sum([acts[leg] for acts in legs.acts.values()], axis=0) > 0 for leg in row])
    kept = told.within
    sd = np.sqrt(var.sum(axis=0)) / (2 * s0)
    tilt, warmth = (x[0] - x[1]) / (2 * s0), (x[0] + x[1] - 2 * c0) / (2 * s0)
    counted, thinned = _by_kind(legs, row)
    columns: dict[str, Any] = {
        "tilt": tilt, "tilt_low": tilt - LEVEL * sd, "tilt_high": tilt + LEVEL * sd, **_stances(told, len(tilt)),
        "warmth": warmth, "warmth_low": warmth - LEVEL * sd, "warmth_high": warmth + LEVEL * sd,
        **_rivalry(legs, own),
        "acts_a": counted[0], "acts_b": counted[1], "scores_a": thinned[0], "scores_b": thinned[1],
    }  # fmt: skip
    numbers = {name: pa.array(values[kept].astype(np.float32)) for name, values in columns.items()}
    silent = {f"silent_{side}": pa.array(_silent(seen[k])[kept]) for k, side in enumerate("ab")}
    size = kept.stop - kept.start
    names = {key: pa.array([value] * size) for key, value in _named(legs, number).items()}
    month = pa.array(legs.months[kept].astype("M8[D]"))
    return pa.table({**names, "month": month, **numbers, **silent}).select(list(COLUMNS))


def _named(legs: Legs, number: int) -> dict[str, str]:
    return {"a": legs.a, "b": legs.b, "pivot": legs.pivots[number]}


def _by_kind(legs: Legs, row: npt.NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Acts that may be counted, and scores that may not, of two legs; arrays, shape (2, month)."""
    empty = np.zeros((2, len(legs.months)))
    counted = sum((acts[row] for name, acts in legs.acts.items() if name in legs.counted), start=empty)
    thinned = sum((acts[row] for name, acts in legs.acts.items() if name not in legs.counted), start=empty)
    return counted, thinned


def _stances(told: PivotSides, size: int) -> dict[str, Floats]:
    """Probabilities of the three stances and of standing nearer to A, arrays, shape (month,); NaN outside the pivot's life."""
    assert told.sides is not None
    out = np.full((4, size), np.nan)
    out[:3, told.within] = told.sides.prob.T
    out[3, told.within] = told.sides.direction
    return dict(zip(("p_a", "p_middle", "p_b", "nearer_a"), out, strict=True))


def _rivalry(legs: Legs, own: int) -> dict[str, Floats]:
    """Rivalry of the rivals' own relation: at its mean, and at the ends of its interval."""
    from tertius.triangles.quantities import rivalry

    relations = legs.relations
    x, sd = relations.mean[own], np.sqrt(relations.var[own])
    at = {"rivalry": x, "rivalry_low": x + LEVEL * sd, "rivalry_high": x - LEVEL * sd}
    return {name: np.asarray(rivalry(relations.ruler.valence(value))) for name, value in at.items()}


def _silent(seen: npt.NDArray[np.bool_]) -> npt.NDArray[np.int16]:
    """Months since the last act or score, 0 in a month with one; -1 before the first."""
    place = np.where(seen, np.arange(len(seen)), -1)
    last = np.maximum.accumulate(place)
    return np.where(last < 0, -1, np.arange(len(seen)) - last).astype(np.int16)


def every_rivalry() -> tuple[tuple[str, str], ...]:
    """The pairs of rivals that ship, each once, whatever their spells."""
    from tertius.actors import chain_of
    from tertius.world import rivalries

    found = {
        frozenset((chain_of(each.a), chain_of(each.b))): (each.a, each.b) for each in reversed(rivalries())
    }
    return tuple(reversed(found.values()))


def write_triangles(
    path: Path,
    rivals: tuple[tuple[str, str], ...] | None = None,
    *,
    progress: Callable[[str], None] | None = None,
) -> dict[str, int]:
    """Write the data set to a Parquet file, whole or not at all, one pair of rivals at a time.

    Parameters
    ----------
    path
        Ends in ``.parquet``.
    rivals
        Pairs of rivals; None takes every rivalry that ships.
    progress
        Called with the name of each pair.

    Returns
    -------
    dict
        Pair of rivals to number of pivots with enough on record; 0 where there is none.

    Raises
    ------
    BadInput
        If the name is no Parquet file's, its folder is not there, or no pivot has enough on record at all.
    AnalysisFailed
        If the disk refuses.
    """
    import pyarrow.parquet as pq

    from tertius.world import world_facts

    if path.suffix.lower() != ".parquet" or not path.absolute().parent.is_dir():
        raise BadInput(f"{path}", "a file that ends in .parquet, in a folder that is there")
    counts: dict[str, int] = {}
    writer = None
    chosen = rivals or every_rivalry()
    facts = world_facts({state for pair in chosen for state in pair})
    with whole(path) as draft:
        for (a, b), legs in legs_among(chosen):
            name = f"{a}-{b}"
            if progress:
                progress(name)
            rows, counts[name] = triangle_rows(legs, facts.about((a, b))) if legs else (None, 0)
            if rows is not None:
                writer = writer or pq.ParquetWriter(draft, rows.schema, compression="zstd")
                writer.write_table(rows)
        if writer is None:
            raise BadInput(
                "no pivot has enough on record between these rivals", "rivals of which more is on record"
            )
        writer.close()
    return counts
