"""The texts of the one picture never stand on each other, on a page or on a telephone, in either language."""

from __future__ import annotations

import json
from itertools import combinations
from typing import Any

import pytest

from tertius import charts
from tertius.brief.picture import labels
from tertius.brief.sentences import Speaker
from tertius.findings import find
from tertius.study import Question, run_study


def _texts(spec: Any, height: float) -> list[tuple[float, float, str, str]]:
    """Year, pixel, text and alignment of every text that is no number of an act."""
    found = []
    for layer in spec["vconcat"][0]["layer"]:
        mark = layer["mark"]
        if mark["type"] == "text" and "align" in mark:
            (row,) = json.loads(layer["data"]["values"])
            lo, top = layer["encoding"]["y"]["scale"]["domain"]
            found.append((row["x"], height * (row["y"] - lo) / (top - lo), row["t"], mark["align"]))
    return found


@pytest.fixture(scope="module", params=["egypt", "Cuba USA SUN"])
def told(request: pytest.FixtureRequest) -> Any:
    words = request.param.split()
    asked = Question.of_case(words[0], draws=50) if len(words) == 1 else Question.of_world(*words, draws=50)
    made = run_study(asked)
    return made, find(made)


@pytest.mark.parametrize("lang", ["en", "ko"])
@pytest.mark.parametrize("width", [charts.WIDE, charts.NARROW])
def test_no_text_stands_on_another(told: Any, lang: str, width: int) -> None:
    made, found = told
    spec = charts.story(made, found, labels(made, Speaker(found, lang)), width=width).to_dict(validate=False)
    part = spec["vconcat"][0]
    months = made.stances.months.astype("M8[M]").astype(int)
    pixel = (months[-1] - months[0]) / 12 / part["width"]
    texts = _texts(spec, part["height"])
    assert len(texts) == 4
    for one, other in combinations(texts, 2):
        spans = []
        for year, _, text, align in (one, other):
            wide = pixel * sum(6.5 if ord(letter) < 0x1100 else 11.5 for letter in text)
            begin = year - wide * {"left": 0.0, "center": 0.5, "right": 1.0}[align]
            spans.append((begin, begin + wide))
        across = spans[0][0] < spans[1][1] and spans[1][0] < spans[0][1]
        assert not (across and abs(one[1] - other[1]) < 11), (one, other)
