"""A fourth state's options beside a question: what is taken for granted, from a file or measured, and the ranking."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypedDict, Unpack

from tertius.actors import resolve
from tertius.errors import BadInput

if TYPE_CHECKING:
    from tertius.cases import Case
    from tertius.events import EventTable
    from tertius.options import Assumptions, OptionTable
    from tertius.options.stated import Change
    from tertius.panel import Panel
    from tertius.settings import Settings
    from tertius.stances import Enough
    from tertius.triangles import Triangle


class Asked(Protocol):
    """What of a question its options need: a `tertius.study.Question` has it."""

    @property
    def settings(self) -> Settings: ...
    @property
    def case(self) -> Case | None: ...
    @property
    def panel(self) -> Panel: ...
    @property
    def evidence(self) -> EventTable: ...
    def enough(self, given: str = "all") -> Enough: ...
    def triangle(self, given: str = "all") -> Triangle: ...


class Weighing(TypedDict, total=False):
    """How a fourth state's options are weighed; see `weigh`."""

    assumptions: Path | None
    changes: Mapping[str, Change] | None
    stated: bool
    size: int
    sobol: int


def weigh(asked: Asked, fourth: str | None = None, **how: Unpack[Weighing]) -> OptionTable:
    """A fourth state's options, the same numbers wherever they are shown.

    Parameters
    ----------
    fourth
        Handle or name; None for the state that the case names.
    assumptions
        A TOML file of one's own; else the package's for this fourth state, else a first file from the triangle.
    changes
        Assumptions set by hand: name to a number or a range.
    stated
        Keep stated numbers where the triangle would replace them.
    size, sobol
        Draws (10,000 if not given), and base sample of the Sobol indices (0, as if not given, leaves them out).

    Raises
    ------
    BadInput
        If the record is not enough, or no fourth state is named.
    """
    from tertius.options import weigh_options

    found = asked.enough()
    if not found.ok:
        raise BadInput(
            f"not enough on record to weigh options beside {' '.join(asked.settings.corners)} ({found.why})",
            "a record with more acts on both of the pivot's legs",
        )
    path, stated = how.get("assumptions"), how.get("stated", False)
    under = assumed(asked, fourth, path=path, stated=stated).but(how.get("changes") or {})
    rng = asked.settings.rng("options")
    made = weigh_options(under, rng=rng, size=how.get("size", 10_000), sobol=how.get("sobol", 0))
    if stated and path is not None:
        return made
    sources = asked.triangle().provenance.with_settings(**made.provenance.settings)
    return replace(made, provenance=sources)


def assumed(
    asked: Asked, fourth: str | None = None, *, path: Path | None = None, stated: bool = False
) -> Assumptions:
    """What a fourth state's options are weighed under; see `weigh`."""
    from tertius.options.first import check_fourth, first_assumptions
    from tertius.options.measured import calibrated

    handle = _fourth(asked, fourth)
    check_fourth(asked.settings.corners, handle, asked.panel.months[-1])
    found = _told(asked, handle, path)
    if found is None:
        return first_assumptions(asked.triangle(), handle, events=asked.evidence)
    return found if stated else calibrated(found, triangle=asked.triangle())


def _told(asked: Asked, handle: str, path: Path | None) -> Assumptions | None:
    """Assumptions of a file: the one given, which must be about these states, or the package's own."""
    from tertius.options import load_assumptions, shipped

    wanted = (*asked.settings.corners, handle)
    if path is None:
        name = shipped().get(wanted)
        return None if name is None else load_assumptions(name)
    found = load_assumptions(path)
    have = (found.pivot, found.a, found.b, found.fourth)
    if have != wanted:
        seen = f"{path} is about {have[3]} with {have[0]} between {have[1]} and {have[2]}"
        raise BadInput(seen, f"{wanted[3]} with {wanted[0]} between {wanted[1]} and {wanted[2]}")
    return found


def _fourth(asked: Asked, named: str | None) -> str:
    name = named or (asked.case.meta.get("fourth") if asked.case else None)
    if not name:
        raise BadInput(
            "no fourth state is named", "the state whose options are weighed", "give it with --for STATE"
        )
    return resolve(str(name), on=asked.panel.months[-1].astype("M8[D]").item()).handle
