"""The question, the relations, the path, the stances, each month, and every act."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from tertius import charts
from tertius.brief.blocks import Block, Cell, Line, Table, row
from tertius.brief.dates import days
from tertius.brief.names import Word, name
from tertius.brief.sentences import capital
from tertius.brief.wording import number, percent, span
from tertius.charts.theme import stance_colour
from tertius.findings import SCALE
from tertius.stances import MIDDLE

if TYPE_CHECKING:
    from tertius.brief.annex.told import Told
    from tertius.charts import Act
    from tertius.findings import Carried

MANY = 3000
"""Acts listed at most; the page says how many more there are."""


def question(told: Told) -> list[Block]:
    """What was asked, and the words that probabilities get."""
    study = told.study
    count = len({act.event_id for acts in told.acts.values() for act in acts})
    words = [row(told.t(f"W {word}"), f"{100 * end:.0f} %") for word, end in SCALE]
    return [
        Line(study.question if told.lang == "en" and told.study.case else told.say.say("question")),
        Line(told.x("asked", acts=_told_and_tallied(told, count), c0=number(study.triangle.c0, 1)), "note"),
        Table("words", told.x("words"), (told.x("word"), told.x("up to")), tuple(words), (3, 1), (1,)),
        _stretches(told),
    ]


def _told_and_tallied(told: Told, listed: int) -> Word:
    """How many acts are told one by one, and how many more are only counted."""
    tallied = told.behind.tallied
    return Word(told.x("acts tallied" if tallied else "acts", n=str(listed), m=str(tallied)))


def _stretches(told: Told) -> Table:
    """To whom the pivot stood nearer, with what carries it."""
    rows = []
    for each in told.found.path:
        side = told.say.name(each.side) if each.side else told.t("v cannot be told")
        stance = {"middle": MIDDLE, "a": f"aligned with {told.study.a}", "b": f"aligned with {told.study.b}"}
        level, acts = (
            told.t(f"c {each.confidence.level}"),
            told.x("evidence folded", n=str(each.confidence.acts)),
        )
        sources = ", ".join(told.source(name) for name in each.confidence.sources)
        rows.append(
            row(
                capital(side),
                Cell(
                    str(each.start), told.x("between", span=span(*each.start_interval)) if each.side else ""
                ),
                str(each.end),
                f"{each.nearer.probability:.2f}",
                f"{told.phrase(told.stance(stance[each.stance]))} {each.of_stance.probability:.2f}",
                Cell(f"{level}: {acts}", sources),
                _carried(each.carried, told),
            )
        )
    keys = ("nearer", "from", "to", "probability", "likeliest", "confidence", "carried")
    heads = tuple(told.x(f"col {key}") for key in keys)
    return Table("stretches", told.x("stretches"), heads, tuple(rows), (2, 2, 2, 2, 3, 3, 5), (3,))


def _carried(carried: Carried | None, told: Told) -> Cell:
    """The acts behind a stretch with what its probability loses without each."""
    if carried is None:
        return Cell("\u2013")
    acts = [*carried.towards, *carried.against]
    links = tuple(
        (f"{days(act.earliest, act.latest, told.lang)} {number(act.pull, 3)}", charts.anchor(act.id))
        for act in acts
    )
    return Cell("", told.x("without five", value=f"{carried.without_five:.2f}"), links)


def relations(told: Told) -> list[Block]:
    """A curve for each leg, and what could be known then."""
    study = told.study
    made: list[Block] = [Line(told.x("relations"))]
    for k, (a, b) in enumerate(study.settings.legs):

        def draw(width: int, a: str = a, b: str = b) -> Any:
            return charts.relation_curve(
                study.smoothed, a, b, acts=told.acts[(a, b)], links=True, width=width
            )

        made.append(told.figure(f"relation-{k + 1}", draw, told.x("curve", pair=told.pair((a, b)))))
    a, b = study.settings.legs[0]
    made.append(
        told.figure(
            "then-and-now",
            lambda width: charts.past_and_all(study.filtered, study.smoothed, a, b, width=width),
            told.x("then", pair=told.pair((a, b))),
        )
    )
    return made


def path(told: Told) -> list[Block]:
    """Tilt against engagement, the two middles, the rivals."""
    triangle = told.study.triangle
    return [
        Line(told.x("tilt")),
        told.figure(
            "path",
            lambda width: charts.tilt_path(triangle, width=width, height=380 if width > 500 else 300),
            told.x("path"),
        ),
        told.figure("middle", lambda width: charts.equidistance(triangle, width=width), told.x("middle")),
        told.figure("rivalry", lambda width: charts.rivalry(triangle, width=width), told.x("rivalry")),
    ]


def stances(told: Told) -> list[Block]:
    """Phases on a line of time, the probability of each stance, and the dated phases."""
    study, first = told.study, told.behind.voice
    who = told.x("voice first", voice=told.say.voice(first)) if first else ""
    phases = [
        row(
            Cell(
                told.stance(phase.stance),
                "" if phase.censored else told.x("between", span=span(*phase.start_interval)),
                colour=stance_colour(phase.stance, study.a, study.b),
            ),
            Cell(str(phase.start), links=()),
            str(phase.end),
            percent(phase.probability),
            "–" if phase.acts is None else str(phase.acts),
        )
        for phase in study.stances.phases
    ]
    heads = tuple(told.x(f"col {key}") for key in ("stance", "from", "to", "probability", "acts"))
    return [
        told.figure(
            "phases",
            lambda width: charts.stance_timeline(
                study.stances, study.references, first=first, width=width - (150 if width > 500 else 84)
            ),
            told.x("timeline", who=who),
        ),
        told.figure("stances", lambda width: charts.stance_area(study.stances, width=width), told.x("area")),
        Table("phases", told.x("phases"), heads, tuple(phases), (4, 2, 2, 2, 1), (3, 4)),
    ]


def months(told: Told) -> list[Block]:
    """Probabilities, tilt and acts of every month."""
    states = told.study.stances.states
    heads = (
        told.x("col month"),
        *(told.stance(stance) for stance in states),
        told.x("col tilt"),
        "90 %",
        told.x("col acts"),
    )
    rows = [
        row(
            found.month,
            *(Cell(percent(p), strong=k == found.best) for k, p in enumerate(found.prob)),
            number(found.tilt),
            f"{number(found.lo)} – {number(found.hi)}",
            _counted(found.acts, found.tallied),
            anchor=f"m-{found.month}",
        )
        for found in told.behind.months
    ]
    caption, folded = told.x("months"), told.x("months folded", n=str(len(rows)))
    numbers = tuple(range(1, len(states) + 3))
    return [Table("months", caption, heads, tuple(rows), (2, *(2,) * len(states), 1, 2, 3), numbers, folded)]


def _counted(acts: tuple[str, ...], tallied: int) -> Cell:
    """Numbers that lead to a month's acts, and how many more are only counted."""
    if not acts:
        return Cell(f"+{tallied}" if tallied else "0")
    links = [(str(k), charts.anchor(event)) for k, event in enumerate(acts[:8], 1)]
    many = f"{len(acts)}" if len(acts) > 8 else ""
    more = f"+{tallied}" if tallied else ""
    return Cell(f"{many}{more}:" if many or more else "", links=tuple(links))


