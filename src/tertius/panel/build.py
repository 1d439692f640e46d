"""`build_panel`: run the expression on an engine and lay its cells out as dense arrays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from tertius.errors import BadInput
from tertius.events.table import EventTable
from tertius.months import month_range
from tertius.panel.engines import connect, run
from tertius.panel.expression import SUMS, cells, links
from tertius.panel.gaps import reasons
from tertius.panel.grid import Grid, all_pairs, mean, spread
from tertius.panel.plan import Month, Pair, keys_of, look, make_plan, name_pairs, to_month
from tertius.panel.value import Panel
from tertius.provenance import Provenance

if TYPE_CHECKING:
    import ibis.expr.types as ir


def build_panel(
    events: EventTable | ir.Table,
    *,
    dyads: Sequence[Pair] | None = None,
    start: Month = None,
    end: Month = None,
    every: str = "month",
    scale: str = "goldstein",
    directed: bool = False,
    succession: str = "joined",
    engine: str = "duckdb",
    keep_duplicates: bool = False,
) -> Panel:
    """Gather events by month and pair of states.

    Parameters
    ----------
    events
        An event table, or an Ibis table with the same columns (of the store, of Spark, of BigQuery).
    dyads
        Pairs of states; one without events is there, all missing. None takes every pair in the events.
    start, end
        First and last month, both inclusive; None takes those of the events.
    every
        ``month``, ``quarter`` or ``year``.
    scale
        Name of a scale (`tertius.events.SCALES`) or path of a user's own.
    directed
        Keep source and target apart; a mutual act then counts in both directions.
    succession
        ``joined`` (SUN with RUS, DRV with VNM ...) or ``strict``.
    engine
        Where an `EventTable` is put: ``duckdb`` or ``spark``. An Ibis table stays on its own engine.
    keep_duplicates
        Count rows marked as duplicates, too.

    Returns
    -------
    Panel

    Raises
    ------
    BadInput
        If there are no events, a state is unknown, or an argument is none of its values.
    """
    if succession not in ("joined", "strict"):
        raise BadInput(f"succession {succession!r}", "joined or strict")
    asked = name_pairs(dyads) if dyads is not None else None
    settings: dict[str, Any] = {
        "every": every, "scale": str(scale), "succession": succession, "directed": directed,
        "keep_duplicates": keep_duplicates,
    }  # fmt: skip
    table = connect(events, engine)
    found = look(table)
    plan = make_plan(found, start=start, end=end, **settings)
    sums = run(cells(table, plan))
    pairs = asked if asked is not None else all_pairs(sums)
    keys = keys_of(pairs, succession=succession, directed=directed)
    months = month_range(to_month(plan.first), to_month(plan.last), every)
    grid = Grid(keys, plan.first, plan.step, len(months))
    dense, volume = grid.dense(sums, SUMS), grid.volume(sums)
    periods = plan.first + plan.step * np.arange(len(months))
    inside = (periods + plan.step > found.coverage[0]) & (periods <= found.coverage[1])
    gap = reasons(
        dense, keys, months, kind=found.kind, volume=volume, inside=inside, step=plan.step, succession=succession
    )
    known = events.provenance if isinstance(events, EventTable) else Provenance()
    return Panel(
        dyads=pairs, months=months, **_values(dense), volume=volume, gap=gap, kind=found.kind,
        directed=directed, scale=str(scale), every=every,
        provenance=known.with_settings(**settings, engine=engine).with_notes(*found.notes),
        opener=lambda: grid.links(run(links(table, plan))),
    )  # fmt: skip


def _values(sums: dict[str, Any]) -> dict[str, Any]:
    """Mean, weight, spread and count of every cell, and the view of the past."""
    y, n = mean(sums["s1"], sums["n"]), sums["n"]
    point = not sums["intervals"].any()
    return {
        "y": y,
        "n": n,
        "spread": spread(n, sums["s1"], sums["s2"], sums["w2"], sums["scored"]),
        "events": sums["acts"].astype(np.int64),
        "y_past": y if point else mean(sums["s1_past"], sums["n_past"]),
        "n_past": n if point else sums["n_past"],
    }
