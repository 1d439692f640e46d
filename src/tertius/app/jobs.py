"""Work that takes longer than a page may wait: it tells how far it is, and stops when nobody waits for it any more."""

from __future__ import annotations

import itertools
import os
import threading
import traceback
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tertius.app.memory import give_back
from tertius.errors import TertiusError

AT_ONCE, KEPT = 2, 64


class Stopped(Exception):
    """Nobody waits for it any more."""


class Job:
    """One piece of work.

    Attributes
    ----------
    number
        By which a page asks for it.
    doing, done, of
        What it does now, and how many steps of how many are done (0 of 0: it cannot be told).
    state
        ``waiting``, ``running``, ``good``, ``bad`` or ``stopped``.
    error, reason
        One sentence, where it failed, and what was raised if that was foreseen.
    finished
        Set when nothing more will come.
    waiting
        The sessions that wait for it.
    """

    def __init__(self, number: int, run: Callable[[Job], Any]) -> None:
        self.number = number
        self._run: Callable[[Job], Any] | None = run
        self.doing, self.done, self.of = "", 0, 0
        self.state, self.error = "waiting", ""
        self.reason: TertiusError | None = None
        self.finished = threading.Event()
        self.waiting: set[str] = set()
        self._asked_to_stop = threading.Event()

    def tell(self, doing: str, done: int = 0, of: int = 0) -> None:
        """Say what is being done; ends the work here if it was asked to stop."""
        if self._asked_to_stop.is_set():
            raise Stopped
        self.doing, self.done, self.of = doing, done, of

    def count(self, done: int, of: int) -> None:
        """Say how far it is."""
        self.tell(self.doing, done, of)

    def stop(self, session: str) -> None:
        """One session waits no longer; the work ends when it was the last."""
        self.waiting.discard(session)
        if not self.waiting:
            self._asked_to_stop.set()

    def go(self) -> None:
        """Do the work; what it cannot do is kept as one sentence."""
        try:
            self.tell(self.doing)
            self.state = "running"
            assert self._run is not None
            self._run(self)
            self.state = "good"
        except Stopped:
            self.state = "stopped"
        except TertiusError as reason:
            self.state, self.error, self.reason = "bad", str(reason), reason.with_traceback(None)
        except Exception as defect:
            if os.environ.get("TERTIUS_TRACE"):
                traceback.print_exc()
            self.state, self.error = "bad", f"{type(defect).__name__}: {defect} (this is a defect)"
        finally:
            self._run = None  # what it worked on is let go with it, though it is remembered how it ended
            self.finished.set()
            give_back()

    @property
    def over(self) -> bool:
        """Whether nothing more will come."""
        return self.state in ("good", "bad", "stopped")


class Jobs:
    """All work of a server, at most `AT_ONCE` at a time; what is asked for twice is done once."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="tertius")
        self._jobs: dict[Hashable, Job] = {}
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()

    def of(self, key: Hashable, run: Callable[[Job], Any], session: str) -> Job:
        """The work of this key: under way, or begun now."""
        with self._lock:
            found = self._jobs.get(key)
            if found is None or found.over:
                found = Job(next(self._numbers), run)
                self._jobs[key] = found
                self._tidy()
                self._pool.submit(found.go)
            found.waiting.add(session)
            return found

    def find(self, number: int, session: str) -> Job | None:
        """The work of this number, for a session that waits for it."""
        with self._lock:
            return next(
                (job for job in self._jobs.values() if job.number == number and session in job.waiting), None
            )

    def look(self, key: Hashable) -> Job | None:
        """The work of this key, if there is any."""
        return self._jobs.get(key)

    def drop(self, chosen: Callable[[Hashable], bool]) -> None:
        """Stop and forget the work whose keys are chosen."""
        with self._lock:
            for key in [key for key in self._jobs if chosen(key)]:
                job = self._jobs.pop(key)
                job.waiting.clear()
                job.stop("")

    def close(self) -> None:
        """Stop everything."""
        self.drop(lambda _: True)
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _tidy(self) -> None:
        for key in [key for key, job in self._jobs.items() if job.over][:-KEPT]:
            del self._jobs[key]
