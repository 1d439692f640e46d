"""Charts made to be joined: a layer that is made for one chart alone is passed on, not copied at every join.

Altair copies whatever it joins to its last part, several times over, so that a chart may be used twice. Ours are used once.
"""

from __future__ import annotations

from functools import cache
from typing import Any


@cache
def _light(name: str) -> Any:
    """A class of Altair's whose deep copies are copies of its outermost part, where alone a join writes."""
    import altair as alt

    kind = getattr(alt, name)
    return type(
        name,
        (kind,),
        {"__deepcopy__": lambda self, _=None: self.copy(deep=False), "__module__": kind.__module__},
    )


def chart(rows: Any, **settings: Any) -> Any:
    """A chart of rows."""
    return _light("Chart")(rows, **settings)


def layer(*layers: Any) -> Any:
    """Charts drawn over each other."""
    return _light("LayerChart")(layer=layers)


def below(*parts: Any, spacing: int) -> Any:
    """Charts one below the other."""
    return _light("VConcatChart")(vconcat=parts, spacing=spacing)


def beside(*parts: Any, spacing: int) -> Any:
    """Charts one beside the other."""
    return _light("HConcatChart")(hconcat=parts, spacing=spacing)
