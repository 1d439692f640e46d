"""Values that may take long: what is here is given, what is not is begun, and the page says how far it is."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Any

from tertius.errors import AnalysisFailed

if TYPE_CHECKING:
    from tertius.app.held import Held
    from tertius.app.jobs import Job
    from tertius.app.page import Page

PATIENCE = 1.6
"""Seconds that an answer waits for a value before it says that it is being made."""


def ready(
    page: Page,
    held: Held,
    key: tuple[Hashable, ...],
    make: Callable[[Job], Any],
    *,
    patience: float = PATIENCE,
) -> tuple[Any, Job | None]:
    """The value and None; or None and the work that makes it.

    Raises
    ------
    TertiusError
        If it cannot be had; with why.
    """
    found = held.look(key)
    if found is not None:
        return found, None

    def run(job: Job) -> None:
        held.get(key, lambda: make(job))

    job = page.shared.jobs.look(key)
    if job is None or job.state != "bad":  # what failed is told once; asked again, it is tried again
        job = page.job(key, run)
    job.finished.wait(patience)
    if job.state == "bad":
        page.shared.jobs.drop(lambda other: other == key)
        raise job.reason or AnalysisFailed(job.error)
    found = held.look(key)
    return (found, None) if found is not None else (None, job)
