"""Every pivot of a rivalry, read once: the same as read anew for a month."""

from __future__ import annotations

import numpy as np
import pytest

from tertius.errors import BadInput
from tertius.study.everywhere import legs_between
from tertius.study.mapping import Everyone, everyone, standings_in
from tertius.world import world_facts

RIVALS = ("CHN", "SUN")


@pytest.fixture(scope="module")
def found() -> Everyone:
    return everyone(*RIVALS, world_facts(RIVALS))


def test_a_month_is_the_month(found: Everyone) -> None:
    month = np.datetime64("1966-08")
    assert found.standings(month) == standings_in(legs_between(*RIVALS), world_facts(RIVALS), month)
    with pytest.raises(BadInput, match="is outside"):
        found.standings(np.datetime64("1900-01"))


def test_a_path_holds_every_month_that_is_told(found: Everyone) -> None:
    month = np.datetime64("1966-08")
    at = int(np.searchsorted(found.months, month))
    told = {each.state: each for each in found.standings(month)}
    for pivot in found.known:
        path = found.path(pivot)
        frame = path.to_frame()
        assert len(frame) == int(np.isfinite(path.nearer_a).sum())
        if np.isfinite(path.nearer_a[at]):
            each = next(each for each in told.values() if each.nearer_a == path.nearer_a[at])
            assert path.lean[at] == each.lean
            assert path.sure[at] == pytest.approx(each.sure)
    with pytest.raises(BadInput, match="not enough on record"):
        found.path("FJI")


def test_names_are_those_of_the_time(found: Everyone) -> None:
    assert found.then("VNM") == "DRV"
