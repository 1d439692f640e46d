"""The brief: a study as one HTML file without any outside address, and the same summary on the terminal."""

from typing import Any

__all__ = ["answer", "terminal_summary", "write_brief", "write_index"]

_HOME = {
    "answer": "tertius.brief.sentences",
    "terminal_summary": "tertius.brief.terminal",
    "write_brief": "tertius.brief.page",
    "write_index": "tertius.brief.page",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used."""
    import importlib

    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_HOME[name]), name)
