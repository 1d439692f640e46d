from .catalogue import INDICATOR_SOURCES as INDICATOR_SOURCES
from .coverage import INDICATOR_SCHEMA as INDICATOR_SCHEMA
from .coverage import Coverage as Coverage
from .read import read_indicators as read_indicators
from .reading import IndicatorSource as IndicatorSource
from .table import Indicators as Indicators
