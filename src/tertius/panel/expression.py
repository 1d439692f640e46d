"""The panel as one Ibis expression: events -> months x pairs, the same on DuckDB, Spark and BigQuery.

The events may be told one by one, or as a tally (`tertius.events.store.tally`) with a column ``times``.

Steps: (1) *score*: join the scale on vocabulary and code; (2) *join succession*: handles become the numbers
of their chain labels, and two of them one number of a pair, in alphabetical order unless directed; (3)
*expand*: an act dated to one month weighs 1 there, an act dated to an interval is laid out over its months
(`_spread`); (4) *group* by one whole number that holds pair and period.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from tertius.events.plausible import NO_DATE

if TYPE_CHECKING:
    import ibis.expr.types as ir

SPAN_MEMORY = 12  # months: half of a standing situation's one act is told in its first year
_LAID = ("month", "weight", "weight_past")
_NAMES = ("event_id", "times", "pair", *_LAID, "score", "used", "marked", "counted")


@dataclass(frozen=True)
class Sides:
    """The small tables that are joined: ``labels`` (handle, label), ``scale`` (vocabulary, code, value), ``days``."""

    labels: ir.Table
    scale: ir.Table
    days: ir.Table


@dataclass(frozen=True)
class Plan:
    """What the expression needs beside the events.

    Attributes
    ----------
    first, last
        Months counted from January of year 0 (year x 12 + month - 1), both inclusive.
    step
        Months in a period.
    labels, names
        Handle and number of its label; the labels, by number.
    scale, one_vocabulary
        Vocabulary, code and score; whether the events know one vocabulary only, so that the code alone tells.
    factors, own_first, bound
        Factors on the number given by the source, by vocabulary; it is taken before the code's score in the
        vocabularies `own_first`, after it in the others. A score beyond `bound` is none.
    directed, keep_duplicates
        As asked of `build_panel`.
    intervals, mutual
        Whether any act is dated to more than a month, or is mutual: the steps for them are left out if not.
    """

    first: int
    last: int
    step: int
    labels: pa.Table
    names: tuple[str, ...]
    scale: pa.Table
    one_vocabulary: bool
    factors: dict[str, float]
    own_first: tuple[str, ...]
    bound: float
    directed: bool
    keep_duplicates: bool
    intervals: bool
    mutual: bool

    @property
    def periods(self) -> int:
        """Periods in the window."""
        return (self.last - self.first + 1) // self.step

    @property
    def laid_out(self) -> bool:
        """Whether some act has several rows, so that acts and volume differ."""
        return self.intervals or (self.directed and self.mutual)

    @property
    def nobody(self) -> int:
        """Number of the pair of an act that is between no two states; it counts in the volume."""
        return len(self.names) ** 2


def sides(plan: Plan) -> Sides:
    """The small tables of a plan, to go wherever the events are."""
    import ibis

    return Sides(*(ibis.memtable(table) for table in (plan.labels, plan.scale, calendar(plan))))


def _times(rows: Any, where: Any) -> Any:
    """How many acts; a tally's are summed as doubles, which DuckDB does quicker than as integers."""
    if "times" not in rows.columns:
        return rows.count(where=where)
    return rows.times.cast("float64").sum(where=where).fill_null(0.0)


def _total(rows: Any, value: Any, where: Any) -> Any:
    """The sum of a value over acts."""
    return (value * rows.times.cast("float64") if "times" in rows.columns else value).sum(where=where)


def month_of(date: Any) -> Any:
    """Months since January of year 0 of an Ibis date."""
    return date.year().cast("int64") * 12 + date.month().cast("int64") - 1


def summary(events: ir.Table) -> ir.Table:
    """Codes of every source, with first and last day, and how many acts are open, long or mutual."""
    import ibis

    dated = events.apart.isnull() | ~events.apart.isin(NO_DATE)
    rows = events.filter(~events.role.startswith("covariate"), dated)
    opened = rows.earliest.isnull() | rows.latest.isnull()
    point = (rows.kind == "when") & (month_of(rows.earliest) == month_of(rows.latest))
    return rows.group_by("dataset", "vocabulary", "code").aggregate(
        first=ibis.coalesce(rows.earliest, rows.latest).min(),
        last=ibis.coalesce(rows.latest, rows.earliest).max(),
        opened=_times(rows, opened),
        long=_times(rows, ~ibis.coalesce(point, False)),
        mutual=_times(rows, ~rows.directed),
    )


