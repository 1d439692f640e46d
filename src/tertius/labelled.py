"""Arrays with named axes, for xarray and what reads it (ArviZ); behind the extra ``xarray``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tertius.errors import BadInput

if TYPE_CHECKING:
    import numpy.typing as npt
    import xarray as xr

Axes = Sequence[str]


def dataset(
    variables: Mapping[str, tuple[Axes, npt.NDArray[Any]]],
    labels: Mapping[str, Sequence[Any] | npt.NDArray[Any]],
    told: Mapping[str, Any],
) -> xr.Dataset:
    """Named arrays on named axes; an array of draws gets a first axis ``chain`` of length one, as ArviZ wants it.

    Parameters
    ----------
    variables
        Name to axes and array.
    labels
        Axis to labels; ``month`` as dates, a dyad or leg as ``A-B``.
    told
        Attributes: plain text and numbers.

    Raises
    ------
    BadInput
        If xarray is not installed.
    """
    try:
        import xarray as xr
    except ImportError:
        raise BadInput("a data set with named axes", "xarray", "install tertius[xarray]") from None
    shaped = {
        name: (("chain", *axes), values[None]) if axes[0] == "draw" else (tuple(axes), values)
        for name, (axes, values) in variables.items()
    }
    drawn = any(axes[0] == "chain" for axes, _ in shaped.values())
    return xr.Dataset(shaped, coords={**({"chain": [0]} if drawn else {}), **labels}, attrs=dict(told))


def pair_names(pairs: Sequence[tuple[str, str]]) -> list[str]:
    """``A-B`` for every pair."""
    return ["-".join(pair) for pair in pairs]
