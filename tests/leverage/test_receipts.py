"""Receipts: which acts are, of what kind; the model of all pivots; periods in sentences."""

from __future__ import annotations

import csv
import json
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from tertius.cases import case_names, load_case
from tertius.leverage import kind_of
from tertius.leverage.casebook import rows_of
from tertius.leverage.giver_years import casebook, design
from tertius.leverage.pooled import BIDDING, TERMS, GiverYears, fit_receipts, laplace, log_negative_binomial
from tertius.leverage.receipts import area_of, kinds
from tertius.provenance import sha256
from tertius.study import Question
from tests.shared import shared


@pytest.mark.parametrize(
    ("act", "kind"),
    [
        ("First MiG-21 fighters delivered", "arms"),
        ("Arms request to be met in part", "arms"),
        ("Volunteers cross the river to fight beside the army", "troops"),
        ("Troops withdraw from the north", None),
        ("Loan of 190 million roubles agreed", "aid"),
        ("Parliament cuts aid to the capital", None),
        ("Treaty with mutual assistance clause signed", "treaties"),
        ("Trade negotiations resume", "trade"),
        ("Diplomatic relations established", "recognition"),
        ("Interim government and Moscow agree to exchange embassies", "recognition"),
        ("Ambassadors exchanged again", "recognition"),
        ("East German embassy reports closer ties", None),
        ("First secretary describes great-power conduct to the Chinese ambassador", None),
        ("Washington recognises the Yemen republic backed by Egyptian troops", None),
        ("Premier cancels visit", None),
        ("Premier pays a state visit", "visits"),
        ("Joint statement on abandoning weapons", "treaties"),
        ("Pravda praises the congress", None),
    ],
)
def test_words_name_a_kind(act: str, kind: str | None) -> None:
    assert kind_of(act) == kind


def test_codes_name_a_kind_by_their_longest_beginning() -> None:
    assert kind_of(None, "071", "cameo") == "aid"
    assert kind_of(None, "0720", "cameo") == "arms"
    assert kind_of("words do not count where there is a code", "190", "cameo") is None
    assert area_of("treaties", "ECO DIP") == "economy"
    assert area_of("treaties", None) == "politics"
    assert all(area_of(kind) for kind in kinds())


def test_receipts_of_a_case_open_to_their_acts() -> None:
    asked = Question.of_case("north-korea-moscow-beijing", draws=60)
    found = asked.gains()
    rows = {
        f"chronicle:{row['id']}": row for row in csv.DictReader((asked.case.folder / "chronicle.csv").open())
    }  # type: ignore[union-attr]
    items = [item for period in found.periods for item in period.items]
    assert len(items) == found.received_a.sum() + found.received_b.sum() > 30  # type: ignore[union-attr]
    assert len({item.event_id for item in items}) == len(items)
    for item in items:
        row = rows[item.event_id]
        assert int(row["strength"]) > 0
        assert row["directed"] == "no" or row["source"] in (("SUN", "RUS"), ("CHN",))[item.giver]
    assert [str(p.start)[:4] for p in found.periods[:3]] == ["1948", "1950", "1955"]
    plain = found.to_dict()
    assert len(plain["periods"]) == len(plain["says"][: len(found.periods)])
    assert all(period["sentence"].endswith(".") for period in plain["periods"])


def test_a_period_without_enough_says_so_and_gives_no_share() -> None:
    found = Question.of_case("north-korea-moscow-beijing", draws=60).gains()
    thin = [period for period in found.periods if not period.enough]
    assert thin
    for period in thin:
        assert period.share_a is period.rent_share is period.alone is None
        assert "not enough on record" in period.sentence or "nothing that" in period.sentence
    for period in (p for p in found.periods if p.alone):
        a, b, best = period.alone.a, period.alone.b, period.alone.one_patron  # type: ignore[union-attr]
        assert max(a[0], b[0]) <= best[0] + 1e-9
        assert best[0] <= a[0] + b[0]


def test_a_stream_is_not_compared_with_chronicles(tmp_path: Path) -> None:
    from tertius.events import read_events
    from tertius.settings import Sampling, Settings

    path = tmp_path / "stream.csv"
    rows = [
        f"19{60 + i % 9}-0{1 + i % 9}-{1 + i // 9:02d},{'SUN' if i % 2 else 'CHN'},PRK,072,cameo"
        for i in range(90)
    ]
    rows += [f"19{60 + i % 9}-0{1 + i % 9}-{11 + i // 9:02d},SUN,CHN,112,cameo" for i in range(40)]
    path.write_text("date,source,target,code,vocabulary\n" + "\n".join(rows) + "\n")
    events = read_events(path, format="table")
    found = Question(Settings("PRK", "SUN", "CHN", sampling=Sampling(draws=60)), events).gains()
    assert sum(sum(period.received) for period in found.periods) == 90
    assert all(period.alone is None for period in found.periods)
    assert any("cannot be said for these events" in period.sentence for period in found.periods)


def _simulated(rng: np.random.Generator, *, bidding: float, rows: int = 600, groups: int = 18) -> GiverYears:
    group = np.arange(rows) % groups
    x = np.column_stack(
        [np.ones(rows), rng.uniform(-1, 1, (rows, 2)), *rng.uniform(0, 1, (2, rows)), rng.normal(0, 1, rows)]
    )
    truth = np.array([-0.3, 0.5, 0.3, 0.4, bidding, 0.1])
    mu = np.exp(x @ truth + rng.normal(0, 0.3, groups)[group])
    return GiverYears(group, rng.poisson(rng.gamma(1 / 0.2, 0.2 * mu)).astype(float), x)


