from .fetch import FetchReport as FetchReport
from .fetch import fetch as fetch
from .pace import Pace as Pace
from .plans import FETCHABLE as FETCHABLE
