"""States whose side in 1966-75 no historian disputes, written down in studies/camps.csv before the run."""

from __future__ import annotations

import numpy as np
import pytest

from studies.stance_facts import FILES, camps
from tertius.events import read_events
from tertius.indicators import read_indicators
from tertius.stances import standings
from tertius.study import estimate, panel_of
from tertius.world import with_missions, world_facts
from tests.shared import shared, weis_of_powers

CLEAREST = ("GBR", "CAN", "TUR", "FRG", "ITA", "BEL", "NOR", "PRT", "GRC", "JPN", "CUB", "POL", "GDR", "HUN")
UNALIGNED = ("FIN", "YUG", "AUT", "SWE", "IDN", "DZA")
SHARE = {"files": 0.9, "shipped": 0.85}
"""Least share of the list's allies told rightly; what ships knows neither arms nor trade, and Iran and Spain by them alone."""
NAMED = {"DEU": "FRG", "SRB": "YUG"}


@pytest.fixture(scope="module")
def relations(tmp_path_factory):
    return estimate(panel_of(read_events(weis_of_powers(tmp_path_factory.mktemp("weis"))), []))


@pytest.fixture(scope="module", params=[pytest.param("files", marks=pytest.mark.long), "shipped"])
def rows(request, relations):
    """Standings by the facts of files (and the missions that ship), and by what ships alone."""
    if request.param == "files":
        folder = shared("data/structural")
        facts = with_missions(read_indicators([path for name in FILES for path in sorted(folder.glob(name))]))
    else:
        facts = world_facts()
    found = standings(relations, "USA", "SUN", facts=facts, by="month", size=20, rng=np.random.default_rng(0))
    told: dict[str, list] = {}
    for row in found.rows:
        if row.enough.ok:
            told.setdefault(row.pivot, []).append(row)
    return told


def test_the_list_is_long_enough_and_told(rows):
    listed = {NAMED.get(state, state) for state in camps()}
    assert len(listed & rows.keys()) >= 20


@pytest.mark.parametrize("pivot", CLEAREST)
def test_allies_of_either_side_stand_nearer_to_it_and_not_in_the_middle(rows, pivot):
    side = camps()[next((k for k, v in NAMED.items() if v == pivot), pivot)]
    own = rows[pivot]
    right = np.mean([row.direction > 0.5 if side == 0 else row.direction < 0.5 for row in own])
    assert right >= 0.9
    assert np.mean([row.p_middle for row in own]) < 0.5


@pytest.mark.parametrize("pivot", UNALIGNED)
def test_the_unaligned_are_not_called_aligned(rows, pivot):
    own = rows[pivot]
    assert np.mean([max(row.p_a, row.p_b) for row in own]) < 0.5


def test_the_share_right_over_the_whole_list_is_high(request, rows):
    right = []
    for state, side in camps().items():
        own = rows.get(NAMED.get(state, state))
        if own and side != 1:
            right.append(
                np.mean([row.direction > 0.5 if side == 0 else row.direction < 0.5 for row in own]) >= 0.9
            )
    assert np.mean(right) >= SHARE[request.node.callspec.params["rows"]]


def test_without_a_row_of_a_state_nothing_is_said_of_it(rows):
    assert not {"IND", "EGY", "VNM"} & rows.keys()
