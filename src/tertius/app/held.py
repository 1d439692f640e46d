"""What is kept in the process so that the next question is answered at once: the newest values, up to so many bytes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any

from tertius.app.weight import Bytes, bytes_of


class Held:
    """Values by key, made once however many ask at the same time; the longest unused are let go above the bound.

    Parameters
    ----------
    most
        Bytes that may be kept, parts that several values share counted once; the newest is kept whatever it weighs.
    weigh
        A value's parts, by identity, to their bytes.
    """

    def __init__(self, most: int, weigh: Callable[[Any], Bytes] = bytes_of) -> None:
        self.most, self._weigh = most, weigh
        self._kept: OrderedDict[Hashable, tuple[Any, Bytes]] = OrderedDict()
        self._making: dict[Hashable, threading.Lock] = {}
        self._lock = threading.Lock()

    def look(self, key: Hashable) -> Any | None:
        """The value, if it is here."""
        with self._lock:
            if key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return self._kept[key][0]

    def put(self, key: Hashable, value: Any) -> Any:
        """Keep a value and return it."""
        parts = self._weigh(value)
        with self._lock:
            self._kept[key] = (value, parts)
            self._kept.move_to_end(key)
        self.shrink(self.most)
        return value

    def shrink(self, most: int) -> None:
        """Let go of the longest unused above so many bytes; the newest stays."""
        with self._lock:
            while len(self._kept) > 1 and self._weight() > most:
                self._kept.popitem(last=False)

    @property
    def weight(self) -> int:
        """Bytes that are kept."""
        with self._lock:
            return self._weight()

    def _weight(self) -> int:
        whole: dict[int, int] = {}
        for _, parts in self._kept.values():
            whole.update(parts)
        return sum(whole.values())

    def get(self, key: Hashable, make: Callable[[], Any]) -> Any:
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
                self.put(key, found)
        with self._lock:
            self._making.pop(key, None)
        return found

    def drop(self, chosen: Callable[[Hashable], bool]) -> None:
        """Let go of the values whose keys are chosen."""
        with self._lock:
            for key in [key for key in self._kept if chosen(key)]:
                del self._kept[key]
