"""Issue areas as offsets around a dyad's relation: x on an issue is x + o, with o small, slow and centred on 0."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from tertius.events import EventTable
from tertius.panel import build_panel
from tertius.relations.hyper import Floats
from tertius.relations.several import align
from tertius.statespace import Level, filter_level, noise, smooth_level

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from tertius.events.store.selection import Selection
    from tertius.panel import Panel
    from tertius.relations.result import Relations

#: Issue areas of the rubric by their codes; GEN is about the relation as a whole and is no area.
ISSUE_AREAS: Mapping[str, str] = {
    "SEC": "security", "ECO": "economy", "IDE": "ideology", "TEC": "technology",
    "TER": "territory", "WAR": "third-party war", "DIP": "diplomacy",
}  # fmt: skip
OFFSET_VAR = 4.0
OFFSET_PHI = 0.97


def issue_offsets(relations: Relations, panels: Mapping[str, Panel]) -> dict[str, tuple[Floats, Floats]]:
    """Offset of each issue's valence from the relation as a whole.

    The gap between an issue's mean and the whole relation is a level pulled to 0 (variance 4 on the Goldstein scale, phi 0.97 a
    month). The error of x itself is added to the gap's noise as if it were independent, which makes the interval a little wide.

    Parameters
    ----------
    relations
        Of the whole record; filtered relations give filtered offsets from the panels' past view.
    panels
        Issue to a panel of its acts alone, of the same scale and period.

    Returns
    -------
    dict of (mean, var), each array, shape (dyad, month)
        An issue without acts keeps the prior (0, 4).
    """
    past = relations.given == "past"
    out = {}
    for issue, raw in panels.items():
        panel = align(raw, relations.panel)
        y, n = (panel.y_past, panel.n_past) if past else (panel.y, panel.n)
        seen = np.isfinite(y) & (n > 0)
        hyper = relations.hyper
        h = noise(np.where(seen, n, 1.0), hyper.s2[:, None], hyper.tau2[:, None]) + relations.var
        gap = np.where(seen, y - relations.mean, np.nan)
        model = Level.stationary(mu=0.0, phi=OFFSET_PHI, var=OFFSET_VAR, s2=1.0, tau2=0.0)
        filtered = filter_level(gap.T, np.where(seen, 1 / h, 0.0).T, model)
        mean, var = (filtered.mean, filtered.var) if past else smooth_level(filtered, model)
        out[issue] = (mean.T, var.T)
    return out


def issue_panels(events: EventTable | Selection, panel: Panel, **options: Any) -> dict[str, Panel]:
    """One panel an issue area the source marks, of the acts about it alone, on the panel's dyads and months.

    An act about two areas is in both. A source that marks none gives an empty dict.

    Parameters
    ----------
    events
        A table in memory, or a part of a store, whose rows then stay where they are.
    options
        As `tertius.panel.build_panel` takes them (scale, succession, engine).
    """

    parts = _of_table(events) if isinstance(events, EventTable) else _of_store(events)
    out = {}
    for code, part in parts:
        out[ISSUE_AREAS[code]] = build_panel(
            part,
            dyads=list(panel.dyads),
            provenance=events.provenance,
            **{
                **options,
                "start": panel.months[0],
                "end": panel.months[-1],
                "every": panel.every,
                "directed": panel.directed,
            },
        )
    return out


def _of_table(events: EventTable) -> Iterator[tuple[str, EventTable]]:
    """The acts about each area that is marked."""
    import polars as pl

    words = events.to_frame().select(pl.col("issues").fill_null("").str.split(" ")).to_series()
    for code in ISSUE_AREAS:
        about = words.list.contains(code).fill_null(False)
        if about.any():
            yield code, events.filter(about.to_arrow())


def _of_store(events: Selection) -> Iterator[tuple[str, ir.Table]]:
    """The same as Ibis tables: only their sums come into memory."""
    marked = events.issues()
    for code in ISSUE_AREAS:
        if code in marked:
            table = events.events()
            yield code, table.filter((" " + table.issues.fill_null("") + " ").contains(f" {code} "))
