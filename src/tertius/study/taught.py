"""What a record taught, stored beside it, so that a forecast takes no walk through the past."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

if TYPE_CHECKING:
    from tertius.forecasts.learned import Learned
    from tertius.relations import FilteredRelations
    from tertius.settings import Settings

PATTERN = "learned-*.npz"


class Asked(Protocol):
    """What of a question says which lessons are its own: a `tertius.study.Question` has it."""

    @property
    def record(self) -> Any: ...
    @property
    def names(self) -> tuple[str, ...]: ...
    @property
    def indicators(self) -> Any: ...
    @property
    def settings(self) -> Settings: ...
    @property
    def last(self) -> np.datetime64: ...
    @property
    def filtered(self) -> FilteredRelations: ...


def taught(asked: Asked, file: Path | None = None) -> Learned | None:
    """What is stored for a question's forecast, or None where it must be learned from the question's own record.

    Parameters
    ----------
    file
        Read if it is there; else what the question's record teaches is written to it.

    Returns
    -------
    Of a question put to what ships, where the casebook is its anchor: the latest that ships and knows nothing after the
    month from which the question looks ahead.
    """
    from tertius.forecasts.learned import Learned, learn

    if file is not None:
        if not file.exists():
            at = int(np.searchsorted(asked.filtered.months, asked.last))
            learn(asked.filtered, at, longest=max(asked.settings.horizon, 12)).save(file)
        return Learned.load(file)
    path = _shipped(asked)
    found = Learned.load(path) if path is not None else None
    return found if found is not None and found.longest >= asked.settings.horizon else None


def _shipped(asked: Asked) -> Path | None:
    from tertius.world.place import folder

    counting = asked.settings.counting
    if asked.record is None or asked.names[:1] != ("casebook",) or asked.indicators is not None:
        return None
    if (counting.scale, counting.every) != ("goldstein", "month"):
        return None
    last = str(asked.last)
    found = [path for path in sorted(folder().glob(PATTERN)) if path.stem.removeprefix("learned-") <= last]
    return found[-1] if found else None


def casebook_taught(until: Sequence[str]) -> Iterator[tuple[str, Learned]]:
    """What all pairs of the casebook, and the tallies on them, had taught by each of these months."""
    from tertius.cases import chronicle_names
    from tertius.cases.legs import chronicle_path
    from tertius.cases.phases import read_table
    from tertius.forecasts.coupling import SHIPPED
    from tertius.forecasts.learned import learn
    from tertius.relations import FilteredRelations, estimate_relations
    from tertius.study.everywhere import pair_panels
    from tertius.study.shipped import counted
    from tertius.world import ledger

    rows = [row for name in chronicle_names() for row in read_table(chronicle_path(name))]
    pairs = sorted({tuple(sorted((row["source"], row["target"]))) for row in rows})
    names = [entry.name for entry in ledger() if entry.holds in ("tallies", "scores")]
    start, end = np.datetime64("1945-01"), np.datetime64(max(until), "M")
    panels = pair_panels([(one, two) for one, two in pairs if one != two], names, start, end)
    anchor, *rest = panels
    found = estimate_relations(
        [counted(panels, anchor), *(panels[name] for name in rest)], given="past", model="one-speed"
    )
    assert isinstance(found, FilteredRelations)
    for month in until:
        at = int(np.flatnonzero(found.months == np.datetime64(month, "M"))[0])
        # a chronicle's acts were chosen for its own rivals: what legs do to each other is taken from a whole stream
        yield (
            month,
            replace(learn(found, at), record=f"all that ships, 1945 to {month[:4]}", couplings=SHIPPED),
        )