def evidence(told: Told) -> list[Block]:
    """Every act once, by date."""
    listed = acts_once(told.acts)
    shown = listed[:MANY]
    more = told.x("evidence more", n=str(len(shown)), m=str(len(listed))) if len(listed) > MANY else ""
    heads = tuple(told.x(f"col {key}") for key in ("date", "who", "act", "strength", "score", "weight"))
    table = Table(
        "evidence",
        told.x("evidence record"),
        heads,
        tuple(_act(act, told) for act in shown),
        (3, 3, 8, 1, 1, 1),
        (3, 4, 5),
        told.x("evidence folded", n=str(len(shown))),
    )
    return [Line(told.x("evidence", more=more)), table]


def acts_once(acts: dict[tuple[str, str], list[Act]]) -> list[Act]:
    """Every act once, by date."""
    rows = {act.event_id: act for found in acts.values() for act in found}
    return sorted(rows.values(), key=lambda act: (act.start, act.event_id))


def _act(act: Act, told: Told) -> Any:
    kind = told.x("standing") if act.row["kind"] == "span" else ""
    about = " · ".join(part for part in (act.event_id, kind) if part)
    sure = told.phrase(act.row["confidence"]) if act.row["confidence"] else ""
    who = " → ".join(str(name(each, told.lang)) for each in (act.source, act.target))
    return row(
        Cell(days(act.row["earliest"], act.row["latest"], told.lang), about),
        who,
        Cell(act.act, " · ".join(part for part in (act.reference, sure) if part), quoted="both"),
        _strength(act.row),
        number(act.score, 1) if math.isfinite(act.score) else "–",
        f"{act.weight:.2f}",
        anchor=act.place,
    )


def _strength(found: dict[str, Any]) -> str:
    """The number or code that the source gave."""
    if found["value"] is not None:
        return number(float(found["value"]), 0 if float(found["value"]).is_integer() else 1)
    return found["code"] or "–"
