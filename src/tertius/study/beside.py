"""What other sources hold of the same three pairs: counted and compared, never merged into the estimate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tertius.errors import BadInput

if TYPE_CHECKING:
    from tertius.events import EventTable
    from tertius.indicators import Indicators
    from tertius.panel import Panel
    from tertius.relations import Relations

Pair = tuple[str, str]
LEAST_MONTHS = 12


@dataclass(frozen=True)
class Reach:
    """How far one event source reaches on one pair within the window.

    Attributes
    ----------
    source, pair
        Data set and pair of handles.
    acts
        Acts in the window.
    years
        Year to acts, years with any.
    months
        Months in which both this source and the estimate's own events have a score.
    correlation
        Of this source's monthly mean with the smoothed relation over those months; NaN below twelve of them.
    """

    source: str
    pair: Pair
    acts: int
    years: dict[int, int]
    months: int
    correlation: float


@dataclass(frozen=True)
class Fact:
    """One yearly indicator of one pair within the window: what is known, and why the rest is missing."""

    name: str
    pair: Pair
    known: int
    spells: tuple[tuple[int, int, float], ...]
    missing: dict[str, int]


def reach(tables: Sequence[EventTable], legs: Sequence[Pair], relations: Relations) -> list[Reach]:
    """Count each source's acts on the legs, and compare its months with the smoothed relation."""
    rows = []
    for table in tables:
        panel = _window(table, legs, relations.panel)
        for i, pair in enumerate(legs):
            rows.append(_reach(", ".join(table.datasets), pair, i, panel, relations))
    return rows


def _window(table: EventTable, legs: Sequence[Pair], like: Panel) -> Panel:
    from tertius.panel import build_panel

    return build_panel(
        table, dyads=list(legs), start=like.months[0], end=like.months[-1], every=like.every, scale=like.scale
    )


def _reach(source: str, pair: Pair, i: int, panel: Panel, relations: Relations) -> Reach:
    j = relations.index(*pair)
    years = panel.months.astype("M8[Y]").astype(int) + 1970
    counts = {int(year): int(panel.events[i, years == year].sum()) for year in np.unique(years)}
    both = np.isfinite(panel.y[i]) & relations.observed[j]
    enough = both.sum() >= LEAST_MONTHS and panel.y[i][both].std() > 0
    found = np.corrcoef(panel.y[i][both], relations.mean[j][both])[0, 1] if enough else np.nan
    seen = {year: n for year, n in counts.items() if n}
    return Reach(source, pair, int(panel.events[i].sum()), seen, int(both.sum()), float(found))


def facts(indicators: Indicators, legs: Sequence[Pair], years: Sequence[int]) -> list[Fact]:
    """Every indicator of the legs as spells of one value; a year that is missing keeps its reason."""
    rows = []
    for name in indicators.names:
        for pair in legs:
            try:
                values, reasons = indicators.series(*pair, name, list(years))
            except BadInput:
                continue
            rows.append(_fact(name, pair, np.asarray(values, float), list(reasons), list(years)))
    return [row for row in rows if row.known or row.missing]


def _fact(name: str, pair: Pair, values: np.ndarray, reasons: list[str], years: list[int]) -> Fact:
    missing: dict[str, int] = {}
    spells: list[tuple[int, int, float]] = []
    for year, value, why in zip(years, values, reasons, strict=True):
        if not np.isfinite(value):
            missing[why or "missing"] = missing.get(why or "missing", 0) + 1
        elif spells and spells[-1][1] == year - 1 and spells[-1][2] == value:
            spells[-1] = (spells[-1][0], year, float(value))
        else:
            spells.append((year, year, float(value)))
    return Fact(name, pair, int(np.isfinite(values).sum()), tuple(spells), missing)
