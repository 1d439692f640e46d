"""Which stance the game favours, month by month, at the estimated rivalry, access and stakes; and the turns beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tertius.actors.english import called
from tertius.leverage.periods import Span, span_of
from tertius.leverage.stakes import Stakes, access, pulls

if TYPE_CHECKING:
    from tertius.months import Months
    from tertius.triangles import Triangle

Array = npt.NDArray[np.float64]
ETA = (0.3, 0.7)
"""The pivot's share of what it makes with one patron: stated, not identified from receipts."""
AROUND = 24


@dataclass(frozen=True, eq=False)
class Incentives:
    """What the pivot would choose in the game, before upkeep and the outside option, which have no measured scale.

    Attributes
    ----------
    middle, a, b
        Probability that dealing with both, with A alone, with B alone pays most, arrays, shape (month,).
    worth
        What the best of the three pays, relative to its highest month, posterior mean, array, shape (month,): an outside
        option worth more than that makes self-reliance the best.
    excludes_b, excludes_a
        Probability that on some agenda leaving B (A) out of a deal with the other pays more than letting it bid,
        ``eta p_A > 2 p_B``, arrays, shape (month,).
    weaker, needed, has, above
        In the last month: the rival with less pull, the access that it needs before the middle pays more than the other
        patron alone (the "certain point"), the access that it has, and the probability that it has it.
    """

    months: Months
    middle: Array
    a: Array
    b: Array
    worth: Array
    excludes_a: Array
    excludes_b: Array
    weaker: str
    needed: Span
    has: Span
    above: float

    def to_dict(self) -> dict[str, Any]:
        """Plain dict for JSON."""
        names = ("middle", "a", "b", "worth", "excludes_a", "excludes_b")
        point = {"rival": self.weaker, "needed": self.needed, "has": self.has, "probability": self.above}
        return {**{name: getattr(self, name) for name in names}, "eta": ETA, "certain_point": point}


def incentives(made: Triangle, stakes: Stakes, *, rng: np.random.Generator) -> Incentives:
    """The pivot's incentives on the triangle's joint draws."""
    own_a, own_b, surplus = pulls(made, stakes)
    eta = rng.uniform(*ETA, size=len(own_a))[:, None]
    worth = np.stack([np.maximum(0.0, surplus), eta * own_a, eta * own_b])
    best = worth.argmax(axis=0)
    shares = [(best == i).mean(axis=0) for i in range(3)]
    top = worth.max(axis=0).mean(axis=0)
    a, b = access(made)
    alpha, beta = (np.broadcast_to(values, (len(a), 1, len(stakes.k))) for values in stakes.by_draw())
    pull_a, pull_b = a[..., None] * alpha, b[..., None] * beta
    weak_b = bool(own_b[:, -1].mean() <= own_a[:, -1].mean())
    strong, weak = (alpha, beta) if weak_b else (beta, alpha)
    strong_access, weak_access = (a, b) if weak_b else (b, a)
    cross = np.maximum((strong * weak / np.array(stakes.k)).sum(axis=-1)[:, 0], 1e-12)
    own = (strong**2 / np.array(stakes.k)).sum(axis=-1)[:, 0]
    needed = eta[:, 0] / 2 * strong_access[:, -1] * own / cross
    return Incentives(
        made.months,
        shares[0],
        shares[1],
        shares[2],
        top / max(float(top.max()), 1e-12),
        (eta[..., None] * pull_b > 2 * pull_a).any(axis=-1).mean(axis=0),
        (eta[..., None] * pull_a > 2 * pull_b).any(axis=-1).mean(axis=0),
        made.b if weak_b else made.a,
        span_of(needed),
        span_of(weak_access[:, -1]),
        float((weak_access[:, -1] > needed).mean()),
    )


@dataclass(frozen=True)
class TurnStatics:
    """What moved around one turn that the case names, and which way the game's incentives moved: an illustration.

    ``moved``: rivalry, access to A and to B, mean of the two years after less the two before, with 90 % intervals;
    ``before`` and ``after``: probability that the middle, A or B pays most.
    """

    id: str
    label: str
    start: str
    moved: dict[str, Span]
    before: dict[str, float]
    after: dict[str, float]

    def to_dict(self) -> dict[str, Any]:
        """Plain dict for JSON."""
        moved = {
            name: dict(zip(("mean", "lo", "hi"), span, strict=True)) for name, span in self.moved.items()
        }
        return {**vars(self), "moved": moved}


def turn_statics(made: Triangle, found: Incentives, turns: list[dict[str, Any]]) -> tuple[TurnStatics, ...]:
    """Comparative statics around the turns that a case names; those too near the window's ends are left out."""
    a, b = access(made)
    names = [f"access of {called(handle, made.months[-1])}" for handle in (made.a, made.b)]
    series = {"rivalry": made.draws["rivalry"], names[0]: a, names[1]: b}
    rows = []
    for turn in turns:
        at = int(np.searchsorted(made.months, np.datetime64(str(turn["start"])[:7], "M")))
        if at < AROUND // 2 or at > len(made.months) - AROUND // 2:
            continue
        old, new = slice(max(0, at - AROUND), at), slice(at, at + AROUND)
        moved = {name: span_of(x[:, new].mean(axis=1) - x[:, old].mean(axis=1)) for name, x in series.items()}
        shares = [
            {name: float(getattr(found, name)[part].mean()) for name in ("middle", "a", "b")}
            for part in (old, new)
        ]
        rows.append(TurnStatics(str(turn["id"]), str(turn["label"]), str(turn["start"]), moved, *shares))
    return tuple(rows)
