"""Every view and control in a real browser: what is shown is what the library says."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from tertius.brief.dates import month as spoken
from tertius.charts import signed
from tertius.findings import Glance, behind_months, glance
from tertius.study import Question
from tests.app.conftest import QUOTED, SPOKEN, Visit, complaints, english, picture

CASE = "egypt-washington-moscow"
VIEWS = {
    "start": "/",
    "world": "/world?rivals=CHN-SUN&month=1966-08",
    "compare": "/compare?rivals=CHN-SUN&pivots=PRK.ROU.VNM",
    "triangle": f"/triangle?of={CASE}&months=1973-10",
    "whatif": "/whatif?of=north-korea-washington-beijing&persistence=24",
    "options": "/options?of=north-korea-washington-beijing",
    "evidence": f"/evidence?of={CASE}&q=Aswan",
    "file": "/file",
    "changed": f"/changed?of={CASE}&months=1974-01..1974-12",
}


@pytest.fixture(scope="module")
def egypt() -> Glance:
    return glance(Question.of_case(CASE))


@pytest.fixture(scope="module")
def looking(chromium: Any, server: str) -> Iterator[Visit]:
    """One visitor who looks at every view."""
    made = Visit(chromium, server)
    yield made
    made.close()


@pytest.mark.parametrize("lang", ["en", "ko"])
@pytest.mark.parametrize("view", list(VIEWS))
def test_every_view_in_both_languages(looking: Visit, view: str, lang: str) -> None:
    visit = looking
    visit.page.set_viewport_size({"width": 1280, "height": 900})
    join = "&" if "?" in VIEWS[view] else "?"
    page = visit.open(f"{VIEWS[view]}{join}lang={lang}")
    assert page.locator("h1").inner_text().strip()
    assert page.locator("html").get_attribute("lang") == lang
    assert complaints(page) == []
    if lang == "ko":
        assert english(page.evaluate(SPOKEN, QUOTED)) == []
    if view != "file" and (lang == "en" or view == "triangle"):
        picture(page, view if lang == "en" else f"{view}-{lang}")
    page.set_viewport_size({"width": 390, "height": 800})
    page.wait_for_timeout(300)
    visit.wait()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_first_view_names_the_cases(visit: Visit) -> None:
    page = visit.open("/")
    assert page.get_by_text("Egypt between Washington and Moscow").is_visible()
    page.get_by_label("The state between").fill("Egypt")
    page.get_by_label("One rival").fill("United States")
    page.get_by_label("The other rival").fill("Soviet Union")
    page.get_by_role("button", name="Ask").click()
    page.wait_for_url("**/triangle?of=EGY.USA.SUN")


def test_a_triangle_says_what_the_library_says(visit: Visit, egypt: Glance) -> None:
    from tertius.brief.sentences import Speaker

    page = visit.open(f"/triangle?of={CASE}&months=1973-10")
    for line in Speaker(egypt, "en").bottom_line():
        assert page.get_by_text(line).is_visible()
    said = behind_months(egypt, np.datetime64("1973-10"), np.datetime64("1973-10"))
    shown = page.locator("#behind .acts li").all_inner_texts()
    assert len(shown) == len(said.acts) > 3
    assert f"{100 * abs(said.acts[0].pull):.1f} points" in shown[0]
    assert said.acts[0].reference[:20] in shown[0]
    assert f"({100 * said.nearer.probability:.0f} in a hundred)" in page.locator("#behind").inner_text()


@pytest.mark.long
def test_a_click_a_brush_and_a_phase_open_their_months_and_back_leads_back(visit: Visit) -> None:
    page = visit.open(f"/triangle?of={CASE}")
    plot = page.locator("figure[data-chart*=story] svg")
    box = plot.bounding_box()
    assert box
    page.mouse.click(box["x"] + 0.3 * box["width"], box["y"] + 0.5 * box["height"])
    page.wait_for_url("**months=19*")
    visit.wait()
    one = page.evaluate("new URLSearchParams(location.search).get('months')")
    assert len(one) == 7
    assert page.locator("#behind .line").is_visible()
    page.mouse.move(box["x"] + 0.4 * box["width"], box["y"] + 0.5 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.52 * box["height"], steps=6)
    page.mouse.up()
    page.wait_for_url("**months=19*..19*")
    visit.wait()
    page.locator(".path a").nth(1).click()
    page.wait_for_url("**months=1973-09..1981-10")
    visit.wait()
    page.go_back()
    page.go_back()
    page.wait_for_url(f"**months={one}")
    visit.wait()
    assert page.locator("#from").input_value() == one
    page.go_forward()
    page.wait_for_url("**months=19*..19*")
    page.reload()
    visit.wait()
    assert page.locator("#behind .line").is_visible()


@pytest.mark.long
def test_sources_are_left_out_when_asked(visit: Visit) -> None:
    page = visit.open("/triangle?of=romania-moscow-beijing&months=1964-01..1964-12")
    page.get_by_role("link", name="Leave out each source in turn").click()
    page.wait_for_url("**sources=each*")
    visit.wait()
    assert "Without the casebook" in page.locator("#behind").inner_text()


@pytest.mark.long
def test_downloads_hold_the_values_of_the_library(visit: Visit, egypt: Glance) -> None:
    page = visit.open(f"/triangle?of={CASE}")
    figure = page.locator("figure[data-chart*=story]")
    bodies = {
        end: _taken(page, figure.get_by_role("link", name=end, exact=True))
        for end in ("SVG", "PNG", "CSV", "Parquet", "XLSX")
    }
    assert bodies["SVG"].startswith(b"<svg")
    assert bodies["PNG"].startswith(b"\x89PNG")
    wanted = egypt.to_frame()
    got = pl.read_parquet(io.BytesIO(bodies["Parquet"]))
    assert got.columns == wanted.columns
    assert got["month"].to_list() == wanted["month"].to_list()
    for name in ("direction", "relation_a", "relation_b_sd"):
        np.testing.assert_allclose(got[name], wanted[name], rtol=1e-12)
    text = pl.read_csv(io.BytesIO(bodies["CSV"]))
    np.testing.assert_allclose(text["direction"], wanted["direction"])
    rows = CalamineWorkbook.from_filelike(io.BytesIO(bodies["XLSX"])).get_sheet_by_index(0).to_python()
    column = rows[0].index("direction")
    np.testing.assert_allclose([row[column] for row in rows[1:]], wanted["direction"])


def _slide(page: Any, which: str, value: float) -> None:
    """Move a slider and let it go."""
    page.locator(which).evaluate(
        """(each, value) => { each.value = value;
             for (const kind of ['input', 'change']) each.dispatchEvent(new Event(kind, {bubbles: true})) }""",
        value,
    )


def _taken(page: Any, link: Any) -> bytes:
    with page.expect_download() as told:
        link.click()
    return Path(told.value.path()).read_bytes()


@pytest.mark.long
def test_the_map_moves_by_slider_and_by_itself(visit: Visit) -> None:
    from tertius.study.mapping import everyone
    from tertius.world import world_facts

    page = visit.open("/world?rivals=CHN-SUN&month=1966-08")
    before = page.locator("#ranked").inner_text()
    page.locator("#time").focus()
    for _ in range(5):
        page.keyboard.press("PageUp")
    page.wait_for_function("was => document.getElementById('ranked').innerText !== was", arg=before)
    found = everyone("CHN", "SUN", world_facts(("CHN", "SUN")))
    month = found.months[int(page.locator("#time").input_value())]
    page.wait_for_url(f"**month={month}*")
    shown = page.locator(".time output").inner_text()
    assert shown == spoken(month, "en")
    told = sorted(found.standings(month), key=lambda each: -each.lean)
    shown = page.locator("#ranked .n").all_inner_texts()
    assert shown == [signed(each.lean, 2) for each in told]
    page.get_by_role("button", name="Play").click()
    page.wait_for_function(
        "was => document.querySelector('.time output').textContent !== was", arg=spoken(month, "en")
    )
    page.get_by_role("button", name="Pause").click()
    page.wait_for_timeout(600)
    frame = pl.read_csv(io.BytesIO(_taken(page, page.locator("figure.map").get_by_role("link", name="CSV"))))
    assert spoken(np.datetime64(frame["month"][0]), "en") == page.locator(".time output").inner_text()
    page.locator("#ranked a").first.click()
    page.wait_for_url("**/triangle?of=*")


@pytest.mark.long
def test_pivots_are_chosen_and_the_rivals_changed(visit: Visit) -> None:
    page = visit.open("/compare?rivals=CHN-SUN&pivots=PRK.ROU")
    assert page.locator(".ways a").all_inner_texts() == ["North Korea", "Romania"]
    page.get_by_role("checkbox", name="North Vietnam").check()
    page.wait_for_url("**pivots=PRK.VNM.ROU")
    visit.wait()
    assert len(page.locator(".ways a").all()) == 3


@pytest.mark.long
def test_what_if_says_what_changed(visit: Visit, egypt: Glance) -> None:
    from dataclasses import replace

    from tertius.findings import shift
    from tertius.stances import load_numbers

    page = visit.open(f"/whatif?of={CASE}")
    assert "Nothing" in page.locator("#words").inner_text()
    _slide(page, "#persistence", 12)
    page.wait_for_url("**persistence=12*")
    visit.wait()
    other = replace(egypt.asked, numbers=load_numbers().persisting(12))
    found = shift(egypt, glance(other))
    assert f"{found.turned} of {len(found.months)} months" in page.locator("#words").inner_text()
    page.get_by_label("The year ahead").select_option("spike")
    page.wait_for_url("**scenario=spike*")
    visit.wait()
    assert "If their rivalry spikes" in page.locator("#answer").inner_text()
    page.go_back()
    page.wait_for_url("**persistence=12")
    visit.wait()
    assert page.locator("#persistence").input_value() == "12"
    page.get_by_label("Scale of acts").select_option("strength")
    page.wait_for_url("**scale=strength*")
    visit.wait()
    assert page.locator("#words").inner_text()
    page.get_by_label("Scale of acts").select_option("quad")  # a chronicle has no acts on it
    page.locator(".warn[role=alert]").wait_for()
    assert "no act on record" in page.locator(".warn[role=alert]").inner_text()
    visit.said.clear()  # the browser notes the answer 400


@pytest.mark.long
def test_options_answer_to_an_assumption_and_to_weights(visit: Visit) -> None:
    page = visit.open("/options?of=north-korea-washington-beijing")
    assert "smallest expected regret" in page.locator("#answer").inner_text()
    page.locator("#assume").select_option("p_thaw")
    page.wait_for_url("**assume=p_thaw*")
    visit.wait()
    page.locator("#value").focus()
    page.keyboard.press("Home")
    page.wait_for_url("**value=*")
    visit.wait()
    was = page.locator("#best").inner_text()
    _slide(page, "#w0", 0)
    _slide(page, "#w1", 0)
    assert page.locator("#best").inner_text() != was
    page.locator("figure.regions svg").scroll_into_view_if_needed()
    box = page.locator("figure.regions svg").bounding_box()
    assert box
    page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.45 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + 0.35 * box["width"], box["y"] + 0.6 * box["height"], steps=12)
    page.mouse.up()
    assert page.locator("#w0").input_value() != "0"


def test_evidence_is_searched_filtered_and_kept(visit: Visit) -> None:
    page = visit.open(f"/evidence?of={CASE}")
    whole = int(page.locator("#count").inner_text().split()[0])
    page.get_by_label("Search").fill("aswan dam")
    page.wait_for_url("**q=aswan*")
    visit.wait()
    rows = page.locator("table.evidence tbody tr").all_inner_texts()
    assert 0 < len(rows) < whole
    assert all("aswan" in row.lower() for row in rows)
    frame = pl.read_csv(io.BytesIO(_taken(page, page.get_by_role("link", name="CSV"))))
    assert len(frame) == len(rows)
    page.get_by_label("From").fill("1957")
    page.get_by_label("Strength at least").select_option("2")
    page.wait_for_url("**strength=2*")
    visit.wait()
    assert page.locator("table.evidence tbody tr").count() < len(rows)
    page.get_by_label("From").fill("not a date")
    page.wait_for_selector(".warn[role=alert]")
    visit.said.clear()  # the browser itself notes the answer 400


def test_long_work_tells_how_far_it_is_and_is_stopped(visit: Visit) -> None:
    page = visit.page
    page.goto(visit.server + "/brief?of=romania-moscow-beijing")  # the page has made none of it yet
    page.locator(".job progress").wait_for()
    page.locator(".job .stop").click()
    page.get_by_text("Stopped").wait_for()


@pytest.mark.long
def test_what_changed_is_told_from_the_record(visit: Visit) -> None:
    from tertius.study.since import change_between

    page = visit.open(f"/changed?of={CASE}&months=1974-01..1974-12")
    said = page.locator("#answer").inner_text()
    found = change_between(Question.of_case(CASE), np.datetime64("1974-01"), np.datetime64("1974-12"))
    assert found.before is not None
    assert found.after is not None
    assert f"New acts on the three relations: {found.new}." in said
    assert f"{signed(found.before['tilt'], 2)} to {signed(found.after['tilt'], 2)}" in said
    row = page.locator("table.evidence tbody tr").first.inner_text()
    assert found.because[0].says in row
    assert signed(found.because[0].pull, 2) in row
    assert "Egypt and the" in row


def test_dark_is_chosen_and_kept(visit: Visit) -> None:
    page = visit.open(f"/triangle?of={CASE}")
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(paper)
    page.get_by_role("button", name="Light or dark").click()
    assert page.evaluate(paper) != light
    visit.wait()
    assert complaints(page) == []
    picture(page, "triangle-dark")
    page.reload()
    assert page.evaluate(paper) != light


def test_a_telephone(visitor: Callable[..., Visit]) -> None:
    visit = visitor(color_scheme="dark")
    visit.page.set_viewport_size({"width": 390, "height": 800})
    page = visit.open(f"/triangle?of={CASE}&lang=ko")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    picture(page, "telephone", 390)
