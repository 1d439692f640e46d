"""Triangle in, dated stances out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tertius.errors import BadInput
from tertius.months import Months, labels
from tertius.provenance import Provenance
from tertius.stances import phases as ph
from tertius.stances.chain import draw_paths, run_chain
from tertius.stances.measurements import Measurements, measure
from tertius.stances.rules import rule_paths
from tertius.stances.signatures import OUTER, StanceModel, merge_inner, state_names

if TYPE_CHECKING:
    import polars as pl

    from tertius.cases import ReferencePhase
    from tertius.triangles import Triangle

Floats = npt.NDArray[np.float64]
MODELS = ("semi-markov", "sticky", "rules")
DRAWS = 400


@dataclass(frozen=True, eq=False)
class Stances:
    """Dated stances of a pivot between two rivals.

    Attributes
    ----------
    states
        The six states, ``aligned with <A>`` first.
    months
        Array of datetime64[M], shape (month,).
    prob
        Array, shape (month, 6): given all months, or for ``given="past"`` the months up to each one.
    phases
        Dated phases in order; they cover the window.
    given
        ``all`` or ``past``.
    declared
        The stance the pivot declared, month by month, "" where none is on record; never used for `prob`.
    model
        ``semi-markov``, ``sticky`` or ``rules``.
    triangle
        What was segmented.
    silent
        Array, shape (month,): probability of being withdrawn in silence; the rest of `withdrawn` rejects
        both.
    prior
        Array, shape (month, 6): probabilities without any measurement.
    loglik
        Log marginal likelihood of the measurements; NaN for rules, which have none.
    version
        Reference of the pooled numbers.
    """

    states: tuple[str, ...]
    months: Months
    prob: Floats
    phases: tuple[ph.Phase, ...]
    given: str
    declared: tuple[str, ...]
    model: str
    triangle: Triangle
    silent: Floats
    prior: Floats
    loglik: float
    version: str
    provenance: Provenance

    def __post_init__(self) -> None:
        shape = (len(self.months), len(self.states))
        if self.prob.shape != shape or self.prior.shape != shape or len(self.declared) != shape[0]:
            raise BadInput(f"probabilities of shape {self.prob.shape}", f"(month, state) = {shape}")
        if not np.allclose(self.prob.sum(axis=1), 1.0, atol=1e-6):
            raise BadInput("stance probabilities that do not sum to 1")

    @property
    def path(self) -> npt.NDArray[np.int64]:
        """State number of the phase each month lies in, array, shape (month,)."""
        out = np.zeros(len(self.months), dtype=np.int64)
        for phase in self.phases:
            out[(self.months >= phase.start) & (self.months <= phase.end)] = self.states.index(phase.stance)
        return out

    def to_frame(self) -> pl.DataFrame:
        """One row a month: probability of each state, the phase's stance, what was declared."""
        import polars as pl

        columns: dict[str, Any] = {"month": labels(self.months)}
        columns |= {state: self.prob[:, k] for k, state in enumerate(self.states)}
        columns["stance"] = [self.states[k] for k in self.path]
        return pl.DataFrame(columns | {"declared": list(self.declared)})

    def phase_frame(self) -> pl.DataFrame:
        """One row a phase."""
        import polars as pl

        return pl.DataFrame([phase.to_dict() for phase in self.phases])


