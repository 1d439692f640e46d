"""Relations: a latent state per dyad and month, with its uncertainty."""

from __future__ import annotations

from tertius.relations.estimate import estimate_relations
from tertius.relations.explain import explain
from tertius.relations.hyper import Hyperparameters, Mixture
from tertius.relations.issues import issue_offsets
from tertius.relations.prior import ReferencePrior, reference_prior
from tertius.relations.result import FilteredRelations, RelationDraws, Relations, SmoothedRelations
from tertius.relations.ruler import Ruler
from tertius.relations.structure import Structure, structure

__all__ = [
    "FilteredRelations",
    "Hyperparameters",
    "Mixture",
    "ReferencePrior",
    "RelationDraws",
    "Relations",
    "Ruler",
    "SmoothedRelations",
    "Structure",
    "estimate_relations",
    "explain",
    "issue_offsets",
    "reference_prior",
    "structure",
]
