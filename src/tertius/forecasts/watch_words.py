"""What changed, in a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np

from tertius.actors.english import called

SLIGHT = 0.005  # a move of tilt that shows in two digits


class Pulling(Protocol):
    """An act in words, and its pull."""

    @property
    def says(self) -> str:
        """The act."""

    @property
    def pull(self) -> float:
        """On its leg today, in scale units."""

    @property
    def leg(self) -> str:
        """``a``, ``b`` or ``ab``."""


def changed(
    names: tuple[str, str, str],
    was: dict[str, Any],
    now: dict[str, Any],
    count: int,
    own: int,
    because: Sequence[Pulling],
    passed: bool,
) -> str:
    """How a pivot moved, by how much, and because of which of so many new acts."""
    month = np.datetime64(now["month"], "M")
    pivot, a, b = (called(name, month) for name in names)
    return (
        f"{pivot[0].upper()}{pivot[1:]} {_moved(was, now, a, b, passed)}: tilt {was['tilt']:+.2f} ({was['month']}) to "
        f"{now['tilt']:+.2f} ({now['month']}), chance of being seen nearer to {a} than to {b} over the next year "
        f"{100 * was['towards_a']:.0f} to {100 * now['towards_a']:.0f} %; {_acts(count, own, because)}"
        + (_against(now["tilt"] - was["tilt"], because) if passed else "")
        + "."
    )


def _against(move: float, because: Sequence[Pulling]) -> str:
    """Said where the acts that pull most pull against the move."""
    pull = sum(act.pull if act.leg == "a" else -act.pull for act in because)
    if abs(move) < SLIGHT or not because or pull * move > 0:
        return ""
    return "; these pull the other way, so that older acts losing weight made the move"


def _moved(was: dict[str, Any], now: dict[str, Any], a: str, b: str, passed: bool) -> str:
    move = now["tilt"] - was["tilt"]
    if not passed:
        return f"hardly moved between {a} and {b}"
    if abs(move) < SLIGHT:
        return f"stands where it stood between {a} and {b}, but its outlook moved"
    return f"moved towards {a if move > 0 else b}"


def _acts(count: int, own: int, because: Sequence[Pulling]) -> str:
    if not count:
        return "no new act"
    if not own:
        return f"no new act with either rival, {count} between the rivals"
    beside = f", {count - own} between the rivals" if count > own else ""
    causes = "; ".join(f"{act.says} ({act.pull:+.2f})" for act in because)
    return f"{own} new act{'s' if own > 1 else ''} with either rival{beside}, most of all {causes}"
