"""A folder of Parquet with a ledger: every file that was read, what became of its rows, and nothing half done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tertius.events.store.layout import default_path as default_path
    from tertius.events.store.ledger import LedgerLine as LedgerLine
    from tertius.events.store.store import Store as Store

__all__ = ["LedgerLine", "Store", "default_path"]
_HOME = {"LedgerLine": "ledger", "Store": "store", "default_path": "layout"}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(f"{__name__}.{_HOME[name]}"), name)
