"""Scales: ranges, fall back, own numbers, a user's table, and the join table."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertius.errors import BadInput
from tertius.events.codes import code_table
from tertius.events.scales import SCALES, get_scale, load_scale, scale_table, score_codes

Act = tuple[str, str | None, float | None]


def _acts(*acts: Act) -> pa.Table:
    names = ("vocabulary", "code", "value")
    columns = list(zip(*acts, strict=True))
    kinds = (pa.string(), pa.string(), pa.float64())
    return pa.table(
        {name: pa.array(list(column), kind) for name, column, kind in zip(names, columns, kinds, strict=True)}
    )


ACTS = _acts(
    ("cameo", "190", None),
    ("cameo", "016", None),
    ("cameo", "0219", None),
    ("cameo", None, 2.0),
    ("weis", "223", None),
    ("strength", None, -3.0),
    ("score", None, 4.5),
    ("plover", "ASSAULT", -9.0),
    ("plover", "ASSAULT", None),
    ("quad", "4", None),
    ("cameo", "9", None),
)
EXPECTED = {
    "goldstein": [-10, -2, 3.4, 2, -10, -9, 4.5, -9, -9.6, -8, None],
    "goldstein-icews": [-10, -5, 3.4, 2, -10, -9, 4.5, -9, -9.6, -8, None],
    "quad": [-2, 1, 1, None, -2, None, None, -2, -2, -2, None],
    "plover": [-9.6, None, None, None, -9.6, -9, 4.5, -9, -9.6, None, None],
    "casualty": [-6.2, 0, 0, None, -6.2, None, None, None, None, None, None],
    "strength": [-3, -0.6, 1.02, 0.6, -3, -3, 1.35, -2.7, -2.88, -2.4, None],
}


@pytest.mark.parametrize("name", list(SCALES))
def test_scores(name: str) -> None:
    wanted = [math.nan if value is None else value for value in EXPECTED[name]]
    np.testing.assert_allclose(score_codes(ACTS, name), wanted, atol=1e-9)


@pytest.mark.parametrize("name", list(SCALES))
def test_range(name: str) -> None:
    scale = SCALES[name]
    assert scale.name == name
    assert all(scale.low <= value <= scale.high for value in scale.scores.values())
    for factor, strongest in ((scale.factors.get("strength"), 3.0), (scale.factors.get("score"), 10.0)):
        assert factor is None or abs(factor * strongest) <= scale.high


@given(
    st.lists(
        st.tuples(st.sampled_from(["cameo", "weis", "plover"]), st.text("0123456789", max_size=4)), min_size=1
    )
)
def test_column_equals_one_by_one(pairs: list[tuple[str, str]]) -> None:
    acts = _acts(*((vocabulary, code, None) for vocabulary, code in pairs))
    for name, scale in SCALES.items():
        one = [scale.of_code(*pair)[0] for pair in pairs]
        np.testing.assert_array_equal(score_codes(acts, name), one)


def test_join_table_scores_as_the_column_does() -> None:
    table = scale_table("goldstein", ACTS.select(["vocabulary", "code"]))
    joined = {(row["vocabulary"], row["code"]): row for row in table.to_pylist()}
    assert joined["cameo", "0219"]["rule"] == "parent"
    assert joined["cameo", "190"] == {"vocabulary": "cameo", "code": "190", "value": -10.0, "rule": "code"}
    assert ("cameo", "9") not in joined
    assert scale_table("goldstein").num_rows == len(SCALES["goldstein"].scores)


def test_a_number_off_the_scale_is_no_score() -> None:
    assert math.isnan(score_codes(_acts(("score", None, 50.0)))[0])


def test_conflict_scores_below_cooperation_on_every_scale() -> None:
    for name, scale in SCALES.items():
        scores: dict[int, list[float]] = {quad: [] for quad in (1, 2, 3, 4)}
        for code, entry in code_table("cameo").items():
            scores[entry.quad].append(scale.of_code("cameo", code)[0])
        assert np.nanmean(scores[4]) < np.nanmean(scores[2]), name


def test_own_table(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("vocabulary,code,value\ncameo,19,-50\ncameo,190,-40\nstrength,*,2\n")
    scale = load_scale(path)
    got = score_codes(_acts(("cameo", "190", None), ("cameo", "193", None), ("strength", None, 2.0)), scale)
    assert got.tolist() == [-40.0, -50.0, 4.0]
    assert get_scale(str(path)).name == "mine"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("vocabulary,code\ncameo,19\n", "no column"),
        ("vocabulary,code,value\ncameo,19,low\n", "row 2: value 'low'"),
        ("vocabulary,code,value\ncameo,19,nan\n", "row 2"),
        ("vocabulary,code,value\ncameo,19,500\n", "row 2"),
        ("vocabulary,code,value\nklingon,19,1\n", "klingon"),
        ("vocabulary,code,value\ncameo,19,1\ncameo,19,2\n", "stands twice"),
        ("vocabulary,code,value\n", "no rows"),
        ("", "no column"),
    ],
)
def test_bad_own_table(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(text)
    with pytest.raises(BadInput, match=message):
        load_scale(path)


def test_unknown_scale_and_absent_file(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no scale named"):
        get_scale("golden")
    with pytest.raises(BadInput):
        get_scale(str(tmp_path / "absent.csv"))
