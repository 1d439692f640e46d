"""Downloads that can be interrupted: resume, retry, check sums, polite limits, and a report of what is missing."""

from __future__ import annotations

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
