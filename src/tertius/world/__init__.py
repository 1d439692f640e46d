"""The record that ships: monthly tallies, yearly facts and the casebook, for any pivot and any two rivals."""

from __future__ import annotations

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
