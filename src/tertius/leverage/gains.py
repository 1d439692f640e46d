"""What the pivot gains: what the record says it received, and the game's rent at the estimated rivalry and access.

The scale of the game is not identified: nobody observes what a position is worth. So the rent is shown
relative to its own highest month, and only ratios, ranks and the months in which it dies mean anything.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tertius.auction import rents
from tertius.errors import BadInput
from tertius.leverage.incentives import Incentives, TurnStatics, incentives, turn_statics
from tertius.leverage.periods import Period, periods_of
from tertius.leverage.receipts import receipts
from tertius.leverage.stakes import Stakes, access, measured_stakes, more_than_both, pulls
from tertius.leverage.words import gains_words
from tertius.months import Months, labels
from tertius.provenance import Provenance
from tertius.shown import Shown
from tertius.stances.phases import best_path, runs

if TYPE_CHECKING:
    import polars as pl

    from tertius.events import EventTable
    from tertius.triangles import Triangle

Array = npt.NDArray[np.float64]
LEVEL = 0.9
WINDOW = 36
DEAD_BELOW = 0.1
DEAD_SURE = 0.8


@dataclass(frozen=True)
class DeadStretch:
    """Months in which the gain is gone, and which factor was lowest: ``rivalry``, ``access to A`` or ``...
    B``."""

    start: np.datetime64
    end: np.datetime64
    probability: float
    why: str


@dataclass(frozen=True, eq=False)
class Gains(Shown):
    """What the pivot gains, month by month.

    Attributes
    ----------
    rent
        Rent relative to the highest posterior mean of the window, array, shape (draw, month); no unit.
    beats_both
        Probability that P gains more than either rival and the rivals are in confrontation (C3 under C2; see
        `tertius.leverage.stakes.more_than_both`), array, shape (month,).
    periods
        What was received, by five years, against what one patron alone would have brought; empty without events.
    incentives
        Which stance the game favours, month by month.
    turns
        What moved around the turns that a case names: an illustration.
    received_a, received_b
        Receipts from A and from B in the month, array, shape (month,). None without events.
    share_a
        A's part of what was received over the last `WINDOW` months, array, shape (month,); NaN where
        nothing was.
    dead
        When the gain is gone: less than a tenth of its highest month with a probability of 0.8.
    """

    pivot: str
    a: str
    b: str
    months: Months
    rent: Array
    beats_both: Array
    stakes: Stakes
    dead: tuple[DeadStretch, ...]
    incentives: Incentives
    periods: tuple[Period, ...] = ()
    turns: tuple[TurnStatics, ...] = ()
    received_a: Array | None = None
    received_b: Array | None = None
    share_a: Array | None = None
    assumes: tuple[str, ...] = ()
    provenance: Provenance = field(default_factory=Provenance)

    def _headline(self) -> str:
        return f"what {self.pivot} gains between {self.a} and {self.b}, {self.months[0]} to {self.months[-1]}"

    def __post_init__(self) -> None:
        if self.rent.ndim != 2 or self.rent.shape[1] != len(self.months):
            raise BadInput(f"rent of shape {self.rent.shape}", f"(draw, {len(self.months)})")

    def summary(self, level: float = LEVEL) -> tuple[Array, Array, Array]:
        """Posterior mean of the relative rent and equal-tailed bounds: three arrays, shape (month,)."""
        tail = (1 - level) / 2
        lo, hi = np.quantile(self.rent, [tail, 1 - tail], axis=0)
        return self.rent.mean(axis=0), lo, hi

    def ranks(self) -> Array:
        """Mean posterior rank of each month's rent, 0 for the lowest and 1 for the highest, array, shape
        (month,)."""
        order = self.rent.argsort(axis=1).argsort(axis=1)
        return np.asarray(order.mean(axis=0) / max(1, len(self.months) - 1))

    @property
    def says(self) -> list[str]:
        """What was received period by period, and what the game makes of it, in sentences."""

        return gains_words(self)

    def to_dict(self) -> dict[str, Any]:
        """Plain dict for JSON."""
        mean, lo, hi = self.summary()
        received = None
        if self.received_a is not None:
            received = {"a": self.received_a, "b": self.received_b, "share_a": self.share_a, "window": WINDOW}
        return {
            "pivot": self.pivot,
            "rivals": [self.a, self.b],
            "months": labels(self.months),
            "rent": {"mean": mean, "lo": lo, "hi": hi, "rank": self.ranks()},
            "beats_both": self.beats_both,
            "received": received,
            "says": self.says,
            "periods": [period.to_dict() for period in self.periods],
            "incentives": self.incentives.to_dict(),
            "turns": [turn.to_dict() for turn in self.turns],
            "dead": [
                {"start": str(d.start), "end": str(d.end), "probability": d.probability, "why": d.why}
                for d in self.dead
            ],
            "stakes": self.stakes.to_dict(),
            "assumes": list(self.assumes),
        }

    def to_frame(self) -> pl.DataFrame:
        """One row a month."""
        import polars as pl

        mean, lo, hi = self.summary()
        columns: dict[str, Any] = {"month": labels(self.months), "rent": mean, "lo": lo, "hi": hi}
        columns["beats both"] = self.beats_both
        if self.received_a is not None and self.received_b is not None and self.share_a is not None:
            columns |= {f"from {self.a}": self.received_a, f"from {self.b}": self.received_b}
            columns[f"{self.a}'s share"] = self.share_a
        return pl.DataFrame(columns)


ASSUMES = (
    "Stakes are {stakes}.",
    "Rivalry is that of the triangle; access to a rival is engagement times warmth, e (1 + v) / 2.",
    "The rivals bid with truthful menus; the rent is the package rent, relative to its highest month.",
    "A receipt is an act recorded as positive whose words or code name arms, troops, aid, trade, recognition, a treaty or a "
    "visit; acts are counted, not weighed: an act is not money, and a record is a selection.",
    "What one patron alone would bring is predicted from all pivots of the casebook, given what was known of the relation a "
    "year before; stakes, upkeep and the outside option have no common scale, so stances are compared without the last two.",
)


def estimate_gains(
    triangle: Triangle,
    *,
    events: EventTable | None = None,
    stakes: Stakes | None = None,
    past: Triangle | None = None,
    facts: dict[str, tuple[Array, Array]] | None = None,
    turns: list[dict[str, Any]] | None = None,
    rng: np.random.Generator | None = None,
) -> Gains:
    """The rent of the game on the triangle's joint draws, and what the record says the pivot received.

    Parameters
    ----------
    triangle
        Rivalry and access come from its draws.
    events
        The acts behind it; without them nothing is said of what was received.
    stakes
        Stated stakes; if not given they are read off what each rival gave, or equal on one agenda where too little did.
    past
        The filtered triangle of a chronicle: with it receipts are compared with what one patron alone would bring.
    facts
        Yearly facts by calendar year: name to values from A and from B (see `periods_of`).
    turns
        Turns that a case names (`id`, `label`, `start`).
    rng
        Source of the draws of stakes and of the model.
    """
    rng = rng or np.random.default_rng(0)
    got = receipts(triangle, events) if events is not None else None
    if stakes is None:
        stakes = measured_stakes(triangle, got, rng=rng) if got is not None else Stakes()
    relative = _relative_rent(triangle, stakes)
    found = incentives(triangle, stakes, rng=rng)
    own = got.counts() if got is not None else None
    return Gains(
        pivot=triangle.pivot,
        a=triangle.a,
        b=triangle.b,
        months=triangle.months,
        rent=relative,
        beats_both=more_than_both(triangle, stakes).mean(axis=0),
        stakes=stakes,
        dead=_dead(triangle.months, relative, triangle.draws["rivalry"], *access(triangle)),
        incentives=found,
        periods=() if got is None else periods_of(triangle, past, got, rng=rng, facts=facts),
        turns=turn_statics(triangle, found, turns or []),
        received_a=None if own is None else own[0],
        received_b=None if own is None else own[1],
        share_a=None if own is None else _share(own[0], own[1]),
        assumes=tuple(line.format(stakes=stakes.basis) for line in ASSUMES),
        provenance=triangle.provenance.with_settings(stakes=stakes.basis),
    )


def _relative_rent(triangle: Triangle, stakes: Stakes) -> Array:
    """Package rent over its highest posterior mean, array, shape (draw, month)."""
    if stakes.bound is None:
        package = np.maximum(0.0, pulls(triangle, stakes)[2])
        return package / max(float(package.mean(axis=0).max()), 1e-300)
    (a, b), (alpha, beta) = access(triangle), stakes.by_draw()
    package, _ = rents(
        alpha,
        beta=beta,
        k=np.array(stakes.k, dtype=float),
        rivalry=triangle.draws["rivalry"],
        access_a=a,
        access_b=b,
        bound=stakes.bound,
    )
    peak = float(package.mean(axis=0).max())
    return package / peak if peak > 0 else package


def _dead(months: Months, rent: Array, rivalry: Array, a: Array, b: Array) -> tuple[DeadStretch, ...]:
    gone = (rent < DEAD_BELOW).mean(axis=0)
    # each factor against its own highest month: rivalry enters squared, an access once
    factors = {
        "rivalry": rivalry.mean(axis=0) ** 2,
        "access to A": a.mean(axis=0),
        "access to B": b.mean(axis=0),
    }
    share = np.array([values / max(float(values.max()), 1e-12) for values in factors.values()])
    lowest, names = np.eye(len(factors))[share.argmin(axis=0)], tuple(factors)
    found = []
    for is_gone, group in groupby(range(len(months)), key=lambda t: gone[t] >= DEAD_SURE):
        at = list(group)
        if is_gone:  # cut where another factor becomes the lowest, for three months and more
            for which, first, last in runs(best_path(lowest[at])):
                part = at[first : last + 1]
                chance = float(gone[part].mean())
                found.append(DeadStretch(months[part[0]], months[part[-1]], chance, names[which]))
    return tuple(found)


def _share(a: Array, b: Array) -> Array:
    """A's part over the last `WINDOW` months; NaN where nothing was received."""
    sums = [np.cumsum(np.concatenate([[0.0], part])) for part in (a, b)]
    stop = np.arange(1, len(a) + 1)
    start = np.maximum(0, stop - WINDOW)
    from_a, from_b = (total[stop] - total[start] for total in sums)
    total = from_a + from_b
    return np.where(total > 1e-9, from_a / np.where(total > 1e-9, total, 1.0), np.nan)
