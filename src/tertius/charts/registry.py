"""``plot(value)``: the chart of any value, found by its type's name, so that no room needs to know its chart.

A value's own ``.plot()`` (`tertius.shown.Shown`) looks here when it is called; the rooms below never import this one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tertius.errors import BadInput

Renderer = Callable[..., Any]
_RENDERERS: dict[str, Renderer] = {}


def register(type_name: str, renderer: Renderer) -> None:
    """Draw values whose type, or one of whose base types, has this name with `renderer`."""
    _RENDERERS[type_name] = renderer


def plot(value: Any, *names: str, **options: Any) -> Any:
    """Draw any value of the argument as an Altair chart; `names` choose among its charts (a quantity, a dyad).

    Raises
    ------
    BadInput
        If no chart is registered for the value's type.
    """
    for base in type(value).__mro__:
        if base.__name__ in _RENDERERS:
            return _RENDERERS[base.__name__](value, *names, **options)
    raise BadInput(f"no chart for a {type(value).__name__}", ", ".join(sorted(_RENDERERS)))
