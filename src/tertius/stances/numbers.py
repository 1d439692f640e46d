"""The numbers of the stance model: chosen on the casebook and the wide set, shipped with their scores."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from tertius.errors import BadInput
from tertius.provenance import sha256
from tertius.regimes import LevelModel

Floats = npt.NDArray[np.float64]
PATH = Path(__file__).with_name("numbers.json")
KINDS = ("chronicle", "stream")
PERSISTENCE = (6.0, 240.0)
"""Months that a segment may be taken to last on average."""
SIGN = np.array([1.0, 0.0, -1.0])


@dataclass(frozen=True)
class StanceNumbers:
    """How segments behave, for one kind of record.

    Attributes
    ----------
    m
        How far a side's two legs stand from the middle, in ruler units: the leg to the side is `m` above `w0`, the other below.
    tau, sw
        Spread of a segment's levels around that: of each leg alone, and of both together.
    w0, omega
        Mean level of both legs; spread of a month around its segment.
    duration
        Mean length of a segment in months.
    centring
        Share of the pivot's own long-run tilt that is taken off before a side is read (none when only the past is known).
    repeat
        Whether the next segment may be of the same stance.
    offset
        Spread of a pivot's own offset: what its news always leans by, whatever its stance. 0 for none.
    doubt
        Probability that the yearly facts mislead, and the shares of other pivots hold.
    """

    m: float
    tau: float
    sw: float
    w0: float
    omega: float
    duration: float
    centring: float
    repeat: bool = False
    offset: float = 0.0
    doubt: float = 1.0

    def model(self, offset: float = 0.0) -> LevelModel:
        """The segments' model, where a pivot's news always leans to A by `offset`."""
        side = self.m * SIGN + offset
        means = np.stack([self.w0 + side, self.w0 - side], axis=1)
        return LevelModel(means, self.tau, self.sw, self.omega, self.duration, repeat=self.repeat)

    def rescaled(self, step: int) -> StanceNumbers:
        """The same for periods of `step` months; a segment is still three periods or more."""
        return replace(self, duration=max(self.duration / step, 3.5))


@dataclass(frozen=True)
class Numbers:
    """All numbers of the room.

    Attributes
    ----------
    shares
        Shares of A, middle and B over the casebook's voices, array, shape (3,), even under exchange of the rivals.
    alone, with_facts
        Numbers by kind of record, without and with yearly facts.
    within_middle
        Shares of the article's words among the months that voices call neither side.
    version
        Name and hash of the shipped file.
    about
        How they were chosen, and their scores with each case left out.
    """

    shares: Floats
    alone: dict[str, StanceNumbers]
    with_facts: dict[str, StanceNumbers]
    within_middle: dict[str, float]
    version: str
    about: dict[str, Any]

    def persisting(self, months: float) -> Numbers:
        """The same with segments that last this many months on average, in every kind of record.

        Raises
        ------
        BadInput
            For a length outside `PERSISTENCE`.
        """
        low, high = PERSISTENCE
        if not low <= months <= high:
            raise BadInput(f"a mean length of {months:g} months", f"{low:g} to {high:g} months")
        alone, with_facts = (
            {kind: replace(each, duration=float(months)) for kind, each in table.items()}
            for table in (self.alone, self.with_facts)
        )
        version = f"{self.version}+persistence:{months:g}"
        return replace(self, alone=alone, with_facts=with_facts, version=version)


@cache
def load_numbers(path: Path = PATH) -> Numbers:
    """The shipped numbers.

    Raises
    ------
    BadInput
        If the file is not what `python -m studies stances --write` makes.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        kinds = {
            name: {kind: StanceNumbers(**content[name][kind]) for kind in KINDS}
            for name in ("alone", "with_facts")
        }
        shares = np.array(content["shares"], dtype=float)
        return Numbers(
            shares, kinds["alone"], kinds["with_facts"], content["within_middle"],
            f"{content['version']}+sha256:{sha256(path)[:12]}", content["about"],
        )  # fmt: skip
    except (json.JSONDecodeError, KeyError, TypeError, ValueError) as problem:
        raise BadInput(
            f"{path} holds no stance numbers ({problem})", "the file shipped with the package"
        ) from None
