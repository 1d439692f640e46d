"""The rule tree: stances read off thresholds on the quantities of the triangle, draw by draw.

The first rule that holds decides, in this order (v: valence, e: engagement in (0, 1), tilt = (v_A - v_B)/2):

1. withdrawn (silent)     e_A and e_B both below 0.25, and v_AB at most 0.1
2. excluded               v_AB above 0.1 and joint engagement sqrt(e_A e_B) below 0.35
3. withdrawn (rejecting)  v_A and v_B both below -0.1, and abs(tilt) below 0.25
4. aligned with A         tilt at least 0.25 and e_A at least 0.25
5. aligned with B         tilt at most -0.25 and e_B at least 0.25
6. equidistant            abs(tilt) below 0.25, v_A and v_B both above 0.1, e_A and e_B both at least 0.25
7. cautious               whatever is left
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
ACTIVE = 0.25
JOINT = 0.35
SIDE = 0.25
NEUTRAL = 0.1


def rule_paths(draws: dict[str, Floats]) -> npt.NDArray[np.int64]:
    """Inner state of every draw and month, array, shape (draw, month); inner states as in `signatures.INNER`.

    Parameters
    ----------
    draws
        Quantities of a triangle: tilt, va, vb, vab, ea, eb, joint; arrays, shape (draw, month).
    """
    tilt, va, vb, vab = (draws[name] for name in ("tilt", "va", "vb", "vab"))
    ea, eb = draws["ea"], draws["eb"]
    even = np.abs(tilt) < SIDE
    rules = [
        ((np.maximum(ea, eb) < ACTIVE) & (vab <= NEUTRAL), 3),
        ((vab > NEUTRAL) & (draws["joint"] < JOINT), 5),
        ((np.maximum(va, vb) < -NEUTRAL) & even, 4),
        ((tilt >= SIDE) & (ea >= ACTIVE), 0),
        ((tilt <= -SIDE) & (eb >= ACTIVE), 1),
        (even & (np.minimum(va, vb) > NEUTRAL) & (np.minimum(ea, eb) >= ACTIVE), 2),
    ]
    return np.select([rule for rule, _ in rules], [state for _, state in rules], default=6).astype(np.int64)
