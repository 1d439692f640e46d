"""Standard output and error as they are: any encoding, and warnings as one line each."""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
import warnings
from typing import Any

STOPPED = "stopped: what was finished before stands, nothing is left half written; run it again to go on"


class Interrupt:
    """Whether the user stopped the command that runs now: what a library makes of that is not to be believed."""

    asked = False

    @classmethod
    def note(cls, number: int, frame: Any) -> None:
        """Remember Ctrl-C, and raise as Python does."""
        cls.asked = True
        raise KeyboardInterrupt


def ready() -> None:
    """Make both streams take any text, show a store's warnings in the program's own way, and watch for Ctrl-C."""
    Interrupt.asked = False
    if threading.current_thread() is threading.main_thread():
        with contextlib.suppress(ValueError, OSError):
            signal.signal(signal.SIGINT, Interrupt.note)
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
