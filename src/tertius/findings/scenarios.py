"""Where the fans of the outlook end, and what they say of an article's own forecasts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from tertius.intervals import Interval, summarise

if TYPE_CHECKING:
    from tertius.study import Study

QUANTITIES = ("tilt", "equidistance", "rivalry", "joint")
YEAR, ENOUGH = 12, 0.66
Head: TypeAlias = tuple[str, str, str, str, str, str]
"""Number, modality, words, place, and when a forecast is right and wrong."""


@dataclass(frozen=True)
class End:
    """Where one scenario's fan ends: quantity to mean and 90 % bounds in its last month."""

    scenario: str
    month: str
    values: dict[str, Interval]
    unmoved: tuple[str, ...]


@dataclass(frozen=True)
class Statement:
    """A forecast of the article with its own modality, and what the fan says of it.

    Attributes
    ----------
    kind
        ``unmeasured`` (these data cannot), ``absent`` (the fan holds no such quantity), ``seen`` (how likely it is seen on a
        side over the next year), ``beside`` (no probability can be put on the wording), ``coupled`` (what many triangles say),
        ``left`` (the scenario leaves the quantity as it is), ``likelier`` (compared with the run as is).
    told
        Whether an answer is given; else it cannot be told.
    chance
        For ``seen`` and ``likelier``.
    estimate
        For ``coupled``.
    """

    id: str
    modality: str
    says: str
    where: str
    right: str
    wrong: str
    kind: str
    scenario: str
    name: str
    end: Interval | None = None
    base: Interval | None = None
    told: bool = True
    chance: float | None = None
    higher: bool = True
    estimate: Interval | None = None
    triangles: int = 0
    source: str = ""
    why: str = ""


def ends(study: Study) -> tuple[End, ...]:
    """Every scenario's end, and which of its quantities it leaves as they are."""
    base = study.forecasts.get("as is")
    out = []
    for scenario, fan in study.forecasts.items():
        shared = [
            name for name in QUANTITIES if base is not None and name in fan.draws and name in base.draws
        ]
        same = (
            tuple(name for name in shared if np.array_equal(fan.draws[name], base.draws[name]))
            if base is not None and fan is not base
            else ()
        )
        values = {name: _end(fan, name) for name in QUANTITIES if name in fan.draws}
        out.append(End(scenario, str(fan.months[-1]), values, same))
    return tuple(out)


def _end(fan: Any, name: str) -> Interval:
    return summarise(np.asarray(fan.draws[name])[:, -1])


def statements(study: Study) -> tuple[Statement, ...]:
    """The article's forecasts beside the fan; empty without an article or a fan."""
    meta = study.case.meta if study.case else {}
    if not meta.get("article") or not study.forecasts:
        return ()
    return tuple(_statement(study, item) for item in meta.get("forecasts", ()))


def _statement(study: Study, item: dict[str, Any]) -> Statement:
    scenario, name = item.get("scenario", "as is"), item.get("name", "")
    about = (item["id"], item["modality"], item["text"], item["article"])
    head: Head = (*about, item.get("right", ""), item.get("wrong", ""))
    if item.get("unmeasured"):
        return Statement(*head, "unmeasured", scenario, name, told=False, why=item["unmeasured"])
    fan = study.forecasts.get(scenario)
    if fan is None or name not in fan.draws:
        return Statement(*head, "absent", scenario, name, told=False)
    end = _end(fan, name)
    if "direction" not in item:
        year = next((side for side in fan.sides if side.months == YEAR), None)
        if name == "tilt" and year is not None:
            return Statement(*head, "seen", scenario, name, end, chance=year.towards_a)
        return Statement(*head, "beside", scenario, name, end)
    return _coupled(head, fan, scenario, name, end) or _against(study, head, fan, scenario, name, end, item)


def _coupled(head: Head, fan: Any, scenario: str, name: str, end: Interval) -> Statement | None:
    """What the record of many triangles says of the rivals' doing and the pivot's place."""
    found = next((each for each in fan.couplings if each.quantity == "tilt"), None)
    if found is None or fan.scenario not in ("rivals ease", "rivalry spikes"):
        return None
    told = not found.lo < 0 < found.hi
    value = Interval(found.estimate, found.lo, found.hi)
    return Statement(
        *head, "coupled", scenario, name, end, told=told, estimate=value, triangles=found.triangles, source=found.source
    )  # fmt: skip


def _against(
    study: Study,
    head: Head,
    fan: Any,
    scenario: str,
    name: str,
    end: Interval,
    item: dict[str, Any],
) -> Statement:
    """Probability that a draw of the scenario lies beyond a draw of the run as is."""
    base = study.forecasts.get("as is")
    if base is None or name not in base.draws:
        return Statement(*head, "absent", scenario, name, end, told=False)
    if np.array_equal(fan.draws[name], base.draws[name]):
        return Statement(*head, "left", scenario, name, end, told=False)
    one, other = (np.sort(np.asarray(each.draws[name])[:, -1]) for each in (fan, base))
    above = float(np.searchsorted(other, one).mean() / len(other))
    higher = item["direction"] > 0
    chance = above if higher else 1.0 - above
    return Statement(
        *head, "likelier", scenario, name, end, _end(base, name), told=chance >= ENOUGH, chance=chance, higher=higher
    )  # fmt: skip
