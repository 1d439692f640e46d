"""The readers on real rows, where ../shared has them: what is kept, set apart and refused."""

from __future__ import annotations

import pyarrow.compute as pc
import pytest

from tertius.events import detect, read_events
from tests.shared import shared

FILES = [  # file, format, rows, most refused
    ("data/events/weis_1966_1975.csv", "weis", 31_184, 0),
    ("data/events/icews_events.2018.sample.tab", "icews", 3_705, 0),
    ("data/events/icews_2014_entities.parquet", "icews-entities", 90_730, 0),
    ("data/events/gdelt1_backfile_57col_sample.csv", "gdelt1", 201, 0),
    ("data/events/gdelt1_daily_58col_sample.csv", "gdelt1", 509, 0),
    ("data/events/gdelt2_20191024143000.export.CSV", "gdelt2", 2_111, 0),
    ("data/events/phoenix_oeda_sample_r_export.csv", "phoenix", 5_000, 2),
    ("data/events/copdab_monthly_1948_1978.csv", "copdab", 2_976, 0),
    ("seed/events.csv", "chronicle", 64, 0),
]


@pytest.mark.parametrize(("file", "name", "count", "most"), FILES)
def test_real_files_are_detected_and_nothing_is_lost(file: str, name: str, count: int, most: int) -> None:
    path = shared(file)
    assert detect(path).name == name
    table = read_events(path, mark=False)
    refused = sum(table.refused.values())
    assert refused <= most
    assert len(table) + refused == count
    assert len(set(table.arrow["event_id"].to_pylist())) == len(table)


def test_goldstein_of_real_gdelt_rows_is_that_of_the_code_table() -> None:
    from tertius.events import score_codes

    for file in ("gdelt1_daily_58col_sample.csv", "gdelt2_20191024143000.export.CSV"):
        arrow = read_events(shared(f"data/events/{file}"), mark=False).arrow
        given = arrow["value"].to_numpy()
        assert abs(score_codes(arrow, "goldstein") - given).max() < 1e-9


def test_phoenix_codes_begin_with_their_root_again() -> None:
    from tertius.events import reader

    (batch,) = reader("phoenix").batches(shared("data/events/phoenix_oeda_sample_r_export.csv"))
    assert batch.raw is not None
    roots = pc.utf8_lpad(batch.raw["Root"], 2, "0").to_pylist()
    codes = batch.events["code"].to_pylist()
    assert all(code.startswith(root) for code, root in zip(codes, roots, strict=True))


def test_every_chronicle_is_read_whole() -> None:
    total = 0
    for path in sorted(shared("cases").glob("*-*-*.csv")):
        if not path.name.endswith(".phases.csv"):
            table = read_events(path, mark=False)
            assert not table.refused
            total += len(table)
    assert total == 1066


def test_the_founding_record_keeps_west_and_covariates_apart() -> None:
    table = read_events(shared("seed/events.csv"))
    assert dict(table.apart) == {"covariate": 14, "target not a state": 1}


def test_the_guide_has_what_the_descriptions_say() -> None:
    from pathlib import Path

    from studies.sources_page import page

    guide = Path(__file__).resolve().parents[2] / "docs" / "guide" / "sources.md"
    text = guide.read_text(encoding="utf-8")
    assert page(text) == text, "python -m studies sources_page makes it anew"


def test_every_source_says_what_was_tested_and_answered() -> None:
    from tertius.events.layouts import LAYOUTS
    from tertius.events.sources import SOURCES

    assert LAYOUTS.keys() == SOURCES.keys()
    assert all(info.checked for info in SOURCES.values())
    assert all(info.answers for name, info in SOURCES.items() if name != "chronicle")
