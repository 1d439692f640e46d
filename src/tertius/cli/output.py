"""Results to stdout, everything else to stderr; JSON without NaN."""

from __future__ import annotations

import datetime as dt
import json
import math
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

SCHEMA = "tertius/1"


def plain(value: Any) -> Any:
    """Turn arrays, dates, NaN and infinities into what JSON can hold; NaN is null."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (set, frozenset)):
        value = sorted(value, key=str)  # the order of a set is another in every run
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, (dt.date, Path)):
        return str(value)
    return value


def emit(command: str, report: dict[str, Any], *, as_json: bool, show: Callable[[], Any]) -> None:
    """Print one result: the JSON object, or what `show` returns (text or a Rich renderable)."""
    if as_json:
        from tertius.provenance import Provenance

        body = {"schema": f"{SCHEMA}/{command}", **report}
        body.setdefault("provenance", Provenance().to_dict())
        from tertius.cli.streams import plain_only
        from tertius.inert import json_text

        sys.stdout.write(json_text(json.dumps(plain(body), ensure_ascii=plain_only())) + "\n")
        return
    from rich.console import Console

    width = None if sys.stdout.isatty() else 140  # a pipe has no width of its own
    Console(width=width, soft_wrap=True, highlight=False, emoji=False).print(_harmless(show()), markup=False)


def _harmless(shown: Any) -> Any:
    """What is shown, with the texts in it made harmless; a table of ours is so already."""
    from rich.console import Group
    from rich.text import Text

    from tertius.inert import block

    if isinstance(shown, str):
        return Text(block(shown))
    return Group(*map(_harmless, shown.renderables)) if isinstance(shown, Group) else shown


def note(text: str) -> None:
    """One line on stderr."""
    from tertius.inert import line

    sys.stderr.write(line(text.rstrip()) + "\n")


def table(title: str, columns: list[str], rows: list[list[Any]]) -> Any:
    """A plain Rich table; numbers to the right."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from tertius.inert import line

    shown = Table(title=Text(line(title)), box=box.SIMPLE_HEAD, title_justify="left")
    for index, column in enumerate(columns):
        numeric = bool(rows) and isinstance(rows[0][index], (int, float))
        shown.add_column(column, justify="right" if numeric else "left")
    for row in rows:
        shown.add_row(*(Text(_cell(item)) for item in row))
    return shown


def _cell(item: Any) -> str:
    if item is None or (isinstance(item, float) and math.isnan(item)):
        return "-"
    from tertius.inert import line

    return f"{item:.2f}" if isinstance(item, float) else line(str(item))
