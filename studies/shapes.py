"""Makes the shapes of the world map: Natural Earth's countries, projected once, with dissolved shapes for states of the past.

``python -m studies shapes --data DIR`` reads ``DIR/countries-110m.json``, the TopoJSON file of the npm package ``world-atlas``
(version 2; Natural Earth 1:110m, public domain), and writes ``src/tertius/charts/shapes.json``: for every handle the spells of
its shape, rings of whole numbers in the Equal Earth projection.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from pathlib import Path
from typing import Any

from tertius.errors import BadInput
from tertius.provenance import sha256

OUT = Path(__file__).parents[1] / "src" / "tertius" / "charts" / "shapes.json"
SIZE = 1000.0
NAMES = {
    "W. Sahara": None, "Falkland Is.": None, "Fr. S. Antarctic Lands": None, "Greenland": "DNK", "Puerto Rico": "USA",
    "New Caledonia": "FRA", "Palestine": None, "Antarctica": None, "N. Cyprus": "CYP", "Somaliland": "SOM",
    "Dem. Rep. Congo": "COD", "Dominican Rep.": "DOM", "Central African Rep.": "CAF", "Congo": "COG", "Eq. Guinea": "GNQ",
    "Solomon Is.": "SLB", "Bosnia and Herz.": "BIH", "Macedonia": "MKD", "S. Sudan": "SSD", "eSwatini": "SWZ",
    "Vietnam": "VNM", "Yemen": "YEM", "North Korea": "PRK", "South Korea": "KOR", "Germany": "DEU", "China": "CHN",
    "Taiwan": "TWN", "Russia": "RUS", "Serbia": "SRB", "Czechia": "CZE", "Ethiopia": "ETH", "Sudan": "SDN",
}  # fmt: skip
# (handle, members, first year, last year): a shape of its own while that was the state
MERGED = (
    ("SUN", "RUS UKR BLR MDA EST LVA LTU GEO ARM AZE KAZ UZB TKM KGZ TJK", 0, 1991),
    ("YUG", "SVN HRV BIH SRB MNE MKD XKX", 0, 1991),
    ("YUG", "SRB MNE XKX", 1992, 2003),
    ("SCG", "SRB MNE XKX", 0, 2006),
    ("SRB", "SRB XKX", 0, 2007),
    ("CSK", "CZE SVK", 0, 1992),
    ("ETH", "ETH ERI", 1952, 1992),
    ("PAK", "PAK BGD", 0, 1971),
    ("SDN", "SDN SSD", 0, 2010),
    ("IDN", "IDN TLS", 1976, 2001),
    ("ZAF", "ZAF NAM", 0, 1989),
)
# Latitude and longitude of the capital of states without a shape of their own
POINTS = {
    "TBT": (29.6, 91.1), "FRG": (50.7, 7.1), "GDR": (52.5, 13.4), "DRV": (21.0, 105.8), "RVN": (10.8, 106.7), "YAR": (15.4, 44.2),
    "YPR": (12.8, 45.0), "ZAN": (-6.2, 39.2), "BRB": (13.1, -59.6), "DMA": (15.3, -61.4), "GRD": (12.1, -61.7),
    "LCA": (14.0, -61.0), "VCT": (13.2, -61.2), "ATG": (17.1, -61.8), "KNA": (17.3, -62.7), "MCO": (43.7, 7.4),
    "LIE": (47.1, 9.5), "AND": (42.5, 1.5), "SMR": (43.9, 12.4), "MLT": (35.9, 14.5), "BHR": (26.2, 50.6),
    "SGP": (1.3, 103.8), "MDV": (4.2, 73.5), "CPV": (14.9, -23.5), "STP": (0.3, 6.7), "COM": (-11.7, 43.3),
    "SYC": (-4.6, 55.5), "MUS": (-20.2, 57.5), "KIR": (1.3, 173.0), "TUV": (-8.5, 179.2), "TON": (-21.1, -175.2),
    "NRU": (-0.5, 166.9), "MHL": (7.1, 171.4), "PLW": (7.5, 134.6), "FSM": (6.9, 158.2), "WSM": (-13.8, -171.8),
}  # fmt: skip


def main(data: Path | None, arguments: list[str]) -> int:
    """Read the atlas and write the shapes."""
    source = (data or Path()) / "countries-110m.json"
    if not source.is_file():
        raise BadInput(f"no file {source}", "countries-110m.json of the npm package world-atlas, version 2")
    atlas = json.loads(source.read_text(encoding="utf-8"))
    arcs = decoded(atlas)
    rings = own_rings(atlas)
    merged: dict[str, list[dict[str, Any]]] = {}
    for handle, members, first, last in MERGED:
        found = stitched([ring for each in members.split() for ring in rings.get(each, [])], arcs)
        merged.setdefault(handle, []).append({"first": first, "last": last, "rings": found})
    shapes = {
        handle: [{"first": 0, "last": 9999, "rings": stitched(own, arcs)}] for handle, own in rings.items()
    }
    for handle, spells in merged.items():
        shapes[handle] = [*spells, *shapes.get(handle, [])]
    out = {
        "credit": "Natural Earth 1:110m, public domain, from the npm package world-atlas 2.0.2; Equal Earth projection",
        "sha256": sha256(source),
        "shapes": {handle: shapes[handle] for handle in sorted(shapes)},
        "points": {handle: list(project(lon, lat)) for handle, (lat, lon) in sorted(POINTS.items())},
    }
    OUT.write_text(json.dumps(out, separators=(",", ":")) + "\n", encoding="utf-8")
    print(
        f"{OUT}: {len(shapes)} states with shapes, {len(POINTS)} points, {OUT.stat().st_size / 1000:.0f} kB"
    )
    return 0


def decoded(atlas: dict[str, Any]) -> list[list[tuple[float, float]]]:
    """Arcs of a TopoJSON file as longitude and latitude (its format's delta coding undone)."""
    (sx, sy), (tx, ty) = atlas["transform"]["scale"], atlas["transform"]["translate"]
    found = []
    for arc in atlas["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        found.append(points)
    return found


def own_rings(atlas: dict[str, Any]) -> dict[str, list[list[int]]]:
    """Rings of arc numbers of every handle."""
    from tertius.actors import lookup

    found: dict[str, list[list[int]]] = {}
    for each in atlas["objects"]["countries"]["geometries"]:
        name = each["properties"]["name"]
        state = lookup(name) if name not in NAMES else None
        handle = NAMES.get(name, state.handle if state else None)
        if handle is None and name not in NAMES:
            raise BadInput(f"{name} names no state", "a name of the table of states", "add it to NAMES")
        polygons = [each["arcs"]] if each["type"] == "Polygon" else each["arcs"]
        if handle:
            found.setdefault(handle, []).extend(ring for polygon in polygons for ring in polygon)
    return found


def stitched(rings: list[list[int]], arcs: list[list[tuple[float, float]]]) -> list[list[int]]:
    """Outlines of the union: arcs that two members share go, the rest is joined end to end; flat lists of x, y."""
    used = Counter(arc for ring in rings for arc in ring)
    kept = [arc for arc in used if ~arc not in used]
    lines = {arc: arcs[arc] if arc >= 0 else arcs[~arc][::-1] for arc in kept}
    starts: dict[tuple[float, float], list[int]] = {}
    for arc, line in lines.items():
        starts.setdefault(line[0], []).append(arc)
    out, left = [], set(kept)
    for arc in kept:
        if arc not in left:
            continue
        ring: list[tuple[float, float]] = []
        at: int | None = arc
        while at is not None:
            left.discard(at)
            starts[lines[at][0]].remove(at)
            ring += lines[at][:-1]
            after = [each for each in starts.get(lines[at][-1], []) if each in left]
            at = after[0] if after else None
        out += [flat(piece) for piece in cut(ring)]
    return [ring for ring in out if len(ring) >= 6]


def cut(ring: list[tuple[float, float]]) -> list[list[tuple[float, float]]]:
    """A ring that crosses the date line as one piece on either side of it."""
    unrolled, turn = [], 0.0
    for i, (lon, lat) in enumerate(ring):
        if i and abs(lon - ring[i - 1][0]) > 180:
            turn += 360.0 if lon < ring[i - 1][0] else -360.0
        unrolled.append((lon + turn, lat))
    low, high = min(lon for lon, _ in unrolled), max(lon for lon, _ in unrolled)
    if low >= -180 and high <= 180:
        return [unrolled]
    edge = 180.0 if high > 180 else -180.0
    inside = _clipped(unrolled, edge, keep_below=edge > 0)
    outside = _clipped(unrolled, edge, keep_below=edge < 0)
    shift = -360.0 if edge > 0 else 360.0
    return [inside, [(lon + shift, lat) for lon, lat in outside]]


def _clipped(ring: list[tuple[float, float]], edge: float, *, keep_below: bool) -> list[tuple[float, float]]:
    """The part of a ring on one side of a meridian (Sutherland and Hodgman 1974)."""
    out = []
    for (lon, lat), (lon2, lat2) in zip(ring, ring[1:] + ring[:1], strict=True):
        here, there = ((each <= edge) == keep_below or each == edge for each in (lon, lon2))
        if here:
            out.append((lon, lat))
        if here != there:
            out.append((edge, lat + (edge - lon) / (lon2 - lon) * (lat2 - lat)))
    return out


def flat(ring: list[tuple[float, float]]) -> list[int]:
    """Projected whole numbers of a ring, repeated points left out."""
    points = [project(lon, lat) for lon, lat in ring]
    kept = [point for i, point in enumerate(points) if point != points[i - 1]]
    return [number for point in kept for number in point]


def project(lon: float, lat: float) -> tuple[int, int]:
    """Equal Earth (Savric, Patterson and Jenny 2018, eq. 1), x to the right and y down, the world about 2,700 wide."""
    a1, a2, a3, a4 = 1.340264, -0.081106, 0.000893, 0.003796
    theta = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(lat)))
    t2 = theta**2
    slope = 9 * a4 * t2**4 + 7 * a3 * t2**3 + 3 * a2 * t2 + a1
    x = 2 * math.sqrt(3) * math.radians(lon) * math.cos(theta) / (3 * slope)
    y = a4 * theta**9 + a3 * theta**7 + a2 * theta**3 + a1 * theta
    return round(SIZE * x / 2), round(-SIZE * y / 2)
