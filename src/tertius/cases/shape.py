"""The shape of a case's files, for pydantic: what each column may hold. Loaded only when a case is checked."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from tertius.errors import BadInput
from tertius.months import parse_bounds, parse_month

ISSUE_CODES = ("SEC", "ECO", "IDE", "TEC", "TER", "WAR", "DIP", "GEN")
LONGEST_ACT = 25  # words; the rubric asks for 14
STRENGTHS = ("-3", "-2", "-1", "0", "1", "2", "3", "+1", "+2", "+3")


def _strength(text: str) -> str:
    if text and text not in STRENGTHS:
        raise ValueError("must be a whole number from -3 to 3")
    return text


def _date(text: str) -> str:
    if text:
        try:
            parse_bounds(text)
        except BadInput as problem:
            raise ValueError(str(problem)) from None
    return text


Date = Annotated[str, BeforeValidator(_date)]
Strength = Annotated[str, BeforeValidator(_strength)]


class ActRow(BaseModel):
    """One row of ``chronicle.csv``."""

    model_config = ConfigDict(extra="allow")

    id: str = Field(min_length=1)
    earliest: Date
    latest: Date
    source: str = Field(min_length=1)
    target: str = ""
    directed: Literal["yes", "no"]
    issues: str = ""
    act: str = Field(min_length=3)
    strength: Strength = ""
    role: str = "evidence"
    reference: str = Field(min_length=1)
    confidence: Literal["", "high", "medium", "low"] = ""
    kind: Literal["", "when", "span"] = ""
    kind_basis: Literal["", "read", "inferred"] = ""
    form: Literal["", "bilateral", "trilateral", "multilateral"] = ""
    form_basis: Literal["", "read", "inferred"] = ""
    third: str = ""
    strength_2: Strength = ""

    @field_validator("role")
    @classmethod
    def _role(cls, text: str) -> str:
        if text != "evidence" and not text.startswith("covariate"):
            raise ValueError("must be evidence or covariate:<what>")
        return text

    @field_validator("issues")
    @classmethod
    def _issues(cls, text: str) -> str:
        unknown = [word for word in text.split() if word not in ISSUE_CODES]
        if unknown:
            raise ValueError(f"{' '.join(unknown)} is not among {' '.join(ISSUE_CODES)}")
        return text

    @field_validator("act")
    @classmethod
    def _act(cls, text: str) -> str:
        if len(text.split()) > LONGEST_ACT:
            raise ValueError(f"has {len(text.split())} words; keep to {LONGEST_ACT}, in your own words")
        return text

    @model_validator(mode="after")
    def _whole(self) -> ActRow:
        if self.earliest and self.latest and parse_bounds(self.latest)[1] < parse_bounds(self.earliest)[0]:
            raise ValueError(f"latest ({self.latest}) is before earliest ({self.earliest})")
        if self.role == "evidence" and not (self.strength and self.target and (self.earliest or self.latest)):
            raise ValueError("a row of evidence needs a strength, a target and at least one date")
        return self


class PhaseRow(BaseModel):
    """One row of ``phases.csv``."""

    model_config = ConfigDict(extra="allow")

    voice: str = Field(min_length=1)
    start: Date = ""
    end: Date = ""
    stance: str = Field(min_length=1)
    reference: str = ""


class Turn(BaseModel):
    """How the founding article explains one turn."""

    id: str
    label: str
    start: Date
    end: Date
    to: str
    explanation: str
    article: str
    acts: list[str] = []
    record: list[str] = []


class Imprecision(BaseModel):
    """Where the article is imprecise, with the acts that show it."""

    number: int
    article: str
    text: str
    acts: list[str] = []


class Measure(BaseModel):
    """A quantity of the triangle, and the sign that a reading needs it to have."""

    name: str
    sign: Literal[-1, 1]


class Reading(BaseModel):
    """A rival reading, as phases that can be scored like any voice's; `unmeasured` says why none of it can be measured."""

    id: str
    text: str
    against: str = ""
    voices: list[str] = []
    phases: list[tuple[str, str, str]] = []
    measures: list[Measure] = []
    unmeasured: str = ""


class Foretold(BaseModel):
    """A forecast of the article in its own modality: `direction` against the run as is, and what would be right or wrong."""

    id: str
    modality: str
    text: str
    article: str
    scenario: str = "as is"
    name: str = ""
    direction: Literal[-1, 0, 1] = 0
    right: str = ""
    wrong: str = ""
    unmeasured: str = ""


class ArticleFile(BaseModel):
    """The text that the case was written to test, and the voice under which its phases and its record stand."""

    author: str = Field(min_length=1)
    title: str = Field(min_length=1)
    where: str = ""
    voice: str = Field(min_length=1)
    record: str = ""
    references: str = ""
    note: str = ""


class CoderFigures(BaseModel):
    """Agreement of the two codings, as ``python -m tertius.cases.coders`` prints it."""

    acts: int
    exact: float
    kappa: float


class CaseFile(BaseModel):
    """``case.toml``."""

    model_config = ConfigDict(extra="allow")

    title: str = Field(min_length=1)
    pivot: str = Field(min_length=1)
    a: str = Field(min_length=1)
    b: str = Field(min_length=1)
    window: tuple[str, str]
    question: str = ""
    fourth: str = ""
    languages: list[str] = ["en"]
    licence: str = ""
    cite: str = ""
    slants: list[str] = []
    agreement: CoderFigures | None = None
    turns: list[Turn] = []
    imprecisions: list[Imprecision] = []
    readings: list[Reading] = []
    forecasts: list[Foretold] = []
    article: ArticleFile | None = None

    @model_validator(mode="after")
    def _window(self) -> CaseFile:
        try:
            start, end = parse_month(self.window[0]), parse_month(self.window[1], last=True)
        except BadInput as problem:
            raise ValueError(f"window: {problem}") from None
        if end < start:
            raise ValueError(f"window ends ({end}) before it starts ({start})")
        if len({self.pivot, self.a, self.b}) < 3:
            raise ValueError("pivot, a and b must be three different states")
        return self
