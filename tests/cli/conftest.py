"""Small files that the command-line tests read; synthetic, and marked as such."""

from __future__ import annotations

from pathlib import Path

import pytest

ROWS = """date,source,target,score
1960-01-15,ROU,RUS,3.0
1960-03-02,RUS,ROU,-1.5
1960-05-20,ROU,CHN,2.0
1960-06-11,RUS,CHN,-6.0
1961-02-01,CHN,RUS,-4.0
1961-08-09,ROU,CHN,4.5
1962-01-30,ROU,RUS,-2.0
1962-11-05,RUS,CHN,-7.0
"""
MORE = "".join(
    f"{year}-{month:02d}-{day},ROU,{rival},{score}\n"
    for year in (1960, 1961, 1962)
    for month in range(2, 12, 2)
    for day, rival, score in (("04", "RUS", 3.0), ("21", "RUS", 2.0), ("12", "CHN", -3.0))
)


@pytest.fixture
def told(tmp_path: Path) -> Path:
    """The same with 30 acts more on the one leg and 15 on the other: enough for a stance."""
    path = tmp_path / "synthetic-told.csv"
    path.write_text(ROWS + MORE)
    return path


@pytest.fixture
def acts(tmp_path: Path) -> Path:
    """A synthetic plain table of eight acts between three states."""
    path = tmp_path / "synthetic-acts.csv"
    path.write_text(ROWS)
    return path
