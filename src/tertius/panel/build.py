"""`build_panel`: run the expression on an engine and lay its cells out as dense arrays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tertius.errors import BadInput
from tertius.events.store.selection import Selection
from tertius.events.store.store import Store
from tertius.events.table import EventTable
from tertius.months import Months, month_range
from tertius.panel.engines import Events, connect
from tertius.panel.expression import Plan
from tertius.panel.gaps import of_rows, reasons
from tertius.panel.grid import Cells, Grid, Places
from tertius.panel.opening import Opener
from tertius.panel.plan import Month, Pair, Summary, keys_of, look, make_plan, name_pairs, to_month
from tertius.panel.value import Panel
from tertius.provenance import Provenance
from tertius.settings import Engine, Every, Succession

if TYPE_CHECKING:
    import ibis.expr.types as ir


def build_panel(
    events: Events | ir.Table,
    *,
    dyads: Sequence[Pair] | None = None,
    start: Month = None,
    end: Month = None,
    every: Every = "month",
    scale: str = "goldstein",
    directed: bool = False,
    succession: Succession = "joined",
    engine: Engine = "duckdb",
    keep_duplicates: bool = False,
    provenance: Provenance | None = None,
) -> Panel:
    """Gather events by month and pair of states.

    Parameters
    ----------
    events
        An event table; a store, or a part of it (`Store.select`), which is then read by its tallies; or an Ibis table
        with the columns of `EVENT_SCHEMA` (of Spark, of BigQuery).
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
        Where an `EventTable` or a store is read: ``duckdb`` or ``spark``. An Ibis table stays on its own engine.
    keep_duplicates
        Count rows marked as duplicates, too.
    provenance
        Where an Ibis table came from; an `EventTable` or a store brings its own.

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
    source = connect(events, engine)
    found = look(source.summary())
    plan = make_plan(found, start=start, end=end, **settings)
    got = Cells.read(source.cells(plan), plan)
    pairs = asked if asked is not None else got.pairs()
    keys = keys_of(pairs, succession=succession, directed=directed)
    months = month_range(to_month(plan.first), to_month(plan.last), every)
    grid = Grid(keys, plan)
    places = grid.places(got)
    gap = _gaps(grid, got, places, found, months, succession)
    known = provenance or _provenance(events)
    values = _values(grid, got, places)
    notes = (*found.notes, *_unscored(values, plan, str(scale)))
    return Panel(
        dyads=pairs, months=months, **values, volume=got.volume(), gap=gap, kind=found.kind,
        directed=directed, scale=str(scale), every=every,
        provenance=known.with_settings(**settings, engine=engine).with_notes(*notes),
        opener=Opener(source, plan, grid),
    )  # fmt: skip


def _unscored(values: dict[str, Any], plan: Plan, scale: str) -> tuple[str, ...]:
    """A note on the acts that have no score on the scale; where acts are spread over months they are not told apart."""
    acts, scored = int(values["events"].sum()), round(float(values["n"].sum()))
    if plan.intervals or scored >= acts:
        return ()
    told = f"{acts - scored} of {acts} acts between these states have no score on {scale}"
    return (
        f"{told}: a code it does not have, or a number beyond {plan.bound:g}; they count as contact alone",
    )


def _provenance(events: Events | ir.Table) -> Provenance:
    if isinstance(events, Store):
        return events.select().provenance
    return events.provenance if isinstance(events, EventTable | Selection) else Provenance()


def _values(grid: Grid, cells: Cells, places: Places) -> dict[str, Any]:
    """Mean, weight, spread and count of every cell, and the view of the past."""
    empty = {"y": np.nan, "spread": np.nan, "y_past": np.nan}
    moments = cells.moments()
    if not grid.plan.intervals:  # one array, seen twice
        del moments["y_past"], moments["n_past"]
    out: dict[str, Any] = {
        name: grid.dense(places, values, empty.get(name, 0.0)) for name, values in moments.items()
    }
    out["events"] = out["events"].astype(np.int64)
    return {**out, "y_past": out.get("y_past", out["y"]), "n_past": out.get("n_past", out["n"])}


def _gaps(
    grid: Grid, cells: Cells, places: Places, found: Summary, months: Months, succession: str
) -> npt.NDArray[np.int8]:
    plan = grid.plan
    periods = plan.first + plan.step * np.arange(plan.periods)
    inside = (periods + plan.step > found.coverage[0]) & (periods <= found.coverage[1])
    sums = cells.sums
    known = grid.dense(places, of_rows(sums["acts"], sums["n"], sums["marked"]), np.nan)
    return reasons(
        known, grid.keys, months, kind=found.kind, volume=cells.volume(), inside=inside, step=plan.step,
        succession=succession,
    )  # fmt: skip
