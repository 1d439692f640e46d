"""What changed: the record before and after new acts, what moved, by how much, and because of which acts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tertius.actors import chain_of
from tertius.errors import BadInput
from tertius.forecasts.learned import Learned, learn
from tertius.forecasts.outlook import outlook
from tertius.forecasts.pool import one_speed
from tertius.forecasts.watch_words import changed
from tertius.forecasts.words import not_enough
from tertius.relations import explain
from tertius.stances import enough_known

if TYPE_CHECKING:
    from tertius.relations import FilteredRelations
    from tertius.stances import Enough

WINDOW = 12
TOP = 3
Names = tuple[str, str, str]


@dataclass(frozen=True)
class Act:
    """One new act and its pull on a relation today, in scale units."""

    id: str
    says: str
    pull: float
    leg: str


@dataclass(frozen=True)
class Change:
    """One triangle before and after.

    Attributes
    ----------
    pivot, a, b
        Handles.
    before, after
        ``month``, ``tilt`` (in (-1, 1), towards A above 0), ``towards_a`` (probability that the next 12 months will be observed
        nearer to A).
    new, own
        New acts of the three legs, and those of them with either rival.
    because
        Those with either rival that pull most; the rivals' own acts move no tilt.
    moved
        The larger of the moves of tilt and of the probability.
    passed
        Whether that reaches the threshold.
    enough
        Whether the record carries an outlook (`tertius.stances.enough`), before and after; if not, `before` and `after` are
        None, nothing moved, and `says` is why.
    says
        In a sentence.
    """

    pivot: str
    a: str
    b: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    new: int
    own: int
    because: tuple[Act, ...]
    moved: float
    passed: bool
    says: str
    enough: Enough

    def to_dict(self) -> dict[str, Any]:
        """Plain dict for JSON."""
        parts = {"because": [vars(act) for act in self.because], "enough": self.enough.to_dict()}
        return {**vars(self), **parts}


def how_many_passed(found: Sequence[Change]) -> int:
    """How many pivots moved by the threshold or more."""
    return sum(change.passed for change in found)


def watch(
    before: FilteredRelations,
    after: FilteredRelations,
    triangles: Sequence[Names],
    new: Mapping[str, str],
    *,
    threshold: float = 0.1,
    learned: Learned | None = None,
) -> list[Change]:
    """Compare two states of one record, the triangle that moved most first.

    Parameters
    ----------
    before, after
        Filtered relations without and with the new acts, on one scale.
    triangles
        (pivot, a, b), whose dyads both hold.
    new
        Identifier of every new act to its words.
    threshold
        From which on a move of tilt, or of the probability, counts as one.
    learned
        What the record without the new acts taught, where it is stored.

    Raises
    ------
    BadInput
        If the scales differ or the threshold is not above 0.
    """
    if before.panel.scale != after.panel.scale:
        raise BadInput(f"records on the scales {before.panel.scale} and {after.panel.scale}", "one scale")
    if not threshold > 0:
        raise BadInput(f"threshold {threshold}", "a number above 0")
    found = []
    for names in triangles:
        told, when = _told(before, after, names)
        if not told.ok:
            found.append(_silent(after, names, new, told, when))
            continue
        # what was taught before serves both, so that only the acts make a difference; it is learned once and kept
        found.append(_change(before, after, names, new, threshold, learned or learn(before), told))
    return sorted(found, key=lambda change: -change.moved)


def _told(before: FilteredRelations, after: FilteredRelations, names: Names) -> tuple[Enough, str]:
    """The gate of the record with the new acts; where that is open, of the one without them."""

    now = enough_known(after, names)
    was = enough_known(before, names) if now.ok else now
    return (now, "") if was.ok or not now.ok else (was, " without the new acts")


def _silent(
    after: FilteredRelations, names: Names, new: Mapping[str, str], told: Enough, when: str
) -> Change:
    """No tilt and no chance: the record is not enough for either."""
    acts = _new_acts(after, names, new)
    says = not_enough(names, told.why, when)
    own = sum(act.leg != "ab" for act in acts)
    return Change(*names, None, None, len(acts), own, (), 0.0, False, says, told)


def pivots(relations: FilteredRelations, a: str, b: str, *, least: int = 12) -> list[Names]:
    """Every pivot that was seen in `least` months with both rivals, who are named as the record gathers them (RUS for SUN)."""
    a, b = (_gathered(relations, rival) for rival in (a, b))
    seen = relations.observed.sum(axis=1)
    partners: dict[str, set[str]] = {a: set(), b: set()}
    for pair, count in zip(relations.dyads, seen, strict=True):
        for rival in (a, b):
            if rival in pair and count >= least:
                partners[rival] |= set(pair) - {rival}
    return [(pivot, a, b) for pivot in sorted((partners[a] & partners[b]) - {a, b})]


def _gathered(relations: FilteredRelations, rival: str) -> str:
    """The label under which the record gathers a state's acts."""

    if any(rival in pair for pair in relations.dyads):
        return rival
    return chain_of(rival)


def _change(
    before: FilteredRelations,
    after: FilteredRelations,
    names: Names,
    new: Mapping[str, str],
    threshold: float,
    learned: Learned,
    told: Enough,
) -> Change:
    was, now = (_today(relations, names, learned) for relations in (before, after))
    acts = _new_acts(after, names, new)
    moved = max(abs(now["tilt"] - was["tilt"]), abs(now["towards_a"] - was["towards_a"]))
    own = [act for act in acts if act.leg != "ab"]
    because = tuple(sorted(own, key=lambda act: -abs(act.pull))[:TOP])
    passed = bool(moved >= threshold)
    return Change(
        *names,
        was,
        now,
        len(acts),
        len(own),
        because,
        moved,
        passed,
        changed(names, was, now, len(acts), len(own), because, passed),
        told,
    )


def _today(relations: FilteredRelations, names: Names, learned: Learned) -> dict[str, Any]:
    relations = one_speed(relations)
    pivot, a, b = names
    rows = (relations.index(pivot, a), relations.index(pivot, b))
    v = relations.valence(relations.mean[list(rows), -1])
    side = outlook(relations, rows, len(relations.months) - 1, learned=learned, windows=(WINDOW,))[0]
    return {
        "month": str(relations.months[-1].astype("M8[M]")),
        "tilt": float(v[0] - v[1]) / 2,
        "towards_a": side.towards_a,
    }


def _new_acts(relations: FilteredRelations, names: Names, new: Mapping[str, str]) -> list[Act]:
    """New acts of the three legs with their pulls on the last month."""

    pivot, a, b = names
    found = []
    for leg, pair in zip(("a", "b", "ab"), ((pivot, a), (pivot, b), (a, b)), strict=True):
        for row in explain(relations, *pair, relations.months[-1]).iter_rows(named=True):
            if row["event_id"] in new:
                found.append(
                    Act(row["event_id"], new[row["event_id"]], float(np.nan_to_num(row["pull"])), leg)
                )
    return found
