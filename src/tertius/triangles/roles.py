"""Types and roles read off the three signs of a triangle.

Types after Dittmer, "The Strategic Triangle: An Elementary Game-Theoretical Analysis", World Politics 33
(1981) 485-515; roles after Wu Yu-Shan's scores, u_i = s_ij + s_ik - s_jk with s = +1 or -1.
"""

from __future__ import annotations

import itertools

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

OCTANTS = tuple("".join(signs) for signs in itertools.product("+-", repeat=3))
"""Signs of (P-A, P-B, A-B), from ``+++`` to ``---``: the columns of a type table."""

TYPES = ("menage a trois", "romantic triangle", "marriage", "unit veto")
"""By the number of positive legs: three, two, one, none."""

ROLES = ("pivot", "friend", "partner", "wing", "foe", "outcast")
SCORES = {"pivot": 3, "friend": 1, "partner": 1, "wing": -1, "foe": -1, "outcast": -3}
NAMED_ABOVE = 0.6
UNDETERMINED = "undetermined"

_SIGNS = np.array([[1 if sign == "+" else -1 for sign in octant] for octant in OCTANTS])
_TYPE_OF = np.array([3 - octant.count("+") for octant in OCTANTS])


def role_score(own: int, other: int, between: int) -> int:
    """Wu's score of a corner: ``s_ij + s_ik - s_jk`` in {-3, -1, 1, 3}.

    Parameters
    ----------
    own, other
        +1 or -1: signs of the corner's own two relations.
    between
        +1 or -1: sign of the relation between the two others.
    """
    return own + other - between


def role_name(own: int, other: int, between: int) -> str:
    """Name of a corner's role; scores +1 and -1 have two names each, told apart by the good relations.

    >>> role_name(1, 1, -1), role_name(1, -1, 1), role_name(-1, -1, 1), role_name(1, 1, 1)
    ('pivot', 'wing', 'outcast', 'friend')
    """
    good = (own > 0) + (other > 0) + (between > 0)
    by_score = {3: "pivot", 1: "friend" if good == 3 else "partner", -1: "wing" if good == 2 else "foe"}
    return by_score.get(role_score(own, other, between), "outcast")


def _role_table(corner: str) -> npt.NDArray[np.intp]:
    """For every octant, the index of the corner's role in `ROLES`."""
    order = {"pivot": (0, 1, 2), "a": (0, 2, 1), "b": (1, 2, 0)}[corner]
    return np.array([ROLES.index(role_name(*(int(signs[leg]) for leg in order))) for signs in _SIGNS])


def octant_probabilities(pa: Floats, pb: Floats, ab: Floats) -> Floats:
    """Share of draws in each octant.

    Parameters
    ----------
    pa, pb, ab
        array, shape (draw, month): valences; an exact 0 counts as negative.

    Returns
    -------
    array, shape (month, 8), columns as in `OCTANTS`; rows sum to 1.
    """
    code = 4 * (pa <= 0) + 2 * (pb <= 0) + (ab <= 0)
    return np.stack([(code == octant).mean(axis=0) for octant in range(8)], axis=-1)


def type_probabilities(octants: Floats) -> Floats:
    """Octants joined to Dittmer's four named types: array, shape (month, 4), columns as in `TYPES`."""
    return np.stack([octants[..., kind == _TYPE_OF].sum(-1) for kind in range(4)], axis=-1)


def role_probabilities(octants: Floats, corner: str) -> Floats:
    """Octants joined to the six roles of one corner (``pivot``, ``a`` or ``b``): array, shape (month, 6)."""
    table = _role_table(corner)
    return np.stack([octants[..., table == role].sum(-1) for role in range(6)], axis=-1)


def score_probabilities(octants: Floats, corner: str) -> Floats:
    """Expected Wu score of a corner, in [-3, 3]: array, shape (month,)."""
    scores = np.array([SCORES[role] for role in ROLES])
    return np.asarray(role_probabilities(octants, corner) @ scores)


def named(probabilities: Floats, names: tuple[str, ...], above: float = NAMED_ABOVE) -> list[str]:
    """The name above the threshold in every month, else ``undetermined``."""
    best = probabilities.argmax(-1)
    sure = probabilities.max(-1) > above
    return [names[index] if good else UNDETERMINED for index, good in zip(best, sure, strict=True)]