def test_the_model_finds_what_was_put_in() -> None:
    """Ninety per cent intervals of all coefficients over simulated casebooks hold the truth about as often."""
    truth, held = np.array([-0.3, 0.5, 0.3, 0.4, 1.0, 0.1]), []
    for seed in range(24):
        rng = np.random.default_rng(seed)
        fit = fit_receipts(_simulated(rng, bidding=1.0), rng=rng, size=600)
        lo, hi = np.quantile(fit.coefficients, [0.05, 0.95], axis=0)
        held.append((lo < truth) & (truth < hi))
    assert 0.8 < np.mean(held) < 0.97
    assert np.mean(held, axis=0).min() > 0.65


def test_laplace_agrees_with_quadrature_where_one_coefficient_is_free() -> None:
    rng = np.random.default_rng(3)
    y = rng.poisson(2.0, 40).astype(float)
    rows = GiverYears(np.zeros(40, dtype=int), y, np.ones((40, 1)))
    mode, half, evidence = laplace(rows, 1e-4, 0.1)
    grid = np.linspace(-2, 3, 20_001)
    log = (
        np.array([log_negative_binomial(y, np.full(40, np.exp(g)), 0.1).sum() for g in grid])
        - 0.5 * (grid / 3.0) ** 2
    )
    weight = np.exp(log - log.max())
    mean = (grid * weight).sum() / weight.sum()
    assert mode[0] == pytest.approx(grid[log.argmax()], abs=1e-3)
    assert mean == pytest.approx(mode[0], abs=0.02)
    sd = np.sqrt(((grid - mean) ** 2 * weight).sum() / weight.sum())
    cov = np.linalg.inv(half @ half.T)
    assert np.sqrt(cov[0, 0]) == pytest.approx(sd, rel=0.05)
    total = np.log(weight.sum() * (grid[1] - grid[0])) + log.max() - np.log(3.0 * np.sqrt(2 * np.pi))
    assert evidence == pytest.approx(total, abs=0.02)


def test_a_count_of_any_mean_sums_to_one() -> None:
    y = np.arange(2000.0)
    for mu, phi in ((0.3, 0.02), (4.0, 0.5), (9.0, 1.0)):
        assert np.exp(log_negative_binomial(y, np.full(2000, mu), phi)).sum() == pytest.approx(1, abs=1e-6)


def test_alone_takes_away_the_other_bidder_only() -> None:
    rng = np.random.default_rng(5)
    rows = _simulated(rng, bidding=1.0)
    fit = fit_receipts(rows, rng=rng, size=300)
    gap = np.log(fit.rate(rows.x, rows.group)) - np.log(fit.alone(rows.x, rows.group))
    assert gap == pytest.approx(np.outer(fit.coefficients[:, BIDDING], rows.x[:, BIDDING]))


def test_the_casebook_has_every_pivot_and_no_row_twice() -> None:
    rows = casebook()
    assert len({row.pivot for row in rows}) == 8
    assert len({(row.pivot, row.giver, row.year) for row in rows}) == len(rows)
    assert design(list(rows)).x.shape == (len(rows), len(TERMS))


def test_the_shipped_rows_are_made_from_the_shipped_cases() -> None:
    """Receipts of one case, made anew, are those shipped; relations move with the estimate, not out of order."""
    from tertius.cases import load_case
    from tertius.leverage.casebook import past_triangle
    from tertius.leverage.giver_years import giver_years
    from tertius.leverage.receipts import receipts

    case = load_case("romania-moscow-beijing")
    made = past_triangle(case)
    fresh = giver_years(made, receipts(made, case.events), 0.0)
    kept = {(row.giver, row.year): row for row in casebook() if row.pivot == case.pivot}
    assert len(fresh) == len(kept)
    for row in fresh:
        assert row.receipts == kept[(row.giver, row.year)].receipts
    pairs = np.array([(row.valence, kept[(row.giver, row.year)].valence) for row in fresh])
    assert np.corrcoef(pairs.T)[0, 1] > 0.8


def test_the_shipped_rows_are_of_the_chronicles_that_ship() -> None:
    """They had been made of older ones, and of relations as those were: nothing held the two together."""
    about = json.loads((files("tertius.leverage") / "casebook.json").read_text(encoding="utf-8"))
    now = {name: sha256(load_case(name).folder / "chronicle.csv") for name in case_names()}
    assert about["chronicles"] == now
    assert about["rows"] == len(casebook())


@pytest.mark.long
def test_the_shipped_rows_are_what_the_command_makes() -> None:
    """Every number of them, at the capabilities' own file: kinds of receipts and relations move them, too."""
    made = rows_of(shared("data/structural/cow_nmc_v6_1945_2022.csv"))
    assert [(row.pivot, row.giver, row.year, row.receipts) for row in made] == [
        (row.pivot, row.giver, row.year, row.receipts) for row in casebook()
    ]
    for name in ("valence", "engagement", "rivalry", "access_other", "size"):
        ours, theirs = ([getattr(row, name) for row in rows] for rows in (made, casebook()))
        np.testing.assert_allclose(ours, theirs, atol=2e-3)
