"""The figures of docs/method/triangles.md for a shipped case.

What the neutral point decides, and what each agenda says in the phases that the case's first voice dates.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from tertius.cases import Case
    from tertius.triangles import Triangle


def measured(case: Case, seed: int) -> Triangle:
    """The case's triangle from its own chronicle, with agendas and the material received."""
    from tertius.panel import build_panel
    from tertius.relations import estimate_relations
    from tertius.triangles import received, triangle

    panel = build_panel(case.events, start=case.window[0], end=case.window[1])
    relations = estimate_relations(panel)
    dependence = tuple(received(case.events, case.pivot, rival, panel.months) for rival in (case.a, case.b))
    rng = np.random.default_rng(seed)
    corners = (_name(panel.dyads, case.pivot), _name(panel.dyads, case.a), _name(panel.dyads, case.b))
    return triangle(
        relations, *corners, rng=rng, events=case.events, dependence=(dependence[0], dependence[1])
    )


def _name(dyads: Sequence[tuple[str, str]], handle: str) -> str:
    """The handle by which the panel knows a state: its own, or its chain's."""
    from tertius.actors import chain_of

    return handle if any(handle in dyad for dyad in dyads) else chain_of(handle)


def sensitivity_lines(found: Triangle) -> list[str]:
    """Months in which the pivot's role and the type are named, and differ, by neutral point."""
    lines = [
        f"{'c0':>6} {'role named':>11} {'type named':>11} {'mean tilt':>10} {'mean equidistance':>18}  commonest roles"
    ]
    base = found.role_names()
    for point, other in found.sensitivity().items():
        roles, types = other.role_names(), other.type_names()
        named = [sum(name != "undetermined" for name in names) for names in (roles, types)]
        tilt, equal = (other.draws[name].mean() for name in ("tilt", "equidistance"))
        common = ", ".join(f"{name} {count}" for name, count in Counter(roles).most_common(4))
        lines.append(f"{point:6.2f} {named[0]:11d} {named[1]:11d} {tilt:10.3f} {equal:18.3f}  {common}")
        changed = sum(one != two for one, two in zip(base, roles, strict=True))
        lines.append(f"       role differs from c0 = {found.c0:.2f} in {changed} of {len(roles)} months")
    return lines


def agenda_lines(found: Triangle, case: Case) -> list[str]:
    """Each agenda in the phases of the case's first voice: acts, mean scores as recorded, tilt with 90 % bounds."""
    agendas = found.agendas
    if agendas is None or not case.phases:
        return []
    voice = case.voices[0]
    lines = [f"agendas in the phases of {voice}; tilt > 0 is towards {found.a}"]
    for phase in case.phases_of(voice):
        start, end = phase.start or case.window[0], phase.end or case.window[1]
        lines.append(f"{start}..{end} {phase.label}")
        for row in agendas.window(start, end):
            acts = " ".join(f"{value:4.1f}" for value in row["acts"])
            score = " ".join("   -" if value is None else f"{value:+4.1f}" for value in row["score"])
            bounds = f"{row['tilt']:+.2f} [{row['lo']:+.2f}, {row['hi']:+.2f}]"
            lines.append(
                f"  {row['issue']} acts {acts}  scores {score}  tilt {bounds}  P(>0) {row['towards_a']:.2f}"
            )
    known = ~np.isnan(agendas.p_value)
    low = int((agendas.p_value[known] < 0.05).sum())
    lines.append(f"dispersion above its permutation null at 5 % in {low} of {int(known.sum())} months")
    lines.append(
        f"omega2 {agendas.omega2:.2f}, s2 {agendas.s2:.2f}, half-life {agendas.half_life:.0f} months"
    )
    return lines


def main(data: Path | None, arguments: Sequence[str]) -> int:
    """Print the figures of one case."""
    parser = argparse.ArgumentParser(prog="python -m studies triangle_case", description=__doc__)
    parser.add_argument("case")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    from tertius.cases import load_case

    case = load_case(options.case)
    found = measured(case, options.seed)
    print(f"{case.title}: {len(found.months)} months, {found.size} joint draws, seed {options.seed}")
    print("\n".join(sensitivity_lines(found) + agenda_lines(found, case)))
    return 0
