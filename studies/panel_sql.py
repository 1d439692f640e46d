"""Write `tertius.panel.written`'s SQL: ``python -m studies panel_sql``. Nothing is measured; a test compares it with Ibis."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tertius.actors import chain_of, states
from tertius.events import get_scale
from tertius.panel.engines import COLUMNS, write_sql
from tertius.panel.written import FIRST, LAST, PATH, key_of, template_of

OUT = Path(__file__).parent.parent / "src" / "tertius" / "panel" / PATH
Shape = tuple[tuple[str, Any], ...]


def shapes(first: int = FIRST, last: int = LAST) -> list[tuple[str, Shape]]:
    """Queries and shapes of the panels that chronicles have, over a window."""
    found: list[tuple[str, Shape]] = [("summary", ())]
    for intervals in (False, True):
        found += [(query, chronicle_shape(first, last, intervals=intervals)) for query in ("cells", "links")]
    return found


def chronicle_shape(first: int, last: int, *, intervals: bool) -> Shape:
    """Months of a chronicle on the default scale, either direction, successors joined."""
    ruler, word = get_scale("goldstein"), "strength"
    names = tuple(sorted({chain_of(state.handle, "joined") for state in states()}))
    values = {
        "first": first, "last": last, "step": 1, "names": names, "one_vocabulary": True,
        "factors": ((word, ruler.factors[word]),), "own_first": (word,), "bound": max(-ruler.low, ruler.high),
        "directed": False, "keep_duplicates": False, "intervals": intervals, "mutual": False,
    }  # fmt: skip
    return tuple(values.items())


def main(data: Path, arguments: Sequence[str] = ()) -> int:
    """Write the file."""
    content = {
        key_of(query, COLUMNS, shape): template_of(write_sql(query, COLUMNS, shape))
        for query, shape in shapes()
    }
    OUT.write_text(json.dumps(content, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return 0
