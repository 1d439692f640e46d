"""The page in a real browser, opened from disk: nothing asked of the network, hover and anchors work."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no Chromium on this machine")
        pytest.skip("no Chromium on this machine")
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as play:
        opened = play.chromium.launch(executable_path=found, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def shown(browser: Any, page: Path) -> Iterator[Any]:
    """The page, with what it said to the console and asked of the network."""
    view = browser.new_page(viewport={"width": 1200, "height": 900})
    said: list[str] = []
    asked: list[str] = []
    view.on("console", lambda message: said.append(message.text))
    view.on("pageerror", lambda problem: said.append(str(problem)))
    view.on("request", lambda request: asked.append(request.url))
    view.goto(page.as_uri())
    yield view
    assert said == []
    assert [url.partition("#")[0] for url in asked] == [page.as_uri()]
    view.close()


def test_hover_shows_the_act(shown: Any) -> None:
    shown.locator("#annex > details > summary").click()
    mark = shown.locator("figure .drawing svg [data-to] path").nth(5)
    mark.scroll_into_view_if_needed()
    mark.hover(force=True)
    tip = shown.locator("#tip")
    assert tip.is_visible()
    assert "score" in tip.inner_text()
    assert "weight" in tip.inner_text()


def test_a_mark_leads_to_its_row(shown: Any) -> None:
    mark = shown.locator("figure .drawing svg [data-to]").first
    place = mark.get_attribute("data-to")
    mark.dispatch_event("click")
    assert shown.evaluate("location.hash") == place
    assert shown.locator(place).count() == 1


def test_a_month_s_row_opens_when_it_is_asked_for(shown: Any) -> None:
    shown.locator("#annex > details > summary").click()
    link = shown.locator("section a[href^='#m-']").first
    place = link.get_attribute("href")
    link.click()
    shown.wait_for_function("place => document.querySelector(place).closest('details').open", arg=place)


@pytest.mark.parametrize("width", [360, 768, 1600])
def test_nothing_is_wider_than_the_screen(shown: Any, width: int) -> None:
    shown.set_viewport_size({"width": width, "height": 800})
    assert shown.evaluate("document.documentElement.scrollWidth") <= width
    assert shown.locator("figure .wide" if width > 608 else "figure .narrow").first.is_visible()


@pytest.mark.parametrize("width", [390, 1200])
def test_no_word_of_the_picture_is_cut_or_set_over_another(shown: Any, width: int) -> None:
    shown.set_viewport_size({"width": width, "height": 900})
    faults = shown.evaluate(
        """() => { const drawing = [...document.querySelectorAll('#f-story svg')].find(s => s.getBoundingClientRect().width);
          const room = drawing.getBoundingClientRect(), texts = [...drawing.querySelectorAll('text')].filter(t => t.textContent);
          const boxes = texts.map(t => [t.textContent, t.getBoundingClientRect()]), found = [];
          boxes.forEach(([a, p], i) => {
            if (p.left < room.left - 1 || p.right > room.right + 1) { found.push('cut: ' + a); }
            boxes.slice(i + 1).forEach(([b, q]) => {
              const over = Math.min(p.right, q.right) - Math.max(p.left, q.left);
              const down = Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top);
              if (over > 2 && down > 4) { found.push(a + ' over ' + b); } }); });
          return found; }"""
    )
    assert faults == []
    numbers = shown.evaluate(
        "() => [...document.querySelectorAll('#f-story .wide svg text')].filter(t => /^[0-9]$/.test(t.textContent)).length"
    )
    assert 1 <= numbers <= 8


def test_dark_screens_and_paper_have_their_colours(shown: Any) -> None:
    colour = "getComputedStyle(document.body).backgroundColor"
    shown.emulate_media(color_scheme="dark")
    assert shown.evaluate(colour) != "rgb(255, 255, 255)"
    shown.emulate_media(media="print", color_scheme="dark")
    assert shown.evaluate(colour) == "rgb(255, 255, 255)"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_contrast_is_enough(shown: Any, scheme: str) -> None:
    shown.emulate_media(color_scheme=scheme)
    ratios = shown.evaluate(
        """() => { const lum = c => { const p = c.match(/[0-9.]+/g).slice(0, 3).map(v => { v /= 255;
             return v <= 0.03928 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4); });
             return 0.2126 * p[0] + 0.7152 * p[1] + 0.0722 * p[2]; };
           const paper = lum(getComputedStyle(document.body).backgroundColor);
           return ['h1', 'p', 'figcaption', 'td', 'th', 'section a', '.ref', '.note'].map(name => {
             const one = lum(getComputedStyle(document.querySelector(name)).color);
             return (Math.max(one, paper) + 0.05) / (Math.min(one, paper) + 0.05); }); }"""
    )
    assert min(ratios) >= 4.5
