"""The options, and the only thing that each does: change parameters of the game.

K1, K2, K3a and K3b are the article's advice (12.2, 13.6, 14.1, 14.6); helping a US-DPRK thaw, opposing it,
and promoting US-China coordination are not in the article.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tertius.options.stated import Array, Draws
from tertius.options.table_game import Pulls, Table, sit_down

VALUES = ("stakes", "inclusion", "own ties")
WATCH = "K2"


@dataclass(frozen=True)
class Option:
    """An option and the acts it is made of."""

    id: str
    name: str
    acts: frozenset[str]


def _option(identity: str, name: str, *acts: str) -> Option:
    return Option(identity, name, frozenset(acts))


OPTIONS = (
    _option("none", "do nothing"),
    _option("K1", "act early: raise the value of Seoul's inclusion", "K1"),
    _option("K2", "prepare and watch", WATCH),
    _option("K3a", "prepare to be left out", "K3a"),
    _option("K3b", "keep own ties with Washington and Beijing steady", "K3b"),
    _option("K1+K3a", "act early and prepare to be left out", "K1", "K3a"),
    _option("K1+K3b", "act early and keep own ties steady", "K1", "K3b"),
    _option("K3a+K3b", "prepare to be left out and keep own ties steady", "K3a", "K3b"),
    _option("K1+K3a+K3b", "all three", "K1", "K3a", "K3b"),
    _option("thaw", "help a US-DPRK thaw (not in the article)", "thaw"),
    _option("oppose", "oppose a US-DPRK thaw (not in the article)", "oppose"),
    _option("coordinate", "promote US-China coordination (not in the article)", "coordinate"),
)
GAMES = ("none", "K1", "thaw", "oppose", "coordinate")  # the acts that change the pivot's own game
SCENARIOS = tuple(
    (path, thaw) for path in ("as is", "rivals ease", "rivalry spikes") for thaw in (False, True)
)


def chances(draws: Draws) -> Array:
    """Probability of each of `SCENARIOS` in each draw, array, shape (scenario, draw)."""
    ease, spike, thaw = draws["p_ease"], draws["p_spike"], draws["p_thaw"]
    paths = (1 - ease - spike, ease, spike)
    return np.stack([path * side for path in paths for side in (1 - thaw, thaw)])


def tables(draws: Draws, agendas: tuple[str, ...]) -> Table:
    """The pivot's table for every act of `GAMES` in every scenario: arrays, shape (act, scenario, draw)."""
    stakes = {kind: _by_agenda(draws, kind, agendas) for kind in ("alpha", "beta", "gamma", "k", "theta")}
    rivalry = np.stack([_rivalry(draws, act) for act in GAMES])[..., None]
    access_a = np.stack([_access_a(draws, act) for act in GAMES])[..., None]
    raised = np.stack([1 + draws["k1_stakes"] * (act == "K1") for act in GAMES])[:, None, :, None]
    shape = rivalry.shape[:-1]
    pulls = Pulls(
        a=rivalry * access_a * stakes["alpha"],
        b=-rivalry * draws["access_b"][:, None] * stakes["beta"],
        fourth=np.broadcast_to(raised * draws["access_k"][:, None] * stakes["gamma"], (*shape, len(agendas))),
        k=stakes["k"],
        theta=stakes["theta"],
    )
    costs = {name: np.broadcast_to(draws[name], shape) for name in ("eta", "upkeep_a", "upkeep_b", "outside")}
    return sit_down(pulls, **costs)


def worth_to_fourth(option: Option, found: Table, draws: Draws) -> Array:
    """What one option gives K by scenario and value, before its cost: array, shape (scenario, draw, value).

    ``VALUES``: what K gets on the pivot's agendas net of transfers; the loss from exclusion; own ties.
    """
    act, left_out = _act(option), _left_out(option, found, draws)
    stakes = np.where(left_out, found.outside[act], found.inside[act])
    shield = 1 - draws["k3a_shield"] * ("K3a" in option.acts)
    loss = -draws["loss"] * shield * excluded(option, found, draws)
    ties = np.broadcast_to(draws["k3b_gain"] * ("K3b" in option.acts), loss.shape)
    return np.stack([stakes, loss, ties], axis=-1)


def excluded(option: Option, found: Table, draws: Draws) -> npt.NDArray[np.bool_]:
    """Where K is left out while both rivals are at the table, array, shape (scenario, draw)."""
    return np.asarray(_left_out(option, found, draws) & (found.members[_act(option)] == 3))


def _left_out(option: Option, found: Table, draws: Draws) -> npt.NDArray[np.bool_]:
    thaw = np.array([side for _, side in SCENARIOS])[:, None]
    welcome = 1 - draws["k1_welcome"] * ("K1" in option.acts)
    leaving = draws["leaving_out"] * (1 - draws["k3b_leaving"] * ("K3b" in option.acts))
    phi = draws["phi"] * welcome * (1 + draws["exclusion_after_thaw"] * thaw + leaving)
    return np.asarray(found.added[_act(option)] < phi)


def _act(option: Option) -> int:
    return next((index for index, name in enumerate(GAMES) if name in option.acts), 0)


def cost(option: Option, draws: Draws) -> Array:
    """What the option costs, array, shape (draw,)."""
    return np.asarray(sum((draws[f"{act.lower()}_cost"] for act in sorted(option.acts)), np.zeros(1)))


def _by_agenda(draws: Draws, kind: str, agendas: tuple[str, ...]) -> Array:
    return np.stack([draws[f"{kind}_{agenda}"] for agenda in agendas], axis=-1)


def _rivalry(draws: Draws, act: str) -> Array:
    """Rivalry by scenario, array, shape (scenario, draw)."""
    base = draws["rivalry"] * (1 - draws["coordinate_effort"] * (act == "coordinate"))
    by_path = {
        "as is": base,
        "rivals ease": base * (1 - draws["ease_share"]),
        "rivalry spikes": np.minimum(1.0, base + draws["spike_add"]),
    }
    return np.stack([by_path[path] for path, _ in SCENARIOS])


def _access_a(draws: Draws, act: str) -> Array:
    effort = draws["thaw_effort"] * (act == "thaw") - draws["oppose_effort"] * (act == "oppose")
    by_side = {side: draws["access_a"] + effort + draws["thaw_access"] * side for side in (False, True)}
    return np.stack([np.clip(by_side[side], 0.0, 1.0) for _, side in SCENARIOS])
