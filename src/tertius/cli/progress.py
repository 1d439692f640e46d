"""Progress on stderr: what is being done, a bar, a rate and an end; nothing where stderr is no terminal."""

from __future__ import annotations

import math
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any


class Bars:
    """A bar for the whole and a line for the step at hand."""

    def __init__(self, shown: Any, total: int | None, unit: str) -> None:
        self.shown, self.unit, self.start = shown, unit, time.monotonic()
        self.whole = shown.add_task(unit, total=total)
        self.part = shown.add_task("", total=None)

    def step(self, doing: str, share: float) -> None:
        """Show which share of one step is done (NaN: it cannot be known)."""
        known = not math.isnan(share)
        from tertius.inert import line

        self.shown.update(
            self.part, description=line(doing), total=1.0 if known else None, completed=share if known else 0
        )

    def bytes(self, name: str, done: int, total: int | None) -> None:
        """Show how much of one file is here."""
        self.step(name, done / total if total else math.nan)

    def count(self, done: int, total: int) -> None:
        """Show how many are done, and how fast."""
        rate = done / max(time.monotonic() - self.start, 1e-9)
        self.shown.update(self.whole, completed=done, total=total, description=f"{self.unit} ({rate:.2g}/s)")


def first_time() -> None:
    """Say on stderr that the numerical kernels are compiled now, where an installed package has none that were kept.

    The compiler keeps them beside the sources, or where ``NUMBA_CACHE_DIR`` says; of other places nothing is said.
    """
    from tertius.cli.output import note

    beside = Path(str(files("tertius.statespace")))
    kept = beside / "__pycache__"
    if "NUMBA_CACHE_DIR" in os.environ or not os.access(beside, os.W_OK):
        return
    if not any(kept.glob("*.nbi")):
        note("the first run after an install compiles what later runs only load: this once it takes longer")


@contextmanager
def bars(unit: str, total: int | None = None) -> Iterator[Bars]:
    """Bars on stderr while the block runs."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(file=sys.stderr)
    with Progress(*columns, console=console, transient=True, disable=not sys.stderr.isatty()) as shown:
        yield Bars(shown, total, unit)
