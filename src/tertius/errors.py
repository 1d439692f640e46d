"""One base exception, and messages that say what was seen, what is wanted and what to do."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator


class TertiusError(Exception):
    """Base of everything Tertius raises on purpose; ``exit_code`` is what the command line returns."""

    exit_code = 1


class AnalysisFailed(TertiusError):
    """The input was good, but the analysis could not be finished (exit 1)."""


class BadInput(TertiusError):
    """The input cannot be used (exit 2).

    Parameters
    ----------
    seen
        What was found, with the file, row or value.
    wanted
        What is accepted in its place.
    do
        What the user can do about it.
    """

    exit_code = 2

    def __init__(self, seen: str, wanted: str = "", do: str = "") -> None:
        self.seen, self.wanted, self.do = seen, wanted, do
        parts = [seen, f"wanted {wanted}" if wanted else "", do]
        super().__init__("; ".join(part for part in parts if part))


class Interrupted(TertiusError):
    """The user stopped the work (exit 130); the message says what is done and what is not."""

    exit_code = 130


@contextlib.contextmanager
def stands(said: Callable[[], str]) -> Iterator[None]:
    """Turn Ctrl-C in the block into `Interrupted`, with what `said` says of the work at that moment."""
    try:
        yield
    except KeyboardInterrupt:
        raise Interrupted(f"stopped: {said()}") from None
