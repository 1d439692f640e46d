from .fetch import FetchReport as FetchReport
from .fetch import fetch as fetch
from .plans import FETCHABLE as FETCHABLE
from .transfer import Pace as Pace
