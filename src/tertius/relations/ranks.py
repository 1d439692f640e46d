"""How the order of relations moves when the ruler is swapped: another scale, another window, another model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tertius.errors import BadInput
from tertius.relations.hyper import Floats

if TYPE_CHECKING:
    import polars as pl

    from tertius.relations.result import Relations


@dataclass(frozen=True, eq=False)
class RankMoves:
    """Ranks of the same dyads under two rulers.

    Attributes
    ----------
    dyads
        Dyads with acts under both, those that move most first.
    before, after : array, shape (dyad,)
        Rank of the mean posterior valence over the window, 1 for the warmest.
    spearman
        Rank correlation of the two, in [-1, 1].
    """

    dyads: tuple[tuple[str, str], ...]
    before: Floats
    after: Floats
    spearman: float

    def to_dict(self, top: int = 20) -> dict[str, Any]:
        """Plain dict for JSON with the `top` largest moves."""
        moves = [
            {"a": a, "b": b, "before": float(self.before[i]), "after": float(self.after[i])}
            for i, (a, b) in enumerate(self.dyads[:top])
        ]
        return {"dyads": len(self.dyads), "spearman": self.spearman, "moves": moves}

    def to_frame(self) -> pl.DataFrame:
        """One row a dyad: a, b, before, after."""
        import polars as pl

        a, b = ([pair[side] for pair in self.dyads] for side in (0, 1))
        return pl.DataFrame({"a": a, "b": b, "before": self.before, "after": self.after})


def rank_moves(one: Relations, other: Relations, *, least: int = 12) -> RankMoves:
    """Compare the order of dyads in two posteriors of the same events.

    Parameters
    ----------
    one, other
        Relations under two rulers; dyads are matched by name.
    least
        Months with acts that a dyad needs under both to be ranked.

    Raises
    ------
    BadInput
        If fewer than three dyads can be ranked.
    """
    from scipy.stats import rankdata, spearmanr

    common = [pair for pair in one.dyads if pair in set(other.dyads)]
    at = np.array([[one.index(*pair), other.index(*pair)] for pair in common], dtype=int).reshape(-1, 2)
    enough = (one.observed[at[:, 0]].sum(1) >= least) & (other.observed[at[:, 1]].sum(1) >= least)
    if enough.sum() < 3:
        raise BadInput(
            f"{int(enough.sum())} dyads have {least} months with acts under both scales", "at least three"
        )
    at, names = at[enough], [pair for pair, keep in zip(common, enough, strict=True) if keep]
    before, after = rankdata(-one.mean[at[:, 0]].mean(1)), rankdata(-other.mean[at[:, 1]].mean(1))
    order = np.argsort(-np.abs(before - after), kind="stable")
    dyads = tuple(names[i] for i in order)
    return RankMoves(dyads, before[order], after[order], float(spearmanr(before, after).statistic))
