"""Which chart a value gets when nobody asks for a particular one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tertius.charts.acts import acts_on
from tertius.charts.calibration import reliability
from tertius.charts.forecasts import fans
from tertius.charts.gains import gain_region, gains_over_time
from tertius.charts.options import option_bars
from tertius.charts.registry import register
from tertius.charts.relations import relation_curve
from tertius.charts.stances import stance_timeline
from tertius.charts.triangles import quantity, tilt_path

if TYPE_CHECKING:
    from tertius.leverage import Gains
    from tertius.relations import Relations
    from tertius.study import Study
    from tertius.triangles import Triangle


def plot_relations(relations: Relations, a: str | None = None, b: str | None = None, **options: Any) -> Any:
    """The curve of the dyad asked for, else of the first."""
    first = relations.dyads[0]
    return relation_curve(relations, a or first[0], b or first[1], **options)


def plot_triangle(triangle: Triangle, name: str | None = None, **options: Any) -> Any:
    """The quantity asked for, else tilt against engagement."""
    return tilt_path(triangle, **options) if name is None else quantity(triangle, name, **options)


def plot_gains(gains: Gains, name: str = "rent", **options: Any) -> Any:
    """The rent through time, or with ``"region"`` where the pivot gains more than both."""
    return gain_region(gains, **options) if name == "region" else gains_over_time(gains, **options)


def plot_study(study: Study, **options: Any) -> Any:
    """The stance timeline with the reference voices under it."""
    voices = [phase.voice for phase in study.references]
    return stance_timeline(study.stances, study.references, first=voices[0] if voices else None, **options)


def study_curve(study: Study, a: str, b: str, **options: Any) -> Any:
    """A dyad's smoothed curve with its acts on it."""
    return relation_curve(study.smoothed, a, b, acts=acts_on(study.panel, study.events, a, b), **options)


def register_defaults() -> None:
    """Register the default chart of every value."""
    register("Relations", plot_relations)
    register("Triangle", plot_triangle)
    register("Stances", stance_timeline)
    register("Forecast", fans)
    register("Tally", reliability)
    register("Gains", plot_gains)
    register("OptionTable", option_bars)
    register("Study", plot_study)
