from __future__ import annotations

import numpy as np
import pytest

from tertius import regimes
from tertius.cases import ReferencePhase, load_case, read_phases
from tertius.stances import agreement, ceiling, segment, spread
from tertius.stances.labels import allowed_states, as_codes, label_voice, state_of, windows
from tests.shared import shared
from tests.stances.fakes import fake_triangle

MONTHS = np.arange(np.datetime64("1956-02"), np.datetime64("1970-01"))


def phase(voice, start, end, head, boundary="", support=""):
    first = None if start is None else np.datetime64(start, "M")
    last = None if end is None else np.datetime64(end, "M")
    return ReferencePhase(voice, first, last, head, "", "", support, "", boundary)


def test_heads_map_by_chain_and_the_rest_is_unlabelled():
    assert state_of("aligned with SUN", "RUS", "CHN") == 0
    assert state_of("aligned with CHN", "SUN", "CHN") == 1
    assert state_of("withdrawn", "SUN", "CHN") == 3
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
        assert [label for *_, label in regimes.segments(drawn)] == [32, 4, 2, 4, 8]
        starts.add(int(regimes.turns(drawn)[0]))
    assert len(starts) > 5


def test_the_articles_nulls_are_as_the_design_measured_them():
    lee = [
        p for p in read_phases(shared("seed/phases.csv")) if p.start and p.start < np.datetime64("1970-01")
    ]
    codes = as_codes(allowed_states(label_voice(lee, "SUN", "CHN"), MONTHS))
    equal = regimes.covering(codes, regimes.equal_segments(codes.size, count=5))
    splits = regimes.random_splits(codes.size, count=5, rng=np.random.default_rng(0), size=3000)
    assert equal == pytest.approx(0.71, abs=0.02)
    assert np.mean([regimes.covering(codes, split) for split in splits]) == pytest.approx(0.51, abs=0.02)


def test_overlaps_count_as_a_set_and_open_ends_stop_at_the_window():
    voice = [
        phase("X", None, "1960-12", "equidistant"),
        phase("X", "1960-01", None, "cautious"),
        phase("X", "1990-01", "1991-01", "overture to USA"),
    ]
    labelled = label_voice(voice, "SUN", "CHN")
    assert labelled.unmapped == ("overture to USA",)
    assert labelled.overlaps == ("equidistant / cautious",)
    allowed = allowed_states(labelled, MONTHS)
    at = int((np.datetime64("1960-06") - MONTHS[0]).astype(int))
    assert allowed[at].tolist() == [False, False, True, False, False, True]
    assert allowed[0].tolist() == [False, False, True, False, False, False]
    assert allowed[-1].tolist() == [False, False, False, False, False, True]


def test_scores_of_a_right_and_a_wrong_voice():
    path = np.repeat([2, 0, 1], [40, 40, 40])
    made = segment(fake_triangle(path, acts=8.0), rng=np.random.default_rng(0))
    right = [
        phase("right", "1956-01", "1959-04", "equidistant"),
        phase("right", "1959-05", "1962-08", "aligned with RUS"),
        phase("right", "1962-09", "1965-12", "aligned with CHN"),
        phase("wrong", "1956-01", "1965-12", "excluded"),
        phase("elsewhere", "1990-01", "1991-12", "excluded"),
    ]
    scores = agreement(made, right, np.random.default_rng(0))
    assert [score.voice for score in scores] == ["right", "wrong"]
    good, bad = scores
    assert good.covering > 0.9 > good.nulls["random splits"]["covering"]
    assert good.f1[6] == 1.0
    assert good.log_score > good.nulls["uniform"]["log_score"] > bad.log_score
    assert good.hit > 0.9 > bad.hit
    assert set(good.nulls) == {"equal segments", "random splits", "single segment", "uniform", "prior"}
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
