"""States as they were typed, and the question that they and the options make."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from tertius.cli.options import Source
    from tertius.settings import Counting, Flat, Sampling
    from tertius.study import Question


def handles(names: list[str]) -> list[str]:
    """Handles of the states as asked; what a name resolved to is said on stderr when it is not obvious."""
    from tertius.actors import asked_of
    from tertius.cli.output import note
    from tertius.errors import BadInput

    found = []
    for name in names:
        state = asked_of(name)
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

    from tertius.cli.progress import first_time
    from tertius.errors import BadInput
    from tertius.events import get_scale
    from tertius.settings import Settings
    from tertius.study import Question

    get_scale(counting.scale)
    if len(corners) not in (1, 3) or (len(corners) == 1 and source.events):
        raise BadInput(
            f"{len(corners)} state{'s' * (len(corners) != 1)} given",
            "three states, pivot first, or the name of a case",
        )
    flat = _flat(counting, sampling, settings)
    first_time()
    if len(corners) == 1:
        asked = Question.of_case(corners[0], only=source.only, least=source.confidence, **flat)
        return replace(asked, indicators=source.facts())
    pivot, a, b = handles(corners)
    if source.shipped:
        asked = Question.of_world(pivot, a, b, only=source.only, least=source.confidence, **flat)
    else:
        from tertius.world import world_facts

        facts = world_facts((pivot, a, b))  # a stream given replaces the acts that ship, not the facts
        asked = Question(Settings.of(pivot, a, b, **flat), source.read(), stance_facts=facts)
        if source.with_world:
            asked = asked.with_world(only=source.only, least=source.confidence)
    return replace(asked, indicators=source.facts())


def _flat(counting: Counting, sampling: Sampling, settings: dict[str, Any]) -> Flat:
    """All settings by name, for `tertius.settings.Settings.of`."""
    own = {name: value for name, value in counting.options().items() if name != "directed"}
    return cast("Flat", {**own, **vars(sampling), **settings})
