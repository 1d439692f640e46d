"""Tilt by agenda: the article's North Korea takes one rival's side on one issue, the other's on another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pytest

from tertius.triangles import triangle
from tertius.triangles.agenda_value import runs
from tertius.triangles.issue_acts import find_acts, smear, variances
from tests.oracles.agendas import offset
from tests.triangles.fakes import FakeRelations, FakeRuler, fake_panel

MONTHS = 60
Acts = list[tuple[int, int, float, str]]


@dataclass(frozen=True)
class FakeEvents:
    arrow: pa.Table


def record(
    acts: list[tuple[int, int, float, str]], sd: float = 0.3, given: str = "all"
) -> tuple[FakeRelations, FakeEvents]:
    """Relations at the neutral point and the acts (dyad, month, score, issues) behind them."""
    names = [f"chronicle:{number}" for number in range(len(acts))]
    links = pa.table(
        {
            "dyad": [act[0] for act in acts],
            "month": [act[1] for act in acts],
            "event_id": names,
            "weight": [1.0] * len(acts),
            "weight_past": [1.0] * len(acts),
            "score": [act[2] for act in acts],
        }
    )
    months = np.datetime64("1961-01", "M") + np.arange(MONTHS)
    dyads = (("PRK", "SUN"), ("CHN", "PRK"), ("CHN", "SUN"))
    relations = FakeRelations(
        dyads=dyads,
        months=months,
        mean=np.full((3, MONTHS), 1.0),
        var=np.full((3, MONTHS), sd**2),
        engagement=np.zeros((3, MONTHS)),
        engagement_var=np.full((3, MONTHS), 0.01),
        given=given,
        ruler=FakeRuler(c0=1.0, s0=3.0),
        panel=fake_panel(dyads, (3, MONTHS), months, links_of=lambda dyads: links, kind="chronicle"),
    )
    return relations, FakeEvents(pa.table({"event_id": names, "issues": [act[3] for act in acts]}))


SPLIT = [
    (leg, month, score, issue)
    for month in range(12, 48, 3)
    for leg, score, issue in ((0, 6.0, "SEC"), (1, -4.0, "SEC"), (0, -4.0, "IDE"), (1, 6.0, "IDE"))
]


def made(acts: Acts, **more: object) -> object:
    relations, events = record(acts, **more)
    return triangle(relations, "PRK", "SUN", "CHN", rng=np.random.default_rng(2), size=500, events=events)


def test_sides_taken_by_agenda_are_seen() -> None:
    value = made(SPLIT)
    agendas = value.agendas
    assert agendas.issues == ("SEC", "IDE")
    middle = 30
    assert agendas.of("SEC")[:, middle].mean() > 0.3
    assert agendas.of("IDE")[:, middle].mean() < -0.3
    assert abs(value.draws["tilt"][:, middle].mean()) < 0.1
    assert agendas.split()[middle] > 0.95
    manner = agendas.manner()
    assert manner["selective"][middle] > 0.7 > 0.3 > manner["silent"][middle]
    assert agendas.p_value[middle] < 0.05
    first = agendas.contrasts()[0]
    assert (first["towards_a"], first["towards_b"], first["a"], first["b"]) == ("SEC", "IDE", "SUN", "CHN")
    assert first["months"] > 24
    found = {row["issue"]: row for row in agendas.window(np.datetime64("1963-01"), np.datetime64("1964-06"))}
    assert found["SEC"]["lo"] > 0 > found["IDE"]["hi"]
    np.testing.assert_allclose(found["SEC"]["score"], [6.0, -4.0])
    assert 3 < found["SEC"]["acts"][0] < 9


def test_the_same_side_everywhere_is_no_contrast() -> None:
    same = [(leg, month, 4.0, issue) for leg, month, _, issue in SPLIT]
    agendas = made(same).agendas
    assert agendas.contrasts(0.9) == []
    assert agendas.p_value[30] > 0.05
    assert agendas.manner()["silent"][30] > agendas.manner()["selective"][30]


def test_an_issue_without_acts_near_is_missing() -> None:
    agendas = made([(0, 5, 3.0, "SEC"), (1, 5, 3.0, "SEC"), (0, 8, 3.0, "ECO"), (1, 9, 3.0, "GEN")]).agendas
    assert agendas.issues == ("SEC", "ECO")
    assert np.isfinite(agendas.tilt[:, :, 6]).all()
    assert np.isnan(agendas.tilt[:, :, 55]).all()
    assert np.isnan(agendas.dispersion[:, 55]).all()
    assert np.isnan(agendas.split()[55])
    assert np.isnan(agendas.manner()["silent"][55])


@pytest.mark.parametrize("given", ["all", "past"])
def test_offsets_equal_the_slow_twin(given: str) -> None:
    """With certain relations the draws of a leg's offset have the twin's mean and variance."""
    acts = [*SPLIT, (0, 3, 9.0, "SEC ECO"), (1, 50, -6.0, "ECO")]
    relations, events = record(acts, sd=0.0, given=given)
    value = triangle(relations, "PRK", "SUN", "CHN", rng=np.random.default_rng(0), size=4000, events=events)
    agendas = value.agendas
    draws = {}
    for leg, sign in ((0, 1), (1, -1)):
        mine = [(m, y, 1 / len(i.split())) for one, m, y, i in acts if one == leg and "ECO" in i.split()]
        mean, var = offset(
            MONTHS,
            mine,
            np.full(MONTHS, 1.0),
            omega2=agendas.omega2,
            s2=agendas.s2,
            half_life=12,
            past=given == "past",
        )
        z = np.random.default_rng(leg).standard_normal((200_000, 1))
        draws[leg] = sign * np.tanh((mean + np.sqrt(var) * z) / 3.0).mean(0)
    wanted = (draws[0] + draws[1]) / 2
    known = np.isfinite(agendas.tilt[0, agendas.issues.index("ECO")])
    np.testing.assert_allclose(agendas.of("ECO").mean(0)[known], wanted[known], atol=0.03)


def test_a_filtered_triangle_does_not_see_later_acts() -> None:
    early = [act for act in SPLIT if act[1] <= 24]
    now, later = made(early, given="past").agendas, made(SPLIT, given="past").agendas
    np.testing.assert_allclose(now.evidence[:, :, :25], later.evidence[:, :, :25])
    np.testing.assert_allclose(now.tilt[:, :, :25], later.tilt[:, :, :25])
    assert np.isnan(now.p_value).all()  # the shuffle within a year would look ahead


@pytest.mark.parametrize("past", [True, False])
def test_smear_equals_the_kernel_written_out(past: bool) -> None:
    values = np.random.default_rng(0).random((3, MONTHS))
    apart = np.arange(MONTHS)[None, :] - np.arange(MONTHS)[:, None]
    kernel = 0.5 ** (np.abs(apart) / 7.0) * ((apart >= 0) | (not past))
    np.testing.assert_allclose(smear(values, 7.0, past=past), values @ kernel)


def test_shuffling_keeps_years_and_acts() -> None:
    relations, events = record(SPLIT)
    value = triangle(relations, "PRK", "SUN", "CHN", rng=np.random.default_rng(0), size=2)
    leg = find_acts(value, events)[0]
    order = leg.shuffle(np.random.default_rng(1))
    assert sorted(order) == list(range(len(order)))
    np.testing.assert_array_equal(leg.year[order], leg.year)
    assert (order != np.arange(len(order))).any()


def test_variances_find_the_spread_between_issues() -> None:
    split = find_acts(made(SPLIT), record(SPLIT)[1])
    same = [(leg, month, 1.0, issue) for leg, month, _, issue in SPLIT]
    alike = find_acts(made(same), record(same)[1])
    level = np.full((3, MONTHS), 1.0)
    assert variances(split, level)[0] > 3 * variances(alike, level)[0]


def test_tables() -> None:
    value = made(SPLIT)
    printed = value.to_dict()["agendas"]
    assert set(printed["tilt"]) == {"SEC", "IDE"}
    assert len(printed["split"]) == MONTHS
    assert value.agendas.to_frame().height == 2 * MONTHS


def test_runs() -> None:
    assert runs(np.array([True, False, True, True])) == [(0, 0), (2, 3)]
    assert runs(np.zeros(3, bool)) == []
