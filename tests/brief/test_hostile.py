"""Whatever an act or a reference says is shown as text and nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tertius import charts
from tertius.brief import page
from tertius.brief.annex.record import evidence
from tertius.brief.annex.told import Told
from tertius.brief.blocks import Part
from tertius.brief.sentences import Speaker
from tertius.findings import behind, find
from tests.brief.reading import Reader

NASTY = st.one_of(
    st.sampled_from(
        [
            "<script>alert(1)</script>",
            '"><img src=x onerror=alert(1)>',
            "</style><script>",
            "{{ 7*7 }}{% raw %}",
            "https://example.org/?a=1&b=2",
            "]]><!--",
            "&lt;b&gt;",
            "' onmouseover='x",
            "\u202e[bold]red",
            "a\nb\tc",
        ]
    ),
    st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=40),
)


@pytest.fixture(scope="module")
def told(study: Any) -> Told:
    found = find(study)
    return Told(study, found, behind(study, found), Speaker(found, "en"))


@pytest.fixture(scope="module")
def content(study: Any) -> dict[str, Any]:
    return page.brief_content(study, "en", find(study), annexed=False)


@pytest.mark.long
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(act=NASTY, reference=NASTY, name=NASTY)
def test_hostile_text_in_the_record_is_shown_as_text(
    told: Told, content: dict[str, Any], act: str, reference: str, name: str
) -> None:
    leg = told.study.settings.legs[0]
    kept = told.acts
    plain = _shown(content, told)
    bad = replace(kept[leg][0], act=act, reference=reference, event_id=name)
    told.acts = {**kept, leg: [bad, *kept[leg][1:]]}
    try:
        found = _shown(content, told)
    finally:
        told.acts = kept
    for tag in ("script", "img", "style", "iframe"):
        assert sum(t == tag for t, _ in found.tags) == sum(t == tag for t, _ in plain.tags)
    assert not [key for _, attrs in found.tags for key in attrs if key.startswith("on")]
    squeezed = "".join(found.words.split())
    assert "".join(act.split()) in squeezed
    assert "".join(reference.split()) in squeezed


def _shown(content: dict[str, Any], told: Told) -> Reader:
    part = Part("evidence", "The evidence", tuple(evidence(told)))
    return Reader(page.render("brief.html.jinja", "en", {**content, "annex": (part,), "files": ()}))


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(act=NASTY)
def test_hostile_text_in_a_drawing_is_a_tip_and_nothing_else(study: Any, act: str) -> None:
    a, b = study.settings.legs[0]
    acts = charts.acts_on(study.panel, study.events, a, b)[:3]
    acts = [replace(one, act=act, event_id=act) for one in acts]
    drawn = charts.svg(charts.relation_curve(study.smoothed, a, b, acts=acts, links=True))
    found = Reader(drawn)
    assert {tag for tag, _ in found.tags} <= {
        "svg",
        "g",
        "path",
        "line",
        "rect",
        "text",
        "circle",
        "tspan",
        "defs",
        "clippath",
    }
    assert found.values("data-to")
    assert all(link.startswith("#act-") for link in found.values("data-to"))
    assert not found.values("href")
    assert any("".join(act.split()) in "".join(tip.split()) for tip in found.values("data-tip"))
    assert not [value for key in ("src", "xlink:href", "style", "onload") for value in found.values(key)]


@given(st.text(min_size=1), st.text(min_size=1))
def test_two_events_never_share_an_anchor(one: str, other: str) -> None:
    import re

    assert re.fullmatch(r"act-[A-Za-z0-9-]*", charts.anchor(one))
    assert one == other or charts.anchor(one) != charts.anchor(other)
