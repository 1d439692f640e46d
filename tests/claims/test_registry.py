"""The registered list that ships, a user's own, and what is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tertius.claims import read_registered
from tertius.claims.expression import parse, window
from tertius.claims.registry import SHIPPED
from tertius.claims.written import Register
from tertius.errors import BadInput

GOOD = """
[[claim]]
id = "X1"
statement = "s"
population = "p"
unit = "u"
exposure = "rivalry[-1..0]"
outcome = "even[1..2] - even[0..0]"
estimand = "e"
sign = -1
"""


def test_the_list_that_ships_is_whole_and_has_a_hash() -> None:
    listed = read_registered()
    assert [claim.id for claim in listed.claims] == [
        "C1",
        "C2",
        "C3",
        "C4",
        "M1",
        "M2",
        "M3",
        "M4",
        "M5",
        "M6",
    ]
    assert len(listed.sha256) == 64
    assert {claim.id: claim.sign for claim in listed.claims if claim.sign < 0} == {
        "C4": -1,
        "M2": -1,
        "M5": -1,
        "M6": -1,
    }


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('id = "X1"', "", "lacks id"),
        ("sign = -1", "sign = 2", "sign 2"),
        ("sign = -1", "sign = true", "sign True"),
        ("sign = -1", 'sign = 1\ncolour = "red"', "unknown colour"),
        ('exposure = "rivalry[-1..0]"', 'exposure = "gold[0..0]"', "'gold'"),
        ('exposure = "rivalry[-1..0]"', 'exposure = "rivalry"', "expression"),
        ('exposure = "rivalry[-1..0]"', 'exposure = "rivalry[2..1]"', "half-years 2..1"),
        ('exposure = "rivalry[-1..0]"', 'exposure = "rivalry[0..0] even[0..0]"', "expression"),
        ('exposure = "rivalry[-1..0]"', "exposure = 3", "wrong kind"),
        ("sign = -1", 'sign = 1\ndesign = "magic"', "design 'magic'"),
        ("sign = -1", 'sign = 1\ncontrols = "even[0..0]"', "wrong kind"),
        ("sign = -1", 'sign = 1\ncarrier = "issue"', "carrier 'issue'"),
        ("[[claim]]", "[claim]", "no [[claim]] table"),
        ("[[claim]]", "[[claim", "cannot be read"),
    ],
)
def test_a_bad_list_is_refused_in_a_sentence(old: str, new: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(GOOD.replace(old, new, 1))
    with pytest.raises(BadInput) as problem:
        read_registered(path)
    assert said in str(problem.value)


def test_a_list_must_be_registered_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(GOOD)
    kept = Register(tmp_path / "store")
    with pytest.raises(BadInput, match="not registered"):
        kept.read(path)
    assert kept.add(path)[1]
    assert not kept.add(path)[1]
    assert kept.read(path).claims[0].id == "X1"
    path.write_text(GOOD.replace("sign = -1", "sign = 1"))
    with pytest.raises(BadInput, match="changed since"):
        kept.read(path)
    assert [line.ids for line in kept.lines()] == [("X1",)]
    kept.path.write_text("nothing\n")
    with pytest.raises(BadInput, match="line 1"):
        kept.lines()


def test_windows_look_ahead_and_back_and_leave_the_ends_missing() -> None:
    values = np.array([[1.0, 2.0, np.nan, 4.0]])
    assert window(values, 1, 2) == pytest.approx(np.array([[2.0, 4.0, 4.0, np.nan]]), nan_ok=True)
    assert window(values, -1, -1) == pytest.approx(np.array([[np.nan, 1.0, 2.0, np.nan]]), nan_ok=True)
    found = parse("even[0..0] - even[-1..-1]").of({"even": values})
    assert found == pytest.approx(np.array([[np.nan, 1.0, np.nan, np.nan]]), nan_ok=True)


def test_the_docs_name_the_hash_of_the_list() -> None:
    page = (Path(__file__).parents[2] / "docs/method/claims.md").read_text(encoding="utf-8")
    assert read_registered(SHIPPED).sha256 in page
