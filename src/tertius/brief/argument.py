"""The argument behind the first page: sections whose headings are findings, each of sentences made from values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tertius.brief.dates import when
from tertius.brief.gained import gained
from tertius.brief.messages import catalogue, message
from tertius.brief.names import Word, name
from tertius.brief.phrases import phrase
from tertius.brief.sentences import Speaker, capital
from tertius.brief.wording import count, joined

if TYPE_CHECKING:
    from tertius.findings import CarryingAct, Findings, Stretch
    from tertius.forecasts.signposts import Signpost
    from tertius.study import Study

SMALL, LARGE = 0.01, 0.05
"""Change of a mean probability from which on an act's leaving out is told as some, and as large."""
NOTICE, DEAL = 0.04, 0.10
"""Change of an outlook's probability from which on it is told as noticeable, and as a good deal."""
SIGNPOSTS, VOICES, TURNS = 4, 3, 8


@dataclass
class Section:
    """A heading that states a finding, its paragraphs, and lists of sentences under a lead-in, folded."""

    key: str
    heading: str
    paragraphs: list[str] = field(default_factory=list)
    lists: list[tuple[str, list[str]]] = field(default_factory=list)


def argument(study: Study, found: Findings, lang: str) -> list[Section]:
    """Every section, in the order of the argument."""
    say = Speaker(found, lang)
    made = [_moved(say), _theory(say), _gained(say)]
    if found.article:
        made.insert(1, _article(say))
    if found.signposts:
        made.append(_ahead(say))
    if study.options is not None:
        made.append(_options(study, say))
    return [*made, _mind(say)]


def _moved(say: Speaker) -> Section:
    found = say.found
    told = found.told
    if not told:
        return Section("moved", say.say("a nowhere"), [_paragraph(say, each) for each in found.path])
    first, last = told[0].side, told[-1].side
    turned = any(each.side != first for each in told)
    whole = len(told) == len(found.path)
    key = (
        ("a stayed" if whole else "a stayed told")
        if not turned
        else "a moved"
        if first != last
        else "a moved back"
    )
    x = say.name(str(first))
    heading = say.say(key, x=x, y=say.other(str(first)))
    made = Section("moved", heading, [_paragraph(say, each) for each in found.path])
    against = [say.act(act) for each in told if each.carried for act in each.carried.against[:1]]
    if against:
        made.lists.append((message("s against", say.lang), against))
    return made


def _paragraph(say: Speaker, of: Stretch) -> str:
    """What is said of one stretch."""
    lang = say.lang
    ends = {
        "start": when(of.start, of.start_interval if of.side else say.found.start_of(of), lang),
        "end": when(of.end, say.found.end_interval(of), lang),
    }
    if of.side is None:
        return say.say("s untold", **ends)
    x = say.name(of.side)
    begins, stops = of.start == say.found.start, of.end == say.found.end
    key = "s told whole" if begins and stops else "s told on" if stops else "s told"
    parts = [say.say(key, **ends, x=x, word=say.word(of.nearer))]
    lo, hi = of.start_interval
    if lo != hi:
        parts.append(say.say("s turn", lo=say.month(lo), hi=say.month(hi)))
    if of.with_it:
        parts.append(say.say("s voices with", voices=_voices(of.with_it, say)))
    if of.against_it:
        parts.append(say.say("s voices against", voices=_voices(of.against_it, say)))
    return " ".join(parts)


def _voices(names: tuple[str, ...], say: Speaker) -> str:
    shown = [say.voice(each) for each in names[:VOICES]]
    return joined(shown, message("and", say.lang), say.lang)


def _article(say: Speaker) -> Section:
    turns = say.found.article
    inside = [turn for turn in turns if turn.found]
    made = Section(
        "article", say.say("a article" if inside else "a article none", n=len(inside), m=len(turns))
    )
    said = []
    for key, found in (("in", True), ("out", False)):
        months = [say.month(turn.month) for turn in turns[:TURNS] if turn.found is found]
        if months:
            when_ = joined(months, message("and", say.lang), say.lang)
            said.append(say.say(f"article{'s' if len(months) > 1 else ''} {key}", when=when_))
    made.paragraphs = [" ".join(said)]
    return made


