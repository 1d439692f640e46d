"""What many cases say: kept as it was found, of the list that ships, and not said of another list."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tertius.claims import UNCLEAR, VERDICTS, read_registered
from tertius.claims.many import KEPT, ManyCases, keep, many_cases
from tertius.claims.sensitivity import Sensitivity, Tries
from tertius.provenance import Provenance
from tests.claims.planted import world
from tests.claims.test_engine import tried


def test_what_is_kept_is_of_the_list_that_ships() -> None:
    found = many_cases()
    assert found is not None, "run `python -m studies many_cases`: the registered list has changed"
    assert [each.id for each in found.claims] == [claim.id for claim in read_registered().claims]
    assert all(each.verdict in VERDICTS for each in found.claims)
    assert all(each.lo < each.estimate < each.hi for each in found.claims if each.verdict == UNCLEAR)
    assert found.cases == max(each.cases for each in found.conditions)
    untestable = sum(each.verdict.startswith("not testable") for each in found.claims)
    assert 2 * untestable <= len(found.claims)


def test_the_page_says_the_kept_numbers() -> None:
    page = (Path(__file__).parents[2] / "docs/method/claims.md").read_text(encoding="utf-8")
    found = many_cases()
    assert found is not None
    for each in found.claims:
        row = next(line for line in page.splitlines() if line.startswith(f"| {each.id} |") and "(" in line)
        cells = [cell.strip() for cell in row.split("|")]
        assert float(cells[2]) == pytest.approx(each.smallest_visible, abs=0.006)
        assert float(cells[3].split(" ")[0]) == pytest.approx(each.estimate, abs=0.006)
        assert int(cells[4]) == each.cases


def test_a_list_is_kept_and_read_again(tmp_path: Path) -> None:
    verdict = replace(tried(world(3, effect=1)), id="C1")
    tries = (Tries("registered", "as registered", (verdict,)), Tries("scale", "other", (verdict,)))
    path = tmp_path / "many.json"
    keep(Sensitivity(tries, read_registered(), 99, Provenance()), path)
    row = json.loads(path.read_text())["claims"][0]
    assert row["survives"] is True
    assert row["verdict"] == "supported"
    assert row["cases"] == len(verdict.cases)


def test_another_list_is_not_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    old = tmp_path / "old.json"
    old.write_text(json.dumps({**json.loads(KEPT.read_text()), "sha256": "0" * 64}))
    monkeypatch.setattr("tertius.claims.many.KEPT", old)
    many_cases.cache_clear()
    try:
        assert many_cases() is None
    finally:
        many_cases.cache_clear()


def test_conditions_that_hold_or_fail_are_counted() -> None:
    found = many_cases()
    assert found is not None
    first, second, *rest = found.conditions
    other = ManyCases(
        "", 1, (replace(first, verdict="supported"), replace(second, verdict="contradicted"), *rest)
    )
    assert (other.holding, other.failing) == (1, 1)
