"""What if: another scale, neutral point or persistence, a scenario, an assumption; and what changed, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.responses import RedirectResponse

from tertius import charts
from tertius.app.asking import NEUTRAL, PERSISTENCE, SCALE, Asked
from tertius.app.states import plain_name
from tertius.app.views import start
from tertius.app.views.options import assumption, weighed
from tertius.app.views.spoken import Told
from tertius.app.views.triangle import looked
from tertius.app.views.waiting import ready
from tertius.brief.dates import month
from tertius.brief.names import Word
from tertius.brief.sentences import capital
from tertius.errors import BadInput
from tertius.events import SCALES
from tertius.findings import ahead, shift
from tertius.stances.numbers import PERSISTENCE as BOUNDS

if TYPE_CHECKING:
    import polars as pl
    from starlette.responses import Response

    from tertius.app.jobs import Job
    from tertius.app.page import Page
    from tertius.findings import Ahead, Glance, Shift

SCENARIOS = {"ease": "rivals ease", "spike": "rivalry spikes"}
LEAST, MOST = -3.0, 3.0


def show(page: Page) -> Response:
    """The sliders and, in words and in a picture, what they change."""
    if page.asked is None:
        return RedirectResponse(page.to(""), 303)
    asked = page.asked
    heading = start.title(asked.of, page)
    before, first = looked(page, asked.plain)
    after, second = looked(page, asked) if before is not None else (None, None)
    content = {"heading": heading, **_controls(page, asked)}
    if before is None or after is None:
        return page.show("whatif", **content, job=first or second, before=None)
    return page.show(
        "whatif",
        **content,
        job=None,
        before=Told(page, before),
        after=Told(page, after),
        changed=asked != asked.plain,
        words=_words(page, before, after),
        **_ahead(page, asked),
        **weighed(page, asked),
    )


def _controls(page: Page, asked: Asked) -> dict[str, Any]:
    return {
        "scales": [name for name in SCALES if name != "strength" or not asked.is_own],
        "scale": asked.scale,
        "c0": asked.c0,
        "persistence": PERSISTENCE if asked.persistence is None else asked.persistence,
        "bounds": BOUNDS,
        "least": LEAST,
        "most": MOST,
        "scenario": page.query.get("scenario", ""),
        "ships": {"scale": SCALE, "c0": NEUTRAL, "persistence": PERSISTENCE},
        "scenarios": SCENARIOS,
        **assumption(page, asked),
    }


def _shift(page: Page) -> Shift:
    asked = page.need()
    return shift(page.glance(asked.plain), page.glance(asked))


def _words(page: Page, before: Glance, after: Glance) -> list[str]:
    """What changed, in sentences."""
    if before is after:
        return [page.t("nothing changed")]
    found, told = shift(before, after), Told(page, after)
    if not found.turned:
        first = page.t("no month turned", of=Word(str(len(found.months))))
    else:
        first = page.t(
            "months turned" if found.clearly else "months turned unclear",
            n=Word(str(found.turned)), of=Word(str(len(found.months))), clear=Word(str(found.clearly)),
        )  # fmt: skip
    at, was, now = found.largest
    largest = page.t(
        "largest move",
        month=month(at, page.lang), a=told.say.name("a"),
        was=Word(f"{100 * was:.0f}"), now=Word(f"{100 * now:.0f}"),
    )  # fmt: skip
    mean_was, mean_now = found.means
    mean = page.t(
        "mean move",
        a=told.say.name("a"), was=Word(f"{100 * mean_was:.0f}"), now=Word(f"{100 * mean_now:.0f}"),
    )  # fmt: skip
    return [capital(text) for text in (first, largest, mean)]


def _ahead(page: Page, asked: Asked) -> dict[str, Any]:
    """The year ahead under a scenario, beside the year as is."""
    chosen = page.query.get("scenario", "")
    if not chosen:
        return {"outlook": [], "looking": None, "says": ""}
    if chosen not in SCENARIOS:
        raise BadInput(f"scenario {chosen!r}", "a scenario of the list")

    def make(job: Job) -> tuple[Ahead, ...]:
        job.tell("learning")
        return ahead(page.glance(asked).asked, SCENARIOS[chosen])

    rows, job = ready(page, page.shared.values, page.key("ahead", asked, chosen), make)
    told = Told(page, page.glance(asked))
    return {
        "outlook": [_outlook(page, told, row) for row in rows or ()],
        "looking": job,
        "says": rows[-1].says if rows else "",
    }


def _outlook(page: Page, told: Told, row: Ahead) -> str:
    key = {"as is": "ahead as is", "rivals ease": "ahead ease", "rivalry spikes": "ahead spike"}[row.scenario]
    tilt, lo, hi = (Word(charts.signed(value, 2)) for value in (row.tilt, row.lo, row.hi))
    at, a, b = month(row.month, page.lang), told.say.name("a"), told.say.name("b")
    return capital(page.t(key, month=at, a=a, b=b, tilt=tilt, lo=lo, hi=hi))


def picture(page: Page, width: int) -> Any:
    """Both answers through time."""
    asked = page.need()
    a, b = (capital(plain_name(side, page.lang)) for side in _rivals(page, asked))
    found = _shift(page)
    alt = page.t("whatif alt", a=a, b=b, n=str(found.turned), of=str(len(found.months)))
    return charts.supposed(
        found,
        before=page.t("as it ships"),
        after=page.t("as supposed"),
        ends=(a, b),
        alt_text=alt,
        width=width,
    )


def _rivals(page: Page, asked: Asked) -> tuple[str, str]:
    found = page.glance(asked.plain)
    return found.a, found.b


def frame(page: Page) -> pl.DataFrame:
    """Both answers month by month."""
    return _shift(page).to_frame()
