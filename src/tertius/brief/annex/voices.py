"""Other voices: how far they agree, where they turn, what the record alone would not have found, rival readings."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from tertius import charts
from tertius.brief.annex.told import notes
from tertius.brief.blocks import Block, Bullets, Cell, Line, Table, row
from tertius.brief.wording import estimate, percent, span, two
from tertius.findings import likelihood
from tertius.findings.voices import best_blind

if TYPE_CHECKING:
    from tertius.brief.annex.told import Told
    from tertius.findings.voices import Measured, Reading
    from tertius.stances import Agreement


def agreement(told: Told) -> list[Block]:
    """Scores of every voice with the blind ones beside them, and the voices' agreement with each other as the ceiling."""
    study = told.study
    if not study.agreement:
        return [told.missing("agreement")]
    keys = ("voice", "months", "covering", "blind", "turns", "rand", "log")
    heads = tuple(told.x(f"col {key}") for key in keys)
    rows = tuple(_scores(item, told) for item in study.agreement)
    blocks: list[Block] = [
        Line(told.x("agreement")),
        Table("agreement", told.x("agreement table"), heads, rows, (4, 1, 1, 4, 2, 1, 2), (1, 2, 5)),
    ]
    blocks += [
        Line(f"{told.say.voice(item.voice)}: {told.phrase(item.note)}.", "warn")
        for item in study.agreement
        if item.note
    ]
    return [*blocks, *_ceiling(told), *_own(told)]


def _scores(item: Agreement, told: Told) -> Any:
    blind = {
        name: float(score["covering"])
        for name, score in item.nulls.items()
        if isinstance(score, dict) and math.isfinite(score.get("covering", math.nan))
    }
    logs = {
        name: float(score["log_score"])
        for name, score in item.nulls.items()
        if isinstance(score, dict)
        and score.get("log_score") is not None
        and math.isfinite(score["log_score"])
    }
    f1 = {int(margin): value for margin, value in item.f1.items()}
    return row(
        told.say.voice(item.voice),
        str(item.months),
        two(item.covering),
        Cell(
            "; ".join(f"{told.phrase(name)} {two(value)}" for name, value in blind.items()), _said(item, told)
        ),
        " · ".join(two(f1.get(margin, math.nan)) for margin in (3, 6, 12)),
        two(item.ari),
        Cell(
            two(item.log_score),
            "; ".join(f"{told.phrase(name)} {two(value)}" for name, value in logs.items()),
        ),
    )


def _said(item: Agreement, told: Told) -> str:
    """What a row of scores says beside its numbers."""
    best = best_blind(item)
    if not math.isfinite(best):
        said = [told.x("no blind")]
    elif item.segments < 2:
        said = [told.x("one phase")]
    else:
        said = [told.x("above blind" if item.covering > best else "not above blind")]
    if item.unmapped:
        said.append(told.x("unmapped", heads=", ".join(map(told.phrase, item.unmapped))))
    if item.overlaps:
        pairs = [" / ".join(map(told.stance, pair.split(" / "))) for pair in item.overlaps]
        said.append(told.x("overlaps", heads=", ".join(pairs)))
    return "; ".join(said)


def _ceiling(told: Told) -> list[Block]:
    found = told.study.ceiling
    whole = found.to_dict() if found is not None and hasattr(found, "to_dict") else dict(found or {})
    mean = dict(whole.get("mean") or {})
    if not mean:
        return []
    scores = ", ".join(f"{told.phrase(name)} {two(value)}" for name, value in mean.items())
    return [Line(told.x("ceiling", n=str(len(whole.get("pairs", ()))), scores=scores))]


def _own(told: Told) -> list[Block]:
    """Agreement of the article's own record with its own phases: consistency, not validation."""
    found = told.study.record_check
    if not found:
        return []
    lines = [
        told.x(
            "own", voice=told.say.voice(item.voice), covering=two(item.covering), months=str(item.months),
            ari=two(item.ari),
        )
        for item in found.agreement
    ]  # fmt: skip
    return [Line(told.x("own head"), "head"), Line(told.x("own warn"), "warn"), *notes(lines)]


def turns(told: Told) -> list[Block]:
    """Where the path turns: the acts that point its way and those against, and the article's own turns."""
    study, first = told.study, told.behind.voice
    lines = told.x("turns lines", voice=told.say.voice(first)) if first else ""
    figure = told.figure(
        "turns",
        lambda width: charts.turn_whiskers(
            study.stances, study.references, first=first, width=width - (130 if width > 500 else 100)
        ),
        told.x("turns figure", lines=lines),
    )
    rows = [
        row(
            Cell(told.x("turn to", x=told.say.name(turn.side)), percent(turn.nearer.probability)),
            Cell("", span(*turn.interval), links=((str(turn.start), f"m-{turn.start}"),)),
            *([_nearest(turn.nearest, told)] if first else []),
            told.listed(turn.towards),
            told.listed(turn.against),
        )
        for turn in told.behind.turns
    ]
    keys = ("turn", "start", *(["nearest"] if first else []), "towards", "against")
    heads = tuple(told.x(f"col {key}") for key in keys)
    widths = (2, 2, *((2,) if first else ()), 5, 5)
    table = Table("turns", told.x("turns"), heads, tuple(rows), widths)
    shown: list[Block] = [figure, table] if rows else [figure, Line(told.x("no turn"))]
    return [*shown, *_explained(told)]


