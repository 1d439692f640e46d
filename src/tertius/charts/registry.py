"""``plot(value)``: the chart of any value, found by its type's name, so that no room needs to know its chart.

`attach` gives the rooms' values their ``.plot()``; it runs when `tertius.charts` is imported, and the rooms below
never import this one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tertius.errors import BadInput

Renderer = Callable[..., Any]
_RENDERERS: dict[str, Renderer] = {}
VALUES = {
    "tertius.relations": ("SmoothedRelations", "FilteredRelations"),
    "tertius.triangles": ("Triangle",),
    "tertius.stances": ("Stances",),
    "tertius.leverage": ("Gains",),
    "tertius.forecasts": ("Forecast",),
    "tertius.options": ("OptionTable",),
    "tertius.study": ("Study",),
}


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


def attach() -> None:
    """Give the values of the rooms that are there a ``plot`` method."""
    import importlib

    for module, names in VALUES.items():
        try:
            room = importlib.import_module(module)
        except ModuleNotFoundError:
            continue
        for name in names:
            cls = getattr(room, name, None)
            if cls is not None and not hasattr(cls, "plot"):
                cls.plot = plot
