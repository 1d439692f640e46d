"""SQL that ships already written, for the panels of chronicles: importing Ibis and writing it takes a second or more.

`written.json` holds what Ibis wrote for a window of `FIRST` to `LAST` (``python -m studies panel_sql``), with places in which the
window asked for is put. A test compares it with what Ibis writes; whatever it does not hold, Ibis writes.
"""

from __future__ import annotations

import calendar
import json
from functools import cache
from importlib.resources import files
from typing import Any

FIRST, LAST = (
    23456,
    25677,
)  # months since January of year 0; no other number of the SQL is one of these, or of their window
PLACES = ("first", "last", "periods", "opens", "closes")
PATH = "written.json"


def written(query: str, columns: tuple[str, ...], shape: tuple[tuple[str, Any], ...]) -> str | None:
    """SQL of a query of `tertius.panel.engines` for this shape of plan, or None if it does not ship."""
    template = _templates().get(key_of(query, columns, shape))
    if template is None:
        return None
    values = dict(shape)
    if not values:
        return template
    for name, text in places(values["first"], values["last"], values["step"]).items():
        template = template.replace(f"{{{name}}}", text)
    return template


def key_of(query: str, columns: tuple[str, ...], shape: tuple[tuple[str, Any], ...]) -> str:
    """What the SQL depends on beside the window."""
    values = dict(shape)
    if values:
        values |= {"names": len(values["names"]), "mutual": values["directed"] and values["mutual"]}
    kept = {name: value for name, value in values.items() if name not in ("first", "last")}
    return json.dumps([query, columns, kept], sort_keys=True)


def places(first: int, last: int, step: int) -> dict[str, str]:
    """How the window is told in SQL, by the place where it stands."""

    (y0, m0), (y1, m1) = divmod(first, 12), divmod(last, 12)
    closing = calendar.monthrange(y1, m1 + 1)[1]
    return {
        "first": str(first),
        "last": str(last),
        "periods": str((last - first + 1) // step),
        "opens": f"MAKE_DATE({y0}, {m0 + 1}, 1)",
        "closes": f"MAKE_DATE({y1}, {m1 + 1}, {closing})",
    }


def template_of(sql: str, step: int = 1) -> str:
    """The SQL of the window `FIRST` to `LAST` with places instead of it."""
    for name, text in reversed(places(FIRST, LAST, step).items()):
        sql = sql.replace(text, f"{{{name}}}")
    return sql


@cache
def _templates() -> dict[str, str]:
    found: dict[str, str] = json.loads((files("tertius.panel") / PATH).read_text(encoding="utf-8"))
    return found
