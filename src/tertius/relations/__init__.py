"""Relations: a latent state per dyad and month, with its uncertainty."""

from __future__ import annotations

from tertius.relations.direction import Gap, direction_gap
from tertius.relations.estimate import estimate_relations
from tertius.relations.explain import explain
from tertius.relations.hyper import Hyperparameters, Mixture
from tertius.relations.issues import ISSUE_AREAS, issue_offsets, issue_panels
from tertius.relations.prior import ReferencePrior, reference_prior
from tertius.relations.result import FilteredRelations, RelationDraws, Relations, SmoothedRelations
from tertius.relations.ruler import Ruler
from tertius.relations.strength import StrengthStep, strength_step
from tertius.relations.structure import Structure, structure

__all__ = [
    "ISSUE_AREAS",
    "FilteredRelations",
    "Gap",
    "Hyperparameters",
    "Mixture",
    "ReferencePrior",
    "RelationDraws",
    "Relations",
    "Ruler",
    "SmoothedRelations",
    "StrengthStep",
    "Structure",
    "direction_gap",
    "estimate_relations",
    "explain",
    "issue_offsets",
    "issue_panels",
    "reference_prior",
    "strength_step",
    "structure",
]
