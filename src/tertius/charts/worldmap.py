"""The world in one month: who leans to which of two rivals, faded by uncertainty, hatched where there is not enough."""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from tertius.actors import states
from tertius.charts import joined
from tertius.charts.theme import COLOURS, WIDE, finish, marked, plain
from tertius.intervals import extent

SHAPES = Path(__file__).parent / "shapes.json"
HATCH = 14.0  # distance of the lines, in the map's units (the world is 2,700 wide)
Ring = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Standing:
    """Where one state stands between two rivals in one month.

    Attributes
    ----------
    state
        Handle.
    tilt
        From -1 (wholly with the second rival) to +1 (wholly with the first); NaN where there is not enough on record.
    sure
        How sure the side is, 0 (not at all) to 1; it fades the colour.
    words
        What the reader is told, without the state's name.
    """

    state: str
    tilt: float
    sure: float
    words: str

    @property
    def enough(self) -> bool:
        """Whether there is enough on record to colour it."""
        return math.isfinite(self.tilt)


@dataclass(frozen=True)
class MapWords:
    """The words on a map in the language of its page: names by handle where they differ from the table's own."""

    names: Mapping[str, str]
    between: str
    unknown: str
    alt: str


@lru_cache(maxsize=1)
def _atlas() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(SHAPES.read_text(encoding="utf-8"))
    return found


def credit() -> str:
    """Where the shapes come from."""
    return str(_atlas()["credit"])


def outline(handle: str, year: int) -> list[Ring]:
    """Rings of a state's shape in a year, each an array, shape (point, 2); empty where it has none of its own."""
    for spell in _atlas()["shapes"].get(handle, []):
        if spell["first"] <= year <= spell["last"]:
            return [np.array(ring, dtype=float).reshape(-1, 2) for ring in spell["rings"]]
    return []


def point(handle: str) -> tuple[float, float] | None:
    """Where a state without a shape of its own is drawn, or None."""
    found = _atlas()["points"].get(handle)
    return None if found is None else (float(found[0]), float(found[1]))


def hatching(rings: Sequence[Ring], every: float = HATCH) -> list[list[list[float]]]:
    """Slanting lines inside a shape, each two points: where lines ``x + y = c`` enter and leave it (even-odd rule)."""
    turn = np.array([[1.0, -1.0], [1.0, 1.0]]) / math.sqrt(2)  # rows: along the line, across it
    turned = [ring @ turn.T for ring in rings]
    if not turned:
        return []
    low, high = extent(ring[:, 1] for ring in turned)
    out = []
    for level in np.arange(math.ceil(low / every), math.floor(high / every) + 1) * every + 1e-6:
        cuts = np.sort(np.concatenate([_cuts(ring, level) for ring in turned]))
        for start, end in zip(cuts[::2], cuts[1::2], strict=False):
            ends = np.array([[start, level], [end, level]]) @ turn
            out.append(np.round(ends, 1).tolist())
    return out


def _cuts(ring: Ring, level: float) -> npt.NDArray[np.float64]:
    """Where a closed ring crosses a level of its second coordinate."""
    x, y = ring[:, 0], ring[:, 1]
    after_x, after_y = np.roll(x, -1), np.roll(y, -1)
    crosses = (y > level) != (after_y > level)
    share = (level - y[crosses]) / (after_y[crosses] - y[crosses])
    return np.asarray(x[crosses] + share * (after_x[crosses] - x[crosses]))


def world_map(
    standings: Iterable[Standing],
    month: np.datetime64,
    a: str,
    b: str,
    *,
    width: int = WIDE,
    words: MapWords | None = None,
) -> Any:
    """Map of one month: colour by tilt, faded by uncertainty, hatched where there is not enough on record.

    Parameters
    ----------
    standings
        One for every state to be shown; a state of which nothing is said is hatched, too.
    month
        Decides which states there are, and under which names.
    a, b
        Names of the two rivals.
    words
        Those of another language than English.
    """
    import altair as alt

    told = list(standings)
    rows = map_data(told, month, words)
    between = words.between if words else "between"
    scale = plain(domain=[-1, 0, 1], range=[COLOURS["b"], "#f7f5ef", COLOURS["a"]], interpolate="rgb")
    legend = plain(
        title=None,
        orient="bottom",
        gradientLength=180,
        values=[-1, 0, 1],
        labelExpr=_labels(a, b, between),
    )
    colour = alt.Color("properties.tilt:Q", scale=scale, legend=legend)
    fade = alt.Opacity("properties.sure:Q", scale=plain(domain=[0, 1], range=[0.25, 1.0]), legend=None)
    tip = [alt.Tooltip("properties.words:N", title=" ")]
    rim = {"stroke": COLOURS["soft"], "strokeWidth": 0.35}
    dot = {"stroke": COLOURS["soft"], "strokeWidth": 0.6}

    def layer(name: str) -> Any:
        return joined.chart(alt.NamedData(name=name))

    layers = [
        marked(_values([_nobodys()]), "geoshape", fill="#efeee9", stroke=None),
        layer("areas").mark_geoshape(fill="#e9e7e0", **rim).encode(tooltip=tip),
        layer("told").mark_geoshape(**rim).encode(color=colour, opacity=fade, tooltip=tip),
        layer("lines").mark_geoshape(filled=False, stroke=COLOURS["soft"], strokeWidth=0.4),
        layer("rings").mark_geoshape(filled=False, **dot).encode(tooltip=tip),
        layer("dots").mark_geoshape(**dot).encode(color=colour, tooltip=tip),
    ]
    chart = joined.layer(*layers).project(type="identity").properties(width=width, height=round(width * 0.46))
    chart.datasets = rows
    return finish(chart, alt_text=words.alt if words else described(told, month, a, b))


