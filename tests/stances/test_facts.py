from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tertius.indicators import read_indicators
from tertius.stances import FACTS, fact_prior, load_numbers
from tertius.stances.facts import contrasts, load_weights, logit
from tests.stances.worlds import acts, inquiry, planted

MONTHS = np.datetime64("1960-01", "M") + np.arange(60)
SHARES = load_numbers().shares


def facts_of(tmp_path: Path, rows: list[str], name: str = "facts.csv"):
    path = tmp_path / name
    path.write_text("a,b,year,name,value\n" + "\n".join(rows) + "\n")
    return read_indicators([path])


def pact_with(tmp_path: Path, rival: str, years=range(1958, 1966), name: str = "pact.csv"):
    rows = [f"FIN,{rival},{year},alliance_defense,1" for year in years]
    other = "USA" if rival == "SUN" else "SUN"
    rows += [f"FIN,{other},{year},alliance_defense,0" for year in years]
    return facts_of(tmp_path, rows, name)


def test_without_facts_the_general_shares_are_the_prior() -> None:
    found = fact_prior(None, ("FIN", "USA", "SUN"), MONTHS, SHARES, 0.3)
    assert found.prob == pytest.approx(np.tile(SHARES, (60, 1)))
    assert not found.any


def test_a_pact_with_one_leans_to_it_and_exchange_mirrors_it(tmp_path: Path) -> None:
    facts = pact_with(tmp_path, "USA")
    one = fact_prior(facts, ("FIN", "USA", "SUN"), MONTHS, SHARES, 0.3)
    two = fact_prior(facts, ("FIN", "SUN", "USA"), MONTHS, SHARES, 0.3)
    assert one.names == ("pact",)
    assert (one.prob[:, 0] > 0.5).all()
    assert one.prob == pytest.approx(two.prob[:, ::-1], abs=1e-12)


def test_facts_are_carried_three_years_and_no_further(tmp_path: Path) -> None:
    facts = pact_with(tmp_path, "USA", years=range(1958, 1960))
    found = fact_prior(facts, ("FIN", "USA", "SUN"), MONTHS, SHARES, 0.3)
    known = found.known[:, FACTS.index("pact")]
    assert known[:36].all()
    assert not known[36:].any()


def test_a_years_facts_are_known_from_the_next_january(tmp_path: Path) -> None:
    facts = pact_with(tmp_path, "USA", years=[1962])
    now = fact_prior(facts, ("FIN", "USA", "SUN"), MONTHS, SHARES, 0.3)
    past = fact_prior(facts, ("FIN", "USA", "SUN"), MONTHS, SHARES, 0.3, past=True)
    first = int(np.flatnonzero(now.known.any(axis=1))[0])
    assert MONTHS[first] == np.datetime64("1962-01")
    assert MONTHS[int(np.flatnonzero(past.known.any(axis=1))[0])] == np.datetime64("1963-01")


def test_either_sides_obligation_is_a_pact(tmp_path: Path) -> None:
    rows = [f"USA,FIN,{y},alliance_defense,1" for y in range(1958, 1966)]
    rows += [f"FIN,USA,{y},alliance_defense,0" for y in range(1958, 1966)]
    rows += [f"FIN,SUN,{y},alliance_defense,0" for y in range(1958, 1966)]
    values = contrasts(facts_of(tmp_path, rows), ["FIN"], "USA", "SUN", np.array([1962]))
    assert values[0, 0, FACTS.index("pact")] == 1.0


def test_relations_with_both_or_neither_are_no_news_and_a_missing_tie_leans_to_the_other(
    tmp_path: Path,
) -> None:
    def missions(usa: int, sun: int):
        rows = [
            f"FIN,{r},{y},no_mission,{v}" for y in range(1958, 1966) for r, v in (("USA", usa), ("SUN", sun))
        ]
        rows += [f"FIN,{r},{y},alliance_defense,0" for y in range(1958, 1966) for r in ("USA", "SUN")]
        return facts_of(tmp_path, rows, f"missions{usa}{sun}.csv")

    bare = facts_of(
        tmp_path, [f"FIN,{r},{y},alliance_defense,0" for y in range(1958, 1966) for r in ("USA", "SUN")]
    )
    corners = ("FIN", "USA", "SUN")
    without = fact_prior(bare, corners, MONTHS, SHARES, 0.3).prob
    for same in (0, 1):
        assert fact_prior(missions(same, same), corners, MONTHS, SHARES, 0.3).prob == pytest.approx(without)
    cut_off = fact_prior(missions(1, 0), corners, MONTHS, SHARES, 0.3).prob
    assert (cut_off[:, 2] > without[:, 2] + 0.1).all()
    assert cut_off == pytest.approx(fact_prior(missions(0, 1), corners, MONTHS, SHARES, 0.3).prob[:, ::-1])


def test_every_set_of_facts_has_a_rule_even_under_exchange() -> None:
    weights = load_weights()
    assert len(weights.rules) == 31
    for rule in weights.rules.values():
        slopes = np.array(rule["slopes"])
        x = np.random.default_rng(0).normal(size=(20, len(slopes)))
        one, two = logit(x, slopes, rule["cut"]), logit(-x, slopes, rule["cut"])
        assert one == pytest.approx(two[:, ::-1])
        assert one.sum(axis=1) == pytest.approx(1.0)
        assert (slopes > 0).all()


def test_facts_move_the_level_and_acts_the_movement(tmp_path: Path) -> None:
    still = inquiry(acts(planted(np.ones(96, int), apart=0.0)))
    from dataclasses import replace

    def side(rival: str) -> np.ndarray:
        facts = pact_with(tmp_path, rival, years=range(1958, 1970), name=f"{rival}.csv")
        return replace(still, indicators=facts).stances().prob.mean(axis=0)

    with_a, with_b, without = side("USA"), side("SUN"), still.stances().prob.mean(axis=0)
    assert with_a[0] > 0.5 > without[0]
    assert with_b[2] > 0.5 > without[2]
    assert with_a == pytest.approx(with_b[::-1], abs=0.1)


def test_what_the_prior_rests_on_is_said(tmp_path: Path) -> None:
    from dataclasses import replace

    rows = acts(planted(np.ones(60, int)))
    without = inquiry(rows).stances()
    assert any("no yearly fact" in note for note in without.provenance.notes)
    found = replace(inquiry(rows), indicators=pact_with(tmp_path, "USA")).stances()
    assert any("rests on yearly facts: pact" in note for note in found.provenance.notes)
