"""A table as people type it: which column is what, in the languages in which analysts keep tables.

Columns are known by their names, without regard to case, blanks and underscores. Where a name can mean two things (*source* is the
actor or the reference, *from* a state or a date), what most of its cells are decides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cache

from tertius.files.dates import read_dates
from tertius.files.names import plain

SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "date": ("date", "eventdate", "day", "sqldate", "when", "dates", "fecha", "дата", "날짜", "일자", "시기", "日期", "时间", "jour"),
    "earliest": ("earliest", "startdate", "start", "begin", "from", "since", "시작", "开始"),
    "latest": ("latest", "enddate", "end", "until", "to", "끝", "종료", "结束"),
    "source": ("source", "actor1", "sourcecountry", "from", "sender", "sourcecow", "sourceiso3", "actor", "initiator", "fromstate",
               "who", "country1", "state1", "statea", "ccode1", "행위자", "행위국", "주체", "주체국", "发起国", "行为体", "行为国", "acteur",
               "origen", "actora", "субъект", "инициатор", "отправитель"),
    "target": ("target", "actor2", "targetcountry", "to", "receiver", "targetcow", "targetiso3", "recipient", "tostate", "whom",
               "country2", "state2", "stateb", "ccode2", "대상", "대상국", "상대국", "상대", "对象国", "目标国", "cible", "destinataire",
               "destino", "objetivo", "actorb", "объект", "адресат", "получатель"),
    "code": ("code", "cameo", "cameocode", "eventcode", "weis", "weiscode", "plover"),
    "value": ("score", "value", "goldstein", "goldsteinscale", "intensity", "strength", "강도", "점수", "세기", "强度", "分数",
              "intensité", "intensite", "intensidad", "fuerza", "puntuación", "сила", "оценка", "интенсивность"),
    "event_id": ("id", "eventid", "번호", "编号"),
    "vocabulary": ("vocabulary",),
    "issues": ("issues", "issue", "agenda", "topic", "의제", "议题"),
    "act": ("act", "event", "description", "what", "action", "행위", "사건", "내용", "事件", "行为", "événement", "evenement",
            "evento", "hecho", "acción", "событие", "действие"),
    "reference": ("reference", "sourcetext", "citation", "ref", "cite", "url", "출처", "참고", "来源", "출전", "référence", "fuente",
                  "источник", "source"),
    **{name: (name,) for name in ("directed", "kind", "role", "confidence", "form", "third", "added")},
}  # fmt: skip
#: Words for how strong an act is, on the chronicles' -3 to +3.
_STRENGTH = """
3|alliance|union|동맹|联盟|同盟|alianza|союз|strong cooperation|very friendly|strongly positive|very positive|매우 협력|强烈合作
2|cooperation|cooperative|friendly|positive|aid|협력|우호|合作|友好|coopération|cooperation amicale|cooperación|сотрудничество|дружественный|positif|positivo
1|mild cooperation|weak cooperation|slightly positive|weakly positive|mildly friendly|약한 협력|轻微合作
0|neutral|none|mixed|중립|中立|neutre|neutro|neutral act|нейтральный|нейтрально
-1|mild conflict|weak conflict|slightly negative|weakly negative|tension|약한 갈등|轻微冲突|긴장
-2|conflict|conflictual|hostile|negative|unfriendly|갈등|적대|冲突|敌对|conflit|hostil|conflicto|конфликт|враждебный|négatif|negatif|negativo
-3|war|strong conflict|very hostile|strongly negative|very negative|violence|attack|전쟁|무력|战争|guerre|guerra|война|강한 갈등|强烈冲突
"""


@cache
def strength_words() -> dict[str, float]:
    """Strength by word, from -3 to +3."""
    lines = [line.split("|") for line in _STRENGTH.strip().splitlines()]
    return {word.casefold(): float(number) for number, *words in lines for word in words}


def strength_of(text: str) -> float | None:
    """The strength a word stands for; None if it is no such word."""
    return strength_words().get(" ".join(text.split()).casefold())


def match(names: Sequence[str], cells: Callable[[str], Sequence[str | None]] | None = None) -> dict[str, str]:
    """Which column of a table plays which part.

    Parameters
    ----------
    names
        Its columns.
    cells
        Some cells of a column, to decide where a name can mean two things; None decides by the names alone.
    """
    mine = {plain(name): name for name in reversed(names)}
    found: dict[str, str] = {}
    taken: set[str] = set()
    for part in ("date", "source", "target", "earliest", "latest", *SYNONYMS):
        if part in found:
            continue
        open_ = [
            mine[word] for word in map(plain, SYNONYMS[part]) if word in mine and mine[word] not in taken
        ]
        fits = [name for name in open_ if _may_be(part, name, cells)]
        if fits:
            found[part] = _best(part, fits, cells)
            taken.add(found[part])
    if "date" in found:  # a day is a day; "from" and "to" beside it are not its bounds
        found = {
            part: name
            for part, name in found.items()
            if part not in ("earliest", "latest") or plain(name) not in ("from", "to")
        }
    return found


def _may_be(part: str, name: str, cells: Callable[[str], Sequence[str | None]] | None) -> bool:
    """Whether the cells of a column with a double meaning are of a part."""
    word = plain(name)
    if part in ("earliest", "latest") and word in ("from", "to", "start", "end"):
        return cells is not None and _share(cells(name), _is_date) > 0.5
    if part in ("source", "target") and word in ("from", "to"):
        return cells is None or _share(cells(name), _is_date) <= 0.5
    return True


def _best(part: str, names: list[str], cells: Callable[[str], Sequence[str | None]] | None) -> str:
    """Of several columns for an actor, the one with the most states."""
    if part not in ("source", "target") or cells is None or len(names) == 1:
        return names[0]
    return max(names, key=lambda name: (_share(cells(name), _is_state), -names.index(name)))


def _share(cells: Sequence[str | None], test: Callable[[str], bool]) -> float:
    counts = Counter(cell for cell in cells if cell)
    return sum(n for cell, n in counts.items() if test(cell)) / counts.total() if counts else 0.0


@cache
def _is_state(text: str) -> bool:
    from tertius.events.resolve import known

    return known(text, None)


@cache
def _is_date(text: str) -> bool:
    return text in read_dates({text: 1}).bounds and not _is_state(text)


def fits(names: Sequence[str]) -> bool:
    """Whether there are a date, two actors, and a code or score."""
    parts = match(names).keys()
    dated = bool(parts & {"date", "earliest"}) or {"start", "from", "begin", "since"} & {
        plain(name) for name in names
    }
    return {"source", "target"} <= parts and bool(dated) and bool(parts & {"code", "value"})
