"""What is kept in the process so that the next question is answered at once: the newest values, up to a weight."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any


class Held:
    """Values by key, made once however many ask at the same time; the longest unused are let go above the weight.

    Parameters
    ----------
    most
        Sum of weights that may be kept; the newest is kept whatever it weighs.
    """

    def __init__(self, most: float) -> None:
        self.most = most
        self._kept: OrderedDict[Hashable, tuple[Any, float]] = OrderedDict()
        self._making: dict[Hashable, threading.Lock] = {}
        self._lock = threading.Lock()

    def look(self, key: Hashable) -> Any | None:
        """The value, if it is here."""
        with self._lock:
            if key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return self._kept[key][0]

    def put(self, key: Hashable, value: Any, weight: float = 1.0) -> Any:
        """Keep a value and return it."""
        with self._lock:
            self._kept[key] = (value, weight)
            self._kept.move_to_end(key)
            while len(self._kept) > 1 and sum(each[1] for each in self._kept.values()) > self.most:
                self._kept.popitem(last=False)
        return value

    def get(
        self, key: Hashable, make: Callable[[], Any], weigh: Callable[[Any], float] = lambda _: 1.0
    ) -> Any:
        """The value, made now if it is not here; who asks meanwhile waits for the same."""
        found = self.look(key)
        if found is not None:
            return found
        with self._lock:
            lock = self._making.setdefault(key, threading.Lock())
        with lock:
            found = self.look(key)
            if found is None:
                found = make()
                self.put(key, found, weigh(found))
        with self._lock:
            self._making.pop(key, None)
        return found

    def drop(self, chosen: Callable[[Hashable], bool]) -> None:
        """Let go of the values whose keys are chosen."""
        with self._lock:
            for key in [key for key in self._kept if chosen(key)]:
                del self._kept[key]
