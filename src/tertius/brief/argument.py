"""The argument behind the first page: sections whose headings are findings, each of sentences made from values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tertius.brief.dates import when
from tertius.brief.messages import catalogue, message
from tertius.brief.names import Word, name
from tertius.brief.sentences import Speaker, capital, joined, plain_voice

if TYPE_CHECKING:
    from tertius.findings import CarryingAct, Findings, Stretch
    from tertius.study import Study

SMALL, LARGE = 0.01, 0.05
"""Change of a mean probability from which on an act's leaving out is told as some, and as large."""
NOTICE, DEAL = 0.04, 0.10
"""Change of an outlook's probability from which on it is told as noticeable, and as a good deal."""
SIGNPOSTS, VOICES, TURNS = 4, 3, 4


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
    made = [_moved(say), _theory(say), _gave(say)]
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
    key = "a stayed" if not turned else "a moved" if first != last else "a moved back"
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
    parts = [say.say("s told", **ends, x=x, word=say.word(of.nearer))]
    lo, hi = of.start_interval
    if lo != hi:
        parts.append(say.say("s turn", lo=say.month(lo), hi=say.month(hi)))
    if of.with_it:
        parts.append(say.say("s voices with", voices=_voices(of.with_it, lang)))
    if of.against_it:
        parts.append(say.say("s voices against", voices=_voices(of.against_it, lang)))
    return " ".join(parts)


def _voices(names: tuple[str, ...], lang: str) -> str:
    shown = [plain_voice(each) for each in names[:VOICES]]
    return joined(shown, message("and", lang), lang)


def _article(say: Speaker) -> Section:
    turns = say.found.article
    inside = [turn for turn in turns if turn.found]
    made = Section("article", say.say("a article", n=len(inside), m=len(turns)))
    for turn in turns[:TURNS]:
        key = "article in" if turn.found else "article out"
        made.paragraphs.append(say.say(key, when=say.month(turn.month)))
    made.paragraphs = [" ".join(made.paragraphs)]
    return made


def _theory(say: Speaker) -> Section:
    verdicts = say.found.theory
    told = [each for each in verdicts if each[1] != "cannot be told"]
    made = Section("theory", say.say("a theory" if told else "a theory none", n=len(told)))
    known = catalogue(say.lang)
    lines = []
    for condition, verdict in verdicts:
        text = known.get(condition) or message("C other", say.lang, id=condition)
        lines.append(f"{text}: {message(f'v {verdict}', say.lang)}.")
    made.lists.append(("", lines))
    many = say.found.many
    if many is not None:
        key = "m some" if many.holding or many.failing else "m none"
        made.paragraphs.append(say.say(key, n=many.cases, s=many.holding, c=many.failing))
    return made


def _gave(say: Speaker) -> Section:
    found = say.found
    clear = [each for each in found.received if each.clear]
    sides = [each.clear for each in clear]
    n, m = sides.count("a"), sides.count("b")
    if n and m:
        heading = say.say("a gave both", n=_count(n, say.lang), m=_count(m, say.lang))
    elif clear:
        heading = say.say("a gave one", x=say.name(str(clear[0].clear)))
    else:
        heading = say.say("a gave none")
    lines = [
        say.say("g clear", first=each.first, last=each.last, x=say.name(str(each.clear))) for each in clear
    ]
    if clear and len(clear) < len(found.received):
        lines.append(say.say("g open"))
    return Section("gains", heading, [" ".join(lines)] if lines else [])


def _count(number: int, lang: str) -> str:
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    return words[number] if lang == "en" and number < len(words) else str(number)


def _ahead(say: Speaker) -> Section:
    posts = say.found.signposts
    first = posts[0]
    heading = say.say("a ahead", act=message(first.act, say.lang).lower(), x=say.name(first.leg))
    lines = []
    for post in posts[:SIGNPOSTS]:
        key = "p raise" if post.move > 0 else "p lower"
        size = abs(post.move)
        much = "large" if size >= DEAL else "some" if size >= NOTICE else "small"
        said = Word(message(post.act, say.lang))
        lines.append(say.say(key, act=said, x=say.name(post.leg), much=message(f"much {much}", say.lang)))
    return Section("ahead", heading, [], [("", lines)])


def _options(study: Study, say: Speaker) -> Section:
    table = study.options
    assert table is not None
    rows = sorted(table.options, key=lambda option: -option.p_best)
    best = rows[0]
    sure = best.p_best >= 0.5
    fourth = name(table.fourth, say.lang)
    made = Section("options", say.say("a options" if sure else "a options none", k=fourth))
    lines = [say.say("o best" if sure else "o often", name=best.name)]
    if table.flips:
        names = {option.id: option.name for option in rows}
        flip = table.flips[0]
        lines.append(say.say("o flip", to=names.get(flip.to, flip.to), what=flip.what))
    made.paragraphs.append(" ".join(lines))
    return made


def _mind(say: Speaker) -> Section:
    found = say.found
    behind = [each for each in found.told if each.carried]
    fallen = [each for each in behind if each.carried and not each.carried.stands_without_five]
    key = "a falls" if fallen else "a stands"
    heading = say.say(key, n=_count(len(fallen), say.lang), m=_count(len(behind), say.lang))
    made = Section("mind", heading)
    if found.carriers:
        lines = [_effect(say, act) for act in found.carriers]
        made.lists.append((message("m whole", say.lang), lines))
    made.paragraphs = [" ".join(_sources(say))] if found.without else []
    return made


def _effect(say: Speaker, act: CarryingAct) -> str:
    size = abs(act.pull)
    key = "large" if size >= LARGE else "some" if size >= SMALL else "small"
    return f"{say.act(act)}; {message(f'm effect {key}', say.lang)}."


def _sources(say: Speaker) -> list[str]:
    whole = dict(say.found.without).get("")
    known = catalogue(say.lang)
    said = []
    for source, side in say.found.without:
        if not source:
            continue
        label = known.get(f"src {source}") or message("src", say.lang, name=_source(source))
        key = "none" if not side else "same" if side == whole else "other"
        x = say.name(side) if side else ""
        said.append(capital(say.say(f"m source {key}", source=Word(label), x=x)))
    return said


def _source(name_: str) -> str:
    """An event source's name as prose writes it."""
    return name_.split("-")[0].capitalize()
