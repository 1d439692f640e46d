"""Values that show themselves: a few lines at the prompt, a table in a notebook, a chart when asked for one.

A value brings ``to_frame`` or, where that would be long, ``_sample``; the rest is here.
"""

from __future__ import annotations

import html
import importlib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    import polars as pl

LINES = 12
WIDTH = 150
CELL = 34
COLUMNS = 9
Item = TypeVar("Item")


class Shown:
    """Gives a value its ``repr``, its table in a notebook and its ``plot``."""

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        # A dataclass writes a repr of its own, arrays and all, unless the class already has one.
        if "__repr__" not in vars(cls):
            cls.__repr__ = Shown.__repr__  # type: ignore[method-assign]

    def _headline(self) -> str:
        """One line: what this is."""
        return type(self).__name__

    def _sample(self, most: int) -> tuple[list[dict[str, Any]], int]:
        """At most so many rows, and how many there are."""
        if not hasattr(self, "to_frame"):
            return [], 0
        frame = self.to_frame()
        return frame.head(most).to_dicts(), len(frame)

    def __repr__(self) -> str:
        return as_text(self._headline(), *self._sample(LINES - 3))

    def _repr_html_(self) -> str:
        return as_html(self._headline(), *self._sample(3 * LINES))

    def plot(self, *names: str, **options: Any) -> Any:
        """Altair chart of this value; `names` choose among its charts (a quantity, a dyad).

        Raises
        ------
        BadInput
            If there is no chart for this kind of value.
        """
        # Found when asked for: no room knows the charts, which lie above them all.
        return importlib.import_module("tertius.charts").plot(self, *names, **options)


class Listed(list[Item]):
    """A list of values that shows itself as one small table."""

    def _rows(self, most: int | None = None) -> list[dict[str, Any]]:
        return [as_row(item) for item in self[:most]]

    def _headline(self) -> str:
        kind = type(self[0]).__name__ if self else "values"
        return f"{len(self)} x {'row' if kind == 'dict' else kind}"

    def __repr__(self) -> str:
        return as_text(self._headline(), self._rows(LINES - 3), len(self))

    def _repr_html_(self) -> str:
        return as_html(self._headline(), self._rows(3 * LINES), len(self))

    def to_dict(self) -> list[dict[str, Any]]:
        """One plain dict an item."""
        return self._rows()

    def to_frame(self) -> pl.DataFrame:
        """One row an item."""
        import polars as pl

        return pl.DataFrame(self._rows(), infer_schema_length=None)


def as_row(item: Any) -> dict[str, Any]:
    """The item's own dict, or its fields."""
    if isinstance(item, Mapping):
        return dict(item)
    if hasattr(item, "to_dict"):
        return dict(item.to_dict())
    if is_dataclass(item):
        return {part.name: getattr(item, part.name) for part in fields(item)}
    return {"value": item}


def as_text(head: str, rows: Sequence[Mapping[str, Any]], of: int) -> str:
    """The headline and a table of at most `LINES` lines in all; what is left out is counted."""
    if not rows:
        return _cut(head, WIDTH)
    columns, left = _columns(rows), _left(rows, of)
    cells = [[_cell(row.get(name)) for name in columns] for row in rows]
    widths = [max(len(_cut(name, CELL)), *(len(row[i]) for row in cells)) for i, name in enumerate(columns)]
    lines = [_cut(head, WIDTH), _line([_cut(name, CELL) for name in columns], widths)]
    lines += [_line(row, widths) for row in cells]
    return "\n".join([*lines, *([f"... {left}"] if left else [])])


def as_html(head: str, rows: Sequence[Mapping[str, Any]], of: int) -> str:
    """The headline and a table, escaped; what is left out is counted."""
    columns, left = _columns(rows), _left(rows, of)
    top = "".join(f"<th>{html.escape(name)}</th>" for name in columns)
    body = "".join(
        "<tr>" + "".join(f"<td>{html.escape(_cell(row.get(name)))}</td>" for name in columns) + "</tr>"
        for row in rows
    )
    more = f"<p>... {html.escape(left)}</p>" if left else ""
    if not rows:
        return f"<p>{html.escape(head)}</p>{more}"
    return (
        f"<p>{html.escape(head)}</p><table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>{more}"
    )


def _names(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    return list(dict.fromkeys(name for row in rows for name in row))


def _columns(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    return _names(rows)[:COLUMNS]


def _left(rows: Sequence[Mapping[str, Any]], of: int) -> str:
    """What is not shown, in words."""
    more = {"rows": of - len(rows), "columns": len(_names(rows)) - COLUMNS}
    return ", ".join(f"{count} more {what}" for what, count in more.items() if count > 0)


def _line(cells: Iterable[str], widths: list[int]) -> str:
    return _cut(
        "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip(), WIDTH
    )


def _cell(value: Any) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return "-"
    if isinstance(value, float):
        return f"{value:.2f}" if abs(value) < 1e6 else f"{value:.3g}"
    if isinstance(value, Mapping):
        value = ", ".join(f"{name} {_cell(item)}" for name, item in value.items())
    elif isinstance(value, list | tuple):
        value = ", ".join(_cell(item) for item in value)
    return _cut(" ".join(str(value).split()), CELL)


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 3] + "..."


def numbers(values: Any) -> list[float | None]:
    """Floats for JSON, ``None`` where missing."""
    return [None if math.isnan(value) else float(value) for value in values]
