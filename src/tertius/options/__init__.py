"""Options: what a fourth state can do, weighed over draws of stated assumptions."""

from tertius.options.catalogue import OPTIONS, SCENARIOS, VALUES, Option
from tertius.options.stated import Assumption, Assumptions, calibrated, load_assumptions
from tertius.options.weigh import Flip, OptionResult, OptionTable, Payoffs, payoffs, weigh_options

__all__ = [
    "OPTIONS",
    "SCENARIOS",
    "VALUES",
    "Assumption",
    "Assumptions",
    "Flip",
    "Option",
    "OptionResult",
    "OptionTable",
    "Payoffs",
    "calibrated",
    "load_assumptions",
    "payoffs",
    "weigh_options",
]
