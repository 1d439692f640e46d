"""The casebook: chronicles with their sources, reference phases and what is known about both, as data."""

from __future__ import annotations

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
