"""Values to the JSON objects of docs/guide/commands.md: names and shapes, no computing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tertius.months import labels

if TYPE_CHECKING:
    from tertius.forecasts import Forecast

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)


def forecast_head(forecast: Forecast) -> dict[str, Any]:
    """Origin, horizon and quantiles of every target under one scenario."""
    return {
        "scenario": forecast.scenario,
        "origin": str(forecast.origin),
        "horizon": list(range(1, len(forecast.months) + 1)),
        "months": labels(forecast.months),
        "target": list(forecast.draws),
        "quantiles": {
            name: dict(zip(map("{:g}".format, LEVELS), forecast.quantiles(name, LEVELS), strict=True))
            for name in forecast.draws
        },
        "says": forecast.says,
        "sides": [vars(side) for side in forecast.sides],
        "skill": list(forecast.skill),
        "couplings": [vars(coupling) for coupling in forecast.couplings],
        "assumes": list(forecast.assumes),
    }
