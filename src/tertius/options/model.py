"""The numbers that the model needs, each with its limits and what it is in words."""

from __future__ import annotations

import math
from collections.abc import Iterable

from tertius.errors import BadInput
from tertius.options.kinds import KINDS, Act, Part

ANY = math.inf

BY_AGENDA = {
    part.name: part
    for part in (
        Part("alpha", -ANY, ANY, "payoff", "{a}'s stake in what {p} does on {agenda}"),
        Part("beta", -ANY, ANY, "payoff", "{b}'s stake in what {p} does on {agenda}"),
        Part("gamma", -ANY, ANY, "payoff", "{k}'s stake in what {p} does on {agenda}"),
        Part("k", 0.0, ANY, "payoff", "how much it costs {p} to leave its own line on {agenda}"),
        Part(
            "theta",
            -1.0,
            1.0,
            "position",
            "where {p} would stand on {agenda} if nobody bid (1 is {a}, -1 {b})",
        ),
    )
}
BASE = {
    part.name: part
    for part in (
        Part("rivalry", 0.0, 1.0, "share", "the rivalry of {a} and {b}"),
        Part("access_a", 0.0, 1.0, "share", "{a}'s access to {p}"),
        Part("access_b", 0.0, 1.0, "share", "{b}'s access to {p}"),
        Part("access_k", 0.0, 1.0, "share", "{k}'s access to {p}"),
        Part("eta", 0.0, 1.0, "share", "{p}'s share of what it makes with a single patron"),
        Part("upkeep_a", 0.0, ANY, "payoff", "what keeping a relation with {a} costs {p}"),
        Part("upkeep_b", 0.0, ANY, "payoff", "what keeping a relation with {b} costs {p}"),
        Part("outside", 0.0, ANY, "payoff", "what standing apart from both is worth to {p}"),
        Part("phi", 0.0, ANY, "payoff", "what including {k} costs {p}"),
        Part(
            "exclusion_after_thaw",
            0.0,
            ANY,
            "share of phi",
            "how much readier {p} is to leave {k} out after a thaw",
        ),
        Part("leaving_out", 0.0, ANY, "share of phi", "what {a} and {b} gain from leaving {k} out"),
        Part("loss", 0.0, ANY, "payoff", "what {k} loses when it is left out while both rivals bargain"),
        Part("p_ease", 0.0, 1.0, "probability", "the chance that {a} and {b} ease their rivalry"),
        Part("p_spike", 0.0, 1.0, "probability", "the chance that the rivalry of {a} and {b} spikes"),
        Part("ease_share", 0.0, 1.0, "share", "how much the rivalry falls when {a} and {b} ease"),
        Part("spike_add", 0.0, ANY, "share", "how much the rivalry rises in a spike"),
        Part("p_thaw", 0.0, 1.0, "probability", "the chance of a thaw between {p} and {thaw}"),
        Part("thaw_access", 0.0, ANY, "share", "how much a thaw adds to {thaw}'s access to {p}"),
    )
}


def parts(agendas: Iterable[str], acts: Iterable[Act]) -> dict[str, tuple[Part, str, Act | None]]:
    """Every number that the model needs: name to (what it is, its agenda or '', its act or None)."""
    found: dict[str, tuple[Part, str, Act | None]] = {}
    for kind, part in BY_AGENDA.items():
        found |= {f"{kind}_{agenda}": (part, agenda, None) for agenda in agendas}
    found |= {name: (part, "", None) for name, part in BASE.items()}
    for act in acts:
        for part in KINDS[act.kind].parts:
            name = act.named(part.name)
            if name in found:
                raise BadInput(f"the option {act.id!r} would name {name} again", "another id")
            found[name] = (part, "", act)
    return found
