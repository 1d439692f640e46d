from __future__ import annotations

import numpy as np
import pytest

from tertius import regimes
from tertius.cases import ReferencePhase, load_case, read_phases
from tertius.stances import agreement, ceiling, spread
from tertius.stances.agreement import as_forecaster, order_of_phases
from tertius.stances.labels import allowed_states, as_codes, label_voice, state_of, windows
from tests.shared import shared
from tests.stances.worlds import acts, inquiry, planted

MONTHS = np.arange(np.datetime64("1956-02"), np.datetime64("1970-01"))


def phase(voice, start, end, head, boundary="", support=""):
    first = None if start is None else np.datetime64(start, "M")
    last = None if end is None else np.datetime64(end, "M")
    return ReferencePhase(voice, first, last, head, "", "", support, "", boundary)


def test_heads_map_by_chain_and_the_rest_is_unlabelled():
    assert state_of("aligned with SUN", "RUS", "CHN") == 0
    assert state_of("aligned with CHN", "SUN", "CHN") == 2
    for word in ("equidistant", "withdrawn", "excluded", "cautious"):
        assert state_of(word, "SUN", "CHN") == 1
    for other in (
        "overture to USA",
        "aligned with USA",
        "aligned with nobody",
        "reluctant to involve CHN",
        "",
    ):
        assert state_of(other, "SUN", "CHN") is None


def test_boundary_windows_are_read():
    found = windows("start anywhere in 1960; end 1961-07..1962-12")
    assert [str(m) for m in found["start"]] == ["1960-01", "1960-12"]
    assert [str(m) for m in found["end"]] == ["1961-07", "1962-12"]
    assert [str(m) for m in windows("start within 1962")["start"]] == ["1962-01", "1962-12"]
    assert windows("end anywhere 1959-12..1960-12")["end"][1] == np.datetime64("1960-12")
    assert windows("start sharp (an editorial); end censored") == {}


def test_drawn_boundaries_open_no_gap_and_make_no_overlap():
    lee = [
        p for p in read_phases(shared("seed/phases.csv")) if p.start and p.start < np.datetime64("1970-01")
    ]
    labelled = label_voice(lee, "SUN", "CHN")
    written = as_codes(allowed_states(labelled, MONTHS))
    assert (written > 0).all()
    starts = set()
    for seed in range(40):
        drawn = as_codes(allowed_states(labelled, MONTHS, rng=np.random.default_rng(seed)))
        assert (drawn > 0).all()
        assert [label for *_, label in regimes.segments(drawn)] == [2, 4, 2]
        starts.add(int(regimes.turns(drawn)[0]))
    assert len(starts) > 5


def test_the_articles_nulls_are_as_the_design_measured_them():
    lee = [
        p for p in read_phases(shared("seed/phases.csv")) if p.start and p.start < np.datetime64("1970-01")
    ]
    codes = as_codes(allowed_states(label_voice(lee, "SUN", "CHN"), MONTHS))
    assert len(regimes.segments(codes)) == 3
    equal = regimes.covering(codes, regimes.equal_segments(codes.size, count=3))
    splits = regimes.random_splits(codes.size, count=3, rng=np.random.default_rng(0), size=3000)
    chance = np.mean([regimes.covering(codes, split) for split in splits])
    assert 0.4 < chance < equal < 0.9


def test_overlaps_count_as_a_set_and_open_ends_stop_at_the_window():
    voice = [
        phase("X", None, "1960-12", "equidistant"),
        phase("X", "1960-01", None, "aligned with CHN"),
        phase("X", "1990-01", "1991-01", "overture to USA"),
    ]
    labelled = label_voice(voice, "SUN", "CHN")
    assert labelled.unmapped == ("overture to USA",)
    assert labelled.overlaps == ("equidistant / aligned with CHN",)
    allowed = allowed_states(labelled, MONTHS)
    at = int((np.datetime64("1960-06") - MONTHS[0]).astype(int))
    assert allowed[at].tolist() == [False, True, True]
    assert allowed[0].tolist() == [False, True, False]
    assert allowed[-1].tolist() == [False, False, True]


