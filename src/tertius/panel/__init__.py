"""Panel: events -> months x pairs of states, with the reason for every empty cell."""

from __future__ import annotations

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
