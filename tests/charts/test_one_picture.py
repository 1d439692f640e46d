"""The texts of the one picture never stand on each other, on a page or on a telephone, in either language."""

from __future__ import annotations

import json
from itertools import combinations
from typing import Any

import numpy as np
import pytest

from tertius import charts
from tertius.brief.picture import labels
from tertius.brief.sentences import Speaker
from tertius.findings import find
from tertius.study import Question, run_study


def _texts(spec: Any) -> list[tuple[float, float, str]]:
    """Year of the left edge, height of the middle, and text, of every text that is no number of an act."""
    found = []
    for layer in spec["layer"]:
        mark = layer["mark"]
        if mark["type"] == "text" and "align" in mark:
            assert (mark["align"], mark["baseline"]) == ("left", "middle")
            (row,) = json.loads(layer["data"]["values"])
            found.append((row["x"], row["y"], row["t"]))
    return found


def _discs(spec: Any) -> list[tuple[float, float]]:
    (rows,) = [
        json.loads(layer["data"]["values"]) for layer in spec["layer"] if layer["mark"]["type"] == "circle"
    ] or [[]]
    return [(row["x"], row["y"]) for row in rows]


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
    lo, top = part["layer"][0]["encoding"]["y"]["scale"]["domain"]
    across = part["width"] / ((months[-1] - months[0] + 1) / 12)
    texts = _texts(part)
    assert len(texts) == 5
    boxes = []
    for year, height, text in texts:
        wide = sum(6.5 if ord(letter) < 0x1100 else 11.5 for letter in text)
        left, middle = (year - 1970 - months[0] / 12) * across, (top - height) / (top - lo) * part["height"]
        boxes.append((left, left + wide, middle - 5.5, middle + 5.5))
    for one, other in combinations(boxes, 2):
        assert not (one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3])
    for (year, height), (late, lower) in combinations(_discs(part), 2):
        gap = np.hypot((year - late) * across, (height - lower) / (top - lo) * part["height"])
        assert gap > 15, "two numbers touch"


@pytest.mark.parametrize("width", [charts.WIDE, charts.NARROW])
def test_every_ribbon_has_its_name(told: Any, width: int) -> None:
    made, found = told
    spec = charts.story(made, found, labels(made, Speaker(found, "en")), width=width).to_dict(validate=False)
    ribbons = spec["vconcat"][1]
    if width == charts.WIDE:
        assert ribbons["encoding"]["y"]["axis"]["orient"] == "right"
        return
    bars, names = (json.loads(layer["data"]["values"]) for layer in ribbons["layer"])
    assert [row["voice"] for row in names] == list(dict.fromkeys(row["voice"] for row in bars))
