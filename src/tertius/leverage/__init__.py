"""What the pivot gains: receipts against one patron, the game's rent at the estimated rivalry and access."""

from tertius.leverage.gains import DeadStretch, Gains, estimate_gains
from tertius.leverage.incentives import Incentives, TurnStatics
from tertius.leverage.periods import Alone, Period
from tertius.leverage.receipts import Receipt, Receipts, kind_of, receipts
from tertius.leverage.stakes import Stakes, access, measured_stakes, more_than_both

__all__ = [
    "Alone",
    "DeadStretch",
    "Gains",
    "Incentives",
    "Period",
    "Receipt",
    "Receipts",
    "Stakes",
    "TurnStatics",
    "access",
    "estimate_gains",
    "kind_of",
    "measured_stakes",
    "more_than_both",
    "receipts",
]
