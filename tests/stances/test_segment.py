from __future__ import annotations

import numpy as np
import pytest

from tertius.stances import load_numbers, segment, state_names
from tertius.stances.measurements import measure
from tertius.stances.phases import band, best_path, start_from_paths
from tertius.study import Question
from tests.stances.worlds import A, B, acts, inquiry, planted

PATH = np.repeat([0, 1, 2], [40, 50, 40])


@pytest.fixture(scope="module")
def asked() -> Question:
    return inquiry(acts(planted(PATH)))


def test_planted_stances_are_found_with_their_turns(asked: Question) -> None:
    found = asked.stances()
    assert found.states == state_names(A, B) == ("aligned with USA", "middle", "aligned with SUN")
    assert found.prob.sum(axis=1) == pytest.approx(1.0)
    assert found.prob[5:35, 0].mean() > 0.8
    assert found.prob[95:125, 2].mean() > 0.8
    assert found.direction[5:35].min() > 0.95
    assert found.direction[95:125].max() < 0.05
    starts = [int((phase.start - found.months[0]).astype(int)) for phase in found.phases]
    assert len(starts) == 3
    assert abs(starts[1] - 40) <= 6
    assert abs(starts[2] - 90) <= 6
    for phase, start in zip(found.phases[1:], (40, 90), strict=True):
        lo, hi = ((edge - found.months[0]).astype(int) for edge in phase.start_interval)
        assert lo <= start <= hi
    assert found.turn[35:46].sum() > 0.8


def test_the_tilt_is_the_triangles_own(asked: Question) -> None:
    found = asked.stances()
    mean, lo, hi = asked.triangle().summary("tilt")
    assert np.array_equal(found.tilt, np.stack([mean, lo, hi]))
    first = found.phases[0]
    inside = found.months <= first.end
    assert first.tilt.mean == pytest.approx(mean[inside].mean())
    assert first.tilt.lo < first.tilt.mean < first.tilt.hi


def test_the_past_view_knows_nothing_of_later_months(asked: Question) -> None:
    rows = acts(planted(PATH))
    cut = [row for row in rows if np.datetime64(row["earliest"], "M") < np.datetime64("1966-01")]
    whole, short = asked.stances("past"), inquiry(cut).stances("past")
    months = len(short.months)
    assert whole.prob[:months] == pytest.approx(short.prob, abs=1e-9)
    assert whole.direction[:months] == pytest.approx(short.direction, abs=1e-9)
    assert whole.given == "past"


def test_exchanging_the_rivals_exchanges_two_columns(asked: Question) -> None:
    from dataclasses import replace

    from tertius.settings import Settings

    other = replace(asked, settings=Settings.of("FIN", B, A, draws=200))
    one, two = asked.stances(), other.stances()
    assert one.prob == pytest.approx(two.prob[:, ::-1], abs=1e-9)
    assert one.direction == pytest.approx(1 - two.direction, abs=1e-9)
    assert one.level == pytest.approx(-two.level, abs=1e-9)


def test_the_rivals_own_acts_and_the_volume_say_nothing_of_the_side(asked: Question) -> None:
    rows = acts(planted(PATH))
    more = [
        {**row, "event_id": f"t:{len(rows) + k}"}
        for k, row in enumerate(r for r in rows if {r["source"], r["target"]} == {A, B})
        for _ in range(1)
    ]
    louder = inquiry(rows + more).stances()
    assert louder.prob == pytest.approx(asked.stances().prob, abs=0.03)


def test_doubling_every_report_moves_no_mean_by_much(asked: Question) -> None:
    rows = acts(planted(PATH))
    twice = inquiry(rows + [{**row, "event_id": f"d:{k}"} for k, row in enumerate(rows)]).stances()
    assert np.abs(twice.prob - asked.stances().prob).mean() < 0.05


def test_names_of_states_are_only_names(asked: Question) -> None:
    renamed = inquiry(acts(planted(PATH), pivot="AUT"), pivot="AUT").stances()
    assert renamed.prob == pytest.approx(asked.stances().prob, abs=0.02)


def test_an_earlier_start_of_the_window_moves_a_phase_by_no_more_than_its_interval() -> None:
    levels = planted(np.repeat([1, 0, 1], [100, 60, 40]))
    rows = acts(levels, seed=3)
    whole, later = inquiry(rows).stances(), inquiry(rows, start="1964-01").stances()
    for found in (whole, later):
        side = next(phase for phase in found.phases if phase.stance == "aligned with USA")
        lo, hi = side.start_interval
        assert lo <= np.datetime64("1968-05") <= hi
    one, two = (next(p for p in f.phases if p.stance == "aligned with USA") for f in (whole, later))
    assert one.start_interval[0] <= two.start <= one.start_interval[1]


def test_the_same_seed_gives_the_same_stances(asked: Question) -> None:
    again = segment(asked.triangle(), rng=asked.settings.rng("stances"), declared=asked.references)
    assert np.array_equal(again.prob, asked.stances().prob)
    assert again.phases == asked.stances().phases


def test_what_is_published_names_every_field_of_the_contract(asked: Question) -> None:
    made = asked.stances().to_dict()
    names = {"states", "months", "prob", "direction", "tilt", "warmth", "phases", "enough", "declared"}
    assert names | {"kind_of_middle"} <= made.keys()
    assert set(made["tilt"]) == {"mean", "lo", "hi"}
    phase = made["phases"][0]
    assert {"start", "end", "start_interval", "prob", "direction", "tilt", "acts"} <= phase.keys()
    assert {"ok", "why", "acts", "months_with_acts", "prior_share"} <= made["enough"].keys()
    assert len(made["prob"]) == len(made["months"]) == len(made["direction"])
    words = made["derived"]["words"]
    assert sum(values[0] for values in words.values()) == pytest.approx(1.0)


def test_numbers_are_shipped_with_their_scores() -> None:
    numbers = load_numbers()
    assert numbers.shares == pytest.approx(numbers.shares[::-1])
    assert numbers.about["scores"]
    assert sum(numbers.within_middle.values()) == pytest.approx(1.0)


def test_measurements_are_the_panels_own_months(asked: Question) -> None:
    data, panel = measure(asked.triangle()), asked.panel
    assert np.isnan(data.z[0]).sum() == np.isnan(panel.y[panel.index("FIN", A)]).sum()
    assert data.acts.tolist() == [int(panel.n[panel.index("FIN", rival)].sum()) for rival in (A, B)]


def test_the_best_path_pays_for_its_turns() -> None:
    prob = np.full((20, 3), 1 / 3)
    prob[9] = [0.1, 0.1, 0.8]
    assert len(set(best_path(prob).tolist())) == 1
    prob[5:15] = [0.05, 0.05, 0.9]
    assert best_path(prob)[5:15].tolist() == [2] * 10


def test_starts_come_from_the_run_that_overlaps_most() -> None:
    paths = np.array([[0, 0, 1, 1, 1, 0], [0, 1, 1, 1, 0, 1], [0, 0, 0, 1, 1, 1]])
    assert start_from_paths(paths, 1, 2, 4) == (1, 3)


def test_bands_of_filtered_draws_do_not_average_their_errors_away() -> None:
    draws = np.random.default_rng(0).normal(size=(500, 60))
    assert band(draws).hi < 0.4 < 1.2 < band(draws, paths=False).hi
    assert np.isnan(band(np.full((5, 3), np.nan)).mean)
