"""What every part of the annex is written from, and the words that several of them share."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from tertius import charts
from tertius.actors import then
from tertius.brief.blocks import Block, Bullets, Cell, Figure, Line
from tertius.brief.dates import days
from tertius.brief.figures import drawing
from tertius.brief.founding import Article, article_on
from tertius.brief.messages import catalogue, message
from tertius.brief.names import Word, name
from tertius.brief.phrases import phrase
from tertius.brief.sentences import capital

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tertius.brief.sentences import Speaker
    from tertius.charts import Act
    from tertius.findings import Behind, CarryingAct, Findings
    from tertius.study import Study


class Told:
    """A study, its findings and what stands behind them, in one language."""

    def __init__(self, study: Study, found: Findings, behind: Behind, say: Speaker) -> None:
        self.study, self.found, self.behind, self.say = study, found, behind, say
        self.lang = say.lang

    @cached_property
    def acts(self) -> dict[tuple[str, str], list[Act]]:
        """Acts behind each leg of the triangle."""
        study = self.study
        return {leg: charts.acts_on(study.panel, study.events, *leg) for leg in study.settings.legs}

    @cached_property
    def article(self) -> Article | None:
        """What the article of the case says, if it has one."""
        return article_on(self.study)

    def t(self, key: str, **values: object) -> str:
        """A message of the language."""
        return message(key, self.lang, **values)

    def x(self, key: str, **values: object) -> str:
        """A text of the annex, with the three states' names at hand; a sentence begins with a capital."""
        names = {short: self.say.name(short) for short in ("p", "a", "b")}
        text = message(f"x {key}", self.lang, **(names | values))
        return capital(text) if text.endswith(".") or key.startswith("col") else text

    def quantity(self, name: str) -> str:
        """A quantity of the triangle in words; a name that a case's own file made up stands as it is."""
        return self.x(f"q {name}") if f"x q {name}" in catalogue(self.lang) else name

    def phrase(self, text: object) -> str:
        """A text made in a room below, in the language of the brief."""
        return phrase(str(text), self.lang)

    def stance(self, stance: str) -> str:
        """A stance, or another voice's word for one without its remark, in prose."""
        stance = stance.partition(" (")[0]
        sides = {f"aligned with {self.study.a}": "a", f"aligned with {self.study.b}": "b"}
        if stance in sides:
            return self.t("stance side", x=self.say.name(sides[stance]))
        return self.phrase(stance)

    def pair(self, pair: Sequence[str]) -> str:
        """Two states, as the record's last month knew them, with a dash between them."""
        return " – ".join(str(name(then(each, self.say.found.end), self.lang)) for each in pair)

    def source(self, key: str) -> str:
        """An event source's name as prose writes it."""
        return catalogue(self.lang).get(f"src {key}") or self.phrase(key)

    def missing(self, room: str) -> Line:
        """Why a room gave nothing."""
        why = self.study.missing.get(room)
        return Line(self.t("missing", why=self.phrase(why) if why else self.t("x no such value")), "warn")

    def figure(self, key: str, draw: Callable[[int], Any], caption: str) -> Figure:
        """A chart drawn once, its words in the language, its caption the text that stands for it."""
        return Figure(key, drawing(draw, caption, self.lang), caption)

    def listed(self, acts: Sequence[CarryingAct]) -> Cell:
        """Acts as a cell that leads to their rows."""
        if not acts:
            return Cell("–")
        links = [
            (
                f"{days(act.earliest, act.latest, self.lang)} {self.say.parties(act)}: {self.say.deed(act)}",
                act.id,
            )
            for act in acts
        ]
        return Cell("", links=tuple((text, charts.anchor(event)) for text, event in links))


def notes(lines: Sequence[str]) -> list[Block]:
    """A list of remarks, none where there are none."""
    return [Bullets(tuple(lines))] if lines else []


def plain(text: object) -> Word:
    """A text as a word that a template may give a particle to."""
    return Word(str(text))
