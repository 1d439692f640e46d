"""Standard output and error as they are: any encoding, and warnings as one line each."""

from __future__ import annotations

import contextlib
import sys
import warnings
from typing import Any

STOPPED = "stopped: what was finished before stands, nothing is left half written; run it again to go on"


def ready() -> None:
    """Make both streams take any text, and show a store's warnings in the program's own way."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError, OSError):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    warnings.showwarning = _shown


_before = warnings.showwarning


def _shown(message: Any, category: type[Warning], *rest: Any, **more: Any) -> None:
    from tertius.inert import line

    if category.__module__.startswith("tertius."):
        sys.stderr.write(f"tertius: warning: {line(str(message))}\n")
    else:
        _before(message, category, *rest, **more)


def plain_only() -> bool:
    """Whether standard output can show ASCII alone for sure (then JSON is escaped)."""
    return (getattr(sys.stdout, "encoding", None) or "ascii").lower().replace("-", "").replace(
        "_", ""
    ) != "utf8"
