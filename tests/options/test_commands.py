"""``tertius game`` and ``tertius options`` on good and bad input."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tertius.cli.commands import make_app
from tertius.errors import BadInput

APP = make_app()
GAME = ["game", "--alpha", "1,2", "--beta", "1,0.5", "--k", "1,1", "--rivalry", "1", "--access", "1,0.8"]


def _run(*words: str) -> tuple[str, BaseException | None]:
    result = CliRunner().invoke(APP, list(words))
    return result.stdout, result.exception


def test_game_prints_the_documented_object() -> None:
    out, problem = _run(*GAME, "--json")
    assert problem is None
    found = json.loads(out)
    assert found["rent"] == pytest.approx(1.6)
    assert found["position"] == pytest.approx([0.2, 1.6])
    assert set(found["net"]) == {"a", "b", "a_lo", "a_hi", "b_lo", "b_hi"}
    assert set(found["gain"]) == {"a", "b"}
    assert found["clipped"] is False
    assert found["schema"] == "tertius/1/game"


def test_game_with_a_bound_and_as_text() -> None:
    out, _ = _run(*GAME, "--bound", "1", "--json")
    assert json.loads(out)["clipped"] is True
    out, problem = _run(*GAME, "--bound", "1")
    assert problem is None
    assert "the bound 1 binds" in out


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--beta", "1", "different lengths"),
        ("--k", "1,-1", "k is -1"),
        ("--k", "1,0", "k is 0"),
        ("--alpha", "1,nan", "alpha holds"),
        ("--alpha", "1,two", "--alpha '1,two' is not a list of numbers"),
        ("--alpha", "", "--alpha '' is not"),
        ("--access", "1", "--access has 1 number"),
        ("--access", "1,2", "access_b is 2"),
        ("--rivalry", "-1", "rivalry is -1"),
        ("--rivalry", "1,1", "--rivalry has 2"),
        ("--theta", "0", "different lengths"),
        ("--bound", "0", "bounds is 0"),
    ],
)
def test_bad_games_are_one_sentence(option: str, value: str, said: str) -> None:
    _, problem = _run(*GAME, option, value)
    assert isinstance(problem, BadInput)
    assert said in str(problem)
    assert "\n" not in str(problem)


@pytest.mark.long
def test_options_of_seoul_and_what_it_refuses() -> None:
    case = "north-korea-washington-beijing"
    out, problem = _run("options", case, "--for", "KOR", "--stated", "--draws", "500", "--json")
    assert problem is None
    found = json.loads(out)
    assert {"id", "name", "p_best", "regret_mean", "regret_max"} <= set(found["options"][0])
    assert {"value_of_information", "flips", "asked", "measured", "stated", "says"} <= set(found)
    assert len(found["asked"]) == 5
    for words, said in (
        (("--for", "USA"), "USA is one of the three"),
        (("--for", "Atlantis"), "Atlantis"),
        (("--set", "rivalry"), "--set 'rivalry'"),
        (("--set", "rivalry=9"), "assumptions.rivalry"),
        (("--set", "colour=1"), "no assumption 'colour'"),
        (("--write", "/nowhere/here.toml"), "cannot write"),
    ):
        _, problem = _run("options", case, "--stated", "--draws", "500", *words)
        assert isinstance(problem, BadInput)
        assert said in str(problem)


@pytest.mark.long
@pytest.mark.parametrize(
    ("case", "fourth"),
    [("north-korea-washington-beijing", "JPN"), ("pakistan-washington-beijing", "IND"), ("egypt", "ISR")],
)
def test_options_of_any_state_never_say_what_to_do(case: str, fourth: str, tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    out, problem = _run("options", case, "--for", fourth, "--draws", "400", "--write", str(own))
    assert problem is None
    assert "No option is recommended" in out
    assert not re.search(r"\b(should|must|we recommend|ought)\b", out)
    assert not re.search(r"[a-z]+_[a-z]+", re.sub(r"--set \S+", "", out))  # words, not keys
    out, problem = _run(
        "options", case, "--for", fourth, "--draws", "400", "--assumptions", str(own), "--json"
    )
    assert problem is None
    found = json.loads(out)
    assert found["fourth"] == fourth
    assert len(found["measured"]) + len(found["stated"]) == len(found["assumptions"])
    other = "MNG" if fourth != "MNG" else "KOR"
    _, problem = _run("options", case, "--for", other, "--assumptions", str(own))
    assert isinstance(problem, BadInput)
    assert f"is about {fourth}" in str(problem)
