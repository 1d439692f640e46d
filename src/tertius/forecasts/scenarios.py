"""Scenarios: paths on named variables, put into the state space as pseudo-observations.

A scenario says what happens to some variables, never what follows from it. Paths are ramps of six months
that then hold, counted from what the fitted process expects of each month, in units of the ruler: ``s0``
is the inter-quartile range of valence in the reference panel.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tertius.actors.english import called
from tertius.errors import BadInput
from tertius.forecasts.coupling import Coupling

Array = npt.NDArray[np.float64]
RAMP = 6
TIGHT = 0.25
MOST_POINTS = 20.0
LEGS = ("a", "b", "ab")


@dataclass(frozen=True)
class Scenario:
    """One scenario.

    Attributes
    ----------
    name
        As asked for, with the rivals' handles.
    valence
        Change of a leg's valence over the ramp, in units of ``s0``; a pseudo-observation with a standard
        deviation of ``TIGHT * s0`` in every month.
    engagement
        Change of a leg's log rate over the ramp, imposed on the draws.
    own
        A path of one's own: leg to (months ahead, scale points), straight between them and level after the last.
    says
        What is assumed, in a sentence.
    """

    name: str
    valence: dict[str, float] = field(default_factory=dict)
    engagement: dict[str, float] = field(default_factory=dict)
    says: str = ""
    own: dict[str, tuple[tuple[int, float], ...]] = field(default_factory=dict)

    def change(self, leg: str, horizon: int, s0: float, *, step: int = 1) -> Array | None:
        """What is imposed on a leg's valence beside what the process expects, scale points, (horizon,); None for nothing."""
        if leg in self.own:
            months, points = zip((0, 0.0), *self.own[leg], strict=True)
            return np.interp(step * np.arange(1, horizon + 1), months, points)
        if leg in self.valence:
            return self.valence[leg] * s0 * ramp(horizon, step=step)
        return None


def own_scenario(path: str | Path, *, pivot: str, a: str, b: str) -> Scenario:
    """A path of the user's own: a CSV with the columns ``one``, ``two`` (states), ``month`` (ahead), ``points`` (scale points).

    Raises
    ------
    BadInput
        For a file that is none, states that are no leg of the triangle, or numbers that are none.
    """

    legs = {frozenset((pivot, a)): "a", frozenset((pivot, b)): "b", frozenset((a, b)): "ab"}
    wanted = "a CSV with the columns one, two, month, points"
    try:
        rows = list(csv.DictReader(Path(path).read_text(encoding="utf-8").splitlines()))
        found: dict[str, dict[int, float]] = {}
        for number, row in enumerate(rows, 2):
            leg = legs.get(frozenset((row["one"].strip(), row["two"].strip())))
            if leg is None:
                raise BadInput(
                    f"line {number} of {path}: {row['one']} and {row['two']}", f"two of {pivot}, {a}, {b}"
                )
            found.setdefault(leg, {})[int(row["month"])] = float(row["points"])
    except (OSError, UnicodeDecodeError, KeyError, ValueError, AttributeError, TypeError) as error:
        raise BadInput(f"{path}: {error}", wanted) from None
    points = [value for leg in found.values() for value in leg.values()]
    months = [month for leg in found.values() for month in leg]
    if not points or min(months) < 1 or not np.isfinite(points).all() or np.abs(points).max() > MOST_POINTS:
        raise BadInput(
            f"{path}: no path, or months or points out of range", wanted, "months from 1, points -20 to 20"
        )
    own = {leg: tuple(sorted(path.items())) for leg, path in found.items()}
    said = "; ".join(
        f"{name} {value:+g} points in month {month}" for name, path in own.items() for month, value in path
    )
    return Scenario(
        Path(path).name, says=f"Imposed, beside what the past lets expect, by leg: {said}.", own=own
    )


def scenario_of(name: str, *, a: str, b: str, month: np.datetime64 | None = None) -> Scenario:
    """The scenario of that name; rivals are written as their handles, or as A and B.

    Known: ``as is``, ``rivals ease``, ``rivalry spikes``, ``thaw with <rival>``, ``denial by <rival>``,
    ``dependence on <rival>``.

    Raises
    ------
    BadInput
        For any other name.
    """
    one, two = called(a, month), called(b, month)
    fixed = {
        "as is": Scenario("as is", says="Nothing is imposed: the months ahead follow the fitted process."),
        "rivals ease": Scenario(
            "rivals ease",
            {"ab": 1.0},
            says=f"The relation of {one} and {two} ends one point warmer than the past lets expect, within six months.",
        ),
        "rivalry spikes": Scenario(
            "rivalry spikes",
            {"ab": -1.0},
            says=f"The relation of {one} and {two} ends one point colder than the past lets expect, within six months.",
        ),
    }
    if name in fixed:
        return fixed[name]
    found = re.fullmatch(r"(thaw with|denial by|dependence on) (\S+)", name)
    leg = {a: "a", "A": "a", b: "b", "B": "b"}.get(found.group(2)) if found else None
    if found is None or leg is None:
        known = [
            *fixed,
            *(f"{kind} {r}" for kind in ("thaw with", "denial by", "dependence on") for r in (a, b)),
        ]
        raise BadInput(f"no scenario {name!r}", ", ".join(known))
    return _about_one(found.group(1), leg, a if leg == "a" else b, one if leg == "a" else two)


def _about_one(kind: str, leg: str, rival: str, who: str) -> Scenario:
    name = f"{kind} {rival}"
    if kind == "thaw with":
        return Scenario(
            name,
            {leg: 1.0},
            says=f"The pivot's relation with {who} ends one point warmer than the past lets expect, in six months.",
        )
    if kind == "denial by":
        says = (
            f"{who[0].upper()}{who[1:]} refuses the pivot: half a point colder than the past lets expect, and half the acts, "
            "in six months."
        )
        return Scenario(name, {leg: -0.5}, {leg: -float(np.log(2))}, says)
    other = "b" if leg == "a" else "a"
    says = f"The pivot's acts with {who} double and those with the other rival halve in six months."
    return Scenario(name, {}, {leg: float(np.log(2)), other: -float(np.log(2))}, says)


def moved(chosen: Scenario, couplings: Sequence[Coupling], s0: float) -> tuple[str, ...]:
    """What the scenario moves beside the leg it names, with the measured coupling, in sentences."""
    by = {coupling.quantity: coupling for coupling in couplings}
    last = chosen.change("ab", RAMP, s0)
    push = None if last is None else float(last[-1])
    if push is None or "pivot's legs" not in by:
        return ()
    legs, tilt = by["pivot's legs"], by.get("tilt")
    said = (
        f"On the record of {legs.triangles} triangles ({legs.source}), a point of surprise between the rivals came with "
        f"{legs.estimate:+.2f} ({legs.lo:+.2f} to {legs.hi:+.2f}) points in each of the pivot's relations in the same half-year: "
        f"here {push * legs.estimate:+.2f} points on both legs, which leaves tilt almost as it is."
    )
    if tilt is None:
        return (said,)
    return (
        said,
        f"Tilt itself, towards the side it was on, moved by {tilt.estimate:+.2f} ({tilt.lo:+.2f} to "
        f"{tilt.hi:+.2f}) points a point.",
    )


def ramp(horizon: int, *, step: int = 1) -> Array:
    """0 to 1 over `RAMP` months, then 1, for periods of `step` months: array, shape (horizon,)."""
    return np.minimum(1.0, step * np.arange(1, horizon + 1) / RAMP)
