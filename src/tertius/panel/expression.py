"""The panel as one Ibis expression: events -> months x pairs of states, the same on DuckDB, Spark and BigQuery.

Steps: (1) *score*: join the scale on vocabulary and code; (2) *expand*: an act dated to one month weighs 1 there, an
act dated to an interval is laid out over its months (`_spread`); (3) *group* by the two actors and the period;
(4) *join succession*: handles become chain labels, undirected pairs are put in alphabetical order, and the small
table is grouped again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    import ibis.expr.types as ir

SPAN_MEMORY = 12  # months: half of a standing situation's one act is told in its first year
SUMS = (
    "n", "s1", "s2", "w2", "n_past", "s1_past", "acts", "scored", "unscored", "marked", "volume", "intervals"
)  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """What the expression needs beside the events.

    ``first`` and ``last`` are months counted from January of year 0 (year x 12 + month - 1), both inclusive; ``step``
    the months in a period; ``labels`` has columns handle and label; ``scale`` has vocabulary, code and score.
    ``factors`` multiply the number given by the source, by vocabulary; it is taken before the code's score in the
    vocabularies ``own_first``, after it in the others. A score beyond ``bound`` is none.
    """

    first: int
    last: int
    step: int
    labels: pa.Table
    scale: pa.Table
    factors: dict[str, float]
    own_first: tuple[str, ...]
    bound: float
    directed: bool
    keep_duplicates: bool


def month_of(date: Any) -> Any:
    """Months since January of year 0 of an Ibis date."""
    return date.year().cast("int64") * 12 + date.month().cast("int64") - 1


def summary(events: ir.Table) -> ir.Table:
    """Codes of every source, with the first and last day, and how many acts have an open bound."""
    import ibis

    rows = events.filter(~events.role.startswith("covariate"))
    bare = ibis.ifelse(rows.earliest.isnull() | rows.latest.isnull(), 1, 0)
    return rows.group_by("dataset", "vocabulary", "code").aggregate(
        first=ibis.coalesce(rows.earliest, rows.latest).min(),
        last=ibis.coalesce(rows.latest, rows.earliest).max(),
        opened=bare.sum(),
    )


def acts(events: ir.Table, plan: Plan) -> ir.Table:
    """One row an act and month, with its weights.

    Columns: event_id, source, target, directed, month, weight, weight_past, score, used, marked, interval.
    """
    import ibis

    rows = _scored(events, plan).mutate(
        low=month_of(events.earliest), high=month_of(events.latest)
    )
    point = (rows.kind == "when") & (rows.low == rows.high)
    single = rows.filter(point & rows.low.between(plan.first, plan.last))
    single = single.mutate(month=single.low, weight=1.0, weight_past=1.0, interval=0)
    long = _spread(rows.filter(ibis.or_(~point, rows.low.isnull(), rows.high.isnull())), plan)
    names = [
        "event_id", "source", "target", "directed", "month", "weight", "weight_past", "score", "used", "marked",
        "interval",
    ]  # fmt: skip
    return single.select(names).union(long.select(names))


def _scored(events: ir.Table, plan: Plan) -> ir.Table:
    """Events with their score, and whether they are used or only a marked duplicate."""
    import ibis

    scale = ibis.memtable(plan.scale.rename_columns(["scale_vocabulary", "scale_code", "scale_score"]))
    on = [events.vocabulary == scale.scale_vocabulary, events.code == scale.scale_code]
    rows = events.left_join(scale, on)
    score = _score(rows, plan)
    usable = rows.apart.isnull() & rows.source.notnull() & rows.target.notnull()
    repeat = ibis.literal(False) if plan.keep_duplicates else rows.dup_of.notnull()
    if plan.directed:  # the same meeting told from either side is a repeat only where sides do not matter
        repeat = repeat & (ibis.coalesce(rows.dup_rule, "") != "mirrored")
    kept = rows.filter(~rows.role.startswith("covariate"))
    return kept.select(
        "event_id", "earliest", "latest", "kind", "directed",
        score=score, used=usable & ~repeat, marked=repeat,
        source=ibis.ifelse(usable, rows.source, ibis.null("string")),
        target=ibis.ifelse(usable, rows.target, ibis.null("string")),
    )  # fmt: skip


def _score(rows: ir.Table, plan: Plan) -> Any:
    """Score of an act, as `tertius.events.score_codes` gives it; null if it has none."""
    import ibis

    score = rows.scale_score
    if plan.factors:
        own = ibis.cases(*((rows.vocabulary == name, rows.value * f) for name, f in plan.factors.items()))
        first = rows.vocabulary.isin(plan.own_first or ("",))
        score = ibis.ifelse(first, ibis.coalesce(own, score), ibis.coalesce(score, own))
    return ibis.ifelse(score.abs() <= plan.bound + 1e-9, score, ibis.null("float64"))


def calendar(plan: Plan) -> pa.Table:
    """Months of the window with their first and last day."""
    months = np.arange(plan.first, plan.last + 1)
    starts = (months - 1970 * 12).astype("M8[M]")
    ends = (starts + 1).astype("M8[D]") - np.timedelta64(1, "D")
    return pa.table({"month": months, "first_day": starts.astype("M8[D]"), "last_day": ends})


def _spread(rows: ir.Table, plan: Plan) -> ir.Table:
    """Acts dated to an interval, laid out over the months of the window they touch.

    ``when``: one act, its date uncertain: weight = days of the month inside the interval / days of the interval (a
    uniform prior over days), so the weights sum to 1; it is known, with weight 1, from the month of its last day on,
    and never if that bound is open. ``span``: a standing situation, in its k-th month m / ((m + k)(m + k - 1)) with
    m = 12, which telescopes to at most one act in all; the same in both views. An open bound is that of the window.
    """
    import ibis

    days = ibis.memtable(calendar(plan))
    opened = calendar(plan)["first_day"][0].as_py(), calendar(plan)["last_day"][-1].as_py()
    rows = rows.mutate(
        begin=ibis.coalesce(rows.earliest, ibis.literal(opened[0])),
        end=ibis.coalesce(rows.latest, ibis.literal(opened[1])),
        low=ibis.coalesce(rows.low, plan.first),
        high=ibis.coalesce(rows.high, plan.last),
    )  # fmt: skip
    laid = rows.join(days, [days.month >= rows.low, days.month <= rows.high])
    inside = ibis.least(laid.end, laid.last_day).delta(ibis.greatest(laid.begin, laid.first_day), unit="day") + 1
    share = inside.cast("float64") / (laid.end.delta(laid.begin, unit="day") + 1).cast("float64")
    k = (laid.month - laid.low + 1).cast("float64")
    standing = SPAN_MEMORY / ((SPAN_MEMORY + k) * (SPAN_MEMORY + k - 1))
    known = ibis.ifelse(laid.latest.notnull() & (laid.month == laid.high), 1.0, 0.0)
    span = laid.kind == "span"
    return laid.mutate(
        weight=ibis.ifelse(span, standing, share), weight_past=ibis.ifelse(span, standing, known), interval=1
    )


def cells(events: ir.Table, plan: Plan) -> ir.Table:
    """Sums by pair and period; the row whose pair is null holds the volume of acts that are between no two states.

    Columns: a, b, period (first month of the period) and `SUMS`.
    """
    return _by_pair(_by_actors(acts(events, plan), plan), plan)


def _by_actors(rows: ir.Table, plan: Plan) -> ir.Table:
    import ibis

    period = rows.month if plan.step == 1 else (rows.month // plan.step) * plan.step
    good = rows.used & rows.score.notnull()
    w = ibis.ifelse(good, rows.weight, 0.0)
    past = ibis.ifelse(good, rows.weight_past, 0.0)
    score = ibis.coalesce(rows.score, 0.0)
    one = rows.month * 0 + 1
    return rows.group_by(rows.source, rows.target, rows.directed, period=period).aggregate(
        n=w.sum(), s1=(w * score).sum(), s2=(w * score * score).sum(), w2=(w * w).sum(),
        n_past=past.sum(), s1_past=(past * score).sum(),
        acts=ibis.ifelse(rows.used, one, 0).sum(), scored=ibis.ifelse(good, one, 0).sum(),
        unscored=ibis.ifelse(rows.used & rows.score.isnull(), one, 0).sum(),
        marked=ibis.ifelse(rows.marked, one, 0).sum(),
        volume=ibis.ifelse(rows.marked, 0.0, rows.weight).sum(),
        intervals=ibis.ifelse(good, rows.interval, 0).sum(),
    )  # fmt: skip


def _by_pair(grouped: ir.Table, plan: Plan) -> ir.Table:
    labelled = with_labels(grouped, plan)
    return labelled.group_by("a", "b", "period").aggregate(**{name: labelled[name].sum() for name in SUMS})


def with_labels(rows: ir.Table, plan: Plan) -> ir.Table:
    """Columns a and b in place of source and target: chain labels, in order unless directed; null if no pair.

    In a directed panel a mutual act counts once in either direction, and once in the volume.
    """
    import ibis

    first = ibis.memtable(plan.labels.rename_columns(["first_handle", "first_label"]))
    second = ibis.memtable(plan.labels.rename_columns(["second_handle", "second_label"]))
    rows = rows.left_join(first, rows.source == first.first_handle)
    rows = rows.left_join(second, rows.target == second.second_handle)
    pair = rows.first_label.notnull() & rows.second_label.notnull() & (rows.first_label != rows.second_label)
    none = ibis.null("string")
    one, two = rows.first_label, rows.second_label
    if plan.directed:
        rows = rows.mutate(a=ibis.ifelse(pair, one, none), b=ibis.ifelse(pair, two, none))
        return _mirrored(rows)
    return rows.mutate(
        a=ibis.ifelse(pair, ibis.least(one, two), none), b=ibis.ifelse(pair, ibis.greatest(one, two), none)
    )


def _mirrored(rows: ir.Table) -> ir.Table:
    """Add the other direction of every mutual act, without counting it twice in the volume."""
    turned = rows.filter(~rows.directed & rows.a.notnull())
    turned = turned.mutate(a=turned.b, b=turned.a)
    if "volume" in turned.columns:
        turned = turned.mutate(volume=turned.volume * 0.0)
    return rows.union(turned.select(rows.columns))


def links(events: ir.Table, plan: Plan) -> ir.Table:
    """Every used act of every cell: a, b, period, event_id, weight, weight_past, score."""
    rows = acts(events, plan)
    rows = with_labels(rows.filter(rows.used), plan)
    period = rows.month if plan.step == 1 else (rows.month // plan.step) * plan.step
    rows = rows.filter(rows.a.notnull()).mutate(period=period)
    return rows.select("a", "b", "period", "event_id", "weight", "weight_past", "score")
