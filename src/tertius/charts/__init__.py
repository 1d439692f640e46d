"""Altair charts of every value, shared by notebook, brief and page; they show, they never compute."""

from tertius.charts.acts import Act, acts_on
from tertius.charts.calibration import reliability
from tertius.charts.compared import compared, supposed
from tertius.charts.defaults import register_defaults, study_curve
from tertius.charts.drawing import NotDrawn
from tertius.charts.forecasts import fans
from tertius.charts.gains import gain_region, gains_over_time, region_rows
from tertius.charts.marks import anchor, signed
from tertius.charts.one_picture import Labels, story
from tertius.charts.options import option_bars, option_regions, option_rows
from tertius.charts.registry import plot, register
from tertius.charts.relations import past_and_all, relation_curve
from tertius.charts.stances import stance_area, stance_timeline, turn_whiskers
from tertius.charts.svg import alone, rebuilt, svg, svg_later, thumbnail
from tertius.charts.theme import COLOURS, NARROW, WIDE, stance_colour
from tertius.charts.triangles import equidistance, quantity, rivalry, tilt_path, types
from tertius.charts.worldmap import MapWords, Standing, map_data, world_map

register_defaults()

__all__ = [
    "COLOURS",
    "NARROW",
    "WIDE",
    "Act",
    "Labels",
    "MapWords",
    "NotDrawn",
    "Standing",
    "acts_on",
    "alone",
    "anchor",
    "compared",
    "equidistance",
    "fans",
    "gain_region",
    "gains_over_time",
    "map_data",
    "option_bars",
    "option_regions",
    "option_rows",
    "past_and_all",
    "plot",
    "quantity",
    "rebuilt",
    "region_rows",
    "register",
    "relation_curve",
    "reliability",
    "rivalry",
    "signed",
    "stance_area",
    "stance_colour",
    "stance_timeline",
    "story",
    "study_curve",
    "supposed",
    "svg",
    "svg_later",
    "thumbnail",
    "tilt_path",
    "turn_whiskers",
    "types",
    "world_map",
]
