"""The brief's figures: each drawn once, with a caption that says what is shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from tertius import charts
from tertius.brief.founding import first_voice

if TYPE_CHECKING:
    from tertius.leverage import Gains
    from tertius.options import OptionTable
    from tertius.study import Study


@dataclass(frozen=True)
class Figure:
    """A drawing and its caption."""

    drawing: Markup
    caption: str


def figure(draw: Callable[[int], Any], caption: str) -> Figure:
    """Draw a chart once; the drawing is rebuilt from allowed shapes, hence safe to embed."""
    from altair.utils.schemapi import debug_mode

    try:
        with debug_mode(False):
            drawing = Markup(charts.svg(draw(charts.WIDE)))
    except charts.NotDrawn as error:
        said = Markup('<p class="warn">{}</p>').format(str(error))  # escaped by Markup.format
        return Figure(said, caption)
    return Figure(drawing, caption)


def figures(study: Study, acts: dict[tuple[str, str], list[charts.Act]]) -> dict[str, list[Figure]]:
    """Every figure, by section; a section without one is absent. `acts` are those of each leg."""
    made = {
        "relations": [*_curves(study, acts), _then_and_now(study)],
        "path": [_path(study), _middle(study), _rivalry(study)],
        "stances": [_timeline(study), _area(study)],
        "turns": [_turns(study)],
    }
    if study.gains is not None:
        made["gains"] = [_gains(study.gains), *_region(study.gains)]
    if study.forecasts:
        made["outlook"] = _fans(study)
    if study.options is not None:
        made["options"] = [_options(study.options)]
    return made


def _curves(study: Study, acts: dict[tuple[str, str], list[charts.Act]]) -> list[Figure]:
    said = (
        "Relation of {} and {}: posterior mean with 50 % and 90 % bands, given the whole record. Each point is an act at "
        "its coded strength, paler where its weight is small; a thin rule spans the days it may have happened on."
    )
    made = []
    for a, b in study.settings.legs:

        def draw(width: int, a: str = a, b: str = b) -> Any:
            return charts.relation_curve(study.smoothed, a, b, acts=acts[(a, b)], links=True, width=width)

        made.append(figure(draw, said.format(a, b)))
    return made


def _then_and_now(study: Study) -> Figure:
    a, b = study.settings.legs[0]
    return figure(
        lambda width: charts.past_and_all(study.filtered, study.smoothed, a, b, width=width),
        f"What could be known then (dashed, given only the acts known by each month) and what is known with hindsight "
        f"(full line), {a} and {b}; both with 90 % bands. Forecasts start from the first only.",
    )


def _path(study: Study) -> Figure:
    return figure(
        lambda width: charts.tilt_path(study.triangle, width=width, height=380 if width > 500 else 300),
        f"Tilt of {study.pivot} against its joint engagement with both rivals, month by month; later months are darker, "
        "bars are 90 % intervals of each January. The middle line is no tilt.",
    )


def _middle(study: Study) -> Figure:
    return figure(
        lambda width: charts.equidistance(study.triangle, width=width),
        "Two ways of standing in the middle, engaged with both or withdrawn from both, with 50 % and 90 % bands. Where the "
        "two bands overlap widely, the record does not tell them apart.",
    )


def _rivalry(study: Study) -> Figure:
    return figure(
        lambda width: charts.rivalry(study.triangle, width=width),
        f"Rivalry of {study.a} and {study.b}, 0 concert to 1 confrontation, with 50 % and 90 % bands.",
    )


def _timeline(study: Study) -> Figure:
    first = first_voice(study)
    who = f", {first} first" if first else ""
    return figure(
        lambda width: charts.stance_timeline(
            study.stances, study.references, first=first, width=width - (150 if width > 500 else 84)
        ),
        f"Dated phases of {study.pivot} (top row; paler where less likely) and the phases of other "
        f"voices under it{who}, in the same colours; grey is a label that names no side and no middle.",
    )


def _area(study: Study) -> Figure:
    return figure(
        lambda width: charts.stance_area(study.stances, width=width),
        "Probability of each stance, month by month; the height of a colour is its probability.",
    )


def _turns(study: Study) -> Figure:
    first = first_voice(study)
    lines = f" Dashed lines are the turns as {first} dates them." if first else ""
    return figure(
        lambda width: charts.turn_whiskers(
            study.stances, study.references, first=first, width=width - (130 if width > 500 else 100)
        ),
        f"When each phase starts: the point is the best month, the bar its 90 % interval.{lines}",
    )


def _gains(gains: Gains) -> Figure:
    return figure(
        lambda width: charts.gains_over_time(gains, width=width),
        "What the rivals' bidding is worth to the pivot in the game, at the estimated rivalry and access; the scale is "
        "relative, so only ratios and ranks mean anything.",
    )


def _region(gains: Gains) -> list[Figure]:
    if not charts.region_rows(gains):
        return []
    said = (
        f"Pull of {gains.a} over that of {gains.b} by period, read off what each gave, with 90 % intervals. In the pale region "
        "the pivot gains more than both rivals, in the darker one both rivals lose by bidding; dashed, the edges if gifts are "
        "gone whether or not the pivot moves."
    )
    return [figure(lambda width: charts.gain_region(gains, width=width), said)]


def _fans(study: Study) -> list[Figure]:
    names = [name for name in ("tilt", "equidistance") if name in next(iter(study.forecasts.values())).draws]

    def draw(name: str) -> Callable[[int], Any]:
        return lambda width: charts.fans(study.forecasts, name=name, past=study.triangle_past, width=width)

    said = (
        "{} under each scenario, with 50 % and 90 % bands; dashed, the last three years as they could be known then. Under it, "
        "how much of the forecast is climatology, and whether past forecasts beat the best simple rule."
    )
    return [figure(draw(name), said.format(name.capitalize())) for name in names]


def _options(table: OptionTable) -> Figure:
    return figure(
        lambda width: charts.option_bars(table, width=width - (245 if width > 500 else 70)),
        "How often each option is best over draws of the stated assumptions, and its regret: mean (dot) and largest (end of "
        "the line). No option is recommended.",
    )
