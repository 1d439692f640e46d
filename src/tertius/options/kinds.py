"""The catalogue of kinds: what a fourth state can do, and the only thing that each does: change numbers of the game.

A case, or the user, names acts of these kinds in words of its own. An act's numbers are assumptions named after
it: the act ``K1`` of the kind *include* has ``k1_stakes``, ``k1_welcome`` and ``k1_cost``.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from tertius.errors import BadInput

SIDES = ("a", "b")


@dataclass(frozen=True)
class Part:
    """One number of a kind: its limits, its unit, and what it is in words.

    ``words`` may use ``{act}`` (the act's own name), ``{k}``, ``{p}``, ``{a}``, ``{b}`` (names of the states) and
    ``{side}`` (the rival that the act is about).
    """

    name: str
    low: float
    high: float
    unit: str
    words: str


@dataclass(frozen=True)
class Kind:
    """A kind of act: what it does in one sentence, its numbers, and whether it must name a rival."""

    name: str
    does: str
    parts: tuple[Part, ...]
    sided: bool = False


def _part(name: str, words: str, unit: str = "share", low: float = 0.0, high: float = 1.0) -> Part:
    return Part(name, low, high, unit, words)


COST = _part("cost", "what it costs {k} to {act}", "payoff", 0.0, math.inf)
EFFORT = "effort"

KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            "include",
            "raises the fourth state's stakes and lowers what including it costs the pivot",
            (
                _part("stakes", "how much it raises {k}'s stakes to {act}", "share", 0.0, math.inf),
                _part("welcome", "how much it lowers the cost of including {k} to {act}"),
                COST,
            ),
        ),
        Kind(
            "watch",
            "buys a signal of a thaw before choosing among the rest",
            (_part("accuracy", "how often {k}'s signal of a thaw is right", "probability", 0.5, 1.0), COST),
        ),
        Kind(
            "shelter",
            "takes away part of the loss from being left out",
            (_part("shield", "how much of the loss from being left out it takes away to {act}"), COST),
        ),
        Kind(
            "steady",
            "brings something whatever the pivot does, and lowers the rivals' gain from leaving the fourth state out",
            (
                _part("gain", "what it brings {k} to {act}", "payoff", -math.inf, math.inf),
                _part("leaving", "how much it lowers the rivals' gain from leaving {k} out to {act}"),
                COST,
            ),
        ),
        Kind(
            "ease",
            "raises one rival's access to the pivot",
            (_part(EFFORT, "how much {side}'s access to {p} rises if {k} helps"), COST),
            sided=True,
        ),
        Kind(
            "oppose",
            "lowers one rival's access to the pivot",
            (_part(EFFORT, "how much {side}'s access to {p} falls if {k} opposes"), COST),
            sided=True,
        ),
        Kind(
            "cooperate",
            "lowers the rivalry of the two powers",
            (
                _part(
                    EFFORT, "how much the rivalry of {a} and {b} falls if {k} encourages their cooperation"
                ),
                COST,
            ),
        ),
        Kind(
            "join",
            "lets one rival bid for the fourth state's stakes, at the price of its ties with the other",
            (
                _part("voice", "how much of {k}'s stakes {side} bids for once {k} joins it"),
                _part(
                    "forgone",
                    "what {k} forgoes with the other rival by joining {side}",
                    "payoff",
                    0.0,
                    math.inf,
                ),
                COST,
            ),
            sided=True,
        ),
    )
}
GAME_KINDS = ("include", "ease", "oppose", "cooperate", "join")
"""Kinds that change the pivot's own game; acts of the others share a game with doing nothing."""


@dataclass(frozen=True)
class Act:
    """One thing that the fourth state can do: an id, its kind, its name in words, the rival it is about ('' if none)."""

    id: str
    kind: str
    name: str
    side: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise BadInput(
                f"the option {self.id!r} is of the kind {self.kind!r}", "one of " + ", ".join(KINDS)
            )
        sided = KINDS[self.kind].sided
        if (self.side in SIDES) != sided:
            wanted = "side 'a' or 'b': which rival it is about" if sided else "no side"
            raise BadInput(f"the option {self.id!r} ({self.kind}) has the side {self.side!r}", wanted)

    @property
    def stem(self) -> str:
        """How its assumptions begin: ``k1`` for ``K1``."""
        return re.sub(r"[^a-z0-9]+", "_", self.id.lower()).strip("_")

    def named(self, part: str) -> str:
        """Name of one of its assumptions."""
        return f"{self.stem}_{part}"


@dataclass(frozen=True)
class Option:
    """What can be chosen: one act, several at once, or none."""

    id: str
    name: str
    acts: tuple[Act, ...] = ()

    def of(self, *kinds: str) -> tuple[Act, ...]:
        """Its acts of these kinds."""
        return tuple(act for act in self.acts if act.kind in kinds)

    @property
    def game(self) -> tuple[str, ...]:
        """Ids of the acts that change the pivot's game: options that share them share it."""
        return tuple(sorted(act.id for act in self.of(*GAME_KINDS)))


NOTHING = Option("none", "do nothing")
