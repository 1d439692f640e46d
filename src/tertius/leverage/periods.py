"""Receipts by period: what came, from whom, and whether more than one patron alone would have brought."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tertius.actors import chain_of
from tertius.leverage.giver_years import GiverYear, casebook, design, giver_years, sizes
from tertius.leverage.pooled import fit_receipts
from tertius.leverage.receipts import AREAS, Receipt, Receipts
from tertius.leverage.words import period_words

if TYPE_CHECKING:
    from tertius.triangles import Triangle

Array = npt.NDArray[np.float64]
YEARS = 5
LEAST = 3
"""Receipts below which a period is "not enough on record"."""
Span = tuple[float, float, float]


@dataclass(frozen=True)
class Alone:
    """What such relations alone would have brought: mean and 90 % interval of the receipts expected.

    Attributes
    ----------
    a, b
        From either giver, had it been the only patron.
    one_patron
        From the better of the two alone.
    benefit_share
        Share of what was received that the better patron alone would not have brought; below 0 where it would have
        brought more.
    more
        Probability that what came from both exceeds what both would have brought alone, chance included.
    years
        Years compared, from the first.
    """

    a: Span
    b: Span
    one_patron: Span
    benefit_share: Span
    more: float
    years: tuple[int, int]


@dataclass(frozen=True)
class Period:
    """What the pivot received in some years.

    Attributes
    ----------
    start, end
        First and last month.
    got
        Receipts from A and from B, by kind.
    items
        The receipts themselves.
    share_a
        A's share of the receipts, mean and 90 % interval (Jeffreys); None where there is not enough on record.
    rent_share
        Share of what was paid that is rent in the game, ``2 sum sqrt(T_A T_B) / sum (T_A + T_B)`` over areas, mean and 90 %
        interval; None where there is not enough on record.
    alone
        The comparison with one patron; None without a model or enough on record.
    facts
        Yearly facts summed over the period, where files were given: name to {a, b}, None where missing.
    """

    pivot: str
    a: str
    b: str
    start: np.datetime64
    end: np.datetime64
    got: tuple[dict[str, int], dict[str, int]]
    items: tuple[Receipt, ...]
    share_a: Span | None
    rent_share: Span | None
    alone: Alone | None
    facts: dict[str, dict[str, float | None]]

    @property
    def received(self) -> tuple[int, int]:
        """Number of receipts from A and from B."""
        return sum(self.got[0].values()), sum(self.got[1].values())

    @property
    def enough(self) -> bool:
        """Whether there is enough on record to say more than what came."""
        return sum(self.received) >= LEAST

    @property
    def sentence(self) -> str:
        """What it got, from whom, and whether more than such a relation alone would have brought."""

        return period_words(self)

    def to_dict(self) -> dict[str, Any]:
        """Plain dict for JSON."""
        alone: dict[str, Any] | None = None
        if self.alone is not None:
            names = ("a", "b", "one_patron", "benefit_share")
            alone = {name: _span(getattr(self.alone, name)) for name in names}
            alone |= {"more": self.alone.more, "years": list(self.alone.years)}
        return {
            "start": str(self.start),
            "end": str(self.end),
            "received": {"a": self.got[0], "b": self.got[1]},
            "enough": self.enough,
            "share_a": _span(self.share_a),
            "benefit_share": None if self.alone is None else _span(self.alone.benefit_share),
            "rent_share": _span(self.rent_share),
            "alone": alone,
            "facts": self.facts,
            "acts": [item.event_id for item in self.items],
            "sentence": self.sentence,
        }


def _span(found: Span | None) -> dict[str, float] | None:
    return None if found is None else dict(zip(("mean", "lo", "hi"), found, strict=True))


def span_of(draws: Array) -> Span:
    """Mean and 90 % interval."""
    lo, hi = np.quantile(draws, [0.05, 0.95])
    return float(draws.mean()), float(lo), float(hi)


def periods_of(
    made: Triangle,
    past: Triangle | None,
    got: Receipts,
    *,
    rng: np.random.Generator,
    facts: dict[str, tuple[Array, Array]] | None = None,
) -> tuple[Period, ...]:
    """Periods of five calendar years over the triangle's months.

    Parameters
    ----------
    made
        The triangle whose months are divided.
    past
        The same, filtered, for the comparison with one patron; None leaves that out (as where events are a stream: the
        model was estimated on chronicles).
    facts
        Yearly facts by calendar year of `made`: name to values from A and from B, arrays, shape (year,), NaN missing.
    """
    years = made.months.astype("M8[Y]").astype(int) + 1970
    model = None if past is None else _Model(past, got, rng)
    found = []
    for block in np.unique(years // YEARS):
        at = np.flatnonzero(years // YEARS == block)
        items = got.between(int(at[0]), int(at[-1]) + 1)
        a, b = (dict(Counter(item.kind for item in items if item.giver == side)) for side in (0, 1))
        enough = len(items) >= LEAST
        inside = (int(years[at[0]]), int(years[at[-1]]))
        found.append(
            Period(
                made.pivot,
                made.a,
                made.b,
                made.months[at[0]],
                made.months[at[-1]],
                (a, b),
                items,
                _share(items, rng) if enough else None,
                _rent_share(items, rng) if enough else None,
                model.compare(inside, rng) if model and enough else None,
                {name: _sums(pair, np.unique(years), inside) for name, pair in (facts or {}).items()},
            )
        )
    return tuple(found)


def _share(items: tuple[Receipt, ...], rng: np.random.Generator) -> Span:
    a = sum(item.giver == 0 for item in items)
    return span_of(rng.beta(a + 0.5, len(items) - a + 0.5, size=4000))


def _rent_share(items: tuple[Receipt, ...], rng: np.random.Generator) -> Span:
    """Transfers by area are drawn from their Gamma posteriors; see docs/method/game.md."""
    counts = np.array(
        [[sum(i.giver == side and i.area == area for i in items) for area in AREAS] for side in (0, 1)]
    )
    a, b = (rng.gamma(own + 0.5 / len(AREAS), size=(4000, len(AREAS))) for own in counts)
    return span_of(2 * np.sqrt(a * b).sum(axis=1) / (a + b).sum(axis=1))


def _sums(pair: tuple[Array, Array], years: Array, inside: tuple[int, int]) -> dict[str, float | None]:
    keep = (years >= inside[0]) & (years <= inside[1])
    sums = (values[keep] for values in pair)
    return {
        side: float(np.nansum(own)) if np.isfinite(own).any() else None
        for side, own in zip("ab", sums, strict=True)
    }


class _Model:
    """The receipts model on the casebook with this triangle's own rows in place of the shipped ones."""

    def __init__(self, past: Triangle, got: Receipts, rng: np.random.Generator) -> None:
        own = giver_years(past, got, sizes().get(past.pivot, 0.0))
        self.givers = (past.a, past.b)
        self.rows = [*own, *(row for row in casebook() if not _same(row, past))]
        self.count = len(own)
        self.arrays = design(self.rows)
        self.fit = fit_receipts(self.arrays, rng=rng)

    def compare(self, inside: tuple[int, int], rng: np.random.Generator) -> Alone | None:
        picked = [i for i in range(self.count) if inside[0] <= self.rows[i].year <= inside[1]]
        if not picked:
            return None
        by_giver, seen, lucky = [], 0.0, []
        for giver in self.givers:
            at = np.array([i for i in picked if self.rows[i].giver == giver])
            rate = self.fit.alone(self.arrays.x[at], self.arrays.group[at])
            spread = 1 / self.fit.phi[:, None]
            lucky.append(rng.poisson(rng.gamma(spread, rate / spread)).sum(axis=1))
            by_giver.append(rate.sum(axis=1))
            seen += float(self.arrays.y[at].sum())
        best = np.maximum(*by_giver)
        chance = lucky[0] + lucky[1]
        more = float((chance < seen).mean() + 0.5 * (chance == seen).mean())
        share = 1 - best / seen if seen > 0 else np.full_like(best, np.nan)
        years = (self.rows[picked[0]].year, self.rows[picked[-1]].year)
        return Alone(span_of(by_giver[0]), span_of(by_giver[1]), span_of(best), span_of(share), more, years)


def _same(row: GiverYear, past: Triangle) -> bool:
    """Whether a shipped row is about one of the legs at hand."""

    givers = {chain_of(past.a), chain_of(past.b)}
    return chain_of(row.pivot) == chain_of(past.pivot) and chain_of(row.giver) in givers
