"""COW dyadic trade.

``flow1`` (here ``imports1_from2``) is what the first state imported from the second, in million current US
dollars. -9 and blanks are missing. So are the DPRK's zeros up to 1970, and after 1970 until the pair's first
recorded flow (with Moscow 1992): nobody reported. Other zeros are taken as the source gives them; many are the
source's guess for trade too small to be reported.
"""

from __future__ import annotations

from typing import Any

from tertius.actors import states
from tertius.indicators.reading import AMOUNT, IndicatorSource, IndicatorSpec, Reading
from tertius.indicators.sources.numbers import number

SILENT = {"PRK": 1970}  # up to this year, and until a pair's first flow, a state's zeros mean missing
WHY = "zeros of {} to {} and before the pair's first recorded flow mean missing"


def build(reading: Reading) -> None:
    """Imports both ways."""
    import polars as pl

    reading.date_states({"a": "ccode1", "b": "ccode2"}, "cow")
    there, back = reading.column("imports1_from2", "flow1"), reading.column("imports2_from1", "flow2")
    chains = {state.handle: state.chain for state in states()}
    pair = [pl.col(side).cast(pl.String).replace(chains) for side in ("a", "b")]
    flows = pl.max_horizontal(number(there), number(back)) > 0
    first = pl.when(flows).then(pl.col("year")).min().over(pair)
    reading.frame = reading.frame.with_columns(first=first.fill_null(0))
    for name, swap in ((there, False), (back, True)):
        value, reason = _imports(number(name))
        reading.add("imports", value, reason=reason, swap=swap)


def _imports(value: Any) -> tuple[Any, Any]:
    """The value, null where a zero means missing, and the reason."""
    import polars as pl

    reason = pl.lit(None, pl.String)
    for handle, last in SILENT.items():
        early = (pl.col("year") <= last) | (pl.col("year") < pl.col("first"))
        silent = ((pl.col("a") == handle) | (pl.col("b") == handle)) & early & (value.fill_null(0) <= 0)
        reason = pl.when(silent).then(pl.lit(WHY.format(handle, last))).otherwise(reason)
        value = pl.when(silent).then(None).otherwise(value)
    return value, reason


_PAIR = frozenset({"ccode1", "ccode2", "year"})
SOURCES = (
    IndicatorSource(
        key="trade",
        title="COW dyadic trade",
        checked="real rows (the package's copy); made-up rows under COW's own header of version 4",
        answers=("the DPRK's zeros are missing", "-9 is missing"),
        columns=(_PAIR | {"imports1_from2", "imports2_from1"}, _PAIR | {"flow1", "flow2"}),
        takes={"imports": IndicatorSpec(True, "imports of a from b, million current US dollars", False)},
        build=build,
        coverage="1870-2014",
        licence="none stated with the copy read",
        cite="Barbieri, K., Keshk, O. M. G., Pollins, B. M. (2009). Trading Data: Evaluating our "
        "Assumptions and Coding "
        "Rules. Conflict Management and Peace Science 26(5), 471-491",
        get="correlatesofwar.org, by hand",
        numbers=dict.fromkeys(("imports1_from2", "imports2_from1", "flow1", "flow2"), AMOUNT),
        since=1870,
    ),
)
