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


@pytest.fixture
def acts(tmp_path: Path) -> Path:
    """A synthetic plain table of eight acts between three states."""
    path = tmp_path / "synthetic-acts.csv"
    path.write_text(ROWS)
    return path
