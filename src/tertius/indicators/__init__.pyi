from .catalogue import INDICATOR_SOURCES as INDICATOR_SOURCES
from .read import read_indicators as read_indicators
from .source import IndicatorSource as IndicatorSource
from .table import INDICATOR_SCHEMA as INDICATOR_SCHEMA
from .table import Coverage as Coverage
from .table import Indicators as Indicators
