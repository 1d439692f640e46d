"""The conditions, what the third gains, and a fourth state's options."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from tertius import charts
from tertius.brief.annex.told import notes
from tertius.brief.blocks import Block, Cell, Line, Table, row
from tertius.brief.messages import catalogue
from tertius.brief.names import name
from tertius.brief.wording import percent, span, span_of, two

if TYPE_CHECKING:
    from tertius.brief.annex.told import Told
    from tertius.claims import Condition
    from tertius.leverage.periods import Period

CONDITIONS = ("C1", "C2", "C3", "C4")


def conditions(told: Told) -> list[Block]:
    """C1 to C4: the reading over the whole window first, then phase by phase."""
    found = told.study.conditions
    if not found:
        return [told.missing("conditions")]
    blocks: list[Block] = [Line(told.x("conditions"))]
    for key in dict.fromkeys(each.id for each in found):
        blocks += _condition(key, [each for each in found if each.id == key], told)
    return blocks


def _condition(key: str, found: list[Condition], told: Told) -> list[Block]:
    whole = [each for each in found if each.phase == "whole window"]
    phases = [each for each in found if each.phase != "whole window"]
    title = catalogue(told.lang).get(key) or key
    heads = tuple(told.x(f"col {col}") for col in ("over", "read", "estimate", "months seen", "verdict"))
    blocks: list[Block] = [Line(f"{key}. {title}", "head")]
    for rows, folded, file in (
        (whole, "", "whole"),
        (phases, told.x("by phase", n=str(len(phases))) if whole else "", "phases"),
    ):
        if rows:
            made = tuple(_read(each, told) for each in rows)
            caption = told.x(f"condition {file}", id=key)
            blocks.append(Table(f"{key.lower()}-{file}", caption, heads, made, (3, 5, 3, 1, 3), (3,), folded))
    assumed = dict.fromkeys(each.assumes for each in found if each.assumes)
    return [*blocks, *(Line(told.phrase(line), "note") for line in assumed)]


def _read(item: Condition, told: Told) -> Any:
    value = span_of(item.probability, item.lo, item.hi) if math.isfinite(item.probability) else "–"
    beside = []
    if item.null:
        beside.append(told.x("placebo", lo=two(item.null[0]), hi=two(item.null[1])))
    if item.detectable is not None:
        beside.append(told.x("detectable", value=two(item.detectable)))
    return row(
        _phase(item.phase, told),
        told.phrase(item.statement),
        Cell(value, "; ".join(beside)),
        str(item.evidence_months),
        told.phrase(item.verdict),
    )


def _phase(phase: str, told: Told) -> str:
    """A phase's months with its stance in prose."""
    months, comma, stance = phase.partition(", ")
    if not comma:
        return told.phrase(phase)
    return f"{span(*months.split(' to '))}, {told.stance(stance)}"


def gains(told: Told) -> list[Block]:
    """What the pivot received from either rival, and what the game makes of it."""
    found = told.study.gains
    if found is None:
        return [told.missing("gains")]
    blocks: list[Block] = [
        told.figure("gains", lambda width: charts.gains_over_time(found, width=width), told.x("gains figure"))
    ]
    if charts.region_rows(found):
        blocks.append(
            told.figure("gain-region", lambda width: charts.gain_region(found, width=width), told.x("region"))
        )
    if told.behind.beats_both is not None:
        blocks.append(Line(told.x("beats", p_=percent(told.behind.beats_both))))
    rows = tuple(
        _period(period, rent, told) for period, rent in zip(found.periods, told.behind.rents, strict=True)
    )
    if rows:
        heads = tuple(
            told.x(f"col {key}") for key in ("years", "from a", "from b", "share a", "both", "rent")
        )
        blocks.append(Table("gains", told.x("gains"), heads, rows, (2, 5, 5, 2, 3, 3)))
    return [*blocks, *notes([told.phrase(line) for line in found.assumes])]


def _period(period: Period, rent: Any, told: Told) -> Any:
    years = dict.fromkeys(str(month)[:4] for month in (period.start, period.end))
    alone = None if period.alone is None else period.alone.benefit_share
    return row(
        "–".join(years),
        *(Cell(str(count), _got(got, told)) for count, got in zip(period.received, period.got, strict=True)),
        _share(period.share_a, told),
        _share(alone, told),
        "–" if rent is None else span_of(*rent),
    )


def _got(kinds: dict[str, int], told: Told) -> str:
    """What was received, by kind, the most frequent first."""
    ordered = sorted(kinds.items(), key=lambda pair: -pair[1])
    return ", ".join(told.x(f"got {kind}", n=str(count)) for kind, count in ordered)


def _share(share: tuple[float, float, float] | None, told: Told) -> str:
    """A share with its interval, or that there is not enough on record."""
    if share is None:
        return told.x("not enough")
    return told.x("share", mean=percent(share[0]), lo=percent(share[1]), hi=percent(share[2]))


def options(told: Told) -> list[Block]:
    """Options, what flips them, and the assumptions."""
    table = told.study.options
    if table is None:
        return [told.missing("options")]
    whole = table.to_dict()
    rows = tuple(
        row(
            Cell(told.phrase(each["name"]), each["id"]),
            percent(each["p_best"]),
            two(each["regret_mean"]),
            two(each["regret_max"]),
        )
        for each in charts.option_rows(table)
    )
    heads = tuple(told.x(f"col {key}") for key in ("option", "best in", "mean regret", "largest regret"))
    flips = [f"{told.phrase(flip.words)}." for flip in table.flips]
    assumed = tuple(_assumption(each, told) for each in whole.get("assumptions", []))
    keys = ("assumption", "value", "range", "reason")
    fourth = name(table.fourth, told.lang)
    return [
        *notes([told.phrase(line) for line in (*table.says, *whole.get("assumes", []))]),
        told.figure(
            "options",
            lambda width: charts.option_bars(table, width=width - (245 if width > 500 else 70)),
            told.x("options figure"),
        ),
        Table("options", told.x("options", k=fourth), heads, rows, (5, 1, 1, 1), (1, 2, 3)),
        Line(told.x("information", value=two(whole["value_of_information"]))),
        Line(told.x("flips"), "head"),
        *(notes(flips) or [Line(told.x("no flip"))]),
        Table(
            "assumptions", told.x("assumptions"), tuple(told.x(f"col {key}") for key in keys), assumed,
            (4, 1, 2, 5), (1,), told.x("assumptions folded", n=str(len(assumed))),
        ),
    ]  # fmt: skip


def _assumption(found: dict[str, Any], told: Told) -> Any:
    source = str(found["source"])
    measured = source == f"measured: {found['reason']}"
    return row(
        Cell(told.phrase(found["words"]), f"{found['name']}, {told.phrase(found['basis'])}"),
        f"{found['value']:.3g}",
        f"{found['low']:.3g} – {found['high']:.3g}",
        Cell(told.phrase(found["reason"]), told.phrase("measured") if measured else source),
    )
