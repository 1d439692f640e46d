"""``tertius claims`` and ``tertius backtest``."""

from __future__ import annotations

import json

from typer.testing import CliRunner

from tertius.claims import VERDICTS
from tertius.cli.commands import make_app
from tertius.errors import BadInput

APP = make_app()
CASE = "romania-moscow-beijing"


def test_claims_prints_the_documented_object() -> None:
    result = CliRunner().invoke(APP, ["claims", CASE, "--draws", "60", "--json"])
    assert result.exception is None
    found = json.loads(result.stdout)
    assert [row["id"] for row in found["claims"]] == ["C1", "C2", "C3", "C4"]
    wanted = {"id", "statement", "estimate", "lo", "hi", "detectable", "verdict", "cases"}
    assert all(wanted <= set(row) and row["verdict"] in VERDICTS for row in found["claims"])
    assert found["readings"]


def test_backtest_prints_scores_and_the_bar() -> None:
    words = [
        "backtest",
        "--case",
        CASE,
        "--horizons",
        "1,6",
        "--origins",
        "18",
    ]
    result = CliRunner().invoke(APP, [*words, "--json"])
    assert result.exception is None
    found = json.loads(result.stdout)
    assert {"target", "horizon", "model", "crps", "n"} <= set(found["scores"][0])
    assert "bar" in {row["against"] for row in found["comparisons"]}


def test_bad_horizons_are_refused() -> None:
    for text, said in (("1,x", "--horizons '1,x'"), ("0", "horizons [0]")):
        words = ["backtest", "--case", CASE, "--horizons", text]
        problem = CliRunner().invoke(APP, words).exception
        assert isinstance(problem, BadInput)
        assert said in str(problem)
