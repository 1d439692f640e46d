"""`Selection.acts_of`: the rows and names of the whole store's events, for some pairs alone."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from tertius.actors import states
from tertius.errors import BadInput
from tertius.events import EventTable
from tertius.events.store import Store
from tertius.events.store.acts import chains
from tertius.panel import build_panel
from tests.store.conftest import gdelt_row, weis_file

LEGS = (("USA", "CHN"), ("SUN", "USA"))
PAIRS = (("USA", "CHN"), ("CHN", "USA"), ("KOR", "PRK"), ("USA", "SUN"), ("RUS", "USA"), ("USA", ""))


def between(table: EventTable, *pairs: tuple[str, str]) -> pl.DataFrame:
    """What `acts_of` should give: rows of a table that was read whole."""
    wanted = chains(pairs)
    chain = {state.handle: state.chain for state in states()}
    one, two = (pl.col(name).replace(chain) for name in ("source", "target"))
    pair = pl.concat_list(pl.min_horizontal(one, two), pl.max_horizontal(one, two)).list.join("-")
    frame = table.to_frame().filter(pl.col("apart").is_null())
    return frame.filter(pair.is_in(["-".join(pair) for pair in wanted]))


@pytest.fixture
def held(store: Store, tmp_path: Path) -> Store:
    """GDELT files over the same days, with repeats in and between them, and identifiers that recur in other pairs."""
    paths = []
    for number in range(3):
        rows = []
        for n in range(120):
            a, b = PAIRS[n % len(PAIRS)]
            year = 1985 if "SUN" in (a, b) else 2016
            named = {"Actor1Code": a, "Actor1CountryCode": a.replace("SUN", "RUS"), "Actor2Code": b,
                     "Actor2CountryCode": b.replace("SUN", "RUS")}  # fmt: skip
            rows.append(gdelt_row(400 * number + n % 70, day=f"{year}07{1 + n % 9:02d}", **named))
        path = tmp_path / f"2016070{number + 1}.export.CSV"
        path.write_text("\n".join(rows) + "\n")
        paths.append(path)
    store.ingest([*paths, weis_file(tmp_path / "weis.csv")])
    return store


@pytest.mark.parametrize("across", [True, False])
def test_the_rows_and_names_of_the_whole_store(held: Store, across: bool) -> None:
    whole = held.read(across=across)
    assert any("#" in name for name in whole.arrow["event_id"].to_pylist())
    wanted = between(whole, *LEGS)
    found = held.select(across=across).acts_of(LEGS).to_frame()
    assert {"SUN", "RUS", "USA", "CHN"} == {*wanted["source"], *wanted["target"]}
    assert wanted["dup_of"].null_count() < len(wanted)
    assert found.sort("event_id").equals(wanted.sort("event_id"))
    assert found["reference"].str.starts_with("http").sum() > 100


def test_a_name_counts_the_rows_of_other_pairs(held: Store) -> None:
    """The first row of an identifier may lie in a pair that is not read."""
    found = held.select(dataset="gdelt1").acts_of([("USA", "CHN")]).to_frame()
    once = found["event_id"].str.replace("#.*", "")
    assert (found["event_id"].str.contains("#") & once.is_unique()).any()


def test_the_provenance_names_every_file_and_the_share_that_was_read(held: Store) -> None:
    found, all_of_it = held.select().acts_of(LEGS), held.select()
    assert found.provenance.sources == all_of_it.provenance.sources
    assert len(found.provenance.sources) == 4
    *_, note = found.provenance.notes
    assert note.startswith(f"read as evidence: {len(found)} of 400 stored rows, the acts of CHN-USA, RUS-USA")


def test_what_was_read_is_kept_and_pairs_are_chains_either_way(held: Store) -> None:
    selection = held.select()
    assert selection.acts_of(LEGS) is selection.acts_of([("USA", "RUS"), ("CHN", "USA")])
    assert chains([("SUN", "PRK"), ("PRK", "RUS")]) == (("PRK", "RUS"),)


def test_a_pair_without_acts_and_one_unknown(held: Store) -> None:
    assert len(held.select().acts_of([("FRA", "DEU")])) == 0
    with pytest.raises(BadInput):
        held.select().acts_of([("FRA", "Atlantis")])


def test_a_panel_opens_some_dyads_to_the_same_acts(held: Store) -> None:
    whole = held.read()
    here, there = (
        build_panel(events, dyads=[("USA", "CHN"), ("SUN", "USA"), ("RUS", "USA"), ("FRA", "DEU")])
        for events in (held, whole)
    )
    for dyads in ([0], [1, 2], [3], [2, 0]):
        wanted = pl.DataFrame(there.links).filter(pl.col("dyad").is_in(dyads))
        assert pl.DataFrame(here.links_of(dyads)).equals(wanted)
        assert pl.DataFrame(there.links_of(dyads)).equals(wanted)
    assert here.select(here.dyads[2:]).links_of([0])["dyad"].to_pylist() == [0] * here.events[2].sum()
    month = str(here.months[here.events[0] > 0][0])
    assert pl.DataFrame(here.cell("USA", "CHN", month)).equals(pl.DataFrame(there.cell("CHN", "USA", month)))


def test_directed_panels_open_both_ways(held: Store) -> None:
    here, there = (
        build_panel(events, dyads=[("USA", "CHN"), ("CHN", "USA")], directed=True)
        for events in (held, held.read())
    )
    assert pl.DataFrame(here.links_of([0, 1])).equals(pl.DataFrame(there.links))
