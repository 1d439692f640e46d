"""The fourth state's options, one draw, scenario and option at a time, in plain Python: slow and plain on purpose."""

from __future__ import annotations

import itertools

from tertius.options import Assumptions, Option

SCENARIOS = [(path, thaw) for path in ("as is", "ease", "spike") for thaw in (False, True)]


def option_value(
    assumed: Assumptions, option: Option, x: dict[str, float]
) -> tuple[list[float], float, float]:
    """Expected (stakes, inclusion, own ties), cost, and probability of being left out, of one option in one draw."""
    parts, left = [0.0, 0.0, 0.0], 0.0
    for path, thaw in SCENARIOS:
        chance = _chance(x, path, thaw)
        values, out = _scenario(assumed, option, x, path, thaw)
        parts = [total + chance * value for total, value in zip(parts, values, strict=True)]
        left += chance * out
    return parts, sum(x[act.named("cost")] for act in option.acts), left


def _chance(x: dict[str, float], path: str, thaw: bool) -> float:
    of_path = {"as is": 1 - x["p_ease"] - x["p_spike"], "ease": x["p_ease"], "spike": x["p_spike"]}[path]
    return of_path * (x["p_thaw"] if thaw else 1 - x["p_thaw"])


def _scenario(
    assumed: Assumptions, option: Option, x: dict[str, float], path: str, thaw: bool
) -> tuple[list[float], float]:
    rivalry = x["rivalry"]
    access = {"a": x["access_a"], "b": x["access_b"]}
    stakes, welcome, shield, leaving, ties, voice, joined = 1.0, 1.0, 1.0, 1.0, 0.0, 0.0, ""
    for act in option.acts:
        n = {part: x.get(act.named(part), 0.0) for part in ("stakes", "welcome", "shield", "leaving", "gain")}
        n |= {part: x.get(act.named(part), 0.0) for part in ("effort", "voice", "forgone")}
        stakes *= 1 + n["stakes"]
        welcome *= 1 - n["welcome"]
        shield *= 1 - n["shield"]
        leaving *= 1 - n["leaving"]
        ties += n["gain"] - n["forgone"]
        if act.kind == "cooperate":
            rivalry *= 1 - n["effort"]
        if act.kind in ("ease", "oppose"):
            access[act.side] += n["effort"] if act.kind == "ease" else -n["effort"]
        if act.kind == "join":
            joined, voice = act.side, n["voice"]
    rivalry = {
        "as is": rivalry,
        "ease": rivalry * (1 - x["ease_share"]),
        "spike": min(1, rivalry + x["spike_add"]),
    }[path]
    if thaw:
        access[assumed.thaw] += x["thaw_access"]
    access = {side: min(1.0, max(0.0, value)) for side, value in access.items()}
    pulls = {
        "A": [rivalry * access["a"] * x[f"alpha_{j}"] for j in assumed.agendas],
        "B": [-rivalry * access["b"] * x[f"beta_{j}"] for j in assumed.agendas],
        "K": [stakes * x["access_k"] * x[f"gamma_{j}"] for j in assumed.agendas],
    }
    own = pulls["K"]
    if joined:
        patron = joined.upper()
        pulls[patron] = [p + voice * k for p, k in zip(pulls[patron], own, strict=True)]
        pulls.pop("K")
    members, gross = _rivals(assumed, pulls, x)
    away = _value(assumed, own, [pulls[i] for i in members], x)
    if joined:
        inside, added = away, (float("inf") if joined.upper() in members else 0.0)
    else:
        inside, added = _with_fourth(assumed, pulls, members, gross, away, x)
    phi = x["phi"] * welcome * (1 + x["exclusion_after_thaw"] * thaw + x["leaving_out"] * leaving)
    out = added < phi
    lost = out and len(members) == 2
    return [away if out else inside, -x["loss"] * shield * lost, ties], float(lost)


def _rivals(
    assumed: Assumptions, pulls: dict[str, list[float]], x: dict[str, float]
) -> tuple[tuple[str, ...], float]:
    """The rivals that pay P most, and what they pay before upkeep."""
    a, b, ab = (_worth(assumed, [pulls[i] for i in names], x) for names in ("A", "B", "AB"))
    choices = [
        ((), x["outside"], 0.0),
        (("A",), x["eta"] * a, x["upkeep_a"]),
        (("B",), x["eta"] * b, x["upkeep_b"]),
        (("A", "B"), max(0.0, a + b - ab), x["upkeep_a"] + x["upkeep_b"]),
    ]
    best = max(choices, key=lambda choice: choice[1] - choice[2])
    return best[0], best[1]


def _with_fourth(
    assumed: Assumptions,
    pulls: dict[str, list[float]],
    members: tuple[str, ...],
    gross: float,
    away: float,
    x: dict[str, float],
) -> tuple[float, float]:
    """What the fourth has if its offer is taken, and what taking it adds to P."""
    names = (*members, "K")
    worth = {
        frozenset(some): _worth(assumed, [pulls[i] for i in some], x)
        for size in range(len(names) + 1)
        for some in itertools.combinations(names, size)
    }
    if not members:
        rent, net = gross + x["eta"] * worth[frozenset("K")], (1 - x["eta"]) * worth[frozenset("K")]
    else:
        takes = [_in_turn(worth, order) for order in itertools.permutations(names)]
        mean = {name: sum(take[name] for take in takes) / len(takes) for name in names}
        rent, net = worth[frozenset(names)] - sum(mean.values()), mean["K"]
    return (net, rent - gross) if rent > gross else (away, 0.0)


def _in_turn(worth: dict[frozenset[str], float], order: tuple[str, ...]) -> dict[str, float]:
    """Every principal in turn takes the most that no set of those before it and itself would be refused."""
    everyone, taken = frozenset(order), {}
    for turn, name in enumerate(order):
        limits = []
        for size in range(turn + 1):
            for others in itertools.combinations(order[:turn], size):
                group = frozenset((*others, name))
                limits.append(
                    worth[everyone] - worth[everyone - group] - sum(taken[other] for other in others)
                )
        taken[name] = min(limits)
    return taken


def _moves(assumed: Assumptions, pulls: list[list[float]], x: dict[str, float]) -> list[tuple[float, float]]:
    """Joint pull and move from the ideal on each agenda."""
    found = []
    for j, agenda in enumerate(assumed.agendas):
        pull, theta = sum(row[j] for row in pulls), x[f"theta_{agenda}"]
        found.append((pull, min(1.0, max(-1.0, theta + pull / x[f"k_{agenda}"])) - theta))
    return found


def _worth(assumed: Assumptions, pulls: list[list[float]], x: dict[str, float]) -> float:
    return sum(
        pull * moved - x[f"k_{agenda}"] / 2 * moved**2
        for agenda, (pull, moved) in zip(assumed.agendas, _moves(assumed, pulls, x), strict=True)
    )


def _value(assumed: Assumptions, own: list[float], pulls: list[list[float]], x: dict[str, float]) -> float:
    return sum(k * moved for k, (_, moved) in zip(own, _moves(assumed, pulls, x), strict=True))
