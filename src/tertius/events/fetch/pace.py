"""How politely, how long and how much is asked of a server; why one try failed."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from tertius import limits

LONGEST_WAIT = 300.0


@dataclass
class Pace:
    """Polite limits.

    Parameters
    ----------
    interval
        Least seconds between the starts of two requests.
    attempts
        How often one file is tried.
    backoff
        Seconds before the second try; doubled before each further one, at most 5 minutes.
    timeout
        Seconds without a byte after which a connection counts as stalled.
    slowest, patience
        Bytes a second that a server must give, and for how many seconds it may give less.
    longest, longest_list
        Seconds for one try at a file, and at a list of files.
    most, most_list
        Bytes of one file, and of a list (unpacked).
    sleep
        How to wait (tests give their own).
    """

    interval: float = 0.5
    attempts: int = 6
    backoff: float = 1.0
    timeout: float = limits.MAX_IDLE
    slowest: float = limits.MIN_PACE
    patience: float = limits.MAX_SLOW
    longest: float = limits.MAX_FILE_TIME
    longest_list: float = limits.MAX_LIST_TIME
    most: int = limits.MAX_BODY
    most_list: int = limits.MAX_LIST
    sleep: Callable[[float], None] = time.sleep
    _last: float = field(default=float("-inf"), repr=False)

    def turn(self) -> None:
        """Wait until the next request may start."""
        wait = self._last + self.interval - time.monotonic()
        if wait > 0:
            self.sleep(wait)
        self._last = time.monotonic()

    def rest(self, attempt: int, asked: float | None = None) -> None:
        """Wait before try number ``attempt + 1``; at least as long as the server `asked`."""
        wait = self.backoff * 2.0 ** (attempt - 1)
        self.sleep(min(max(wait, asked or 0.0), LONGEST_WAIT))


class Failed(Exception):
    """One try failed; ``final`` if another would not help, ``wait`` if the server said how long to wait."""

    def __init__(self, reason: str, *, final: bool = False, wait: float | None = None) -> None:
        super().__init__(reason)
        self.final, self.wait = final, wait


class Watch:
    """Time that one answer takes: neither a byte a second nor without end."""

    def __init__(self, pace: Pace, longest: float) -> None:
        self.pace, self.longest = pace, longest
        self.start = self.since = time.monotonic()
        self.bytes = 0

    def got(self, size: int) -> None:
        """Count bytes; raise `Failed` if they come too slowly or for too long."""
        now, self.bytes = time.monotonic(), self.bytes + size
        if now - self.start > self.longest:
            raise Failed(f"not finished after {self.longest:g} seconds")
        if now - self.since > self.pace.patience:
            if self.bytes < self.pace.slowest * (now - self.since):
                raise Failed(f"slower than {self.pace.slowest:g} bytes a second")
            self.since, self.bytes = now, 0
