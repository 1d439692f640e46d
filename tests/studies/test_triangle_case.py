"""The whole way on the shipped record: what the triangle must show there, and what it must not claim."""

from __future__ import annotations

import numpy as np
import pytest

from studies.triangle_case import main, measured
from tertius.cases import load_case
from tertius.triangles import Triangle


@pytest.fixture(scope="module")
def moscow() -> Triangle:
    return measured(load_case("north-korea-moscow-beijing"), seed=1)


def months(found: Triangle, start: str, end: str) -> np.ndarray:
    return (found.months >= np.datetime64(start)) & (found.months <= np.datetime64(end))


def test_the_record_warms_to_beijing_in_1963_and_to_moscow_in_1966(moscow: Triangle) -> None:
    tilt = moscow.draws["tilt"]
    assert (tilt[:, months(moscow, "1963-01", "1963-12")].mean(1) < 0).mean() > 0.9
    assert (tilt[:, months(moscow, "1966-01", "1967-12")].mean(1) > 0).mean() > 0.9
    rivalry = moscow.summary("rivalry")[0]
    assert (
        rivalry[months(moscow, "1963-01", "1963-12")].mean()
        > rivalry[months(moscow, "1955-01", "1955-12")].mean()
    )


def test_equidistance_is_higher_in_1961_than_in_1963(moscow: Triangle) -> None:
    value = moscow.draws["equidistance"]
    first, later = (value[:, months(moscow, f"{year}-01", f"{year}-12")].mean(1) for year in (1961, 1963))
    assert (first > later).mean() > 0.9


def test_agendas_and_dependence_are_there_and_undecided_months_say_so(moscow: Triangle) -> None:
    assert moscow.agendas is not None
    assert set(moscow.agendas.issues) >= {"SEC", "ECO", "IDE", "TEC", "DIP"}
    rows = {
        row["issue"]: row for row in moscow.agendas.window(np.datetime64("1962-01"), np.datetime64("1964-09"))
    }
    assert rows["IDE"]["score"][0] < 0 < rows["IDE"]["score"][1]
    assert rows["SEC"]["score"][0] > rows["IDE"]["score"][0]
    assert np.isfinite(moscow.draws["dependence"]).any()
    assert "undetermined" in moscow.role_names()


def test_the_command_prints_both_neutral_points(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(None, ["egypt"]) == 0
    out = capsys.readouterr().out
    assert "\n  0.00" in out
    assert "Egypt between Washington and Moscow" in out