def test_scores_of_a_right_and_a_wrong_voice():
    made = inquiry(acts(planted(np.repeat([1, 0, 2], [40, 40, 40])), rate=4.0)).stances()
    right = [
        phase("right", "1960-01", "1963-04", "equidistant"),
        phase("right", "1963-05", "1966-08", "aligned with USA"),
        phase("right", "1966-09", "1969-12", "aligned with SUN"),
        phase("wrong", "1960-01", "1966-08", "aligned with SUN"),
        phase("wrong", "1966-09", "1969-12", "aligned with USA"),
        phase("elsewhere", "1990-01", "1991-12", "excluded"),
    ]
    scores = agreement(made, right, np.random.default_rng(0))
    assert [score.voice for score in scores] == ["right", "wrong"]
    good, bad = scores
    assert good.covering > 0.9 > good.nulls["random splits"]["covering"]
    assert good.f1[6] == 1.0
    assert good.log_score > good.nulls["uniform"]["log_score"] > bad.log_score
    assert good.hit > 0.9 > bad.hit
    assert {"equal segments", "random splits", "single segment", "uniform", "climatology", "prior"} <= set(
        good.nulls
    )
    assert good.log_score > good.nulls["other voices"]["log_score"]
    assert (good.order, bad.order) == (1.0, 0.0)
    assert good.to_dict()["f1"]["6"] == 1.0
    assert spread(scores)["hit"]["lowest"] == bad.hit


def test_the_voices_of_a_shipped_case_disagree_and_that_is_the_ceiling():
    case = load_case("north-korea-moscow-beijing")
    months = np.arange(case.window[0], case.window[1] + 1)
    found = ceiling(case.phases, case.a, case.b, months)
    assert len(found["pairs"]) >= 10
    assert 0 < found["mean"]["same"] < 1
    assert ceiling(case.phases[:1], case.a, case.b, months) == {"pairs": [], "mean": None}


def test_one_text_for_both_is_said(tmp_path):
    from tertius.provenance import SourceUse
    from tertius.stances.overlap import shared_sources

    record = tmp_path / "record.csv"
    record.write_text("id,reference\n1,article 6.1\n2,A Misunderstood Friendship (2018) p. 3\n")
    use = SourceUse("record", str(record), "0", 2, 2)
    article = [phase("LEE", "1956-02", "1959-12", "cautious", support="article 6.2 6.4")]
    assert shared_sources([use], article) == ("the article itself",)
    book = [
        ReferencePhase(
            "S", None, None, "cautious", "", "", "", "A Misunderstood Friendship (2018), chapter list"
        )
    ]
    assert (
        shared_sources([use], book) == ("a misunderstood friendship chapter",)
        or shared_sources([use], book) == ()
    )
    assert shared_sources([use], [phase("Y", None, None, "cautious", support="own archive work")]) == ()


def test_other_voices_forecast_with_one_look_at_the_general_shares():
    yes, no = np.array([[True, False, False]]), np.array([[False, True, True]])
    said = as_forecaster([yes, no], np.array([0.2, 0.6, 0.2]))
    assert said[0] == pytest.approx([(1 + 0 + 0.2) / 3, (0.5 + 0.6) / 3, (0.5 + 0.2) / 3])
    assert np.isnan(as_forecaster([np.zeros((1, 3), bool)], np.full(3, 1 / 3))).all()


def test_the_order_of_phases_is_over_pairs_on_different_stances():
    labelled = np.zeros((9, 3), bool)
    labelled[:3, 0] = labelled[3:6, 1] = labelled[6:, 2] = True
    lean = np.repeat([0.5, -0.2, 0.1], 3)
    assert order_of_phases(lean, labelled) == pytest.approx(2 / 3)
    assert np.isnan(order_of_phases(lean, np.zeros((9, 3), bool)))