def cells(events: ir.Table, plan: Plan, beside: Sides | None = None) -> ir.Table:
    """Sums by ``key`` = pair x periods + period, `pair` being first label x labels + second label."""
    rows = acts(events, plan, beside or sides(plan))
    period = rows.month - plan.first
    period = period if plan.step == 1 else (period // plan.step).cast("int64")
    sums = _weighted(rows) if plan.laid_out else _counted(rows)
    return rows.group_by(key=rows.pair * plan.periods + period).aggregate(**sums)


def _counted(rows: ir.Table) -> dict[str, Any]:
    """Sums where every act has one row of weight 1: plain counts are cheaper."""
    good = rows.used & rows.score.notnull()
    return {
        "n": _times(rows, good),
        "s1": _total(rows, rows.score, good),
        "s2": _total(rows, rows.score * rows.score, good),
        "acts": _times(rows, rows.counted),
        "marked": _times(rows, rows.marked),
    }


def _weighted(rows: ir.Table) -> dict[str, Any]:
    good = rows.used & rows.score.notnull()
    w, past, score = rows.weight, rows.weight_past, rows.score
    return {
        "n": _total(rows, w, good),
        "s1": _total(rows, w * score, good),
        "s2": _total(rows, w * score * score, good),
        "w2": _total(rows, w * w, good),
        "n_past": _total(rows, past, good),
        "s1_past": _total(rows, past * score, good),
        "scored": _times(rows, good),
        "acts": _times(rows, rows.used),
        "marked": _times(rows, rows.marked),
        "volume": _total(rows, w, rows.counted),
    }


def links(events: ir.Table, plan: Plan, beside: Sides | None = None) -> ir.Table:
    """Every used act of every cell: pair, month, event_id, weight, weight_past, score."""
    rows = acts(events, plan, beside or sides(plan))
    rows = rows.filter(rows.used & (rows.pair != plan.nobody))
    return rows.select("pair", "month", "event_id", "weight", "weight_past", "score")


def acts(events: ir.Table, plan: Plan, beside: Sides) -> ir.Table:
    """One row an act and month: its pair, weights and score, whether used, marked, counted in the volume."""
    rows = _paired(_scored(events, plan, beside.scale), plan, beside.labels)
    rows = rows.mutate(low=month_of(rows.earliest), high=month_of(rows.latest))
    names = [name for name in _NAMES if name in rows.columns or name in _LAID]
    if not plan.intervals:
        return _point(rows, plan).select(names)
    point = (rows.kind == "when") & (rows.low == rows.high)
    long = rows.filter(~point | rows.low.isnull() | rows.high.isnull())
    laid = _spread(long, plan, beside.days)
    return _point(rows.filter(point), plan).select(names).union(laid.select(names))


def _scored(events: ir.Table, plan: Plan, scale: ir.Table) -> ir.Table:
    """Events with their score, as `tertius.events.score_codes` gives it; null if there is none."""
    import ibis

    events = events.filter(~events.role.startswith("covariate"))
    scale = scale.rename(scale_vocabulary="vocabulary", scale_code="code", scale_score="value")
    same = [events.code == scale.scale_code]
    if not plan.one_vocabulary:
        same.append(events.vocabulary == scale.scale_vocabulary)
    rows = events.left_join(scale, same)
    score = rows.scale_score
    if plan.factors:
        own = ibis.cases(*((rows.vocabulary == name, rows.value * f) for name, f in plan.factors.items()))
        before, after = ibis.coalesce(own, score), ibis.coalesce(score, own)
        score = ibis.ifelse(rows.vocabulary.isin(plan.own_first), before, after) if plan.own_first else after
    return rows.mutate(score=ibis.ifelse(score.abs() <= plan.bound + 1e-9, score, ibis.null("float64")))


def _paired(rows: ir.Table, plan: Plan, labels: ir.Table) -> ir.Table:
    """The number of every act's pair, and whether the act is used.

    In a directed panel a mutual act counts once in either direction, and once in the volume; the same
    meeting told from either side (rule ``mirrored``) is a repeat only where sides do not matter.
    """
    import ibis

    one, two = (
        labels.rename({f"{side}_handle": "handle", f"{side}_label": "label"}) for side in ("one", "two")
    )
    rows = rows.left_join(one, rows.source == one.one_handle)
    rows = rows.left_join(two, rows.target == two.two_handle)
    a, b = rows.one_label, rows.two_label
    usable = rows.apart.isnull() & a.notnull() & b.notnull() & (a != b)
    repeat = ibis.literal(False) if plan.keep_duplicates else rows.dup_of.notnull()
    if plan.directed:
        repeat = repeat & (ibis.coalesce(rows.dup_rule, "") != "mirrored")
    size = len(plan.names)
    there, back = (
        (a * size + b, b * size + a)
        if plan.directed
        else (ibis.least(a, b) * size + ibis.greatest(a, b),) * 2
    )
    flags = {"used": usable & ~repeat, "marked": usable & repeat, "counted": ~repeat}
    out = rows.mutate(pair=ibis.ifelse(usable, there, plan.nobody).cast("int64"), **flags)
    if not (plan.directed and plan.mutual):
        return out
    turned = rows.mutate(pair=back.cast("int64"), **{**flags, "counted": ibis.literal(False)})
    return out.union(turned.filter(usable & ~rows.directed))


def _point(rows: ir.Table, plan: Plan) -> ir.Table:
    """Acts dated to one month weigh 1 there, in both views."""
    rows = rows.filter(rows.low.between(plan.first, plan.last))
    return rows.mutate(month=rows.low, weight=1.0, weight_past=1.0)


def calendar(plan: Plan) -> pa.Table:
    """Months of the window with their first and last day."""
    months = np.arange(plan.first, plan.last + 1)
    starts = (months - 1970 * 12).astype("M8[M]")
    ends = (starts + 1).astype("M8[D]") - np.timedelta64(1, "D")
    return pa.table({"month": months, "first_day": starts.astype("M8[D]"), "last_day": ends})


def _spread(rows: ir.Table, plan: Plan, days: ir.Table) -> ir.Table:
    """Acts dated to an interval, laid out over the months of the window they touch.

    ``when``: one act, its date uncertain: weight = days of the month inside the interval / days of the
    interval (a uniform prior over days), so the weights sum to 1; it is known, with weight 1, in the month
    of its last day, and never if that bound is open. ``span``: a standing situation, in its k-th month m /
    ((m + k)(m + k - 1)), m = 12, which telescopes to at most one act in all; the same in both views. An
    open bound is that of the window.
    """
    import ibis

    opens, closes = calendar(plan)["first_day"][0].as_py(), calendar(plan)["last_day"][-1].as_py()
    rows = rows.mutate(
        begin=ibis.coalesce(rows.earliest, ibis.literal(opens)),
        end=ibis.coalesce(rows.latest, ibis.literal(closes)),
        low=ibis.coalesce(rows.low, plan.first),
        high=ibis.coalesce(rows.high, plan.last),
    )
    laid = rows.join(days, [days.month >= rows.low, days.month <= rows.high])
    last, first = ibis.least(laid.end, laid.last_day), ibis.greatest(laid.begin, laid.first_day)
    inside = (last.delta(first, unit="day") + 1).cast("float64")
    share = inside / (laid.end.delta(laid.begin, unit="day") + 1).cast("float64")
    k = (laid.month - laid.low + 1).cast("float64")
    standing = SPAN_MEMORY / ((SPAN_MEMORY + k) * (SPAN_MEMORY + k - 1))
    known = ibis.ifelse(laid.latest.notnull() & (laid.month == laid.high), 1.0, 0.0)
    span = laid.kind == "span"
    return laid.mutate(
        weight=ibis.ifelse(span, standing, share), weight_past=ibis.ifelse(span, standing, known)
    )
