"""The outlook: where the fans end, what each scenario assumes, and the article's own forecasts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tertius import charts
from tertius.brief.annex.told import notes
from tertius.brief.blocks import Block, Cell, Table, row
from tertius.brief.wording import estimate, joined, number, percent
from tertius.charts.triangles import DOMAINS
from tertius.findings import likelihood

if TYPE_CHECKING:
    from tertius.brief.annex.told import Told
    from tertius.findings.scenarios import Statement
    from tertius.intervals import Interval


def outlook(told: Told) -> list[Block]:
    """Fans under each scenario, where they end, and the article's forecasts beside them."""
    study, ends = told.study, told.behind.ends
    if not ends:
        return [told.missing("forecasts")]
    names = [name for name in ("tilt", "equidistance") if name in next(iter(study.forecasts.values())).draws]
    figures = [_fan(told, name) for name in names]
    cells = list(ends[0].values)
    rows = tuple(
        row(told.phrase(end.scenario), *(_value(name, end.values[name]) for name in cells)) for end in ends
    )
    heads = (told.x("col scenario"), *(told.quantity(name) for name in cells))
    table = Table("outlook", told.x("fans end", month=told.say.month(ends[0].month)), heads, rows)
    return [*figures, table, *notes(_notes(told)), *_statements(told)]


def _fan(told: Told, name: str) -> Block:
    def draw(width: int) -> Any:
        return charts.fans(told.study.forecasts, name=name, past=told.study.triangle_past, width=width)

    return told.figure(f"outlook-{name}", draw, told.x("fan", name=told.quantity(name)))


def _value(name: str, value: Interval) -> str:
    """An end of a fan; quantities that cannot be negative go without a sign."""
    return estimate(*value, sign=DOMAINS.get(name, (0, 1))[0] < 0)


def _notes(told: Told) -> list[str]:
    """What each scenario assumes, and which quantities it leaves as they are."""
    fans = told.study.forecasts
    said = [f"{told.phrase(name)}: {told.phrase(fan.says)}" for name, fan in fans.items() if fan.says]
    for end in told.behind.ends:
        if end.unmoved:
            names = joined([told.quantity(name) for name in end.unmoved], told.t("and"), told.lang)
            said.append(told.x("unmoved", scenario=told.phrase(end.scenario), names=names))
    assumes = dict.fromkeys(line for fan in fans.values() for line in fan.assumes)
    return [*said, *(told.phrase(line) for line in assumes)]


def _statements(told: Told) -> list[Block]:
    found = told.behind.statements
    if not found:
        return []
    keys = ("forecast", "modality", "fan", "verdict")
    heads = tuple(told.x(f"col {key}") for key in keys)
    rows = tuple(_statement(each, told) for each in found)
    return [Table("article-forecasts", told.x("statements"), heads, rows, (5, 3, 4, 4))]


def _statement(found: Statement, told: Told) -> Any:
    right = told.x("right if", right=found.right, wrong=found.wrong) if found.right else ""
    fan = ""
    if found.end is not None:
        fan = f"{told.phrase(found.scenario)}: {told.quantity(found.name)} {_value(found.name, found.end)}"
    if found.base is not None:
        fan += "; " + told.x("as is", value=_value(found.name, found.base))
    verdict = Cell(_verdict(found, told), found.why, quoted="note")
    return row(
        Cell(f"{found.id} {found.says}", told.x("article", where=found.where), quoted="text"),
        Cell(told.phrase(found.modality), right, quoted="note"),
        fan,
        verdict,
    )


def _verdict(found: Statement, told: Told) -> str:
    if found.kind == "unmeasured":
        return told.x("not measurable")
    if found.kind in ("absent", "left", "beside"):
        return told.x(f"fan {found.kind}", name=told.quantity(found.name or "none"))
    if found.kind == "seen":
        return told.x("fan seen", chance=percent(found.chance or 0.0))
    if found.kind == "coupled" and found.estimate is not None:
        mean, lo, hi = map(number, found.estimate)
        verdict = told.x("answered") if found.told else told.t("v cannot be told")
        return told.x(
            "fan coupled",
            verdict=verdict,
            n=str(found.triangles),
            source=found.source,
            mean=mean,
            lo=lo,
            hi=hi,
        )
    chance = found.chance or 0.0
    word = told.t(f"W {likelihood(chance).word}") if found.told else told.t("v cannot be told")
    return told.x("fan higher" if found.higher else "fan lower", word=word, chance=percent(chance))
