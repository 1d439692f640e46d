"""What other sources hold, how the brief was made, and what to cite for it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tertius.brief.annex.told import notes
from tertius.brief.blocks import Block, Bullets, Cell, Line, Table, row
from tertius.brief.wording import number, percent
from tertius.events import SOURCES
from tertius.provenance import version

if TYPE_CHECKING:
    from tertius.brief.annex.told import Told

SPELLS = 12
"""Spells of a yearly fact that are listed; more are counted."""
LIBRARIES = ("tertius", "numpy", "scipy", "altair", "vl-convert-python")


def beside(told: Told) -> list[Block]:
    """What each source gave, the answer without it, and what is read beside the record."""
    return [*_used(told), *_without(told), *_disagreeing(told), *_reach(told), *_facts(told)]


def _used(told: Told) -> list[Block]:
    rows = tuple(
        row(
            Cell(told.source(found.source), told.pair(found.leg)),
            f"{found.acts:.0f}",
            _years(found.first, found.last) if found.months else told.x("none"),
            told.x("weight", share=percent(found.share), n=str(found.months))
            if found.months
            else told.x("nothing"),
            told.x("points", value=f"{found.without:.1f}")
            if math.isfinite(found.without)
            else told.x("no answer"),
        )
        for found in told.study.contributions
    )
    keys = ("source pair", "acts or scores", "years", "share", "moves")
    heads = tuple(told.x(f"col {key}") for key in keys)
    return [Table("sources", told.x("sources"), heads, rows, (4, 1, 2, 3, 3), (1,))] if rows else []


def _without(told: Told) -> list[Block]:
    say = told.say
    rows = tuple(
        row(
            told.x("left out", source=told.source(found.source)) if found.source else told.x("everything"),
            told.phrase(found.why)
            or told.x(
                "mean stance", a=say.name("a"), b=say.name("b"), pa=percent(found.p_a), pm=percent(found.p_middle),
                pb=percent(found.p_b), na=percent(found.nearer_a),
            ),
        )
        for found in told.study.answers_without
    )  # fmt: skip
    heads = (told.x("col left out"), told.x("col answer"))
    return [Table("without", told.x("without"), heads, rows, (2, 5))] if rows else []


def _disagreeing(told: Told) -> list[Block]:
    lines = [
        told.x(
            "disagree", pair=told.pair(found.leg), year=str(found.year), warm=told.source(found.warm),
            cold=told.source(found.cold), up=number(found.warm_score, 1), down=number(found.cold_score, 1),
        )
        for found in told.study.disagreements
    ]  # fmt: skip
    return [Line(told.x("disagreeing")), *notes(lines)] if lines else []


def _reach(told: Told) -> list[Block]:
    if not told.study.reach:
        return [Line(told.x("no reach"), "warn")]
    rows = []
    for found in told.study.reach:
        key = "correlation" if math.isfinite(found.correlation) else "no correlation"
        value = number(found.correlation) if math.isfinite(found.correlation) else ""
        rows.append(
            row(
                Cell(found.source, told.pair(found.pair)),
                str(found.acts),
                ", ".join(f"{year}: {n}" for year, n in found.years.items()) or told.x("none"),
                told.x(key, value=value, n=str(found.months)),
            )
        )
    heads = tuple(told.x(f"col {key}") for key in ("source pair", "acts", "by year", "against estimate"))
    return [
        Line(told.x("reach")),
        Table("reach", told.x("reach table"), heads, tuple(rows), (3, 1, 4, 3), (1,)),
    ]


def _facts(told: Told) -> list[Block]:
    if not told.study.facts:
        return [Line(told.x("no facts"), "warn")]
    rows = []
    for found in told.study.facts:
        shown = [f"{_years(first, last)}: {value:.3g}" for first, last, value in found.spells]
        known = "; ".join(shown[:SPELLS]) or told.x("nothing")
        if len(shown) > SPELLS:
            known += "; " + told.x("more spells", n=str(len(shown) - SPELLS))
        missing = "; ".join(
            told.x("missing years", why=told.phrase(why), n=str(n)) for why, n in found.missing.items()
        )
        pair = told.pair(found.pair)
        rows.append(row(Cell(told.phrase(found.name), pair), known, missing or told.x("none")))
    heads = tuple(told.x(f"col {key}") for key in ("fact pair", "known", "missing"))
    return [Table("facts", told.x("facts"), heads, tuple(rows), (3, 5, 4))]


def _years(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}–{last}"


def made(told: Told) -> list[Block]:
    """Files with hashes, settings, versions, and how much of the answer is prior."""
    found = told.study.provenance
    keys = ("file", "rows", "kept", "refused", "apart")
    rows = tuple(
        row(
            Cell(use.path.rpartition("/")[2], f"{told.phrase(use.name)} · sha256 {use.sha256}"),
            str(use.rows),
            str(use.kept),
            _counts(use.refused, told),
            _counts(use.apart, told),
        )
        for use in found.sources
    )
    heads = tuple(told.x(f"col {key}") for key in keys)
    settings = {"seed": str(found.seed), **{key: str(value) for key, value in found.settings.items()}}
    settings |= {name: version(name) for name in LIBRARIES}
    return [
        *notes([told.x("smoothed"), _hindsight(told), *_prior(told)]),
        Table("files", told.x("files"), heads, rows, (6, 1, 1, 3, 2), (1, 2)),
        Table(
            "settings", told.x("settings"), (told.x("col setting"), told.x("col value")),
            tuple(row(told.phrase(key), told.phrase(value)) for key, value in settings.items()), (2, 3), (),
            told.x("settings folded", n=str(len(settings))),
        ),
        *([Line(told.x("remarks"), "head")] if found.notes else []),
        *notes([told.phrase(line) for line in found.notes]),
    ]  # fmt: skip


def _counts(reasons: dict[str, int], told: Told) -> str:
    return "; ".join(f"{told.phrase(reason)}: {n}" for reason, n in reasons.items()) or told.x("none")


def _hindsight(told: Told) -> str:
    """How often hindsight changes the likeliest stance."""
    found = told.behind.hindsight
    if found is None:
        return told.x("no hindsight", why=told.phrase(told.study.stances_past.enough.why))
    return told.x("hindsight", n=str(found.months), m=str(found.whole))


def _prior(told: Told) -> list[str]:
    """Share of each hyperparameter that is prior, and of the pivot's relations."""
    said = []
    hyper = told.study.smoothed.hyper
    for part in ("valence", "engagement"):
        shares = getattr(getattr(hyper, part, None), "share_prior", None)
        if shares:
            listed = ", ".join(f"{name} {percent(float(share))}" for name, share in shares.items())
            said.append(told.x("prior hyper", part=told.x(f"q {part}"), shares=listed))
    one, other = (percent(share) for share in told.study.stances.enough.prior_share)
    return [*said, told.x("prior relations", one=one, other=other)]


def cite(told: Told) -> list[Block]:
    """What to cite: the software, each source, the article, the voices."""

    said = [told.x("cite tertius", version=version("tertius"))]
    for use in told.study.provenance.sources:
        info = SOURCES.get(use.name)
        text = use.cite or (info.cite if info else "")
        said.append(told.phrase(text))
    article = told.article
    if article:
        said.append(article.cite)
    voices = {phase.voice: phase.reference for phase in told.study.references if phase.reference}
    said += [
        f"{told.say.voice(voice)}: {reference}"
        for voice, reference in voices.items()
        if not (article and voice == article.voice)
    ]
    return [Bullets(tuple(text for text in dict.fromkeys(said) if text), quoted=True)]
