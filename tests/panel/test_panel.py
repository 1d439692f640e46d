"""The panel against its slow twin, and the promises of docs/method/panel.md."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tertius.errors import BadInput
from tertius.events import read_events, score_codes
from tertius.panel import GAPS, Panel, build_panel
from tertius.panel.plan import keys_of, to_number
from tests.oracles.panel import brute_panel
from tests.shared import weis_events

from .make_events import STATES, event, events, table

SLOW = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), database=None)
PAIRS = [(a, b) for i, a in enumerate(STATES) for b in STATES[i + 1 :] if {a, b} != {"SUN", "RUS"}]
WINDOW = {"start": "1990-01", "end": "1993-12"}


def one(rows: list[dict[str, Any]], **options: Any) -> Panel:
    return build_panel(table(rows), dyads=[("USA", "CHN")], **{**WINDOW, **options})


def same(panel: Panel, rows: list[dict[str, Any]], step: int, **options: Any) -> None:
    """Compare every array with the slow twin."""
    keys = keys_of(panel.dyads, succession=options.get("succession", "joined"), directed=panel.directed)
    first, last = to_number("1990-01"), to_number("1993-12")
    scores = score_codes(table(rows).arrow, "goldstein")
    slow = brute_panel(rows, scores, list(keys), first, last, directed=panel.directed, step=step, **options)
    for name, expected in slow.items():
        np.testing.assert_allclose(getattr(panel, name), expected, atol=1e-9, err_msg=name)


@SLOW
@given(events(), st.booleans(), st.booleans(), st.sampled_from(["month", "quarter", "year"]))
def test_equals_the_slow_twin(rows: list[dict[str, Any]], directed: bool, keep: bool, every: str) -> None:
    assume(any(not row["role"].startswith("covariate") for row in rows))
    panel = build_panel(
        table(rows), dyads=PAIRS, directed=directed, keep_duplicates=keep, every=every, **WINDOW
    )
    same(panel, rows, {"month": 1, "quarter": 3, "year": 12}[every], keep_duplicates=keep)


@SLOW
@given(events())
def test_strict_succession_equals_the_slow_twin(rows: list[dict[str, Any]]) -> None:
    assume(any(not row["role"].startswith("covariate") for row in rows))
    panel = build_panel(table(rows), dyads=[*PAIRS, ("SUN", "RUS")], succession="strict", **WINDOW)
    same(panel, rows, 1, succession="strict")


@SLOW
@given(events(least=2), events(), st.integers(3, 40), st.booleans())
def test_nothing_of_the_future_reaches_the_past(
    rows: list[dict[str, Any]], others: list[dict[str, Any]], t: int, directed: bool
) -> None:
    """Replace every act after month t: scores, dates, pairs, all of it. What was known by t is unchanged."""
    end_of_t = (np.datetime64("1990-01") + t + 1).astype("M8[D]").astype(dt.date) - dt.timedelta(days=1)

    def later(row: dict[str, Any]) -> bool:
        """Nothing of this act was known by the end of month t."""
        if row["kind"] == "span":
            return row["earliest"] is not None and row["earliest"] > end_of_t
        return row["latest"] is None or row["latest"] > end_of_t

    known = [row for row in rows if not later(row)]
    renamed = [{**row, "event_id": f"new:{i}"} for i, row in enumerate(others) if later(row)]
    before, after = known + [row for row in rows if later(row)], known + renamed
    for version in (before, after):
        assume(any(not row["role"].startswith("covariate") for row in version))
    one_, two = (build_panel(table(r), dyads=PAIRS, directed=directed, **WINDOW) for r in (before, after))
    np.testing.assert_array_equal(one_.y_past[:, : t + 1], two.y_past[:, : t + 1])
    np.testing.assert_array_equal(one_.n_past[:, : t + 1], two.n_past[:, : t + 1])


def test_the_length_of_a_standing_situation_is_not_known_before_its_end() -> None:
    short, long = (
        one([event(kind="span", earliest="1990-03-01", latest=day)]) for day in ("1991-06-30", "1992-06-30")
    )
    np.testing.assert_array_equal(short.n_past[:, :18], long.n_past[:, :18])


def test_an_uncertain_date_is_laid_out_over_its_days_and_known_at_its_end() -> None:
    panel = one([event(earliest="1990-01-21", latest="1990-03-01")])
    np.testing.assert_allclose(panel.n[0, :4], [11 / 40, 28 / 40, 1 / 40, 0])
    np.testing.assert_array_equal(panel.n_past[0, :4], [0, 0, 1, 0])
    assert panel.events[0, :4].tolist() == [1, 1, 1, 0]
    assert panel.y_past is not panel.y


def test_a_standing_situation_sums_to_one_act_at_most() -> None:
    panel = one([event(kind="span", earliest="1990-01-01", latest=None)])
    assert 0.79 < panel.n.sum() < 1.0
    assert panel.n[0, 0] == pytest.approx(12 / (13 * 12))
    assert "1 acts with an open bound were ended at the window" in panel.provenance.notes


def test_an_open_when_is_never_known() -> None:
    panel = one([event(latest=None), event(2)])
    assert panel.n_past.sum() == 1.0


def test_point_dated_acts_give_identical_views() -> None:
    panel = one([event(), event(2, earliest="1990-02-01", latest="1990-02-28")])
    assert panel.y_past is panel.y
    assert panel.n_past is panel.n


def test_every_gap_has_its_reason() -> None:
    rows = [
        event(1, earliest="1990-02-01", latest="1990-02-01"),
        event(2, earliest="1990-03-01", latest="1990-03-01", source="PRK"),
        event(3, earliest="1990-05-01", latest="1990-05-01", dup_of="t:1", dup_rule="same day"),
        event(4, earliest="1990-06-01", latest="1990-06-01", value=None),
        event(5, earliest="1990-08-01", latest="1990-08-01", source="DRV", target="PRK", apart="gone"),
    ]
    panel = build_panel(table(rows), dyads=[("USA", "CHN"), ("GDR", "CHN")], start="1990-01", end="1991-01")
    assert panel.gap_labels(0)[:9] == [
        "outside the source", "", "no event reported", "source silent", "only marked duplicates",
        "no score on this scale", "source silent", "no event reported", "outside the source",
    ]  # fmt: skip
    assert panel.gap_labels(1)[-1] == "state does not exist"
    chronicle = [{**row, "dataset": "chronicle"} for row in rows]
    panel = build_panel(table(chronicle), dyads=[("USA", "CHN")])
    assert panel.kind == "chronicle"
    assert panel.gap_labels(0)[1:3] == ["no act recorded", "no act recorded"]
    assert (panel.gap[0] == GAPS.index("")).tolist() == panel.observed[0].tolist()


def test_a_missing_month_is_never_zero() -> None:
    panel = one([event()])
    assert np.isnan(panel.y[panel.n == 0]).all()


def test_dyads_without_events_appear_and_names_are_kept_as_asked() -> None:
    rows = [event(1, source="SUN", target="CHN"), event(2, source="CHN", target="RUS", earliest="1992-02-01",
                                                        latest="1992-02-01")]  # fmt: skip
    panel = build_panel(table(rows), dyads=[("CHN", "SUN"), ("RUS", "CHN"), ("PRK", "JPN")])
    assert panel.dyads == (("CHN", "SUN"), ("RUS", "CHN"), ("PRK", "JPN"))
    assert panel.events.sum(axis=1).tolist() == [2, 2, 0]
    assert panel.index("SUN", "CHN") == 0
    np.testing.assert_array_equal(panel.y[0], panel.y[1])
    assert sorted(panel.links["dyad"].to_pylist()) == [0, 0, 1, 1]
    assert build_panel(table(rows)).dyads == (("CHN", "RUS"),)
    assert build_panel(table(rows), succession="strict").dyads == (("CHN", "RUS"), ("CHN", "SUN"))


def test_a_mutual_act_counts_in_both_directions_and_once_in_the_volume() -> None:
    panel = build_panel(table([event(directed=False)]), directed=True)
    assert panel.dyads == (("CHN", "USA"), ("USA", "CHN"))
    assert panel.events.ravel().tolist() == [1, 1]
    assert panel.volume.tolist() == [1.0]


@SLOW
@given(events(least=3))
def test_every_cell_opens_to_its_acts(rows: list[dict[str, Any]]) -> None:
    assume(any(not row["role"].startswith("covariate") for row in rows))
    panel = build_panel(table(rows), dyads=PAIRS, **WINDOW)
    links = panel.links.to_pylist()
    n, total = np.zeros(panel.n.shape), np.zeros(panel.n.shape)
    for link in links:
        if not np.isnan(link["score"]):
            n[link["dyad"], link["month"]] += link["weight"]
            total[link["dyad"], link["month"]] += link["weight"] * link["score"]
    np.testing.assert_allclose(n, panel.n, atol=1e-9)
    np.testing.assert_allclose(total, np.nan_to_num(panel.y * panel.n), atol=1e-9)
    assert len(links) == panel.events.sum()


def test_weights_are_plain_numbers_whatever_the_engine_makes_of_them() -> None:
    """DuckDB takes the weight 1.0 of acts dated to one month for a decimal."""
    (link,) = build_panel(table([event()])).links.to_pylist()
    assert [type(link[name]) for name in ("weight", "weight_past", "score")] == [float] * 3


def test_a_cell_and_a_frame() -> None:
    panel = one([event(7), event(8, value=-1.0)])
    assert panel.cell("CHN", "USA", "1990-02")["event_id"].to_pylist() == ["t:7", "t:8"]
    frame = panel.to_frame()
    assert frame.height == 48
    assert frame["y"].null_count() == 47
    assert panel.select((("CHN", "USA"),)).y.shape == (1, 48)
    for wrong in ("1989-12", "1994-01"):
        with pytest.raises(BadInput):
            panel.cell("USA", "CHN", wrong)
    with pytest.raises(BadInput):
        panel.index("USA", "PRK")


@pytest.mark.parametrize("wrong", [
    {"every": "week"}, {"scale": "nonsense"}, {"engine": "oracle"}, {"engine": "bigquery"}, {"succession": "loose"},
    {"dyads": [("USA", "Atlantis")]}, {"dyads": [("USA", "USA")]}, {"dyads": [("SUN", "RUS")]}, {"dyads": []},
    {"start": "1991-01", "end": "1990-01"}, {"start": "1990-13"}, {"start": "0001-01"}, {"dyads": [("USA",)]},
])  # fmt: skip
def test_bad_arguments_are_bad_input(wrong: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        build_panel(table([event()]), **wrong)


def test_no_events_and_no_table_are_bad_input() -> None:
    for wrong in (table([]), table([event(role="covariate:regime")]), object()):
        with pytest.raises(BadInput):
            build_panel(wrong)  # type: ignore[arg-type]


def test_an_ibis_table_gives_the_same_panel(tmp_path: Any) -> None:
    import ibis
    import pyarrow.parquet as pq

    rows = [
        event(i, value=float(i % 5), earliest=f"1990-0{i % 8 + 1}-01", latest="1990-09-01") for i in range(20)
    ]
    pq.write_table(table(rows).arrow, tmp_path / "e.parquet")
    stored = ibis.duckdb.connect().read_parquet(tmp_path / "e.parquet")
    one_, two = build_panel(table(rows)), build_panel(stored)
    np.testing.assert_array_equal(one_.y, two.y)
    assert one_.links.equals(two.links)


def test_the_expression_compiles_for_spark_and_bigquery() -> None:
    import ibis
    import sqlglot

    from tertius.events import EVENT_SCHEMA
    from tertius.panel.engines import connect
    from tertius.panel.expression import cells
    from tertius.panel.plan import look, make_plan

    pytest.importorskip("pyspark")
    assert ibis.pyspark is not None  # loading the backend registers its options
    events_ = ibis.table(ibis.Schema.from_pyarrow(EVENT_SCHEMA), name="events")
    found = look(connect(table([event()])).summary())
    plan = make_plan(found, start=None, end=None, every="quarter", scale="goldstein", succession="joined",
                     directed=True, keep_duplicates=False)  # fmt: skip
    for dialect, name in (("pyspark", "spark"), ("bigquery", "bigquery")):
        sql = str(ibis.to_sql(cells(events_, plan), dialect=dialect))
        assert sqlglot.parse_one(sql, read=name) is not None


def test_weis_equals_the_slow_twin() -> None:
    table_ = weis_events()
    pairs = [("USA", "SUN"), ("SUN", "CHN"), ("ROU", "SUN")]
    panel = build_panel(table_, dyads=pairs)
    keys = keys_of(pairs, succession="joined", directed=False)
    slow = brute_panel(table_.arrow.to_pylist(), score_codes(table_.arrow), list(keys), to_number("1966-01"),
                       to_number("1975-12"))  # fmt: skip
    for name, expected in slow.items():
        np.testing.assert_allclose(getattr(panel, name), expected, atol=1e-9, err_msg=name)


def test_a_window_without_events_is_an_empty_panel_or_all_missing() -> None:
    rows = [event(earliest="1990-05-01", latest="1990-05-01")]
    none = build_panel(table(rows), start="1991-01", end="1991-12")
    assert none.gap.shape == (len(none.dyads), 12)
    assert none.links.num_rows == 0
    asked = build_panel(table(rows), dyads=[("USA", "CHN")], start="1991-01", end="1991-12")
    assert np.isnan(asked.y).all()


@pytest.mark.parametrize(
    ("scores", "lost"), [((11, -60, 5, -4), 2), ((10, -10, 0, 1), 0), ((1e9, 50, -10.5, -11), 4)]
)
def test_scores_beyond_the_scale_are_counted_and_said(
    tmp_path: Path, scores: tuple[float, ...], lost: int
) -> None:
    path = tmp_path / "acts.csv"
    rows = [f"1970-{month:02d}-03,USA,CHN,{score:g}" for month, score in enumerate(scores, 1)]
    path.write_text("\n".join(["date,source,target,score", *rows]) + "\n")
    panel = build_panel(read_events(path), dyads=[("USA", "CHN")])
    said = [note for note in panel.provenance.notes if "have no score on" in note]
    assert int(panel.events.sum()) == 4
    assert len(said) == bool(lost)
    assert not lost or said[0].startswith(f"{lost} of 4 acts")