def _nearest(found: Any, told: Told) -> Cell:
    if found is None:
        return Cell("–")
    key = "later" if found.apart > 0 else "earlier" if found.apart < 0 else "same"
    where = told.x("inside" if found.inside else "outside")
    apart = told.x(f"apart {key}", n=str(abs(found.apart)))
    return Cell(f"{found.month}, {told.stance(found.head)}", f"{apart}; {where}")


def _explained(told: Told) -> list[Block]:
    if not told.behind.explained:
        return []
    rows = [
        row(
            Cell(turn.at, told.stance(turn.to)),
            Cell(turn.why, told.x("article", where=turn.where), quoted="text"),
            Cell(
                f"{percent(turn.before)} → {percent(turn.after)}"
                if turn.before is not None and turn.after is not None
                else "–",
                told.x(f"odds {turn.moved}") if turn.moved else told.x("odds none"),
            ),
            told.listed(turn.towards),
            told.listed(turn.against),
        )
        for turn in told.behind.explained
    ]
    keys = ("article turn", "reason", "odds", "towards", "against")
    heads = tuple(told.x(f"col {key}") for key in keys)
    table = Table("article-turns", told.x("explained"), heads, tuple(rows), (2, 4, 2, 4, 4))
    return [Line(told.x("explained head"), "head"), table]


def not_found(told: Told) -> list[Block]:
    """What the record alone would not have found."""
    found = told.behind
    lines = [*_recovered(told)]
    lines.append(
        told.x(
            "silence", n=str(found.silence.months), m=str(found.silence.whole), k=str(found.silence.longest)
        )
    )
    lines.append(
        told.x("engagement", n=str(found.unsure_engagement.months), m=str(found.unsure_engagement.whole))
    )
    return notes([*lines, *_below(told)])


def _recovered(told: Told) -> list[str]:
    voice, found = told.behind.voice, told.behind.recovered
    if voice is None:
        return []
    who = told.say.voice(voice)
    if not found:
        return [told.x("no phase", voice=who)]
    kept = [each for each in found if each.found]
    said = [told.x("recovered", voice=who, n=str(len(kept)), m=str(len(found)))]
    for each in found:
        if not each.found:
            when = span(each.start or told.x("the start"), each.end or told.x("the end"))
            said.append(
                told.x("unrecovered", voice=who, head=told.stance(each.head), when=when, p=percent(each.mean))
            )
    return said


def _below(told: Told) -> list[str]:
    found = told.behind.against_chance
    said = []
    if found.single:
        said.append(told.x("single", n=str(found.single), m=str(found.whole)))
    if found.others:
        listed = ", ".join(map(told.say.voice, found.below)) or told.x("none of them")
        said.append(told.x("below", n=str(len(found.below)), m=str(found.others), voices=listed))
    return said


def readings(told: Told) -> list[Block]:
    """Rival readings, measured where the triangle can measure them."""
    found = told.behind.readings
    if not found:
        return [Line(told.x("no reading"), "warn")]
    heads = tuple(told.x(f"col {key}") for key in ("reading", "measured", "verdict"))
    rows = tuple(_reading(each, told) for each in found)
    return [Table("readings", told.x("readings"), heads, rows, (4, 5, 4))]


def _reading(found: Reading, told: Told) -> Any:
    head = Cell(f"{found.id} {found.says}", quoted="text")
    if found.why:
        return row(head, Cell(found.why, quoted="text"), told.x("not measurable"))
    if not found.start:
        return row(head, "", told.x("outside window"))
    measured = [span(found.start, found.end), *(_measured(each, told) for each in found.measures)]
    verdict = [_verdict(each, told) for each in found.measures]
    if found.share is not None:
        measured.append(told.x("has share", head=told.stance(found.stance), p=percent(found.share)))
        verdict.append(told.x(f"so {found.so}", head=told.stance(found.stance)))
    return row(head, "; ".join(measured), "; ".join(verdict) or told.t("v cannot be told"))


def _measured(found: Measured, told: Told) -> str:
    value = estimate(*found.value)
    meaning = _meaning(found, told)
    return told.x(
        "measure", name=told.quantity(found.name), value=value, p=percent(found.chance), what=meaning
    )


def _verdict(found: Measured, told: Told) -> str:
    """The word of ICD 203 for how likely the quantity has the sign that the reading needs."""

    return f"{_meaning(found, told)}: {told.t(f'W {likelihood(found.chance).word}')}"


def _meaning(found: Measured, told: Told) -> str:
    """What a sign of a quantity means."""
    if found.name == "tilt":
        return told.x("leaning", x=told.say.name("a" if found.sign > 0 else "b"))
    key = "warm" if found.sign > 0 else "cold"
    return told.x(key, x=told.say.name("a" if found.name == "va" else "b"))


def imprecise(told: Told) -> list[Block]:
    """Where the article is imprecise."""
    lines = told.article.imprecise if told.article else ()
    if not lines:
        return [Line(told.x("no article"), "warn")]
    return [Line(told.x("imprecise")), Bullets(lines, quoted=True)]
