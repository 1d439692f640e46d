"""A folder of Parquet with a ledger: every file that was read, what became of its rows, and nothing half done."""

from __future__ import annotations

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
