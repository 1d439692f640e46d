"""`estimate_relations`: from a panel to the posterior of every relation in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, overload

import numpy as np

from tertius.errors import BadInput
from tertius.events import SCALES
from tertius.months import STEP
from tertius.relations.engagement import (
    chronicle_engagement,
    count_loglik,
    filter_engagement,
    smooth_engagement,
    stream_counts,
)
from tertius.relations.evidence import FitData
from tertius.relations.facts import FACTS, gather, told_by, year_count
from tertius.relations.hyper import Floats, Hyperparameters, Mixture, count_grid, level_model, valence_grid
from tertius.relations.latent import Prior, filter_valence, grid_loglik, make_mixture, smooth_valence
from tertius.relations.prior import LEAST_DYADS, PSEUDO_DYADS, dyad_key, reference_prior
from tertius.relations.result import FilteredRelations, Relations, SmoothedRelations
from tertius.relations.ruler import Ruler
from tertius.relations.several import drift_variance, join_panels
from tertius.relations.speed_prior import speed_prior
from tertius.relations.speeds import filter_speeds, smooth_speeds, speed_grid
from tertius.relations.strength import strength_step
from tertius.statespace import Told, marginal_loglik, noise, worth
from tertius.statespace.robust import robust_weights

if TYPE_CHECKING:
    from tertius.indicators import Indicators
    from tertius.panel import Panel

MODELS = ("one-speed", "two-speed")
Speeds = Literal["one-speed", "two-speed"]
Drift = tuple[tuple[Floats, Floats], ...]


@dataclass(frozen=True)
class Start:
    """What is known beside the acts: prior weights of both grids, what they are worth, what to say of them, and yearly facts.

    `told` is None for the one-speed model.
    """

    valence: Prior
    engagement: Prior
    note: str
    told: Told | None = None
    facts: tuple[str, ...] = ()


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
    start = _start(one, prior, pseudo)
    if model == "two-speed":
        start = two_speed_start(one, start, prior, pseudo, indicators, unit)
    measure = (ruler or reference_prior().ruler()).in_units(unit).at(c0)
    fit = _filtered if given == "past" else _smoothed
    drift: Drift = ()
    if len(panels) > 1:
        one, found = join_panels(one, panels[1:], fit(one, start, measure, unit))
        drift = tuple(found)
    result = fit(one, start, measure, unit, drift=drift)
    if robust:
        result = fit(reweighted(one, result), start, measure, unit, drift=drift)
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


def _start(panel: Panel, prior: str | None, pseudo: float) -> Start:
    if prior is None:
        return _even("no reference prior")
    reference = reference_prior()
    own = frozenset(dyad_key(a, b) for a, b in panel.dyads)
    valence, counts, left = reference.weights(own)
    if left < LEAST_DYADS:
        return _even(
            f"reference prior {reference.version} not used, for this panel holds all but {left} of its dyads"
        )
    note = f"reference prior {reference.version}, worth {pseudo:g} dyads, from {left} dyads, none of them in this panel"
    return Start((valence, pseudo), (counts, pseudo), note)


def two_speed_start(
    panel: Panel, start: Start, prior: str | None, pseudo: float, indicators: Indicators | None, unit: float
) -> Start:
    """The same on the two-speed grid, with the facts in their months."""

    shipped = speed_prior()
    weights, left = shipped.weights(frozenset(dyad_key(a, b) for a, b in panel.dyads))
    used = prior is not None and left >= LEAST_DYADS
    valence = (weights, pseudo) if used else (np.full(len(weights), 1 / len(weights)), 1.0)
    if indicators is None:
        told = Told.nothing(year_count(panel.months, panel.every), len(panel.dyads))
        return replace(start, valence=valence, told=told)
    years = np.unique(panel.months.astype("M8[Y]").astype(np.int64)) + 1970
    facts, names = gather(indicators, panel.dyads, years)
    if not names:
        raise BadInput("indicators that hold no fact the model knows", f"one of {', '.join(FACTS)}")
    fold = shipped.folds(panel.dyads)
    told = told_by(facts, shipped.loadings, fold, panel.months, every=panel.every, unit=unit)
    return replace(start, valence=valence, told=told, facts=names)


def _even(why: str) -> Start:
    sizes = (len(valence_grid()["mu"]), len(count_grid()["a0"]))
    valence, counts = (np.full(size, 1 / size) for size in sizes)
    return Start((valence, 1.0), (counts, 1.0), f"{why}: an even one, worth one dyad")


def month_major(y: Floats, n: Floats) -> tuple[Floats, Floats]:
    """Time-major copies; a cell without weight is missing."""
    seen = np.isfinite(y) & (n > 0)
    return np.ascontiguousarray(np.where(seen, y, np.nan).T), np.ascontiguousarray(np.where(seen, n, 0.0).T)


def _smoothed(panel: Panel, start: Start, ruler: Ruler, unit: float, *, drift: Drift = ()) -> Relations:
    step = STEP[panel.every]
    y, n = month_major(panel.y, panel.n)
    if start.told is not None:
        mean, var, valence, logliks = smooth_speeds(
            y, n, start.told, speed_grid(unit=unit, step=step), start.valence
        )
    else:
        grid = valence_grid(unit=unit, step=step)
        logliks = grid_loglik(y, n, grid)
        valence = make_mixture(logliks, grid, start.valence)
        mean, var = smooth_valence(y, n, valence)
    counts = exposure = engagement = None
    if panel.kind == "stream":
        counts, exposure = stream_counts(panel)
        rates = count_grid(step=step)
        engagement = make_mixture(count_loglik(counts, exposure, rates), rates, start.engagement)
        level, level_var = smooth_engagement(counts, exposure, engagement)
    else:
        level, level_var = chronicle_engagement(panel, past=False, lambda0=ruler.lambda0)
    return _result(
        SmoothedRelations, panel, start, ruler,
        moments=(mean, var, level, level_var), mixtures=(valence, engagement),
        loglik=marginal_loglik(logliks, valence.weights), evidence=FitData(y, n, counts, exposure, drift, start.told),
    )  # fmt: skip


def _filtered(panel: Panel, start: Start, ruler: Ruler, unit: float, *, drift: Drift = ()) -> Relations:
    step = STEP[panel.every]
    y, n = month_major(panel.y_past, panel.n_past)
    if start.told is not None:
        grid = speed_grid(unit=unit, step=step)
        mean, var, valence, logliks = filter_speeds(y, n, start.told, grid, start.valence)
    else:
        mean, var, valence, logliks = filter_valence(y, n, valence_grid(unit=unit, step=step), start.valence)
    counts = exposure = engagement = None
    if panel.kind == "stream":
        counts, exposure = stream_counts(panel)
        level, level_var, engagement = filter_engagement(
            counts, exposure, count_grid(step=step), start.engagement
        )
    else:
        level, level_var = chronicle_engagement(panel, past=True, lambda0=ruler.lambda0)
    return _result(
        FilteredRelations, panel, start, ruler,
        moments=(mean, var, level, level_var), mixtures=(valence, engagement),
        loglik=marginal_loglik(logliks, valence.weights), evidence=FitData(y, n, counts, exposure, drift, start.told),
    )  # fmt: skip


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


def _result(
    kind: type[Relations],
    panel: Panel,
    start: Start,
    ruler: Ruler,
    *,
    moments: tuple[Floats, Floats, Floats, Floats],
    mixtures: tuple[Mixture, Mixture | None],
    loglik: Floats,
    evidence: FitData,
) -> Relations:
    mean, var, level, level_var = (np.ascontiguousarray(part.T) for part in moments)
    given = "past" if kind is FilteredRelations else "all"
    hyper = Hyperparameters(*mixtures, start.note)
    settings = {
        "given": given,
        "ruler": ruler.version,
        "c0": ruler.c0,
        "prior": start.note,
        "model": hyper.model,
    }
    provenance = panel.provenance.with_settings(**settings).with_notes(
        *fact_notes(start, given), *_step_note(panel)
    )
    return kind(
        dyads=panel.dyads, months=panel.months, mean=mean, var=var, engagement=level, engagement_var=level_var,
        observed=np.isfinite(evidence.y.T), given=given, hyper=hyper, loglik=loglik,
        ruler=ruler, panel=panel, provenance=provenance, evidence=evidence,
    )  # fmt: skip


def _step_note(panel: Panel) -> tuple[str, ...]:
    """What a chronicle's strengths were taken for, where they were turned into Goldstein points."""
    own = panel.kind == "chronicle" and panel.scale != "strength"
    return (strength_step().note,) if own else ()
