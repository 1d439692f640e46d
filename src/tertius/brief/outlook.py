"""The article's forecasts, each with its own modality, set against the fan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tertius.brief.founding import Article
from tertius.brief.wording import CANNOT, estimate, hedge, joined, percent
from tertius.charts.triangles import DOMAINS

if TYPE_CHECKING:
    from tertius.study import Study


def ends(study: Study) -> list[dict[str, Any]]:
    """Where each scenario's fan ends, for the quantities that sentences speak of."""
    names = ("tilt", "equidistance", "rivalry", "joint")
    rows = []
    for scenario, fan in study.forecasts.items():
        cells = {name: _end(fan, name) for name in names if name in fan.draws}
        rows.append({"scenario": scenario, "month": str(fan.months[-1]), "cells": cells})
    return rows


def _end(fan: Any, name: str) -> str:
    values = np.asarray(fan.draws[name])[:, -1]
    lo, hi = map(float, np.quantile(values, [0.05, 0.95]))
    return estimate(float(values.mean()), lo, hi, sign=DOMAINS.get(name, (0, 1))[0] < 0)


def notes(study: Study) -> list[str]:
    """What each scenario assumes, and which quantities it leaves as they are."""
    said = [f"{name}: {fan.says}" for name, fan in study.forecasts.items() if getattr(fan, "says", "")]
    base = study.forecasts.get("as is")
    for name, fan in study.forecasts.items():
        if base is None or fan is base:
            continue
        shared = [
            q for q in ("tilt", "equidistance", "joint", "rivalry") if q in fan.draws and q in base.draws
        ]
        same = [q for q in shared if np.array_equal(fan.draws[q], base.draws[q])]
        if same:
            said.append(
                f"\u201c{name}\u201d changes nothing in {joined(same)}: in this model the scenario moves "
                "the rivals' own relation only, "
                "so it cannot say what the pivot would do."
            )
    assumes = [line for fan in study.forecasts.values() for line in getattr(fan, "assumes", ())]
    return [*said, *dict.fromkeys(assumes)]


def statements(study: Study, article: Article | None) -> list[dict[str, str]]:
    """The article's forecasts with their modality, and what the fan says of them."""
    if article is None or not study.forecasts:
        return []
    return [_statement(study, item) for item in article.forecasts]


def _statement(study: Study, item: dict[str, Any]) -> dict[str, str]:
    shown = {key: str(item[key]) for key in ("id", "modality", "says", "where")}
    shown |= {key: str(item.get(key, "")) for key in ("right", "wrong")}
    if "unmeasured" in item:
        return {**shown, "fan": "", "verdict": f"not testable with these data: {item['unmeasured']}"}
    fan, name = study.forecasts.get(item["scenario"]), item["name"]
    if fan is None or name not in fan.draws:
        return {**shown, "fan": "", "verdict": f"not testable: the fan holds no {name}"}
    said = f"{item['scenario']}: {name} {_end(fan, name)}"
    if "direction" not in item:
        return {
            **shown,
            "fan": said,
            "verdict": _seen(fan, name) or "shown beside; no probability can be put on the wording",
        }
    measured = _measured(fan)
    if measured:
        return {**shown, "fan": said, "verdict": measured}
    return {**shown, **_against(study, fan, name, item, said)}


def _seen(fan: Any, name: str) -> str:
    """For tilt: on which side the pivot will be seen over the next year, in the record's own scores."""
    year = next((side for side in getattr(fan, "sides", ()) if side.months == 12), None)
    if name != "tilt" or year is None:
        return ""
    pivot, a, b = fan.target
    return f"{pivot} will be seen nearer to {a} than to {b} over the next year with probability {percent(year.towards_a)}"


def _measured(fan: Any) -> str:
    """What the record of many triangles says of the rivals' doing and the pivot's place."""
    found = next((each for each in getattr(fan, "couplings", ()) if each.quantity == "tilt"), None)
    if found is None or fan.scenario not in ("rivals ease", "rivalry spikes"):
        return ""
    verdict = CANNOT if found.lo < 0 < found.hi else "answered"
    return (
        f"{verdict}: on {found.triangles} triangles ({found.source}) a point of surprise between the rivals moved tilt, "
        f"towards the side it was on, by {found.estimate:+.2f} ({found.lo:+.2f} to {found.hi:+.2f}) points"
    )


def _against(study: Study, fan: Any, name: str, item: dict[str, Any], said: str) -> dict[str, str]:
    """Probability that a draw of the scenario lies beyond a draw of the run as is."""
    base = study.forecasts.get("as is")
    if base is None or name not in base.draws:
        return {"fan": said, "verdict": CANNOT}
    one, other = (np.sort(np.asarray(f.draws[name])[:, -1]) for f in (fan, base))
    if np.array_equal(fan.draws[name], base.draws[name]):
        return {"fan": said, "verdict": f"not testable: the scenario leaves {name} as it is"}
    above = float(np.searchsorted(other, one).mean() / len(other))
    chance = above if item["direction"] > 0 else 1 - above
    words = hedge(chance)
    way = "higher" if item["direction"] > 0 else "lower"
    verdict = CANNOT if chance < 0.66 else f"{words} {way}"
    return {
        "fan": f"{said}; as is {_end(base, name)}; {way} with probability {percent(chance)}",
        "verdict": verdict,
    }