def map_data(
    standings: Iterable[Standing], month: np.datetime64, words: MapWords | None = None
) -> dict[str, list[dict[str, Any]]]:
    """What the map draws of one month, by the names of its data: areas, told, lines, rings, dots.

    Parameters
    ----------
    standings, words
        As in `world_map`.
    """
    told = {each.state: each for each in standings}
    year = int(month.astype("M8[Y]").astype(int)) + 1970
    living = [(handle, words.names.get(handle, name) if words else name) for handle, name in _living(month)]
    unknown = words.unknown if words else "not enough on record"
    areas = [
        _area(handle, name, told.get(handle), year, unknown)
        for handle, name in living
        if outline(handle, year)
    ]
    spots = [
        _spot(handle, name, told.get(handle), unknown) for handle, name in living if not outline(handle, year)
    ]
    lines = [
        _feature({"type": "MultiLineString", "coordinates": _hatched(handle, year)}, {})
        for handle, _ in living
        if not (handle in told and told[handle].enough)
    ]

    def known(features: list[dict[str, Any]], *, wanted: bool) -> list[dict[str, Any]]:
        return [each for each in features if (each["properties"]["tilt"] is not None) == wanted]

    return {
        "areas": areas, "told": known(areas, wanted=True), "lines": lines,
        "rings": known(spots, wanted=False), "dots": known(spots, wanted=True),
    }  # fmt: skip


@lru_cache(maxsize=4096)
def _hatched(handle: str, year: int) -> list[list[list[float]]]:
    return hatching(outline(handle, year))


def _living(month: np.datetime64) -> list[tuple[str, str]]:
    """Handle and name of every state alive in the middle of the month."""

    day = dt.date.fromisoformat(f"{month.astype('M8[M]')}-15")
    return [(state.handle, state.name) for state in states() if state.alive(day)]


def _area(handle: str, name: str, standing: Standing | None, year: int, unknown: str) -> dict[str, Any]:
    shape = {"type": "Polygon", "coordinates": _closed(handle, year)}
    return _feature(shape, _said(handle, name, standing, unknown))


@lru_cache(maxsize=4096)
def _closed(handle: str, year: int) -> list[Any]:
    return [[*ring.tolist(), ring[0].tolist()] for ring in outline(handle, year)]


def _nobodys() -> dict[str, Any]:
    """All land of today's states, beneath the rest: what belonged to no state of the month stays plain."""
    rings = [
        [[*ring.tolist(), ring[0].tolist()]]
        for handle in _atlas()["shapes"]
        for ring in outline(handle, 2025)
    ]
    return _feature({"type": "MultiPolygon", "coordinates": rings}, {})


def _spot(handle: str, name: str, standing: Standing | None, unknown: str) -> dict[str, Any]:
    shape = {"type": "Point", "coordinates": list(point(handle) or (0.0, 0.0))}
    return _feature(shape, _said(handle, name, standing, unknown))


def _said(handle: str, name: str, standing: Standing | None, unknown: str) -> dict[str, Any]:
    if standing is None or not standing.enough:
        words = standing.words if standing else unknown
        return {"state": handle, "words": f"{name}: {words}", "tilt": None, "sure": 0.0}
    tilt = round(min(max(standing.tilt, -1.0), 1.0), 3)
    words = f"{name}: {standing.words}"
    return {"state": handle, "words": words, "tilt": tilt, "sure": round(standing.sure, 3)}


def _feature(shape: dict[str, Any], properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "geometry": shape, "properties": properties}


def _values(features: Sequence[dict[str, Any]]) -> Any:
    import altair as alt

    return alt.Data(values=list(features))


def _labels(a: str, b: str, middle: str) -> str:
    """Vega expression of the legend's three labels."""
    one, two, between = (json.dumps(name) for name in (a, b, middle))
    return f"datum.value < 0 ? {two} : datum.value > 0 ? {one} : {between}"


def described(standings: Iterable[Standing], month: np.datetime64, a: str, b: str) -> str:
    """The map in words."""
    known = [each for each in standings if each.enough]
    near_a, near_b = (len([each for each in known if way * each.tilt > 0.33]) for way in (1, -1))
    return (
        f"World map of {month}: {near_a} states nearer {a}, {near_b} nearer {b}, {len(known) - near_a - near_b} between; "
        "hatched where there is not enough on record."
    )
