"""Why a cell is empty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from tertius.actors import exists
from tertius.months import Months
from tertius.panel.plan import Pair, members
from tertius.panel.value import GAPS

CODE = {reason: np.int8(i) for i, reason in enumerate(GAPS)}


def reasons(
    sums: Mapping[str, npt.NDArray[np.float64]],
    keys: Sequence[Pair],
    months: Months,
    *,
    kind: str,
    volume: npt.NDArray[np.float64],
    inside: npt.NDArray[np.bool_],
    step: int,
    succession: str,
) -> npt.NDArray[np.int8]:
    """Index into `GAPS` for every cell; the first of these that holds.

    An act without a score; only marked duplicates; a state that does not exist in any month of the period; then, in
    this order, outside the source's first and last month, the whole source silent, nothing said of this pair.

    Parameters
    ----------
    sums
        Arrays, shape (dyad, month): ``n``, ``unscored``, ``marked``.
    keys
        Labels of every dyad.
    months, volume, inside
        Arrays, shape (month,); ``inside`` where the source covers any month of the period.
    kind
        ``stream`` or ``chronicle``; of a chronicle silence means nothing.
    """
    quiet = "no act recorded" if kind == "chronicle" else "no event reported"
    gap = np.full(sums["n"].shape, CODE[quiet], dtype=np.int8)
    if kind == "stream":
        gap[:, volume == 0] = CODE["source silent"]
    gap[:, ~inside] = CODE["outside the source"]
    alive = {label: _alive(members(label, succession), months, step) for pair in keys for label in set(pair)}
    for i, (a, b) in enumerate(keys):
        gap[i, ~(alive[a] & alive[b])] = CODE["state does not exist"]
    gap[sums["marked"] > 0] = CODE["only marked duplicates"]
    gap[sums["unscored"] > 0] = CODE["no score on this scale"]
    gap[sums["n"] > 0] = 0
    return gap


def _alive(handles: Sequence[str], months: Months, step: int) -> npt.NDArray[np.bool_]:
    """Whether any of the states existed in any month of each period."""
    every = months[:, None] + np.arange(step)
    found = np.zeros(every.shape, dtype=bool)
    for handle in handles:
        found |= exists(handle, every.ravel()).reshape(every.shape)
    return np.asarray(found.any(axis=1))
