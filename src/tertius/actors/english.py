"""States as an English sentence calls them."""

from __future__ import annotations

import numpy as np

from tertius.actors.table import by_handle, then

ARTICLE = (
    "United ", "Soviet ", "Philippines", "Netherlands", "Maldives", "Bahamas", "Gambia", "Comoros", "Seychelles",
    "Central African", "Dominican Republic", "Republic of", "Democratic Republic of", "Solomon", "Marshall",
)  # fmt: skip


def called(handle: str, month: np.datetime64 | None = None) -> str:
    """A state's name with its article; of a line of states, the one that lived in a month; what is no handle stays.

    >>> called("USA"), called("RUS"), called("RUS", np.datetime64("1974-12")), called("DMA"), called("DOM")
    ('the United States', 'Russia', 'the Soviet Union', 'Dominica', 'the Dominican Republic')
    """
    state = by_handle().get(handle if month is None else then(handle, month))
    if state is None:
        return handle
    return f"the {state.name}" if state.name.startswith(ARTICLE) else state.name
