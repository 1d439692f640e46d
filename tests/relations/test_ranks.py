"""Swapping the ruler moves ranks, and the move is reported."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tertius.errors import BadInput
from tertius.events import read_events
from tertius.panel import build_panel
from tertius.relations import estimate_relations
from tertius.relations.ranks import rank_moves


def relations_of(scores: dict[str, float], path: Path) -> object:
    """Synthetic: one act a month for a year with the USA, at a constant score for each state."""
    rows = [f"1970-{m:02d}-10,USA,{state},{score}" for state, score in scores.items() for m in range(1, 13)]
    path.write_text("date,source,target,score\n" + "\n".join(rows) + "\n")
    return estimate_relations(build_panel(read_events(str(path))))


def test_same_order_gives_one_and_a_reversed_order_minus_one(tmp_path: Path) -> None:
    warm = relations_of({"GBR": 5.0, "FRA": 2.0, "ITA": -1.0, "ESP": -4.0}, tmp_path / "a.csv")
    cold = relations_of({"GBR": -4.0, "FRA": -1.0, "ITA": 2.0, "ESP": 5.0}, tmp_path / "b.csv")
    assert rank_moves(warm, warm).spearman == pytest.approx(1.0)
    moved = rank_moves(warm, cold)
    assert moved.spearman == pytest.approx(-1.0)
    assert set(moved.dyads[:2]) == {("GBR", "USA"), ("ESP", "USA")}
    assert np.abs(moved.before[0] - moved.after[0]) == 3
    assert moved.to_frame().height == 4


def test_too_few_dyads_is_bad_input(tmp_path: Path) -> None:
    few = relations_of({"GBR": 5.0, "FRA": 2.0}, tmp_path / "c.csv")
    with pytest.raises(BadInput, match="2 dyads"):
        rank_moves(few, few)
