"""The brief: a study as one HTML file without any outside address, and the same summary on the terminal."""

from __future__ import annotations

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
