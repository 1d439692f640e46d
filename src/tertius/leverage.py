"""What the pivot gains: the game's rent at the estimated rivalry and access, and what the record says it
received.

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
from tertius.months import Months, labels
from tertius.provenance import Provenance
from tertius.shown import Shown

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
class Stakes:
    """What the rivals' bidding is about: stated, never estimated.

    ``alpha, beta, k`` by agenda as in `tertius.auction.Game`; the default is one agenda on which both
    rivals have equal stakes. `bound` is the largest position, or None.
    """

    alpha: tuple[float, ...] = (1.0,)
    beta: tuple[float, ...] = (1.0,)
    k: tuple[float, ...] = (1.0,)
    bound: float | None = None

    def __post_init__(self) -> None:
        if not len(self.alpha) == len(self.beta) == len(self.k) > 0:
            raise BadInput("stakes of different lengths", "one alpha, beta and k an agenda")
        if not np.isfinite([*self.alpha, *self.beta, *self.k]).all() or min(self.k) <= 0:
            raise BadInput(
                "a stake is not a finite number, or k is not above zero", "finite stakes and k > 0"
            )


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
        Probability that P gains more than either rival: ``1/4 < a_A alpha / (a_B beta) < 4`` (C3,
        sharpened), of stakes summed over agendas, array, shape (month,). Exact for one agenda without
        clipping.
    received_a, received_b
        Sum of positive scores of acts from A and from B towards P in the month, array, shape (month,); an act
        that both sides share counts half. None without events.
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
            "dead": [
                {"start": str(d.start), "end": str(d.end), "probability": d.probability, "why": d.why}
                for d in self.dead
            ],
            "stakes": vars(self.stakes),
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
    "Stakes are stated, not estimated: {stakes}.",
    "Rivalry is that of the triangle; access to a rival is engagement times warmth, e (1 + v) / 2.",
    "The rivals bid with truthful menus; the rent is the package rent, relative to its highest month.",
    "What was received counts acts recorded as positive, with the record's slant; an act is not money.",
)


def access(triangle: Triangle) -> tuple[Array, Array]:
    """Access of A and of B in [0, 1], ``e_i (1 + v_i) / 2``: two arrays, shape (draw, month)."""
    draws = triangle.draws
    a, b = (draws[f"e{leg}"] * (1 + draws[f"v{leg}"]) / 2 for leg in "ab")
    return a, b


def estimate_gains(
    triangle: Triangle, *, events: EventTable | None = None, stakes: Stakes | None = None
) -> Gains:
    """The rent of the game on the triangle's joint draws, and what the record says the pivot received.

    Parameters
    ----------
    triangle
        Rivalry and access come from its draws.
    events
        The acts behind it; without them nothing is said of what was received.
    stakes
        Stated stakes; equal on one agenda if not given.
    """
    stakes = stakes or Stakes()
    a, b = access(triangle)
    alpha, beta, k = (np.array(values, dtype=float) for values in (stakes.alpha, stakes.beta, stakes.k))
    package, _ = rents(
        alpha, beta=beta, k=k, rivalry=triangle.draws["rivalry"], access_a=a, access_b=b, bound=stakes.bound
    )
    peak = float(package.mean(axis=0).max())
    relative = package / peak if peak > 0 else package
    received = _received(triangle, events) if events is not None else (None, None)
    said = f"alpha {list(stakes.alpha)}, beta {list(stakes.beta)}, k {list(stakes.k)}"
    return Gains(
        pivot=triangle.pivot,
        a=triangle.a,
        b=triangle.b,
        months=triangle.months,
        rent=relative,
        beats_both=_beats_both(a * alpha.sum(), b * beta.sum()),
        stakes=stakes,
        dead=_dead(triangle.months, relative, triangle.draws["rivalry"], a, b),
        received_a=received[0],
        received_b=received[1],
        share_a=None if received[0] is None or received[1] is None else _share(*received),
        assumes=tuple(line.format(stakes=said) for line in ASSUMES),
        provenance=triangle.provenance.with_settings(stakes=vars(stakes)),
    )


def _beats_both(pull_a: Array, pull_b: Array) -> Array:
    return np.asarray(((pull_a < 4 * pull_b) & (pull_b < 4 * pull_a)).mean(axis=0))


def _dead(months: Months, rent: Array, rivalry: Array, a: Array, b: Array) -> tuple[DeadStretch, ...]:
    gone = (rent < DEAD_BELOW).mean(axis=0)
    # each factor against its own highest month: rivalry enters squared, an access once
    factors = {
        "rivalry": rivalry.mean(axis=0) ** 2,
        "access to A": a.mean(axis=0),
        "access to B": b.mean(axis=0),
    }
    share = {name: values / max(float(values.max()), 1e-12) for name, values in factors.items()}
    found = []
    for is_gone, group in groupby(range(len(months)), key=lambda t: gone[t] >= DEAD_SURE):
        at = list(group)
        if is_gone:
            why = min(share, key=lambda name: float(share[name][at].mean()))
            found.append(DeadStretch(months[at[0]], months[at[-1]], float(gone[at].mean()), why))
    return tuple(found)


def _received(triangle: Triangle, events: EventTable) -> tuple[Array, Array]:
    """Positive scores by month from A and from B, with the panel's own links, weights and scores."""
    import polars as pl

    from tertius.actors import chain_of

    panel, legs = triangle.relations.panel, [_dyads(triangle, rival) for rival in (triangle.a, triangle.b)]
    links = pl.DataFrame(panel.links_of([dyad for dyads in legs for dyad in dyads]))
    frame = events.to_frame().select("event_id", "source", "directed")
    joined = links.join(frame, on="event_id", how="inner").filter(pl.col("score") > 0)
    worth = pl.col("weight") * pl.col("score") * pl.when(pl.col("directed")).then(1.0).otherwise(0.5)
    joined = joined.with_columns(got=worth)
    found = []
    for rival, dyads in zip((triangle.a, triangle.b), legs, strict=True):
        givers = [s for s in joined["source"].unique().to_list() if s and chain_of(s) == chain_of(rival)]
        keep = pl.col("dyad").is_in(dyads) & (pl.col("source").is_in(givers) | ~pl.col("directed"))
        part = joined.filter(keep)
        found.append(
            np.bincount(
                part["month"].to_numpy(), weights=part["got"].to_numpy(), minlength=len(triangle.months)
            ).astype(float)
        )
    return found[0], found[1]


def _dyads(triangle: Triangle, rival: str) -> list[int]:
    """Positions of the pivot's leg with a rival in the panel: one, or one a direction."""
    relations, ways = triangle.relations, [(triangle.pivot, rival), (rival, triangle.pivot)]
    return [relations.index(*way) for way in (ways if relations.panel.directed else ways[:1])]


def _share(a: Array, b: Array) -> Array:
    """A's part over the last `WINDOW` months; NaN where nothing was received."""
    sums = [np.cumsum(np.concatenate([[0.0], part])) for part in (a, b)]
    stop = np.arange(1, len(a) + 1)
    start = np.maximum(0, stop - WINDOW)
    from_a, from_b = (total[stop] - total[start] for total in sums)
    total = from_a + from_b
    return np.where(total > 1e-9, from_a / np.where(total > 1e-9, total, 1.0), np.nan)
