"""Triangle in, dated stances out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from tertius.months import Months
from tertius.provenance import Provenance
from tertius.stances import phases as ph
from tertius.stances.facts import FACTS, FactPrior
from tertius.stances.gate import Enough, enough
from tertius.stances.measurements import Measurements, counted_acts, measure, rows_of
from tertius.stances.numbers import Numbers, load_numbers
from tertius.stances.sides import Sides, draw_sides, read_sides
from tertius.stances.value import Stances

if TYPE_CHECKING:
    from tertius.cases import ReferencePhase
    from tertius.indicators import Indicators
    from tertius.triangles import Triangle

Floats = npt.NDArray[np.float64]
DRAWS = 400
MIDDLE = "middle"


def segment(
    triangle: Triangle,
    *,
    rng: np.random.Generator,
    draws: int = DRAWS,
    facts: Indicators | None = None,
    numbers: Numbers | None = None,
    declared: Sequence[ReferencePhase] = (),
) -> Stances:
    """Dated stances with probabilities, or none and the reason where the record is not enough.

    Parameters
    ----------
    triangle
        From smoothed relations (all months known) or filtered ones (then every probability uses the past only).
    rng, draws
        Randomness and number of drawn paths behind the intervals of the starts.
    facts
        Yearly facts, which carry the prior of side and middle; without them levels stay wide.
    numbers
        Numbers of the model; the shipped ones by default.
    declared
        Reference phases whose `declared` column fills the separate column; no state is ever taken from them.
    """
    data, used = measure(triangle), numbers or load_numbers()
    found = enough(triangle, data)
    if not found.ok:
        return _empty(triangle, found, used)
    corners = (triangle.pivot, triangle.a, triangle.b)
    sides = read_sides(
        data, corners, triangle.months, numbers=used, facts=facts, past=triangle.given == "past"
    )
    listed = _phases(triangle, sides, data, rng, draws)
    return Stances(
        states=state_names(triangle.a, triangle.b),
        months=triangle.months,
        prob=sides.prob,
        direction=sides.direction,
        level=sides.level,
        turn=sides.turn,
        tilt=np.stack(triangle.summary("tilt")),
        warmth=np.stack(triangle.summary("warmth")),
        phases=listed,
        enough=found,
        given=triangle.given,
        declared=declared_by_month(declared, triangle.months),
        facts=sides.facts,
        triangle=triangle,
        loglik=sides.loglik,
        version=used.version,
        provenance=_provenance(triangle, used, facts, sides.facts),
    )


def state_names(a: str, b: str) -> tuple[str, str, str]:
    """The three stances of a pivot between `a` and `b`."""
    return f"aligned with {a}", MIDDLE, f"aligned with {b}"


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


def _phases(
    made: Triangle, sides: Sides, data: Measurements, rng: np.random.Generator, draws: int
) -> tuple[ph.Phase, ...]:
    """Phases of the path that is right in the most months."""
    paths = None if made.given == "past" else draw_sides(sides, data, rng=rng, size=draws)
    acts = _acts(made)
    found = []
    for state, first, last in ph.runs(ph.best_path(sides.prob)):
        lo, hi = (
            ph.start_from_prob(sides.prob, state, first, last)
            if paths is None
            else ph.start_from_paths(paths, state, first, last)
        )
        run = slice(first, last + 1)
        prob = sides.prob[run].mean(axis=0)
        found.append(
            ph.Phase(
                stance=state_names(made.a, made.b)[state],
                start=made.months[first],
                end=made.months[last],
                start_interval=(made.months[lo], made.months[hi]),
                prob=(float(prob[0]), float(prob[1]), float(prob[2])),
                direction=float(sides.direction[run].mean()),
                tilt=ph.band(made.draws["tilt"][:, run], paths=made.given == "all"),
                warmth=ph.band(made.draws["warmth"][:, run], paths=made.given == "all"),
                acts=round(float(acts[run].sum())),
                censored=first == 0,
            )
        )
    return tuple(found)


def _acts(made: Triangle) -> Floats:
    """Scored acts on the pivot's two legs by month, array, shape (month,); an act of unknown month is shared out."""
    panel = made.relations.panel
    rows = rows_of(panel, (made.pivot, made.a)) + rows_of(panel, (made.pivot, made.b))
    return counted_acts(panel, rows, past=made.given == "past")[made.within].astype(float)


def _empty(made: Triangle, found: Enough, numbers: Numbers) -> Stances:
    """No month and no percentage: the record is not enough."""
    none = np.zeros(0)
    return Stances(
        states=state_names(made.a, made.b), months=made.months[:0], prob=np.zeros((0, 3)), direction=none, level=none,
        turn=none, tilt=np.zeros((3, 0)), warmth=np.zeros((3, 0)), phases=(), enough=found,
        given=made.given, declared=(), facts=FactPrior(np.zeros((0, 3)), np.zeros((0, len(FACTS)), dtype=bool)),
        triangle=made, loglik=float("nan"), version=numbers.version,
        provenance=made.provenance.with_notes(f"not enough on record for a stance: {found.why}"),
    )  # fmt: skip


def _provenance(made: Triangle, numbers: Numbers, facts: Indicators | None, prior: FactPrior) -> Provenance:
    known = made.provenance.with_settings(stance_numbers=numbers.version)
    if facts is not None:
        known = known.merge(facts.provenance)
    if prior.any:
        return known.with_notes(
            f"the prior of side and middle rests on yearly facts: {', '.join(prior.names)}"
        )
    return known.with_notes(
        "no yearly fact was at hand: the record tells when the pivot moved, hardly where it stood beside other states"
    )
