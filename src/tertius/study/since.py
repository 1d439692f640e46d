"""What a stretch of new record changed: the question as it stood before, and with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tertius.errors import BadInput

if TYPE_CHECKING:
    from tertius.events import EventTable
    from tertius.forecasts.watching import Change
    from tertius.study.question import Question


def change_between(
    asked: Question, first: np.datetime64, last: np.datetime64, *, threshold: float = 0.1
) -> Change:
    """What the months `first` to `last` of a record changed: the record up to the month before, and up to `last`.

    Raises
    ------
    BadInput
        If the months do not lie within the question's window, after its first.
    """
    months = asked.panel.months
    if not months[0] < first <= last <= months[-1]:
        raise BadInput(f"new months from {first} to {last}", f"months after {months[0]}, up to {months[-1]}")
    before, after = asked.until(first - 1), asked.until(last)
    frame = after.evidence.to_frame()
    days = frame["earliest"].cast(str).str.slice(0, 7)
    fresh = frame.filter((days >= str(first)) & (days <= str(last)))
    return _compared(before, after, dict(zip(fresh["event_id"], fresh["act"], strict=True)), threshold)


def change_with(asked: Question, fresh: EventTable, *, threshold: float = 0.1) -> Change:
    """What new acts changed: the question without and with them."""
    after = asked.with_events(fresh)
    frame = fresh.to_frame()
    return _compared(asked, after, dict(zip(frame["event_id"], frame["act"], strict=True)), threshold)


def _compared(before: Question, after: Question, new: dict[str, str], threshold: float) -> Change:
    from tertius.forecasts.watching import watch

    words = {key: text or "" for key, text in new.items()}
    (found,) = watch(before.filtered, after.filtered, [after.settings.corners], words, threshold=threshold)
    return found
