from .build import build_panel as build_panel
from .value import GAPS as GAPS
from .value import Gap as Gap
from .value import Panel as Panel
