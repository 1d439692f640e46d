"""A fourth state's options: how they rank, where each is best, and what one assumption turns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tertius import charts
from tertius.app.asking import Asked, number
from tertius.app.states import named, plain_name, typed
from tertius.app.views import start
from tertius.app.views.waiting import ready
from tertius.brief.names import Word, name
from tertius.cases import case_names, read_meta, resolve_case
from tertius.errors import BadInput, TertiusError
from tertius.options.words import meaning

if TYPE_CHECKING:
    import polars as pl
    from starlette.responses import Response

    from tertius.app.jobs import Job
    from tertius.app.page import Page
    from tertius.options import OptionTable

SIZE = 2000
"""Draws of the assumptions: a fifth of the command's, so that a slider is answered at once."""
EXAMPLE = "north-korea-washington-beijing"
STEPS = 40


def show(page: Page) -> Response:
    """The ranking, the map of weights, and a slider for one assumption."""
    asked = page.asked or Asked(EXAMPLE)
    page.asked = asked
    heading = start.title(asked.of, page)
    content: dict[str, Any] = {
        "heading": heading,
        "states": named(page.lang),
        "fourth": fourth(page, asked),
        "typed": plain_name(fourth(page, asked), page.lang),
        **assumption(page, asked),
    }
    if not content["fourth"]:
        return page.show("options", **content, job=None, table=None)
    table, job = _table(page, asked)
    if table is None:
        return page.show("options", **content, job=job, table=None)
    names = {option.id: option.name for option in table.options}
    return page.show(
        "options",
        **content,
        job=None,
        table=table,
        who=name(content["fourth"], page.lang),
        rows=charts.option_rows(table),
        regions=[
            {"w": [value / 3 for value in row["weights"].values()], "best": page.said(names[row["best"]])}
            for row in table.regions
        ],
        values=[page.t(f"value {value}") for value in table.regions[0]["weights"]],
        best=best_at(table, (1 / 3, 1 / 3, 1 / 3)),
    )


def best_at(table: OptionTable, weights: tuple[float, float, float]) -> str:
    """Name of the option that is best at the weights of the grid nearest to these."""
    names = {option.id: option.name for option in table.options}
    near = min(
        table.regions,
        key=lambda row: sum(
            (value / 3 - wanted) ** 2 for value, wanted in zip(row["weights"].values(), weights, strict=True)
        ),
    )
    return names[near["best"]]


def fourth(page: Page, asked: Asked) -> str:
    """Handle of the fourth state: the address's, else the one that the case names; "" where there is none."""

    if asked_for := page.query.get("for", "").strip():
        return typed(asked_for)
    if asked.of in case_names():
        return str(read_meta(resolve_case(asked.of)).get("fourth", ""))
    return ""


def _changes(page: Page) -> dict[str, float]:
    """The assumption that is set by hand, if one is."""
    chosen, value = page.query.get("assume", ""), page.query.get("value", "")
    return {chosen: number(value, chosen)} if chosen and value else {}


def _table(page: Page, asked: Asked, patience: float = 1.6) -> tuple[OptionTable | None, Job | None]:
    changes, who = _changes(page), fourth(page, asked)

    def make(job: Job) -> OptionTable:
        job.tell("options")
        found = _question(page, asked)
        return found.options(who, changes=changes, size=SIZE)

    key = page.key("options", asked, who, tuple(changes.items()))
    return ready(page, page.shared.values, key, make, patience=patience)


def _question(page: Page, asked: Asked) -> Any:
    """The question, its triangle kept: the options need the draws of it."""
    found = page.shared.glances.look(page.key("glance", asked))
    if found is not None:
        return found.asked
    return page.glance(asked).asked


def assumption(page: Page, asked: Asked) -> dict[str, Any]:
    """The assumptions that one may set: those of the last table, with their ranges and words."""

    who = fourth(page, asked)
    base = page.shared.values.look(page.key("options", asked, who, ())) if who else None
    chosen = page.query.get("assume", "")
    if base is None:
        if who and chosen:
            base, _ = _plain(page, asked, who)
        if base is None:
            return {"assumptions": [], "assume": chosen, "item": None, "value": page.query.get("value", "")}
    assumed = base.assumptions
    listed = [name for name in base.worth_knowing if assumed[name].low < assumed[name].high]
    items = [{"name": name, "words": meaning(assumed, name)} for name in listed]
    item = None
    if chosen:
        one = assumed[chosen]
        item = {"low": one.low, "high": one.high, "value": one.value, "step": (one.high - one.low) / STEPS,
                "words": meaning(assumed, chosen), "reason": one.reason}  # fmt: skip
    value = page.query.get("value", "") or (f"{item['value']:g}" if item else "")
    return {"assumptions": items, "assume": chosen, "item": item, "value": value}


def _plain(page: Page, asked: Asked, who: str) -> tuple[OptionTable | None, Job | None]:
    """The table with nothing set by hand."""

    def make(job: Job) -> OptionTable:
        job.tell("options")
        return _question(page, asked).options(who, size=SIZE)

    return ready(page, page.shared.values, page.key("options", asked, who, ()), make)


def weighed(page: Page, asked: Asked) -> dict[str, Any]:
    """For the view “What if”: how the options rank with one assumption set by hand, beside as it ships."""
    nothing: dict[str, Any] = {"option_words": [], "weighing": None}
    who = fourth(page, asked)
    if not who:
        return nothing
    plain, job = _plain(page, asked, who)
    if plain is None or not _changes(page):
        return {**nothing, "weighing": job}
    try:
        table, job = _table(page, asked)
    except TertiusError as reason:
        return {"option_words": [page.why(reason)], "weighing": None}
    if table is None:
        return {**nothing, "weighing": job}
    key = "options same" if table.top.id == plain.top.id else "options other"
    words = page.t(
        key,
        k=name(who, page.lang), was=Word(page.said(plain.top.name)), now=Word(page.said(table.top.name)),
        pwas=Word(f"{100 * plain.top.p_best:.0f}"), pnow=Word(f"{100 * _share(table, plain.top.id):.0f}"),
        ptop=Word(f"{100 * table.top.p_best:.0f}"),
    )  # fmt: skip
    return {"option_words": [words], "weighing": None}


def _share(table: OptionTable, name_: str) -> float:
    return next(option.p_best for option in table.options if option.id == name_)


def _need(page: Page) -> OptionTable:
    asked = page.asked or Asked(EXAMPLE)
    if not fourth(page, asked):
        raise BadInput("no fourth state is named", "the state whose options are weighed", "for=KOR")
    found, _ = _table(page, asked, patience=120.0)
    if found is None:
        raise BadInput("the options are still being weighed", "the page of the options")
    return found


def picture(page: Page, width: int) -> Any:
    """How often each option is best, and what it risks."""
    table = _need(page)
    percent = Word(f"{100 * table.top.p_best:.0f}")
    alt = page.t("options alt", best=Word(page.said(table.top.name)), percent=percent)
    return charts.option_bars(table, width=width).properties(description=alt)


def regions(page: Page, width: int) -> Any:
    """Which option is best at which weights."""
    table = _need(page)
    names = {value: page.t(f"value {value}") for value in table.regions[0]["weights"]}
    return charts.option_regions(table, names, alt_text=page.t("regions alt"), width=width)


def frame(page: Page) -> pl.DataFrame:
    """One row an option."""
    return _need(page).to_frame()
