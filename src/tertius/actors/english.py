"""States as an English sentence calls them."""

from __future__ import annotations

import datetime as dt

import numpy as np

from tertius.actors.table import by_handle, chain_members

ARTICLE = ("United ", "Soviet ", "Philippines", "Netherlands", "Maldives", "Bahamas", "Gambia", "Comoros")


def called(handle: str, month: np.datetime64 | None = None) -> str:
    """A state's name with its article; of a line of states, the one that lived in a month; what is no handle stays.

    >>> called("USA"), called("RUS"), called("RUS", np.datetime64("1974-12"))
    ('the United States', 'Russia', 'the Soviet Union')
    """
    state = by_handle().get(_alive(handle, month))
    if state is None:
        return handle
    return f"the {state.name}" if state.name.startswith(ARTICLE) else state.name


def _alive(handle: str, month: np.datetime64 | None) -> str:
    """The member of a line that lived in the middle of a month; the line's own label if none did."""
    if month is None:
        return handle
    first = month.astype("M8[M]").astype("M8[D]").astype(dt.date)
    day = first.replace(day=15)
    living = [name for name in chain_members(handle) if by_handle()[name].alive(day)]
    return living[-1] if living else handle
