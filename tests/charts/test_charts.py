"""Charts: every value is drawn, says what it shows in words, and holds no address."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from tertius import charts
from tertius.charts.acts import interval
from tertius.charts.registry import plot, register
from tertius.charts.svg import rebuild
from tertius.errors import BadInput
from tertius.intervals import Band


@pytest.fixture(scope="module")
def study() -> Any:
    from tertius.study import Question, run_study

    start, end = np.datetime64("1960-01"), np.datetime64("1964-12")
    return run_study(Question.of_case("north-korea-moscow-beijing", start=start, end=end, draws=100))


def test_every_value_has_a_chart_in_words_and_without_an_address(study: Any) -> None:
    values = [study.smoothed, study.filtered, study.triangle, study.stances, study, *study.forecasts.values()]
    values += [value for value in (study.gains, study.options) if value is not None]
    for value in values:
        drawn = charts.svg(plot(value))
        assert drawn.startswith("<svg")
        assert not re.search(r"http|xmlns|url\(", re.sub(r'data-tip="[^"]*"', "", drawn))
        assert len(re.search(r'aria-label="([^"]*)"', drawn)[1]) > 20  # type: ignore[index]


def test_values_plot_themselves(study: Any) -> None:
    assert (
        study.triangle.plot("tilt").to_dict()["description"]
        == plot(study.triangle, "tilt").to_dict()["description"]
    )


def test_a_value_without_a_chart_is_bad_input() -> None:
    with pytest.raises(BadInput, match="no chart for a int"):
        plot(3)


def test_a_renderer_can_be_registered() -> None:
    class Mine:
        pass

    register("Mine", lambda value: "drawn")
    assert plot(Mine()) == "drawn"


def test_filtered_and_smoothed_do_not_look_alike(study: Any) -> None:
    drawn = charts.svg(charts.past_and_all(study.filtered, study.smoothed, "PRK", "SUN"))
    assert 'stroke-dasharray="5,3"' in drawn
    assert "s-past" in drawn
    assert "s-smooth" in drawn


def test_acts_are_marks_with_their_text_and_their_place(study: Any) -> None:
    acts = charts.acts_on(study.panel, study.events, "PRK", "SUN")
    drawn = charts.svg(charts.relation_curve(study.smoothed, "PRK", "SUN", acts=acts, links=True))
    shown = [act for act in acts if np.isfinite(act.score)]
    assert shown
    assert all(f'data-to="#{act.place}"' in drawn for act in shown)
    assert all(act.weight > 0 for act in acts)


def test_bands_hold_each_other() -> None:
    draws = np.random.default_rng(0).normal(size=(500, 7))
    for band in (Band.draws(draws), Band.normal(np.zeros(7), np.ones(7))):
        assert np.all(band.lo < band.lo50)
        assert np.all(band.lo50 < band.hi50)
        assert np.all(band.hi50 < band.hi)


def test_a_drawing_is_rebuilt_from_allowed_parts_alone() -> None:
    hostile = (
        '<svg xmlns="http://www.w3.org/2000/svg" onload="x"><script>x</script><image href="http://a"/>'
        '<a href="http://a"><path d="M0,0" stroke="#1f5a8c" style="fill:url(http://a)"/></a>'
        '<foreignObject><b/></foreignObject><text fill="#1d2733">&lt;b&gt;</text></svg>'
    )
    made = rebuild(hostile, title='"<x>')
    assert made == (
        '<svg role="img" aria-label="&quot;&lt;x&gt;"><g><path d="M0,0" class="s-smooth" /></g>'
        '<text class="f-ink">&lt;b&gt;</text></svg>'
    )


def test_drawing_asks_nothing_of_any_address() -> None:
    import vl_convert

    spec = {"data": {"url": "http://127.0.0.1:9/x.csv"}, "mark": "bar"}
    with pytest.raises(ValueError, match=r"(?i)not allowed|denied|base"):
        vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])


@pytest.mark.parametrize(
    ("earliest", "latest", "said"),
    [
        ("1961-07-06", "1961-07-06", "1961-07-06"),
        ("1961-07-01", "1961-07-31", "1961-07"),
        ("1961-01-01", "1961-12-31", "1961"),
        ("1961-01-01", "1962-12-31", "1961 to 1962"),
        ("1961-02-01", "1961-03-31", "1961-02 to 1961-03"),
        ("1961-02-03", "1961-02-09", "1961-02-03 to 1961-02-09"),
        (None, "1961-02-09", "until 1961-02-09"),
        ("1961-02-09", None, "from 1961-02-09"),
        (None, None, "not dated"),
    ],
)
def test_dates_say_how_precisely_they_are_known(earliest: str | None, latest: str | None, said: str) -> None:
    import datetime as dt

    first, last = (None if day is None else dt.date.fromisoformat(day) for day in (earliest, latest))
    assert interval(first, last) == said


def test_every_colour_differs_enough_from_paper() -> None:
    def light(value: str) -> float:
        parts = [int(value[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    assert all(1.05 / (light(value) + 0.05) >= 3 for name, value in charts.COLOURS.items() if name != "grid")


BLIND = {
    "none": np.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.01182, 0.04294, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.3039],
    ],
    "grey print": [[0.2126, 0.7152, 0.0722]] * 3,
}


def _linear(code):
    parts = np.array([int(code[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def _lab(rgb):
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    xyz = to_xyz @ np.clip(rgb, 0, 1) / np.array([0.9505, 1, 1.089])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("kind", BLIND)
def test_the_three_stances_differ_for_every_kind_of_colour_blindness(kind):
    """Machado, Oliveira & Fernandes (2009); a difference of 2.3 in CIELAB is just seen, 15 is asked for."""
    from tertius.charts.theme import COLOURS, STANCE_COLOURS

    seen = [_lab(np.asarray(BLIND[kind]) @ _linear(COLOURS[name])) for name in STANCE_COLOURS]
    for one, two in ((0, 1), (1, 2), (0, 2)):
        assert np.linalg.norm(seen[one] - seen[two]) >= 15


def test_a_fan_says_what_of_it_is_skill(study: Any) -> None:
    from dataclasses import replace

    fan = next(iter(study.forecasts.values()))
    row = {
        "target": "valence",
        "horizon": 12,
        "climatology": 0.25,
        "gain": -0.036,
        "bar": "last value",
        "origins": 30,
    }
    skilled = replace(
        fan, skill=(row, {**row, "horizon": 1, "gain": 0.02}, {**row, "target": "volume", "gain": np.nan})
    )
    spec = skilled.plot().to_dict(validate=False)
    assert (
        "12 months ahead: 25 % is climatology; no skill (\u22123.6 %) of the loss of last value."
        in spec["description"]
    )
    assert "1 month ahead: 25 % is climatology; saved 2.0 %" in spec["description"]
    assert "too few origins" not in spec["description"]
    assert "too few origins" in skilled.plot(name="ea").to_dict(validate=False)["description"]
    assert "climatology" not in replace(fan, skill=()).plot().to_dict(validate=False)["description"]
