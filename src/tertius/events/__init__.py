"""Events: one table for every source, its readers and scales, and the store with its ledger."""

from __future__ import annotations

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
