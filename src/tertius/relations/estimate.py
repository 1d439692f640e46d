"""`estimate_relations`: from a panel to the posterior of every relation in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Literal, overload

import numpy as np

from tertius.errors import BadInput
from tertius.events import SCALES
from tertius.relations.evidence import FitData
from tertius.relations.fits import ActivityFit, fit_activity, fit_valence
from tertius.relations.hyper import Floats, Hyperparameters, level_model
from tertius.relations.prior import PSEUDO_DYADS, reference_prior
from tertius.relations.result import FilteredRelations, Relations, SmoothedRelations
from tertius.relations.ruler import Ruler
from tertius.relations.several import align, drift_variance, join_panels
from tertius.relations.start import Start, start_of, two_speed_start
from tertius.relations.strength import strength_step
from tertius.statespace import marginal_loglik, noise, worth
from tertius.statespace.robust import robust_weights

if TYPE_CHECKING:
    from tertius.indicators import Indicators
    from tertius.panel import Panel

MODELS = ("one-speed", "two-speed")
Speeds = Literal["one-speed", "two-speed"]
Drift = tuple[tuple[Floats, Floats], ...]


@overload
def estimate_relations(
    panel: Panel | Sequence[Panel],
    *,
    given: Literal["all"] = ...,
    prior: Literal["reference"] | None = ...,
    c0: float | str | None = ...,
    pseudo: float = ...,
    ruler: Ruler | None = ...,
    robust: bool = ...,
    indicators: Indicators | None = ...,
    model: Speeds | None = ...,
) -> SmoothedRelations: ...
@overload
def estimate_relations(
    panel: Panel | Sequence[Panel],
    *,
    given: Literal["past"],
    prior: Literal["reference"] | None = ...,
    c0: float | str | None = ...,
    pseudo: float = ...,
    ruler: Ruler | None = ...,
    robust: bool = ...,
    indicators: Indicators | None = ...,
    model: Speeds | None = ...,
) -> FilteredRelations: ...
@overload
def estimate_relations(
    panel: Panel | Sequence[Panel],
    *,
    given: str = ...,
    prior: Literal["reference"] | None = ...,
    c0: float | str | None = ...,
    pseudo: float = ...,
    ruler: Ruler | None = ...,
    robust: bool = ...,
    indicators: Indicators | None = ...,
    model: Speeds | None = ...,
) -> Relations: ...
def estimate_relations(
    panel: Panel | Sequence[Panel],
    *,
    given: str = "all",
    prior: Literal["reference"] | None = "reference",
    c0: float | str | None = None,
    pseudo: float = PSEUDO_DYADS,
    ruler: Ruler | None = None,
    robust: bool = False,
    indicators: Indicators | None = None,
    model: Speeds | None = None,
) -> Relations:
    """Posterior of valence and engagement for every dyad of the panel.

    Parameters
    ----------
    panel
        One panel, or several of one scale and period: the first is the anchor, whose dyads, months and counts are kept;
        the others add their scores, each with its own noise, floor and drift (`tertius.relations.several`).
    given
        ``all`` returns `SmoothedRelations`; ``past`` returns `FilteredRelations`, which uses ``panel.y_past`` and, in
        each month, only that month and before, hyperparameters included.
    prior
        ``reference``: the shipped reference prior without the panel's own dyads; None: an even one, worth one dyad.
    c0
        Neutral point: a number on the scale, ``median`` (the reference panel's), or None for the ruler's own.
    pseudo
        How many dyads the reference prior is worth.
    ruler
        Another ruler than the shipped one.
    robust
        Student-t noise (nu = 4): a month far from its neighbours counts less. Smoothed, one speed only.
    indicators
        Yearly facts of the pairs (`tertius.indicators.read_indicators`): those of `tertius.relations.facts.FACTS` enter the
        two-speed model, each in the last month of its year; filtered relations know it from the next January on.
    model
        ``one-speed`` (M1), ``two-speed`` (M2), or None: two speeds if there are indicators, else one.

    Raises
    ------
    BadInput
        On an unknown `given`, `prior` or `model`, an empty panel, or indicators that cannot enter.
    """
    if given not in ("all", "past"):
        raise BadInput(f"given={given!r}", "'all' or 'past'")
    if prior not in ("reference", None):
        raise BadInput(f"prior={prior!r}", "'reference' or None")
    if robust and given == "past":
        raise BadInput("robust with given='past'", "given='all'", "its weights look at later months")
    model = chosen_model(model, indicators)
    if robust and model == "two-speed":
        raise BadInput("robust with two speeds", "model='one-speed'", "its weights are made for one speed")
    panels = list(panel) if isinstance(panel, Sequence) else [panel]
    one = panels[0]
    if not one.dyads or not len(one.months):
        raise BadInput("a panel without dyads or months", "at least one of each")
    unit = scale_unit(one.scale)
    start = start_of(one, prior, pseudo)
    if model == "two-speed":
        start = two_speed_start(one, start, prior, pseudo, indicators, unit)
    measure = (ruler or reference_prior().ruler()).in_units(unit).at(c0)
    past = given == "past"
    drift: Drift = ()
    if len(panels) > 1:
        panels = [one, *(align(other, one) for other in panels[1:])]
        one, found = join_panels(one, panels[1:], fit_valence(one, start, unit, past=past))
        drift = tuple(found)
    activity = fit_activity(panels, start, measure.lambda0, past=past)
    result = _fit(one, start, measure, unit, activity, past=past, drift=drift)
    if robust:
        result = _fit(reweighted(one, result), start, measure, unit, activity, past=past, drift=drift)
    return replace(result, var=result.var + drift_variance(result)) if drift else result


def chosen_model(model: Speeds | None, indicators: Indicators | None) -> Speeds:
    """The model by name: yearly facts need two speeds."""
    if model is None:
        return "one-speed" if indicators is None else "two-speed"
    if model not in MODELS:
        raise BadInput(f"model={model!r}", " or ".join(MODELS))
    if model == "one-speed" and indicators is not None:
        raise BadInput(
            "indicators with model='one-speed'",
            "model='two-speed'",
            "one speed has no place for yearly facts",
        )
    return model


def reweighted(panel: Panel, relations: Relations) -> Panel:
    """The panel with each month's count scaled to what it is worth under Student-t noise."""
    mixture, evidence = relations.hyper.valence, relations.evidence
    model = level_model({name: mixture.expected(name) for name in mixture.grid})
    weight = robust_weights(evidence.y, evidence.n, model)
    h = noise(evidence.n, model.s2, model.tau2) / weight
    most = 2.0 * np.maximum(evidence.n, 1e-9)  # light tails may at most double a month
    n = np.where(np.isfinite(weight), np.minimum(worth(h, model.s2, model.tau2), most), 0.0).T
    return replace(panel, n=n, n_past=n, y_past=panel.y)


def scale_unit(scale: str) -> float:
    """Length of a Goldstein point in units of another scale, by the scales' upper ends; 1 for a scale of one's own."""

    return SCALES[scale].high / 10.0 if scale in SCALES else 1.0


def fact_notes(start: Start, given: str) -> tuple[str, ...]:
    """What is to be said of the facts that entered."""
    if not start.facts or start.told is None:
        return ()
    cells = int(np.isfinite(start.told.value).sum())
    when = "from the January after its year on" if given == "past" else "in the last month of its year"
    return (
        f"yearly facts that entered the relations: {', '.join(start.facts)}; {cells} dyad-years, each {when}; "
        "they can be no evidence for these relations",
    )


def _fit(
    panel: Panel,
    start: Start,
    ruler: Ruler,
    unit: float,
    activity: ActivityFit,
    *,
    past: bool,
    drift: Drift = (),
) -> Relations:
    """Relations of one panel, given all months or each month's past."""
    valence = fit_valence(panel, start, unit, past=past)
    kind: type[Relations] = FilteredRelations if past else SmoothedRelations
    hyper = Hyperparameters(valence.mixture, activity.mixture, start.note)
    settings = {
        "given": valence.given,
        "ruler": ruler.version,
        "c0": ruler.c0,
        "prior": start.note,
        "model": hyper.model,
    }
    provenance = panel.provenance.with_settings(**settings).with_notes(
        *fact_notes(start, valence.given), *_step_note(panel)
    )
    return kind(
        dyads=panel.dyads, months=panel.months, mean=valence.mean, var=valence.var, engagement=activity.mean,
        engagement_var=activity.var, observed=np.isfinite(valence.y.T), given=valence.given, hyper=hyper,
        loglik=marginal_loglik(valence.logliks, valence.mixture.weights), ruler=ruler, panel=panel, provenance=provenance,
        evidence=FitData(valence.y, valence.n, activity.counts, activity.exposure, drift, start.told),
    )  # fmt: skip


def _step_note(panel: Panel) -> tuple[str, ...]:
    """What a chronicle's strengths were taken for, where they were turned into Goldstein points."""
    own = panel.kind == "chronicle" and panel.scale != "strength"
    return (strength_step().note,) if own else ()
