"""Wu Yu-Shan's roles: the score u_i = s_ij + s_ik - s_jk of every corner of every triangle of signs."""

from __future__ import annotations

import itertools
from pathlib import Path

from tertius.triangles.roles import role_name, role_score

#: Role and score as Wu states them, by the signs of the corner's two relations and of the one between the others.
PUBLISHED = {
    (1, 1, -1): ("pivot", 3),
    (1, 1, 1): ("friend", 1),
    (1, -1, -1): ("partner", 1),
    (1, -1, 1): ("wing", -1),
    (-1, -1, -1): ("foe", -1),
    (-1, -1, 1): ("outcast", -3),
}


def report(data: Path | None) -> list[str]:
    """One line a configuration, ours beside the published role and score."""
    lines = [f"{'own, own, others':18} {'ours':14} published"]
    for signs in itertools.product((1, -1), repeat=3):
        told = PUBLISHED.get((max(signs[:2]), min(signs[:2]), signs[2]), ("?", 0))
        ours = role_name(*signs), role_score(*signs)
        words = "".join("+" if sign > 0 else "-" for sign in signs)
        same = "same" if ours == told else "DIFFERENT"
        lines.append(f"{words:18} {ours[0]:9} {ours[1]:+d}   {told[0]:9} {told[1]:+d}  {same}")
    return lines
