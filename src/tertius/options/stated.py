"""Assumptions as data: one editable TOML file, every number with its range, unit, reason and source."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tertius.errors import BadInput

if TYPE_CHECKING:
    from tertius.triangles import Triangle

Array = npt.NDArray[np.float64]
Draws = dict[str, Array]

BY_AGENDA = ("alpha", "beta", "gamma", "k", "theta")
SHARES = [
    "rivalry",
    "access_a",
    "access_b",
    "access_k",
    "eta",
    "p_ease",
    "p_spike",
    "p_thaw",
    "ease_share",
    "k1_welcome",
    "k2_accuracy",
    "k3a_shield",
    "k3b_leaving",
]
AT_LEAST_ZERO = [
    "outside",
    "upkeep_a",
    "upkeep_b",
    "phi",
    "exclusion_after_thaw",
    "leaving_out",
    "loss",
    "spike_add",
    "thaw_access",
    "k1_stakes",
    "k1_cost",
    "k2_cost",
    "k3a_cost",
    "k3b_cost",
    "thaw_effort",
    "thaw_cost",
    "oppose_effort",
    "oppose_cost",
    "coordinate_effort",
    "coordinate_cost",
]
FREE = ("k3b_gain",)


@dataclass(frozen=True)
class Assumption:
    """One number: central `value`, range `low`..`high`, its unit, why, and where it comes from."""

    name: str
    value: float
    low: float
    high: float
    unit: str = ""
    reason: str = ""
    source: str = "stated assumption"


@dataclass(frozen=True)
class Assumptions:
    """Everything the options are weighed under; see ``assumptions/seoul.toml``."""

    title: str
    pivot: str
    a: str
    b: str
    fourth: str
    agendas: tuple[str, ...]
    items: tuple[Assumption, ...]

    def __post_init__(self) -> None:
        _check_names(self)
        for item in self.items:
            _check_item(item)
        high = {item.name: item.high for item in self.items}
        if high["p_ease"] + high["p_spike"] > 1:
            raise BadInput(
                "p_ease and p_spike can sum to more than 1", "ranges whose upper ends sum to at most 1"
            )

    def __getitem__(self, name: str) -> Assumption:
        for item in self.items:
            if item.name == name:
                return item
        raise BadInput(f"no assumption {name!r}", "one of " + ", ".join(item.name for item in self.items))

    @property
    def uncertain(self) -> tuple[str, ...]:
        """Names of the assumptions whose range is not a point."""
        return tuple(item.name for item in self.items if item.low < item.high)

    def but(self, changes: Mapping[str, float | tuple[float, float]]) -> Assumptions:
        """Return a copy with some set to a number, or to a range ``(low, high)`` around its middle."""
        items = {item.name: item for item in self.items}
        for name, wanted in changes.items():
            low, high = wanted if isinstance(wanted, tuple) else (wanted, wanted)
            middle = (low + high) / 2
            items[name] = replace(self[name], value=middle, low=float(low), high=float(high))
        return replace(self, items=tuple(items.values()))

    def draw(self, rng: np.random.Generator, size: int) -> Draws:
        """Independent uniform draws over every range: name to array, shape (draw,)."""
        return {item.name: item.low + (item.high - item.low) * rng.random(size) for item in self.items}

    def central(self) -> Draws:
        """The central case as one draw."""
        return {item.name: np.array([item.value]) for item in self.items}


def load_assumptions(
    path: str | Path | None = None, *, overrides: Mapping[str, float | tuple[float, float]] | None = None
) -> Assumptions:
    """Read assumptions from a TOML file (the package's own for Seoul when `path` is None).

    Raises
    ------
    BadInput
        If the file is not TOML, a key is missing, unknown or not a number, or a range is not a range; the
        sentence names the key.
    """
    found = _read(path)
    try:
        table = found["assumptions"]
        heads = {name: str(found[name]) for name in ("title", "pivot", "a", "b", "fourth")}
        agendas = tuple(str(name) for name in found["agendas"])
    except (KeyError, TypeError) as missing:
        raise BadInput(
            f"the assumptions have no key {missing}", "the keys of the package's seoul.toml"
        ) from None
    if not isinstance(table, dict):
        raise BadInput("[assumptions] is not a table", "one table for each assumption")
    items = tuple(_item(name, entry) for name, entry in table.items())
    return Assumptions(**heads, agendas=agendas, items=items).but(overrides or {})


def _read(path: str | Path | None) -> dict[str, Any]:
    try:
        if path is None:
            return tomllib.loads((files("tertius.options") / "assumptions" / "seoul.toml").read_text("utf-8"))
        return tomllib.loads(Path(path).read_text("utf-8"))
    except OSError as problem:
        raise BadInput(f"{path} cannot be read ({problem.strerror})", "a TOML file of assumptions") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise BadInput(f"{path} is not TOML: {problem}", "a TOML file of assumptions") from None


def _item(name: str, entry: Any) -> Assumption:
    if not isinstance(entry, dict):
        raise BadInput(
            f"assumptions.{name} is {entry!r}", "a table with value, low, high, unit, reason, source"
        )
    known = {"value", "low", "high", "unit", "reason", "source"}
    if extra := set(entry) - known:
        raise BadInput(
            f"assumptions.{name} has an unknown key {sorted(extra)[0]!r}", ", ".join(sorted(known))
        )
    value = _number(name, "value", entry.get("value"))
    low, high = (_number(name, key, entry.get(key, value)) for key in ("low", "high"))
    words = {key: str(entry.get(key, "")) for key in ("unit", "reason", "source")}
    if not words["reason"] or not words["source"]:
        raise BadInput(f"assumptions.{name} gives no reason or no source", "both: an assumption must say why")
    return Assumption(name, value, low, high, **words)


def _number(name: str, key: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise BadInput(f"assumptions.{name}.{key} is {value!r}", "a finite number")
    return float(value)


def _check_names(found: Assumptions) -> None:
    wanted = [f"{kind}_{agenda}" for kind in BY_AGENDA for agenda in found.agendas]
    wanted += [*SHARES, *AT_LEAST_ZERO, *FREE]
    have = [item.name for item in found.items]
    if not found.agendas:
        raise BadInput("agendas is empty", "at least one agenda")
    for name in wanted:
        if name not in have:
            raise BadInput(f"assumptions.{name} is missing", "every assumption of the package's seoul.toml")
    for name in have:
        if name not in wanted:
            raise BadInput(
                f"assumptions.{name} is not an assumption of the model", "one of " + ", ".join(wanted)
            )


def _check_item(item: Assumption) -> None:
    if not item.low <= item.value <= item.high:
        seen = f"assumptions.{item.name}: low {item.low:g}, value {item.value:g}, high {item.high:g}"
        raise BadInput(seen, "low <= value <= high")
    low, high = _limits(item.name)
    if item.low < low or item.high > high or (item.name.startswith("k_") and item.low <= 0):
        seen = f"assumptions.{item.name} ranges from {item.low:g} to {item.high:g}"
        raise BadInput(seen, f"{low:g} to {high:g}" + (", above zero" if item.name.startswith("k_") else ""))


def _limits(name: str) -> tuple[float, float]:
    if name == "k2_accuracy":
        return 0.5, 1.0
    if name in SHARES:
        return 0.0, 1.0
    if name in AT_LEAST_ZERO or name.startswith("k_"):
        return 0.0, math.inf
    return (-1.0, 1.0) if name.startswith("theta_") else (-math.inf, math.inf)


def calibrated(assumptions: Assumptions, *, triangle: Triangle, month: int = -1) -> Assumptions:
    """Replace the ranges of rivalry and of both accesses by a triangle's 90 % posterior intervals in one
    month.

    Rivalry is the triangle's; access is engagement times warmth, ``a_i = e_i (1 + v_i) / 2``. The rest
    stays as stated. The triangle's rivals must be the assumptions' (in that order): an access swapped
    between rivals is refused.
    """
    corners = (triangle.pivot, triangle.a, triangle.b)
    if corners != (assumptions.pivot, assumptions.a, assumptions.b):
        wanted = f"the triangle {assumptions.pivot}, {assumptions.a}, {assumptions.b}"
        raise BadInput(f"the triangle {', '.join(corners)}", wanted)
    found = {
        "rivalry": triangle.draws["rivalry"],
        "access_a": triangle.draws["ea"] * (1 + triangle.draws["va"]) / 2,
        "access_b": triangle.draws["eb"] * (1 + triangle.draws["vb"]) / 2,
    }
    spans = {name: np.quantile(values[:, month], [0.05, 0.95]) for name, values in found.items()}
    changed = assumptions.but({name: (float(lo), float(hi)) for name, (lo, hi) in spans.items()})
    said = f"posterior of {'-'.join(corners)} in {triangle.months[month]}, 90 % interval"
    items = tuple(replace(i, source=said, reason=said) if i.name in found else i for i in changed.items)
    return replace(changed, items=items)
