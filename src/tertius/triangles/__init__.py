"""Triangles: a pivot between two rivals, month by month, on joint posterior draws; and the screen."""

from __future__ import annotations

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
