"""Which structural data are read."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from tertius.indicators.reading import IndicatorSource
from tertius.indicators.sources import (
    alliances,
    arms,
    capabilities,
    disputes,
    influence,
    plain,
    rivalries,
    trade,
    visits,
    votes,
    world_bank,
)

_MODULES = (
    alliances,
    disputes,
    capabilities,
    trade,
    arms,
    votes,
    rivalries,
    influence,
    visits,
    world_bank,
    plain,
)
INDICATOR_SOURCES: Mapping[str, IndicatorSource] = MappingProxyType(
    {source.key: source for module in _MODULES for source in module.SOURCES}
)
