"""Who stands between? A map of any month of a rivalry, and the list beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from starlette.responses import JSONResponse

from tertius import charts
from tertius.actors import then
from tertius.app.asking import different
from tertius.app.states import named, plain_name, typed
from tertius.app.views.waiting import ready
from tertius.brief.dates import month as spoken_month
from tertius.brief.names import Word, name
from tertius.brief.sentences import capital
from tertius.charts.worldmap import credit
from tertius.errors import BadInput
from tertius.months import parse_month

if TYPE_CHECKING:
    import polars as pl
    from starlette.responses import Response

    from tertius.app.jobs import Job
    from tertius.app.page import Page
    from tertius.study.mapping import Everyone, StandingOf

FIRST, MONTH = ("USA", "SUN"), "1970-06"


def rivals(page: Page) -> tuple[str, str]:
    """The two rivals of the address, else the first that ship."""
    both = page.query.get("rivals", "")
    a, _, b = both.partition("-") if both else (page.query.get("a", ""), "", page.query.get("b", ""))
    if not a and not b:
        return FIRST
    if not a or not b:
        raise BadInput("one rival is not named", "two rivals")
    found = typed(a), typed(b)
    different(*found)
    return found


def all_between(page: Page, patience: float = 1.2) -> tuple[Everyone | None, Job | None]:
    """Every pivot between the rivals of the address, or the work that reads them."""

    a, b = rivals(page)

    def make(job: Job) -> Everyone:
        return page.shared.given.everyone(a, b, job.tell)

    return ready(page, page.shared.worlds, ("world", a, b), make, patience=patience)


def held(page: Page) -> Everyone:
    """The same, however long it takes."""
    found, _ = all_between(page, patience=300.0)
    if found is None:
        raise BadInput("the map is still being made", "the page “Who stands between?”")
    return found


def at(page: Page, found: Everyone) -> np.datetime64:
    """The month of the address, else one in which much is known, moved into the rivalry's years."""

    asked = parse_month(page.query.get("month") or MONTH)
    return min(max(asked, found.months[0]), found.months[-1])


def show(page: Page) -> Response:
    """The map with its slider, and the ranked list."""
    a, b = rivals(page)
    found, job = all_between(page)
    heading = page.t("world head", a=name(a, page.lang), b=name(b, page.lang))
    choices = _rivalries(page)
    if found is None:
        return page.show("world", heading=heading, job=job, found=None, choices=choices, a=a, b=b)
    month_ = at(page, found)
    return page.show(
        "world",
        heading=heading,
        job=None,
        found=found,
        choices=choices,
        a=a,
        b=b,
        month=spoken_month(month_, page.lang),
        number=int(np.searchsorted(found.months, month_)),
        months=len(found.months),
        first=str(found.months[0]),
        said=_said(page, found, month_),
        rows=_rows(page, found, month_),
        credit=credit(),
        states=named(page.lang),
    )


def month(page: Page) -> Response:
    """One month for a map that is drawn already: its data, the list and the sentence."""
    found = held(page)
    month_ = at(page, found)
    standings = _shown(page, found, month_)
    data = charts.map_data(standings, month_, _words(page, found, month_))
    return JSONResponse(
        {
            "month": str(month_),
            "data": data,
            "rows": _rows(page, found, month_),
            "said": _said(page, found, month_),
        }
    )


def picture(page: Page, width: int) -> Any:
    """The map of the month."""
    found = held(page)
    month_ = at(page, found)
    a, b = (capital(plain_name(then(each, month_), page.lang)) for each in rivals(page))
    words = _words(page, found, month_)
    return charts.world_map(_shown(page, found, month_), month_, a, b, width=width, words=words)


def frame(page: Page) -> pl.DataFrame:
    """The standings of the month."""
    import polars as pl

    found = held(page)
    month_ = at(page, found)
    rows = [{"month": str(month_), **vars(each)} for each in found.standings(month_)]
    return pl.DataFrame(rows, infer_schema_length=None)


def _shown(page: Page, found: Everyone, month_: np.datetime64) -> list[charts.Standing]:
    told = [
        charts.Standing(each.state, each.lean, each.sure, _one(page, found, each, month_))
        for each in found.standings(month_)
    ]
    rivals_ = [
        charts.Standing(then(side, month_), lean, 1.0, page.t("a rival"))
        for side, lean in ((found.legs.a, 1.0), (found.legs.b, -1.0))
    ]
    return [*told, *rivals_]


def _one(page: Page, found: Everyone, each: StandingOf, month_: np.datetime64) -> str:
    a, b = (name(then(side, month_), page.lang) for side in (found.legs.a, found.legs.b))
    return page.t("standing", a=a, b=b, pa=f"{each.p_a:.2f}", pm=f"{each.p_middle:.2f}", pb=f"{each.p_b:.2f}")


def _words(page: Page, found: Everyone, month_: np.datetime64) -> charts.MapWords:
    names = {handle: text for text, handle in named(page.lang)} if page.lang != "en" else {}
    return charts.MapWords(names, page.t("map between"), page.t("map unknown"), _said(page, found, month_))


def _said(page: Page, found: Everyone, month_: np.datetime64) -> str:
    """The month in one sentence."""
    told = found.standings(month_)
    near_a, near_b = sum(each.nearest == "a" for each in told), sum(each.nearest == "b" for each in told)
    a, b = (name(then(side, month_), page.lang) for side in (found.legs.a, found.legs.b))
    return page.t(
        "map said",
        month=spoken_month(month_, page.lang), a=a, b=b,
        na=Word(str(near_a)), nb=Word(str(near_b)), nm=Word(str(len(told) - near_a - near_b)),
    )  # fmt: skip


def _rows(page: Page, found: Everyone, month_: np.datetime64) -> list[dict[str, Any]]:
    """The ranked list: towards the first rival at the top."""
    rows = []
    for each in sorted(found.standings(month_), key=lambda each: -each.lean):
        rows.append(
            {
                "name": plain_name(each.state, page.lang),
                "state": each.state,
                "lean": round(each.lean, 3),
                "shown": charts.signed(each.lean, 2),
                "sure": round(each.sure, 3),
                "words": _one(page, found, each, month_),
                "to": page.to("triangle", of=f"{each.state}.{found.legs.a}.{found.legs.b}"),
            }
        )
    return rows


def _rivalries(page: Page) -> list[dict[str, str]]:
    from tertius.world import rivalries

    found: dict[str, dict[str, str]] = {}
    for each in rivalries():
        names = [capital(plain_name(side, page.lang)) for side in (each.a, each.b)]
        found.setdefault(each.name, {"key": each.name, "text": f"{names[0]} – {names[1]}"})
    return list(found.values())
