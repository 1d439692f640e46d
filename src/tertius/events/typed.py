"""A table as people type it: which column is what, in the languages in which analysts keep tables.

Columns are known by their names, without regard to case, blanks and underscores. Where a name can mean two things
(*source* is the
actor or the reference, *from* a state or a date), what most of its cells are decides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cache

from tertius.events.codes import read_rows
from tertius.events.resolve import known
from tertius.files.dates import read_dates
from tertius.files.names import plain


def _synonyms() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for row in read_rows("columns.csv"):
        found.setdefault(row["part"], []).append(row["name"])
    return {part: tuple(names) for part, names in found.items()}


#: Names of a column of years, which are dates where there is no other.
YEARS = ("year", "yr", "annee", "año", "год", "연도", "년도", "年份")
#: Names of a column of dates in one language, of something else in another: what its cells are decides.
DOUBTFUL = ("data", "tag", "time", "jour")
#: Names of a column by the part it plays, the first of a file's that is known counts.
SYNONYMS = _synonyms()


@cache
def strength_words() -> dict[str, float]:
    """Strength by word, from -3 to +3."""
    return {row["word"]: float(row["strength"]) for row in read_rows("strength.csv")}


def strength_of(text: str) -> float | None:
    """The strength a word stands for; None if it is no such word."""
    return strength_words().get(" ".join(text.split()).casefold())


_STRENGTH = frozenset("strength 강도 세기 强度 сила fuerza intensite intensité".split())  # noqa: SIM905


def is_strength(number: float) -> bool:
    """Whether a number can be a strength: whole, from -3 to +3."""
    return abs(number) <= 3 and number == int(number)


def strengths_in(name: str, numbers: Mapping[str, float | None], counts: Mapping[str, int]) -> bool:
    """Whether the numbers of a column are strengths: by its name, the words among them, and the weight of its rows.

    A slip or two that are no strength do not make scores of the others; where the column is called so, one cell in ten or a
    single one may be such; where words for strength stand in it, one in five.
    """
    words = sum(
        counts[text] for text, number in numbers.items() if number is None and strength_of(text) is not None
    )
    rows = {True: 0, False: 0}
    for text, number in numbers.items():
        if number is not None:
            rows[is_strength(number)] += counts[text]
    called = plain(name) in _STRENGTH
    if not rows[False]:
        return bool(words or called)
    if words and 4 * rows[False] <= rows[True] + words:
        return True
    return called and (10 * rows[False] <= rows[True] or (rows[False] == 1 and rows[True] >= 4))


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
    if part == "date" and word in DOUBTFUL:
        return cells is not None and _share(cells(name), _is_date) > 0.5
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
    return known(text, None)


@cache
def _is_date(text: str) -> bool:
    return text in read_dates({text: 1}).bounds and not _is_state(text)


def fits(names: Sequence[str]) -> bool:
    """Whether there are a date, two actors, and a code or score."""
    parts = match(names).keys()
    dated = bool(parts & {"date", "earliest"}) or {"start", "from", "begin", "since", *DOUBTFUL, *YEARS} & {
        plain(name) for name in names
    }
    return {"source", "target"} <= parts and bool(dated) and bool(parts & {"code", "value"})


WANTED = "a date, two actors, and a code or a score"


def lacking(names: Sequence[str]) -> str:
    """What names of columns lack for a table of acts, in words; "" if they lack nothing, or more than one of its parts."""
    parts = match(names).keys()
    have = {
        "a date": bool(parts & {"date", "earliest"}) or bool({*YEARS} & {plain(name) for name in names}),
        "the actor (source)": "source" in parts, "the other actor (target)": "target" in parts,
        "a code or a score": bool(parts & {"code", "value"}),
    }  # fmt: skip
    gone = [name for name, there in have.items() if not there]
    return gone[0] if len(gone) == 1 else ""
