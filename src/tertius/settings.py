"""What is asked for, as values: how acts are counted, how draws are made, and which triangle is meant.

Every option of the command line that means the same everywhere is a field here, with its words beside it; a value is
checked once, when it is made, and goes as it is from the command line to the panel.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, Literal, TypedDict, Unpack, get_args

from tertius.errors import BadInput

if TYPE_CHECKING:
    import numpy as np

Every = Literal["month", "quarter", "year"]
Succession = Literal["joined", "strict"]
Engine = Literal["duckdb", "spark"]
Given = Literal["all", "past"]
Over = Literal["period", "month", "peak"]
By = Literal["triangle", "pivot", "rivals", "year", "month"]
HORIZONS = (1, 36)
DRAWS = (50, 100_000)


def said(flag: str, metavar: str, help: str, *, text: bool = False) -> dict[str, Any]:
    """Words of one setting for whoever shows it; `text`: the command line hands it over as it was typed."""
    return {"flag": flag, "metavar": metavar, "help": help, "text": text}


def one_of(value: str, allowed: tuple[str, ...], name: str) -> str:
    """The value, if it is one of `allowed`; else one clear sentence."""
    if value not in allowed:
        raise BadInput(f"{name} {value!r} is not known", f"one of {', '.join(allowed)}")
    return value


def between(value: int, bounds: tuple[int, int], name: str) -> int:
    """The value, if it lies in the bounds, both included; else one clear sentence."""
    if not bounds[0] <= value <= bounds[1]:
        raise BadInput(f"{name} {value}", f"a whole number from {bounds[0]} to {bounds[1]}")
    return value


def neutral_point(value: float | str) -> float | str:
    """A number on the scale, -10 to 10, or ``median``; text is read as either."""
    if value == "median":
        return value
    try:
        number = float(value)
    except ValueError:
        number = float("nan")
    if not -10.0 <= number <= 10.0:
        raise BadInput(f"c0 {value!r} is not on the scale", "0, median, or a number from -10 to 10")
    return number


def _month(value: np.datetime64 | str | None, *, last: bool = False) -> np.datetime64 | None:
    if value is None:
        return None
    from tertius.months import parse_month

    return parse_month(value, last=last) if isinstance(value, str) else value.astype("M8[M]")


@dataclass(frozen=True)
class Counting:
    """How acts become months by dyads.

    Attributes
    ----------
    start, end
        First and last month, both inclusive (``YYYY-MM`` or a month); None takes those of the events or of the case.
    every
        Length of a period.
    scale
        Name of a scale (`tertius.events.SCALES`) or path of a user's own.
    succession
        ``joined`` (SUN with RUS, DRV with VNM ...) or ``strict``.
    engine
        Where acts in a file or a store are read. BigQuery is reached from Python, with an Ibis table.
    directed
        Keep source and target apart.
    keep_duplicates
        Count rows marked as duplicates, too.

    Raises
    ------
    BadInput
        If a choice is not known, a month is none, or the window ends before it begins.
    """

    start: np.datetime64 | str | None = field(
        default=None, metadata=said("--from", "YYYY-MM", "First month; a year means its January.", text=True)
    )
    end: np.datetime64 | str | None = field(
        default=None, metadata=said("--to", "YYYY-MM", "Last month; a year means its December.", text=True)
    )
    every: Every = field(default="month", metadata=said("--every", "PERIOD", "month, quarter or year."))
    scale: str = field(
        default="goldstein",
        metadata=said("--scale", "NAME", "Scale for codes; a CSV of your own is accepted too."),
    )
    succession: Succession = field(
        default="joined",
        metadata=said("--succession", "RULE", "joined (SUN with RUS, DRV with VNM, ...) or strict."),
    )
    engine: Engine = field(default="duckdb", metadata=said("--engine", "NAME", "duckdb or spark."))
    directed: bool = field(default=False, metadata=said("--directed", "", "A's acts on B only."))
    keep_duplicates: bool = field(
        default=False, metadata=said("--keep-duplicates", "", "Count rows marked as duplicates, too.")
    )

    def __post_init__(self) -> None:
        one_of(self.every, get_args(Every), "every")
        one_of(self.engine, get_args(Engine), "engine")
        one_of(self.succession, get_args(Succession), "succession")
        start, end = _month(self.start), _month(self.end, last=True)
        if start is not None and end is not None and end < start:
            raise BadInput(f"a window from {start} to {end}", "a window that ends after it begins")
        object.__setattr__(self, "start", start)
        object.__setattr__(self, "end", end)

    def options(self) -> dict[str, Any]:
        """The fields by name, as `build_panel` takes them."""
        return {item.name: getattr(self, item.name) for item in fields(self)}

    def within(self, first: np.datetime64, last: np.datetime64) -> Counting:
        """The same, over this window where none was asked for."""
        start, end = self.start, self.end
        late, early = start is not None and start > last, end is not None and end < first
        if (late and end is None) or (early and start is None):
            asked = f"from {start} on" if late else f"until {end}"
            raise BadInput(f"a window {asked}, and a record of {first} to {last}", "months that it has")
        return replace(self, start=first if start is None else start, end=last if end is None else end)


@dataclass(frozen=True)
class Sampling:
    """How many joint draws are made (50 to 100,000), and from which seed (an integer from 0)."""

    draws: int = field(default=1000, metadata=said("--draws", "N", "Joint posterior draws, 50 to 100000."))
    seed: int = field(default=1, metadata=said("--seed", "N", "Seed of every random draw."))

    def __post_init__(self) -> None:
        between(self.draws, DRAWS, "draws")
        if self.seed < 0:
            raise BadInput(f"seed {self.seed}", "a whole number from 0")

    def rng(self, purpose: str) -> np.random.Generator:
        """A generator of its own for each purpose, so that one room's draws never move another's."""
        import numpy as np

        return np.random.default_rng([self.seed, *purpose.encode()])


class Flat(TypedDict, total=False):
    """The fields of `Settings`, `Counting` and `Sampling` by their names, for `Settings.of`."""

    start: np.datetime64 | str | None
    end: np.datetime64 | str | None
    every: Every
    scale: str
    succession: Succession
    engine: Engine
    keep_duplicates: bool
    draws: int
    seed: int
    c0: float | str
    horizon: int


@dataclass(frozen=True)
class Settings:
    """One pivot between two rivals, over a window, on a scale.

    Attributes
    ----------
    pivot, a, b
        Handles as asked; `a` and `b` are the rivals.
    counting, sampling
        How acts become months by dyads; how draws are made.
    c0
        Neutral point on the scale: a number from -10 to 10, or ``"median"``.
    horizon
        Months ahead of a forecast, 1 to 36.

    Raises
    ------
    BadInput
        If `c0` or `horizon` is out of range.
    """

    pivot: str
    a: str
    b: str
    counting: Counting = Counting()
    sampling: Sampling = Sampling()
    c0: float | str = 0.0
    horizon: int = 12

    def __post_init__(self) -> None:
        between(self.horizon, HORIZONS, "horizon")
        object.__setattr__(self, "c0", neutral_point(self.c0))

    @classmethod
    def of(cls, pivot: str, a: str, b: str, **flat: Unpack[Flat]) -> Settings:
        """Settings from the names of all fields at once: ``Settings.of("ROU", "SUN", "CHN", draws=200)``."""
        given: dict[str, Any] = dict(flat)
        known = Flat.__annotations__
        if unknown := sorted(given.keys() - known.keys()):
            raise BadInput(f"no setting {', '.join(unknown)}", f"any of {', '.join(known)}")
        counting = Counting(**_taken(given, Counting))
        sampling = Sampling(**_taken(given, Sampling))
        return cls(pivot, a, b, counting, sampling, **given)

    @property
    def corners(self) -> tuple[str, str, str]:
        """Pivot and rivals."""
        return (self.pivot, self.a, self.b)

    @property
    def legs(self) -> tuple[tuple[str, str], tuple[str, str], tuple[str, str]]:
        """The three dyads: pivot with either rival, and the rivals' own."""
        return ((self.pivot, self.a), (self.pivot, self.b), (self.a, self.b))

    def rng(self, purpose: str) -> np.random.Generator:
        """A generator of its own for each purpose."""
        return self.sampling.rng(purpose)

    def flat(self) -> dict[str, Any]:
        """Every setting by its name, in the order in which they are told."""
        own = {item.name: getattr(self, item.name) for item in fields(self)}
        counting, sampling = own.pop("counting"), own.pop("sampling")
        corners = {name: own.pop(name) for name in ("pivot", "a", "b")}
        return {**corners, **counting.options(), **own, **vars(sampling)}


def _taken(given: dict[str, Any], kind: type[Counting] | type[Sampling]) -> dict[str, Any]:
    """What is given for this kind of value, taken out of the rest."""
    return {item.name: given.pop(item.name) for item in fields(kind) if item.name in given}
