"""A text finds its room beside any two lines: inside the frame, nearer its own line, on no line where that can be."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tertius.placing import Box, Canvas, Room, breadth, stacked

NAMES = ("The United States", "중국")


def _crossed(room: Room, box: Box) -> bool:
    places = np.linspace(box.left, box.right, 400)
    return any(
        bool(((at > box.upper) & (at < box.lower)).any())
        for at in (np.interp(places, room.at, line) for line in room.lines)
    )


@given(st.integers(0, 10_000), st.sampled_from((300.0, 548.0)))
@settings(max_examples=40, deadline=None)
def test_names_stay_in_the_frame_and_on_nothing_else(seed: int, width: float) -> None:
    rng = np.random.default_rng(seed)
    canvas = Canvas(1950.0, 1980.0, -1.0, 1.0, width, 250.0)
    at = canvas.across(np.linspace(1950.0, 1980.0, 360))
    lines = [np.clip(125 + 3 * rng.normal(size=360).cumsum(), 20, 230) for _ in NAMES]
    room = Room(canvas, at, lines, [(100.0, 0.0, 120.0)])
    boxes = [room.beside(line, text) for line, text in enumerate(NAMES)]
    corner = room.inward("the rivals", 232.0)
    for box in (*boxes, corner):
        assert box.left >= 0
        assert box.right <= width + 1e-9
        assert box.upper >= 0
        assert box.lower <= 250 + 1e-9
    assert not any(one.touches(other) for one in boxes for other in (corner, *boxes) if one is not other)


def test_a_name_goes_where_the_lines_leave_it_room() -> None:
    canvas = Canvas(0.0, 10.0, 0.0, 1.0, 600.0, 200.0)
    at = np.linspace(0.0, 600.0, 600)
    high = np.where(at < 300, 60 + 25 * np.sign(np.sin(at / 5)), 60.0)  # a saw, then still
    room = Room(canvas, at, [high, np.full(600, 150.0)])
    one, other = room.beside(0, NAMES[0]), room.beside(1, NAMES[1])
    assert one.left > 300
    assert not _crossed(room, one)
    assert not _crossed(room, other)
    assert abs((one.upper + one.lower) / 2 - 60) < 15
    assert abs((other.upper + other.lower) / 2 - 150) < 15


def test_a_name_leaves_the_rules_of_acts() -> None:
    canvas = Canvas(0.0, 10.0, 0.0, 1.0, 600.0, 200.0)
    rules = [(float(place), 0.0, 100.0) for place in range(0, 420, 20)]
    room = Room(canvas, np.array([0.0, 600.0]), [np.array([100.0, 100.0]), np.array([190.0, 190.0])], rules)
    box = room.beside(0, NAMES[0])
    assert not any(box.left < place < box.right and box.upper < lower for place, _, lower in rules)


def test_a_corner_that_a_line_runs_through_is_left_for_the_other() -> None:
    canvas = Canvas(0.0, 10.0, 0.0, 1.0, 220.0, 200.0)
    at = np.linspace(0.0, 220.0, 50)
    room = Room(canvas, at, [np.where(at < 90, 190.0, 20.0)])
    one, other = room.inward("cold", 182.0), room.inward("warm", 182.0)
    assert one.left > 90
    assert other.left > 90
    assert not one.touches(other)


@given(st.lists(st.floats(0, 100), max_size=12), st.floats(0.5, 20))
def test_marks_of_a_level_lie_apart(places: list[float], apart: float) -> None:
    levels, most = stacked(places, apart)
    assert most == len(set(levels))
    for level in set(levels):
        row = sorted(place for place, each in zip(places, levels, strict=True) if each == level)
        assert all(late - early >= apart for early, late in itertools.pairwise(row))


def test_square_letters_take_more_room() -> None:
    assert breadth("중국") > breadth("ab")
