"""What every option pays the fourth state, over draws of the assumptions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tertius.options.kinds import GAME_KINDS, Act, Option
from tertius.options.model import BY_AGENDA
from tertius.options.stated import Array, Assumptions, Draws

VALUES = ("stakes", "inclusion", "own ties")
SCENARIOS = tuple(
    (path, thaw) for path in ("as is", "rivals ease", "rivalry spikes") for thaw in (False, True)
)
THAWED = np.array([int(thaw) for _, thaw in SCENARIOS])


@dataclass(frozen=True, eq=False)
class Payoffs:
    """Every option's payoff to the fourth state.

    Attributes
    ----------
    parts
        By value, expected over scenarios, before cost: array, shape (option, draw, value).
    costs
        array, shape (option, draw).
    expected
        Parts summed less cost, array, shape (option, draw). For watching, the reply to each signal is fixed once,
        on the average over all draws, as the fourth state would have to fix it.
    known
        The same where the watcher replies to the signal in each draw as if that draw's assumptions were known (only
        its row differs): "would watching be best in such a world?"
    value_of_signal, value_of_certainty
        What the watcher's signal, and a perfect one, add to the best fixed choice, before the cost of watching;
        NaN where no option watches.
    left_out
        Probability that the fourth state is left out while both rivals bargain, if it does nothing.
    """

    parts: Array
    costs: Array
    expected: Array
    known: Array
    value_of_signal: float
    value_of_certainty: float
    left_out: float


@dataclass(frozen=True, eq=False)
class Played:
    """The games played: who sits at the table and what inclusion changes, arrays, shape (game, scenario, draw).

    ``added`` is ``U_P(M + K) - U_P(M) >= 0``, infinite where a patron speaks for the fourth state; ``inside`` and
    ``outside`` are the fourth's payoffs over ``V_K(theta)``, at the table and away from it.
    """

    members: npt.NDArray[np.int8]
    added: Array
    inside: Array
    outside: Array
    game: npt.NDArray[np.intp]


def chances(draws: Draws) -> Array:
    """Probability of each of `SCENARIOS` in each draw, array, shape (scenario, draw)."""
    ease, spike, thaw = draws["p_ease"], draws["p_spike"], draws["p_thaw"]
    paths = (1 - ease - spike, ease, spike)
    return np.stack([path * side for path in paths for side in (1 - thaw, thaw)])


def games(options: Sequence[Option]) -> tuple[list[tuple[Act, ...]], npt.NDArray[np.intp]]:
    """The different games that the options lead to, as their acts, and each option's game."""
    signs = list(dict.fromkeys(option.game for option in options))
    acts = {option.game: option.of(*GAME_KINDS) for option in options}
    return [acts[sign] for sign in signs], np.array([signs.index(option.game) for option in options])


def play(assumed: Assumptions, draws: Draws) -> Played:
    """Play the pivot's game for every different game, scenario and draw."""
    from tertius.options.kernel import sit_down

    sets, game = games(assumed.options)
    size = len(draws["eta"])
    stakes = np.stack(
        [np.stack([draws[f"{kind}_{agenda}"] for agenda in assumed.agendas]) for kind in BY_AGENDA]
    )
    stakes[2] *= draws["access_k"]
    members, added, inside, outside = sit_down(
        np.stack([_rivalry(draws, acts) for acts in sets]),
        np.stack([_access(draws, acts, "a", assumed.thaw) for acts in sets]),
        np.stack([_access(draws, acts, "b", assumed.thaw) for acts in sets]),
        np.stack([_factor(draws, acts, "include", "stakes", size, sign=1) for acts in sets]),
        np.stack([_sum(draws, acts, "join", "voice", size) for acts in sets]),
        np.array([_joined(acts) for acts in sets]),
        stakes,
        np.stack([draws[name] for name in ("eta", "upkeep_a", "upkeep_b", "outside")]),
    )
    return Played(members, added, inside, outside, game)


def payoffs(assumed: Assumptions, draws: Draws) -> Payoffs:
    """Play the pivot's game for every option, scenario and draw, and take the expectation over scenarios."""
    from tertius.options.kernel import take_home

    found, odds = play(assumed, draws), chances(draws)
    table = (found.members, found.added, found.inside, found.outside)
    admission = np.stack([draws[name] for name in ("phi", "exclusion_after_thaw", "leaving_out", "loss")])
    effect = _effects(assumed.options, draws, admission.shape[1])
    sides, left = take_home(table, found.game, odds, THAWED, admission, effect)
    costs = np.stack([_cost(option, draws, admission.shape[1]) for option in assumed.options])
    watch = next((i for i, option in enumerate(assumed.options) if option.of("watch")), None)
    return _weighed(assumed, draws, sides, costs, float(left[0].mean()), watch)


