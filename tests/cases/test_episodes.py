"""Easings, spikes, grants and denials: dated, by named works, and honest about what was looked up."""

from __future__ import annotations

import csv

from tertius.actors import lookup
from tertius.cases import episodes, requests
from tests.shared import shared


def test_every_episode_is_of_two_states_and_ends_after_it_starts() -> None:
    for episode in episodes():
        assert all(lookup(rival) for rival in episode.rivals)
        assert episode.kind in ("easing", "spike")
        assert episode.start <= episode.end
        assert episode.dated_by


def test_no_pair_eases_and_spikes_in_the_same_month() -> None:
    for one in episodes():
        for two in episodes():
            if one.rivals == two.rivals and one.kind != two.kind:
                assert one.end <= two.start or two.end <= one.start, (one.id, two.id)


def test_what_was_not_looked_up_is_not_high() -> None:
    rows = [*episodes(), *requests()]
    assert {row.confidence for row in rows} == {"high", "medium", "low"}
    assert all(row.seen for row in rows if row.confidence == "high")
    assert sum(row.confidence == "high" for row in rows) >= 17


def test_the_dates_are_those_given_except_where_they_were_mended() -> None:
    with open(shared("cases/easings.csv"), encoding="utf-8", newline="") as file:
        given = {row["id"]: (row["kind"], row["start"], row["end"]) for row in csv.DictReader(file)}
    assert {row.id: (row.kind, str(row.start), str(row.end)) for row in episodes()} == given
    with open(shared("cases/denials.csv"), encoding="utf-8", newline="") as file:
        asked = {row["id"]: (row["date"], row["granted"] == "yes") for row in csv.DictReader(file)}
    assert {row.id: (str(row.date), row.granted) for row in requests()} == asked
