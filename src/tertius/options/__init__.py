"""Options: what a fourth state can do, weighed over draws of assumptions, measured or stated."""

from __future__ import annotations

from typing import Any

from tertius.options.files import as_toml, load_assumptions, shipped
from tertius.options.kinds import KINDS, Act, Kind, Option
from tertius.options.playing import SCENARIOS, VALUES, Payoffs, payoffs
from tertius.options.stated import Assumption, Assumptions
from tertius.options.weigh import Flip, OptionResult, OptionTable, weigh_options

_LAZY = {"calibrated": "measured", "first_assumptions": "first"}

__all__ = [
    "KINDS",
    "SCENARIOS",
    "VALUES",
    "Act",
    "Assumption",
    "Assumptions",
    "Flip",
    "Kind",
    "Option",
    "OptionResult",
    "OptionTable",
    "Payoffs",
    "as_toml",
    "calibrated",
    "first_assumptions",
    "load_assumptions",
    "payoffs",
    "shipped",
    "weigh_options",
]


def __getattr__(name: str) -> Any:
    """Import what reads a triangle when it is first asked for."""
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_LAZY[name]}"), name)
