"""States as they were typed, and the question that they and the options make."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tertius.cli.options import Source
    from tertius.settings import Counting, Sampling
    from tertius.study import Question


def handles(names: list[str]) -> list[str]:
    """Handles of the states as asked; what a name resolved to is said on stderr when it is not obvious."""
    from tertius.actors import resolve
    from tertius.cli.output import note
    from tertius.errors import BadInput

    found = []
    for name in names:
        state = resolve(name)
        if state.handle != name:
            note(f"{name}: {state.handle}, from {state.start}" + (f" to {state.end}" if state.end else ""))
        found.append(state.handle)
    if len(set(found)) < len(found):
        raise BadInput(f"{' '.join(names)} names one state twice", "different states")
    return found


def question(
    corners: list[str], source: Source, counting: Counting, sampling: Sampling, **settings: Any
) -> Question:
    """Settings, events and yearly facts of one triangle: read once, used by every command that asks about one."""
    from dataclasses import replace

    from tertius.cases import load_case
    from tertius.errors import BadInput
    from tertius.events import get_scale
    from tertius.settings import Settings
    from tertius.study import Question

    get_scale(counting.scale)
    if len(corners) == 1 and not source.events:
        case = load_case(corners[0])
        chosen = Settings(case.pivot, case.a, case.b, counting.within(*case.window), sampling, **settings)
        return Question(chosen, case.events, case, indicators=source.facts())
    if len(corners) != 3:
        raise BadInput(f"{len(corners)} states given", "three states, pivot first, or the name of a case")
    pivot, a, b = handles(corners)
    asked = Question(Settings(pivot, a, b, counting, sampling, **settings), source.read())
    return replace(asked, indicators=source.facts())
