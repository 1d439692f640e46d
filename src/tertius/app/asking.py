"""What an address asks, as values: which question, under which settings, over which months."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tertius.actors import chain_of
from tertius.app.given import SHIPPED, Given
from tertius.app.states import typed
from tertius.cases import case_names, read_meta, resolve_case
from tertius.errors import BadInput
from tertius.events import SCALES
from tertius.months import parse_month
from tertius.settings import neutral_point
from tertius.stances import load_numbers
from tertius.study import Question

if TYPE_CHECKING:
    from tertius.app.sessions import Session

OWN = "file-"
SCALE, NEUTRAL, PERSISTENCE = "goldstein", 0.0, 60.0


@dataclass(frozen=True)
class Asked:
    """A question as an address has it.

    Attributes
    ----------
    of
        Name of a shipped case; ``CUB.USA.RUS`` (pivot, then the rivals); or ``file-N``, a file of this visit.
    scale, c0
        As in `tertius.settings`.
    persistence
        Months that a phase is taken to last on average; None for what ships.
    """

    of: str
    scale: str = SCALE
    c0: float | str = NEUTRAL
    persistence: float | None = None

    @property
    def plain(self) -> Asked:
        """The same question under the settings that ship."""
        return Asked(self.of)

    @property
    def read(self) -> Asked:
        """The same record and scale under the neutral point and persistence that ship."""
        return Asked(self.of, self.scale)

    @property
    def is_own(self) -> bool:
        """Whether it is about a file of this visit."""
        return self.of.startswith(OWN)

    def query(self) -> dict[str, str]:
        """What an address needs to say; nothing that is as it ships."""
        said = {"of": self.of}
        if self.scale != SCALE:
            said["scale"] = self.scale
        if self.c0 != NEUTRAL:
            said["c0"] = f"{self.c0:g}" if isinstance(self.c0, float) else self.c0
        if self.persistence is not None:
            said["persistence"] = f"{self.persistence:g}"
        return said


def asked_of(query: Mapping[str, str]) -> Asked | None:
    """The question of an address; None where it asks of none.

    Raises
    ------
    BadInput
        If a setting is none, or a state is not known.
    """
    of = query.get("of", "").strip() or _typed(query)
    if not of:
        return None
    length = query.get("persistence", "")
    return Asked(
        of,
        query.get("scale") or SCALE,
        neutral_point(query.get("c0") or NEUTRAL),
        None if not length or number(length, "persistence") == PERSISTENCE else number(length, "persistence"),
    )


def _typed(query: Mapping[str, str]) -> str:
    """A pivot and two rivals as they were typed, as handles joined by points."""
    names = [query.get(key, "").strip() for key in ("p", "a", "b")]
    if not all(names):
        if any(names):
            raise BadInput(
                "not all three states are named", "the state between, and the two it stands between"
            )
        return ""
    return ".".join(typed(name) for name in names)


def number(text: str, name: str) -> float:
    """A number from an address."""
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not np.isfinite(value):
        raise BadInput(f"{name} {text!r}", "a number")
    return value


def months_of(text: str) -> tuple[np.datetime64, np.datetime64] | None:
    """Months as an address has them: ``1973-10`` or ``1973-10..1974-03``."""

    if not text:
        return None
    first, _, last = text.partition("..")
    return parse_month(first), parse_month(last or first, last=True)


def corners(of: str) -> tuple[str, str, str]:
    """Pivot and rivals of ``CUB.USA.RUS``."""

    names = of.split(".")
    if len(names) != 3:
        raise BadInput(
            f"there is no question {of!r}", "a case, or pivot and rivals with points between: CUB.USA.RUS"
        )
    pivot, a, b = (typed(name) for name in names)
    different(pivot, a, b)
    return pivot, a, b


def different(*handles: str) -> None:
    """Raise `BadInput` where two of these are one state, be it under its earlier and its later name."""
    if len({chain_of(handle) for handle in handles}) < len(handles):
        raise BadInput(
            f"{' and '.join(handles)} are not {len(handles)} different states", "a state only once"
        )


def corners_of(asked: Asked, session: Session) -> tuple[str, str, str]:
    """Pivot and rivals of a question, before anything of its record is read."""
    if asked.is_own:
        return session.file(asked.of).corners
    if asked.of in case_names():
        meta = read_meta(resolve_case(asked.of))
        return meta["pivot"], meta["a"], meta["b"]
    return corners(asked.of)


def check(asked: Asked, session: Session) -> None:
    """Raise `BadInput` if there is no such case, state, scale or file, before anything is read."""

    if asked.scale not in SCALES:  # a path would be read otherwise
        raise BadInput(f"no scale named {asked.scale!r}", "a scale of the list")
    if asked.persistence is not None:
        load_numbers().persisting(asked.persistence)
    if asked.is_own:
        session.file(asked.of)
    elif asked.of not in case_names():
        corners(asked.of)


def question(
    asked: Asked, session: Session, given: Given = SHIPPED, base: Question | None = None
) -> Question:
    """The question with its events, under its settings.

    Parameters
    ----------
    given
        What three states are asked of.
    base
        The same question on the same scale as it ships, where it is there already: its record is not read again.

    Raises
    ------
    BadInput
        As `check`, or if a file was not wholly read.
    """

    check(asked, session)
    found = base or _read(asked, session, given)
    numbers = load_numbers().persisting(asked.persistence) if asked.persistence is not None else None
    if asked.c0 == NEUTRAL and numbers is None:
        return found
    return found.supposing(c0=asked.c0, numbers=numbers)


def _read(asked: Asked, session: Session, given: Given) -> Question:
    if asked.is_own:
        own = session.file(asked.of)
        only = None if own.with_world else "case"
        return Question.of_case(own.case(), only=only, scale=asked.scale)
    if asked.of in case_names():
        return Question.of_case(asked.of, scale=asked.scale)
    return given.question(*corners(asked.of), asked.scale)
