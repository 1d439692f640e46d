"""The quantities of a triangle: a pivot P between two rivals A and B (docs/method/triangles.md).

All take valences ``v`` in (-1, 1) and engagements ``e`` in (0, 1), arrays of any common shape, and work
element by element; on joint posterior draws they give the posterior of every quantity.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

NAMES = (
    "tilt",
    "warmth",
    "joint",
    "cordiality",
    "equidistance",
    "withdrawn",
    "rejection",
    "rivalry",
    "balance",
    "va",
    "vb",
    "vab",
    "ea",
    "eb",
    "eab",
)
OPTIONAL = ("dependence", "dispersion")


def tilt(va: Floats, vb: Floats) -> Floats:
    """``(v_A - v_B) / 2`` in (-1, 1): positive towards A; odd when the rivals change places."""
    return (va - vb) / 2


def warmth(va: Floats, vb: Floats) -> Floats:
    """``(v_A + v_B) / 2`` in (-1, 1): even; ``abs(tilt) + abs(warmth) < 1``."""
    return (va + vb) / 2


def joint_engagement(ea: Floats, eb: Floats) -> Floats:
    """``sqrt(e_A e_B)`` in (0, 1): goes to 0 if either leg dies."""
    return np.sqrt(ea * eb)


def cordiality(va: Floats, vb: Floats) -> Floats:
    """``sqrt((1 + v_A)(1 + v_B)) / 2`` in (0, 1): even; near 0 if either relation is hostile."""
    return np.sqrt((1 + va) * (1 + vb)) / 2


def equidistance(va: Floats, vb: Floats, ea: Floats, eb: Floats) -> Floats:
    """Engaged equidistance ``(1 - abs(tilt)) E g`` in (0, 1): even, rises in joint engagement."""
    return (1 - np.abs(tilt(va, vb))) * joint_engagement(ea, eb) * cordiality(va, vb)


def withdrawn(va: Floats, vb: Floats, ea: Floats, eb: Floats) -> Floats:
    """Withdrawn equidistance ``(1 - abs(tilt))(1 - max(e_A, e_B))``: goes to 0 if any leg is active."""
    return (1 - np.abs(tilt(va, vb))) * (1 - np.maximum(ea, eb))


def rejection(va: Floats, vb: Floats, ea: Floats, eb: Floats) -> Floats:
    """Rejection of both ``(1 - abs(tilt)) max(e) max(0, -max(v_A, v_B))`` in [0, 1): active, against both."""
    return (1 - np.abs(tilt(va, vb))) * np.maximum(ea, eb) * np.maximum(0, -np.maximum(va, vb))


def rivalry(vab: Floats) -> Floats:
    """``(1 - v_AB) / 2`` in (0, 1): of the rivals' own relation, whatever the pivot does."""
    return (1 - vab) / 2


def balance(va: Floats, vb: Floats, vab: Floats) -> Floats:
    """``v_A v_B v_AB`` in (-1, 1): above 0 where balanced; unchanged by flipping two signs (Heider 1946)."""
    return va * vb * vab


def dependence_tilt(da: Floats, db: Floats) -> Floats:
    """``(D_A - D_B) / (D_A + D_B)`` in [-1, 1]: scale-free; missing where there is no data or no dependence.

    Parameters
    ----------
    da, db
        array: what the pivot gets from A and from B (trade, arms, aid), at least 0, in any common unit.
    """
    da, db = np.asarray(da, float), np.asarray(db, float)
    total = da + db
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(total > 0, (da - db) / np.where(total > 0, total, 1), np.nan)


def dispersion(tilts: Floats, weights: Floats, *, axis: int = 0) -> tuple[Floats, Floats]:
    """Weighted mean and spread of the tilts by agenda: ``sqrt(sum_j w_j (tilt_j - mean)^2)`` in [0, 1).

    Selective equidistance is a mean near 0 with a high dispersion, silent equidistance is both low.

    Parameters
    ----------
    tilts
        array, agendas along `axis`; NaN where an agenda has no data.
    weights
        array that broadcasts to `tilts`, at least 0; scaled to sum to 1 over the agendas with data.

    Returns
    -------
    mean, dispersion
        NaN where fewer than two agendas have data (a spread of one thing says nothing).
    """
    weights = np.where(np.isnan(tilts), 0.0, np.broadcast_to(weights, tilts.shape))
    total = weights.sum(axis, keepdims=True)
    share = np.divide(weights, total, out=np.zeros_like(weights), where=total > 0)
    known = np.nan_to_num(tilts)
    mean = (share * known).sum(axis, keepdims=True)
    spread = np.sqrt((share * (known - mean) ** 2).sum(axis))
    enough = (share > 0).sum(axis)
    return (
        np.where(enough > 0, np.squeeze(mean, axis), np.nan),
        np.where(enough > 1, spread, np.nan),
    )


def all_quantities(
    va: Floats, vb: Floats, vab: Floats, ea: Floats, eb: Floats, eab: Floats
) -> dict[str, Floats]:
    """Every quantity of `NAMES` that needs only valences and engagements, by name."""
    return {
        "tilt": tilt(va, vb),
        "warmth": warmth(va, vb),
        "joint": joint_engagement(ea, eb),
        "cordiality": cordiality(va, vb),
        "equidistance": equidistance(va, vb, ea, eb),
        "withdrawn": withdrawn(va, vb, ea, eb),
        "rejection": rejection(va, vb, ea, eb),
        "rivalry": rivalry(vab),
        "balance": balance(va, vb, vab),
        "va": va,
        "vb": vb,
        "vab": vab,
        "ea": ea,
        "eb": eb,
        "eab": eab,
    }
