"""The first view: the shipped cases in plain words, and a box for any other three states."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from starlette.responses import RedirectResponse

from tertius.actors import then
from tertius.app.asking import asked_of
from tertius.app.states import named
from tertius.brief.dates import month
from tertius.brief.messages import message
from tertius.brief.names import Word, name
from tertius.brief.sentences import capital
from tertius.cases import case_names, read_meta, resolve_case

if TYPE_CHECKING:
    from starlette.responses import Response

    from tertius.app.page import Page


def show(page: Page) -> Response:
    """The cases; a question typed here leads to its triangle."""
    if any(page.query.get(key) for key in ("p", "a", "b")):
        asked = asked_of(page.query)
        assert asked is not None
        return RedirectResponse(page.to("triangle", **asked.query()), 303)
    if page.shared.default and "cases" not in page.query:
        return RedirectResponse(page.to("triangle", of=page.shared.default), 303)
    return page.show(
        "start", cases=cases(page.lang), states=named(page.lang), own=page.session.files, of=_given(page)
    )


def _given(page: Page) -> str:
    """What three states are asked of, where it is not what ships."""
    given = page.shared.given
    if given.events is None:
        return ""
    acts, first, last = given.held
    days = (month(np.datetime64(text, "M"), page.lang) for text in (first, last)) if first else ("", "")
    start, end = days
    period = Word(message("period", page.lang, start=start, end=end)) if first else Word("")
    return page.t("start given", name=Word(given.name), n=Word(f"{acts:,}"), period=period)


@cache
def cases(lang: str) -> tuple[dict[str, Any], ...]:
    """Every shipped case: its title, years and question."""

    return tuple(_case(key, read_meta(resolve_case(key)), lang) for key in case_names())


def _case(key: str, meta: dict[str, Any], lang: str) -> dict[str, Any]:
    p, a, b = (name(meta[side], lang) for side in ("pivot", "a", "b"))
    start, end = (month(np.datetime64(text, "M"), lang) for text in meta["window"])
    english = lang == "en"
    return {
        "key": key,
        "title": meta["title"]
        if english
        else meta.get(f"title_{lang}") or capital(message("title", lang, p=p, a=a, b=b)),
        "question": meta["question"] if english else message("question", lang, p=p, a=a, b=b),
        "period": message("period", lang, start=start, end=end),
    }


def title(of: str, page: Page, end: np.datetime64 | None = None) -> str:
    """A question's heading: the case's title, the file's name, or one of the three states as a month knew them."""

    known = {case["key"]: case["title"] for case in cases(page.lang)}
    if of in known:
        return str(known[of])
    if of in page.session.files:
        return page.session.files[of].name
    p, a, b = (name(handle if end is None else then(handle, end), page.lang) for handle in of.split("."))
    return capital(message("title", page.lang, p=p, a=a, b=b))
