"""Instrument: the menu-auction game in which rivals bid for a pivot's positions, agenda by agenda."""

from tertius.auction.all_pay import AllPay, all_pay
from tertius.auction.game import Game, Solution, solve
from tertius.auction.principals import PayoffBounds, coalition_worths, greedy_selection, payoff_bounds
from tertius.auction.stance_choice import (
    StanceCosts,
    StanceValues,
    certain_point,
    deny,
    dependence_path,
    detente,
    exclusion_value,
    stance_values,
)
from tertius.auction.surplus import best_position, package_rent, rents, selective_rent, two_rivals, worth

__all__ = [
    "AllPay",
    "Game",
    "PayoffBounds",
    "Solution",
    "StanceCosts",
    "StanceValues",
    "all_pay",
    "best_position",
    "certain_point",
    "coalition_worths",
    "deny",
    "dependence_path",
    "detente",
    "exclusion_value",
    "greedy_selection",
    "package_rent",
    "payoff_bounds",
    "rents",
    "selective_rent",
    "solve",
    "stance_values",
    "two_rivals",
    "worth",
]
