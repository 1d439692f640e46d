"""Values to the JSON objects of docs/guide/commands.md: names and shapes, no computing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tertius.months import labels

if TYPE_CHECKING:
    import numpy as np

    from tertius.forecasts import Forecast
    from tertius.relations import Relations

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)


def relation_row(
    relations: Relations, index: int, predictive: tuple[np.ndarray, np.ndarray]
) -> dict[str, Any]:
    """One dyad along its months."""
    import numpy as np

    a, b = relations.dyads[index]
    panel = relations.panel
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
        "noise": {"s2": relations.hyper.s2[index], "tau2": relations.hyper.tau2[index]},
        "loglik": relations.loglik[index],
    }


def ruler(value: Any) -> dict[str, Any]:
    """The neutral point and the two scales, with their version."""
    found = value.ruler
    return {"c0": found.c0, "s0": found.s0, "lambda0": found.lambda0, "version": found.version}


def forecast_head(forecast: Forecast) -> dict[str, Any]:
    """Origin, horizon and quantiles of every target under one scenario."""
    import numpy as np

    return {
        "scenario": forecast.scenario,
        "origin": str(forecast.origin),
        "horizon": list(range(1, len(forecast.months) + 1)),
        "months": labels(forecast.months),
        "target": list(forecast.draws),
        "quantiles": {
            name: {f"{level:g}": np.quantile(draws, level, axis=0) for level in LEVELS}
            for name, draws in forecast.draws.items()
        },
    }
