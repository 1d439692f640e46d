"""Assumptions as data: every number with its range, unit, reason and source, and whether it is measured or stated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from tertius.errors import BadInput
from tertius.limits import MAX_STAKE
from tertius.options.kinds import NOTHING, Act, Option, Part
from tertius.options.model import parts

Array = npt.NDArray[np.float64]
Draws = dict[str, Array]
Change = float | tuple[float, float]

MEASURED, STATED = "measured", "stated"
REFRESHED = ("rivalry", "access_a", "access_b")
"""What a triangle replaces unless the file names more."""


@dataclass(frozen=True)
class Assumption:
    """One number: central `value`, range `low`..`high`, its unit, why, where it comes from, measured or stated."""

    name: str
    value: float
    low: float
    high: float
    unit: str = ""
    reason: str = ""
    source: str = "stated assumption"
    basis: str = STATED


@dataclass(frozen=True)
class Assumptions:
    """Everything the options are weighed under; see ``assumptions/seoul.toml``.

    Attributes
    ----------
    pivot, a, b, fourth
        Handles: the pivot, its two rivals, and the state whose options these are.
    agendas
        What the bargaining is about.
    options
        What can be chosen, doing nothing first.
    items
        One assumption a number of the model (`tertius.options.model.parts`).
    thaw
        ``a`` or ``b``: the rival with which the pivot may thaw.
    refresh
        Names that a triangle's own estimates replace.
    """

    title: str
    pivot: str
    a: str
    b: str
    fourth: str
    agendas: tuple[str, ...]
    options: tuple[Option, ...]
    items: tuple[Assumption, ...]
    thaw: str = "a"
    refresh: tuple[str, ...] = REFRESHED
    notes: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        _check_options(self)
        _check_names(self)
        for item in self.items:
            self._check_item(item)
        high = {item.name: item.high for item in self.items}
        if high["p_ease"] + high["p_spike"] > 1 + 1e-9:
            raise BadInput(
                "p_ease and p_spike can sum to more than 1", "ranges whose upper ends sum to at most 1"
            )

    @cached_property
    def parts(self) -> dict[str, tuple[Part, str, Act | None]]:
        """Name of every number to what it is, its agenda and its act."""
        return parts(self.agendas, self.acts)

    @property
    def acts(self) -> tuple[Act, ...]:
        """Every act of the options, once."""
        return tuple(dict.fromkeys(act for option in self.options for act in option.acts))

    @cached_property
    def _by_name(self) -> dict[str, Assumption]:
        return {item.name: item for item in self.items}

    def __getitem__(self, name: str) -> Assumption:
        if name not in self._by_name:
            raise BadInput(f"no assumption {name!r}", "one of " + ", ".join(item.name for item in self.items))
        return self._by_name[name]

    @property
    def uncertain(self) -> tuple[str, ...]:
        """Names of the assumptions whose range is not a point."""
        return tuple(item.name for item in self.items if item.low < item.high)

    @property
    def measured(self) -> tuple[str, ...]:
        """Names of the assumptions that are read off the record."""
        return tuple(item.name for item in self.items if item.basis == MEASURED)

    def but(self, changes: Mapping[str, Change]) -> Assumptions:
        """Return a copy with some set to a number, or to a range ``(low, high)`` around its middle."""
        if not changes:
            return self
        items = {item.name: item for item in self.items}
        for name, wanted in changes.items():
            low, high = wanted if isinstance(wanted, tuple) else (wanted, wanted)
            told = {"basis": STATED, "reason": "set by hand", "source": "stated assumption"}
            middle = (float(low) + float(high)) / 2
            items[name] = replace(self[name], value=middle, low=float(low), high=float(high), **told)
        return replace(self, items=tuple(items.values()))

    def draw(self, rng: np.random.Generator, size: int) -> Draws:
        """Independent uniform draws over every range: name to array, shape (draw,).

        Each assumption takes its own row of random numbers, so that changing one range leaves the others' draws.
        """
        return {item.name: item.low + (item.high - item.low) * rng.random(size) for item in self.items}

    def central(self) -> Draws:
        """The central case as one draw."""
        return {item.name: np.array([item.value]) for item in self.items}

    def _check_item(self, item: Assumption) -> None:
        if not all(abs(number) <= MAX_STAKE for number in (item.low, item.value, item.high)):
            raise BadInput(
                f"assumptions.{item.name} is {item.low:g} to {item.high:g}", f"numbers within {MAX_STAKE:.0e}"
            )
        if not item.low <= item.value <= item.high:
            seen = f"assumptions.{item.name}: low {item.low:g}, value {item.value:g}, high {item.high:g}"
            raise BadInput(seen, "low <= value <= high")
        part = self.parts[item.name][0]
        low, high, stiff = part.low, part.high, part.name == "k"
        if item.low < low or item.high > high or (stiff and item.low <= 0):
            seen = f"assumptions.{item.name} ranges from {item.low:g} to {item.high:g}"
            raise BadInput(seen, f"{low:g} to {high:g}" + (", above zero" if stiff else ""))
        if item.basis not in (MEASURED, STATED):
            raise BadInput(f"assumptions.{item.name}.basis is {item.basis!r}", f"{MEASURED} or {STATED}")


def _check_options(found: Assumptions) -> None:
    ids = [option.id for option in found.options]
    if not ids or ids[0] != NOTHING.id or len(ids) < 2:
        raise BadInput(
            "the options do not start with doing nothing and at least one other", "[[options]] tables"
        )
    if len(set(ids)) < len(ids):
        twice = next(name for name in ids if ids.count(name) > 1)
        raise BadInput(f"the option {twice!r} is there twice", "an id of its own for each")
    watching = [option for option in found.options if option.of("watch")]
    if len(watching) > 1 or any(len(option.acts) > 1 for option in watching):
        raise BadInput("watching is part of several options", "one option of the kind watch, on its own")
    if any(len({act.side for act in option.of("join")}) > 1 for option in found.options):
        raise BadInput("an option joins both rivals", "options that join one side at most")
    if found.thaw not in ("a", "b"):
        raise BadInput(f"thaw is {found.thaw!r}", "'a' or 'b': the rival with which the pivot may thaw")


def _check_names(found: Assumptions) -> None:
    if not found.agendas:
        raise BadInput("agendas is empty", "at least one agenda")
    wanted, have = found.parts, [item.name for item in found.items]
    for name in wanted:
        if name not in have:
            raise BadInput(
                f"assumptions.{name} is missing", "every number of the model", "see docs/method/options.md"
            )
    for name in [*have, *found.refresh]:
        if name not in wanted:
            raise BadInput(
                f"assumptions.{name} is not an assumption of the model", "one of " + ", ".join(wanted)
            )
