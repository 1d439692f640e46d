"""Forecasts: fans of draws from the filtered posterior, under scenarios; and backtests."""

from tertius.forecasts.backtest import Backtest, backtest
from tertius.forecasts.fan import Forecast, forecast
from tertius.forecasts.scenarios import Scenario, scenario_of

__all__ = ["Backtest", "Forecast", "Scenario", "backtest", "forecast", "scenario_of"]
