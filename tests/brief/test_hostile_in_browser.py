"""Every hostile text in the brief, its index and a drawing, in a real browser: with the page's policy, and without it.

The policy is the second wall; the first, that a text is a text, must hold alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from markupsafe import Markup

from tertius import charts
from tertius.brief import page
from tertius.brief.annex.record import evidence
from tertius.brief.annex.told import Told
from tertius.brief.blocks import Part
from tertius.brief.sentences import Speaker
from tertius.brief.series import Entry
from tertius.findings import behind, find
from tests import texts
from tests.brief.test_browser import browser

__all__ = ["browser"]

POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
TEXTS = [text for text in texts.ALL if "\0" not in text]
SCHEMES = {"file:", "http:", "https:", "mailto:"}
LOOK = """() => ({
    scripts: document.scripts.length,
    odd: document.querySelectorAll('img, iframe, object, embed, base, form').length,
    handlers: [...document.querySelectorAll('*')].filter(e => [...e.attributes].some(a => a.name.startsWith('on'))).length,
    schemes: [...document.querySelectorAll('[href], [*|href]')].map(e => e.href.baseVal ?? e.href)
        .map(to => new URL(to, location.href).protocol),
    words: document.body.textContent,
})"""


def pages(study: Any) -> dict[str, tuple[str, str]]:
    """Three pages full of hostile texts, each beside the same with harmless ones."""
    found = find(study)
    told = Told(study, found, behind(study, found), Speaker(found, "en"))
    content = page.brief_content(study, "en", found, annexed=False)
    leg = study.settings.legs[0]
    one, *_ = told.acts[leg]

    def brief(some: list[str]) -> str:
        acts = [
            replace(
                one,
                act=text,
                reference=text,
                event_id=f"{text}#{n}",
                row={**one.row, "confidence": text, "kind": text},
            )
            for n, text in enumerate(some)
        ]
        told.acts = {leg: acts}
        part = Part("evidence", some[0], tuple(evidence(told)))
        return page.render(
            "brief.html.jinja", "en", {**content, "annex": (part,), "files": (), "title": some[0]}
        )

    def index(some: list[str]) -> str:
        rows = [
            (
                Entry(text, "en", f"{text}.html", n, text, text, text, text, text, text, thumb=text),
                _thumb(text),
                text,
            )
            for n, text in enumerate(some)
        ]
        return page.render("index.html.jinja", "en", {"rows": rows, "several": True, "feed": some[0]})

    def drawing(some: list[str]) -> str:
        a, b = leg
        found = charts.acts_on(study.panel, study.events, a, b)[: len(some)]
        acts = [
            replace(act, act=text, event_id=f"{text}{n}")
            for n, (act, text) in enumerate(zip(found, some, strict=False))
        ]
        drawn = charts.svg(charts.relation_curve(study.smoothed, a, b, acts=acts, links=True))
        return f"<!doctype html><meta charset=utf-8><body>{drawn}</body>"

    harmless = [f"harmless {n}" for n in range(len(TEXTS))]
    return {
        name: (make(TEXTS), make(harmless))
        for name, make in (("brief", brief), ("index", index), ("drawing", drawing))
    }


def _thumb(text: str) -> Markup:
    return Markup(charts.rebuilt(text))


@pytest.fixture(scope="module")
def made(study: Any) -> dict[str, tuple[str, str]]:
    return pages(study)


@pytest.fixture
def view(browser: Any) -> Iterator[Any]:
    opened = browser.new_page()
    yield opened
    opened.close()


def seen(view: Any, html: str, place: Path) -> dict[str, Any]:
    """What the browser makes of a page, once all that can be hovered was; it asks nothing and says nothing."""
    said: list[str] = []
    asked: list[str] = []
    view.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    view.on("pageerror", lambda problem: said.append(str(problem)))
    view.on("request", lambda request: asked.append(request.url))
    place.write_text(html, encoding="utf-8")
    view.goto(place.as_uri())
    view.evaluate("""() => document.querySelectorAll('body *').forEach(e => {
        for (const what of ['mouseover', 'mouseenter', 'focus', 'error', 'load', 'toggle'])
            e.dispatchEvent(new MouseEvent(what, {bubbles: true})); })""")
    found: dict[str, Any] = view.evaluate(LOOK)
    assert said == []
    assert [url.partition("#")[0] for url in asked] == [place.as_uri()]
    return found


@pytest.mark.parametrize("policy", [True, False], ids=["policy", "no policy"])
@pytest.mark.parametrize("name", ["brief", "index", "drawing"])
def test_a_hostile_text_is_a_text(
    name: str, policy: bool, made: dict[str, tuple[str, str]], view: Any, tmp_path: Path
) -> None:
    hostile, harmless = (html if policy else POLICY.sub("", html) for html in made[name])
    if name != "drawing":
        assert bool(POLICY.search(hostile)) is policy
    plain = seen(view, harmless, tmp_path / "plain.html")
    found = seen(view, hostile, tmp_path / "hostile.html")
    assert [found[key] for key in ("scripts", "odd", "handlers")] == [
        plain[key] for key in ("scripts", "odd", "handlers")
    ]
    assert set(found["schemes"]) <= SCHEMES
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", found["words"])
    if name == "brief":
        squeezed = "".join(found["words"].split())
        assert all("".join(text.split()) in squeezed for text in texts.MARKUP)