def _theory(say: Speaker) -> Section:
    verdicts = say.found.theory
    told = [each for each in verdicts if each[1] != "cannot be told"]
    made = Section("theory", say.say("a theory" if told else "a theory none", n=len(told)))
    known = catalogue(say.lang)
    for verdict in ("holds", "fails", "cannot be told"):
        lines = [
            known.get(each) or message("C other", say.lang, id=each)
            for each, is_ in verdicts
            if is_ == verdict
        ]
        if lines:
            made.lists.append((message(f"v those {verdict}", say.lang), lines))
    many = say.found.many
    if many is not None:
        key = "m some" if many.holding or many.failing else "m none"
        made.paragraphs.append(say.say(key, n=many.cases, s=many.holding, c=many.failing))
    return made


def _gained(say: Speaker) -> Section:
    heading, said = gained(say)
    return Section("gains", heading, [said])


def _ahead(say: Speaker) -> Section:
    posts = say.found.signposts
    heading = say.say("a ahead", act=_signpost(say, posts[0]))
    lines = []
    for post in posts[:SIGNPOSTS]:
        key = "p raise" if post.move > 0 else "p lower"
        size = abs(post.move)
        much = "large" if size >= DEAL else "some" if size >= NOTICE else "small"
        said = _signpost(say, post)
        lines.append(say.say(key, act=said, much=message(f"much {much}", say.lang)))
    return Section("ahead", heading, [], [("", lines)])


def _signpost(say: Speaker, post: Signpost) -> Word:
    """An act that would move the outlook, with whom it would be."""
    return Word(message(post.act, say.lang, x=say.name(post.leg)))


def _options(study: Study, say: Speaker) -> Section:
    table = study.options
    assert table is not None
    rows = sorted(table.options, key=lambda option: -option.p_best)
    best = rows[0]
    sure = best.p_best >= 0.5
    fourth = name(table.fourth, say.lang)
    made = Section("options", say.say("a options" if sure else "a options none", k=fourth))
    names = {option.id: phrase(option.name, say.lang) for option in rows}
    lines = [say.say("o best" if sure else "o often", name=names[best.id])]
    if table.flips:
        # They start from the option of least regret, which need not be the one that is best most often.
        flip = table.flips[0]
        first, to = (names.get(each, each) for each in (flip.instead_of, flip.to))
        lines.append(say.say("o flip", first=first, to=to, what=phrase(flip.what, say.lang)))
    made.paragraphs.append(" ".join(lines))
    return made


def _mind(say: Speaker) -> Section:
    found = say.found
    behind = [each for each in found.told if each.carried and each.carried.tried]
    fallen = [each for each in behind if each.carried and not each.carried.stands_without_five]
    falls = "a falls" if len(behind) > 1 else "a falls one"
    key = falls if fallen else "a stands" if behind else "a no acts"
    heading = say.say(key, n=count(len(fallen), say.lang), m=count(len(behind), say.lang))
    made = Section("mind", heading)
    if found.carriers:
        made.paragraphs.append(message("m whole", say.lang))
        made.lists += _effects(say, found.carriers)
    else:
        made.paragraphs.append(message("m no acts", say.lang))
    if found.without:
        made.paragraphs.append(" ".join(_sources(say)))
    return made


def _effects(say: Speaker, acts: Sequence[CarryingAct]) -> list[tuple[str, list[str]]]:
    """The acts by how much less sure the answer is without one of them."""
    grouped: dict[str, list[str]] = {}
    for act in acts:
        size = abs(act.pull)
        key = "large" if size >= LARGE else "some" if size >= SMALL else "small"
        grouped.setdefault(key, []).append(say.act(act))
    return [(message(f"m effect {key}", say.lang), lines) for key, lines in grouped.items()]


def _sources(say: Speaker) -> list[str]:
    """What the answer is without each source, those with the same answer together."""
    whole = dict(say.found.without).get("")
    grouped: dict[str, list[str]] = {}
    for source, side in say.found.without:
        if source:
            grouped.setdefault(side, []).append(_label(say, source))
    said = []
    for side, labels in grouped.items():
        key = "none" if not side else "same" if side == whole else "other"
        x = say.name(side) if side else ""
        source = Word(joined(labels, message("or", say.lang), say.lang))
        several = "s" if len(labels) > 1 else ""
        said.append(capital(say.say(f"m source{several} {key}", source=source, x=x)))
    return said


def _label(say: Speaker, source: str) -> str:
    return catalogue(say.lang).get(f"src {source}") or message("src", say.lang, name=_source(source))


def _source(name_: str) -> str:
    """An event source's name as prose writes it."""
    return name_.split("-")[0].capitalize()