def _weighed(
    assumed: Assumptions, draws: Draws, sides: Array, costs: Array, left: float, watch: int | None
) -> Payoffs:
    parts = sides.sum(axis=0)
    expected = parts.sum(axis=-1) - costs
    if watch is None:
        return Payoffs(parts, costs, expected, expected, float("nan"), float("nan"), left)
    rest = np.array([i for i in range(len(costs)) if i != watch])
    right = draws[assumed.options[watch].acts[0].named("accuracy")]
    thaw = draws["p_thaw"]
    # what each reply is worth jointly with each signal: shape (signal, reply, draw)
    weights = ((right, 1 - right), (1 - right, right))
    seen = [(1 - thaw) * calm + thaw * warm for calm, warm in weights]
    total = sides[:, rest].sum(axis=-1)
    utility = np.stack(
        [
            total[0] * calm + total[1] * warm - costs[rest] * p
            for (calm, warm), p in zip(weights, seen, strict=True)
        ]
    )
    replies = rest[utility.mean(axis=-1).argmax(axis=1)]
    own = costs[watch].copy()
    parts[watch] = sum(
        sides[0, reply] * calm[:, None] + sides[1, reply] * warm[:, None]
        for reply, (calm, warm) in zip(replies, weights, strict=True)
    )
    costs[watch] = own + sum(costs[reply] * p for reply, p in zip(replies, seen, strict=True))
    expected[watch] = parts[watch].sum(axis=-1) - costs[watch]
    known = expected.copy()
    known[watch] = utility.max(axis=1).sum(axis=0) - own
    best = float(expected[rest].mean(axis=1).max())
    sure = sum(
        float((side - costs[rest] * p).mean(axis=1).max())
        for side, p in zip(total, (1 - thaw, thaw), strict=True)
    )
    signal = max(0.0, float(expected[watch].mean() + own.mean() - best))
    return Payoffs(parts, costs, expected, known, signal, max(0.0, sure - best), left)


def best_shares(known: Array) -> Array:
    """How often each option is best over the draws, equals sharing: array, shape (option,)."""
    at_top = known >= known.max(axis=0) - 1e-12
    return np.asarray((at_top / at_top.sum(axis=0)).mean(axis=1))


def _effects(options: Sequence[Option], draws: Draws, size: int) -> Array:
    """What each option multiplies phi, the gain from leaving out and the loss by, and its own ties: (4, option, draw)."""
    rows = []
    for option in options:
        ties = _sum(draws, option.acts, "steady", "gain", size) - _sum(
            draws, option.acts, "join", "forgone", size
        )
        rows.append(
            [
                _factor(draws, option.acts, "include", "welcome", size, sign=-1),
                _factor(draws, option.acts, "steady", "leaving", size, sign=-1),
                _factor(draws, option.acts, "shelter", "shield", size, sign=-1),
                ties,
            ]
        )
    return np.ascontiguousarray(np.array(rows).transpose(1, 0, 2))


def _cost(option: Option, draws: Draws, size: int) -> Array:
    """What the option costs, array, shape (draw,)."""
    return np.asarray(sum((draws[act.named("cost")] for act in option.acts), np.zeros(size)))


def _factor(draws: Draws, acts: Sequence[Act], kind: str, part: str, size: int, *, sign: int) -> Array:
    """Product of ``1 + sign part`` over the acts of a kind."""
    out = np.ones(size)
    for act in acts:
        if act.kind == kind:
            out = out * (1 + sign * draws[act.named(part)])
    return out


def _sum(draws: Draws, acts: Sequence[Act], kind: str, part: str, size: int) -> Array:
    return np.asarray(sum((draws[act.named(part)] for act in acts if act.kind == kind), np.zeros(size)))


def _joined(acts: Sequence[Act]) -> int:
    return next((1 if act.side == "a" else 2 for act in acts if act.kind == "join"), 0)


def _rivalry(draws: Draws, acts: Sequence[Act]) -> Array:
    """Rivalry by scenario, array, shape (scenario, draw)."""
    base = draws["rivalry"] * _factor(draws, acts, "cooperate", "effort", len(draws["eta"]), sign=-1)
    by_path = {
        "as is": base,
        "rivals ease": base * (1 - draws["ease_share"]),
        "rivalry spikes": np.minimum(1.0, base + draws["spike_add"]),
    }
    return np.stack([by_path[path] for path, _ in SCENARIOS])


def _access(draws: Draws, acts: Sequence[Act], side: str, thawing: str) -> Array:
    """Access of one rival by scenario, array, shape (scenario, draw)."""
    about = [act for act in acts if act.side == side]
    size = len(draws["eta"])
    effort = _sum(draws, about, "ease", "effort", size) - _sum(draws, about, "oppose", "effort", size)
    thaw = draws["thaw_access"] * (side == thawing)
    return np.stack(
        [np.clip(draws[f"access_{side}"] + effort + thaw * warm, 0.0, 1.0) for _, warm in SCENARIOS]
    )
