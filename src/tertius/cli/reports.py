"""Values to the JSON objects of docs/guide/commands.md: names and shapes, no computing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tertius.months import labels

if TYPE_CHECKING:
    import numpy as np

    from tertius.events import EventTable
    from tertius.forecasts import Forecast
    from tertius.relations import Relations
    from tertius.stances import Stances
    from tertius.triangles import Triangle

SHOWN = ("tilt", "joint", "equidistance", "withdrawn", "rivalry")
NAMES = {"joint": "engagement"}  # commands.md calls the joint engagement of both legs simply engagement


def source_counts(events: EventTable) -> dict[str, Any]:
    """How many rows were kept, and why the others were not."""
    return {"kept": len(events), "refused": events.refused}


def relation_row(
    relations: Relations, index: int, predictive: tuple[np.ndarray, np.ndarray]
) -> dict[str, Any]:
    """One dyad along its months."""
    import numpy as np

    a, b = relations.dyads[index]
    panel = relations.panel
    noise = relations.noise(index)
    return {
        "a": a,
        "b": b,
        "months": labels(relations.months),
        "mean": relations.mean[index],
        "sd": np.sqrt(relations.var[index]),
        "observed": panel.y[index],
        "events": panel.events[index],
        "gap": panel.gap_labels(index),
        "predictive": {"lo": predictive[0][index], "hi": predictive[1][index]},
        "noise": {"s2": noise[0], "tau2": noise[1]},
        "loglik": relations.loglik[index],
    }


def summary(triangle: Triangle, name: str) -> dict[str, Any]:
    """Posterior mean and 90 % interval of one quantity."""
    mean, lo, hi = triangle.summary(name)
    return {"mean": mean, "lo": lo, "hi": hi}


def ruler(value: Any) -> dict[str, Any]:
    """The neutral point and the two scales, with their version."""
    found = value.ruler
    return {"c0": found.c0, "s0": found.s0, "lambda0": found.lambda0, "version": found.version}


def stance_report(stances: Stances) -> dict[str, Any]:
    """Month by month probabilities and dated phases."""
    return {
        "states": list(stances.states),
        "given": stances.given,
        "model": stances.model,
        "months": labels(stances.months),
        "prob": stances.prob,
        "phases": [phase_row(phase) for phase in stances.phases],
    }


def phase_row(phase: Any) -> dict[str, Any]:
    """One dated phase."""
    lo, hi = phase.start_interval
    return {
        "stance": phase.stance,
        "start": str(phase.start),
        "end": str(phase.end),
        "start_interval": [str(lo), str(hi)],
        "probability": phase.probability,
        "prior_driven": bool(phase.prior_driven),
    }


def forecast_report(forecast: Forecast) -> list[dict[str, Any]]:
    """Quantiles of every target along the horizon."""
    import numpy as np

    levels = (0.05, 0.25, 0.5, 0.75, 0.95)
    rows = []
    for name, draws in forecast.draws.items():
        quantiles = {f"{level:g}": np.quantile(draws, level, axis=0) for level in levels}
        rows.append(
            {
                "target": name,
                "origin": str(forecast.origin),
                "horizon": list(range(1, draws.shape[1] + 1)),
                "months": labels(forecast.months),
                "quantiles": quantiles,
                "scenario": forecast.scenario,
            }
        )
    return rows