def segment(
    triangle: Triangle,
    *,
    model: str = "semi-markov",
    rng: np.random.Generator,
    draws: int = DRAWS,
    numbers: StanceModel | None = None,
    declared: Sequence[ReferencePhase] = (),
) -> Stances:
    """Dated stances with probabilities.

    Parameters
    ----------
    triangle
        From smoothed relations (all months known) or filtered ones (then every probability uses the past
        only).
    model
        ``semi-markov`` (default), ``sticky`` or ``rules``; docs/method/stances.md has their equations.
    rng, draws
        Randomness and number of drawn paths behind the intervals.
    numbers
        Numbers of the chain; by default the shipped pooled reference, in which no shipped case's dyads
        entered.
    declared
        Reference phases whose `declared` column fills the separate column; no state is ever taken from them.

    Raises
    ------
    BadInput
        If the model is unknown.
    """
    if model not in MODELS:
        raise BadInput(f"stance model {model!r}", "one of " + ", ".join(MODELS))
    made = (
        _by_rules(triangle)
        if model == "rules"
        else _by_chain(triangle, model, numbers or _reference(), rng, draws)
    )
    prob, inner, prior, path, starts, loglik, version, acts = made
    states = state_names(triangle.a, triangle.b)
    silent = inner[:, 3]
    found = ph.phases_of(
        path,
        prob,
        months=triangle.months,
        states=states,
        starts=starts,
        prior=prior,
        acts=acts,
        silent=silent,
    )
    return Stances(
        states=states,
        months=triangle.months,
        prob=prob,
        phases=found,
        given=triangle.given,
        declared=declared_by_month(declared, triangle.months),
        model=model,
        triangle=triangle,
        silent=silent,
        prior=prior,
        loglik=loglik,
        version=version,
        provenance=_provenance(triangle, model, version, pooled=numbers is None),
    )


def declared_by_month(references: Sequence[ReferencePhase], months: Months) -> tuple[str, ...]:
    """Declared stances of each month, several joined by " | "."""
    found: list[list[str]] = [[] for _ in months]
    for phase in references:
        if not phase.declared:
            continue
        inside = np.ones(len(months), bool)
        inside &= True if phase.start is None else months >= phase.start
        inside &= True if phase.end is None else months <= phase.end
        for t in np.flatnonzero(inside):
            if phase.declared not in found[t]:
                found[t].append(phase.declared)
    return tuple(" | ".join(names) for names in found)


def _provenance(triangle: Triangle, model: str, version: str, *, pooled: bool) -> Provenance:
    """Settings, and a remark where the triangle itself is among those that taught the pooled numbers."""
    from tertius.stances.reference import own_triangle_note

    made = triangle.provenance.with_settings(stance_model=model, stance_reference=version)
    note = own_triangle_note(triangle.pivot, *triangle.rivals) if pooled and model != "rules" else ""
    return made.with_notes(note) if note else made


def _by_rules(triangle: Triangle) -> tuple[Any, ...]:
    """Share of draws in each state; phases of the most probable state, a turn must earn its cost."""
    paths = rule_paths(triangle.draws)
    inner = np.stack([(paths == state).mean(axis=0) for state in range(len(OUTER))], axis=1)
    prob = merge_inner(inner)

    def starts(state: int, first: int, last: int) -> tuple[int, int]:
        return ph.start_from_prob(prob, state, first, last)

    prior = np.full_like(prob, 1 / prob.shape[1])
    acts = np.asarray(triangle.observed).any(axis=0)
    return prob, inner, prior, ph.best_path(prob), starts, float("nan"), "thresholds-1", acts


def _by_chain(
    triangle: Triangle, kind: str, numbers: StanceModel, rng: np.random.Generator, draws: int
) -> tuple[Any, ...]:
    """A chain on the measurements; filtered where the triangle is."""
    data = measure(triangle)
    result = run_chain(data, numbers, kind=kind, smooth=triangle.given == "all")
    prior = merge_inner(_prior(data, numbers, kind))
    if triangle.given == "past":
        inner = result.filtered
        prob = merge_inner(inner)
        path = ph.best_path(prob)

        def starts(state: int, first: int, last: int) -> tuple[int, int]:
            return ph.start_from_prob(prob, state, first, last)
    else:
        inner = result.smoothed
        prob = merge_inner(inner)
        paths = np.asarray(OUTER)[draw_paths(result, rng=rng, size=draws)]
        path = ph.best_path(prob)

        def starts(state: int, first: int, last: int) -> tuple[int, int]:
            return ph.start_from_paths(paths, state, first, last)

    return prob, inner, prior, path, starts, result.loglik, numbers.version, data.acts


def _prior(data: Measurements, numbers: StanceModel, kind: str) -> Floats:
    """Inner-state probabilities of the chain without measurements and covariates, shape (month, 7)."""
    from dataclasses import replace

    bare = replace(numbers, offset_sd=(0.0, 0.0, 0.0))
    return run_chain(data.without_evidence(), bare, kind=kind, smooth=False).filtered


def _reference() -> StanceModel:
    from tertius.stances.reference import load_reference

    return load_reference()
