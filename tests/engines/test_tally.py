"""The panel of the tally is the panel of the events: every field, every setting, repeats between files included."""

from __future__ import annotations

import dataclasses
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tertius.cases
from tertius.cases import load_case
from tertius.events.store import Store
from tertius.panel import build_panel
from tests.engines.test_engines import same
from tests.shared import WEIS, shared
from tests.store.conftest import gdelt_row

SETTINGS: list[dict[str, Any]] = [
    {},
    {"directed": True},
    {"keep_duplicates": True, "every": "quarter"},
    {"succession": "strict", "scale": "quad", "start": "1966-03", "end": "2016-09"},
]


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Three made-up GDELT files with repeats in each and between them, either way round."""
    folder = tmp_path_factory.mktemp("tally")
    pairs = [("USA", "CHN"), ("CHN", "USA"), ("USA", "CHN"), ("PRK", "RUS"), ("USA", ""), ("KOR", "PRK")]
    paths = []
    for number in range(3):
        rows = []
        for n in range(240):
            a, b = pairs[n % len(pairs)]
            day = f"2016070{1 + n % 5}" if n % 2 else f"2016080{1 + (n + number) % 4}"
            code = ("042", "190", "036")[(n // 7) % 3]
            named = {"Actor1Code": a, "Actor1CountryCode": a, "Actor2Code": b, "Actor2CountryCode": b}
            rows.append(gdelt_row(1000 * number + n, day=day, EventCode=code, **named))
        path = folder / f"2016070{number + 1}.export.CSV"
        path.write_text("\n".join(rows) + "\n")
        paths.append(path)
    store = Store(folder / "store")
    store.ingest(paths)
    return store


@pytest.mark.parametrize("settings", SETTINGS, ids=["plain", "directed", "all by quarter", "strict quad"])
def test_the_same_panel_with_repeats_between_files(held: Store, settings: dict[str, Any]) -> None:
    one, two = build_panel(held, **settings), build_panel(held.events(), **settings)
    same(one, two)
    assert len(one.provenance.sources) == 3
    assert one.links.equals(two.links)


def test_repeats_between_files_matter_here(held: Store) -> None:
    """The test above would pass without corrections if there were nothing to correct."""
    apart, across = build_panel(held.select(across=False)), build_panel(held)
    assert across.n.sum() < apart.n.sum()
    same(apart, build_panel(held.events(across=False)))
    assert list((held.path / "marks").glob("*-tally.parquet"))


def test_the_correction_survives_another_file(held: Store, tmp_path: Path) -> None:
    """New marks after a new file; the old correction goes."""
    path = tmp_path / "20160709.export.CSV"
    path.write_text("\n".join(gdelt_row(9000 + n, day="20160701") for n in range(9)) + "\n")
    before = build_panel(held)
    held.ingest([path])
    same(build_panel(held), build_panel(held.events()))
    assert build_panel(held).volume.sum() >= before.volume.sum()
    assert len(list((held.path / "marks").glob("*-tally.parquet"))) == 1


@pytest.fixture(scope="module")
def weis(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store of WEIS, to look at; what changes it takes a copy."""
    store = Store(tmp_path_factory.mktemp("weis") / "store")
    store.ingest(shared(WEIS))
    return store


@pytest.mark.parametrize("settings", SETTINGS, ids=["plain", "directed", "all by quarter", "strict quad"])
def test_weis_one_file(weis: Store, settings: dict[str, Any]) -> None:
    same(build_panel(weis, **settings), build_panel(weis.events(), **settings))


def test_acts_dated_to_intervals_keep_their_days(tmp_path: Path) -> None:
    """A chronicle through the store: weights of months that an act only touches, and standing situations."""
    direct = build_panel(load_case("north-korea-moscow-beijing").events)
    source = Path(tertius.cases.__file__).parent / "data" / "north-korea-moscow-beijing" / "chronicle.csv"
    store = Store(tmp_path / "store")
    store.ingest(source)
    tallied = build_panel(store)
    assert (tallied.n % 1 != 0).any()
    same(tallied, build_panel(store.events()))
    assert tallied.n.sum() == pytest.approx(direct.n.sum())


def test_a_file_stored_without_a_tally_is_counted_now(weis: Store, tmp_path: Path) -> None:
    """Stores of earlier versions open."""
    store = Store(shutil.copytree(weis.path, tmp_path / "store"))
    wanted = build_panel(store)
    (line,) = store.ledger()
    ledger = next((store.path / "ledger").glob("*.json"))
    body = json.loads(ledger.read_text())
    del body["tally"]
    ledger.write_text(json.dumps(body))
    (store.path / line.tally).unlink()
    assert dataclasses.replace(line, tally="") in store.ledger()
    same(build_panel(store), wanted)


def test_the_ledger_knows_what_a_query_would_find(held: Store) -> None:
    """Codes, coverage and kinds of date, by data set, are those of the events themselves."""
    from tertius.panel.engines import connect
    from tertius.panel.plan import look

    quick, slow = look(connect(held).summary()), look(connect(held.events()).summary())
    for name in ("coverage", "kind", "long", "mutual", "notes"):
        assert getattr(quick, name) == getattr(slow, name), name
    assert {tuple(row.values()) for row in quick.codes.to_pylist()} == {
        tuple(row.values()) for row in slow.codes.to_pylist()
    }


def test_one_data_set_of_several(held: Store, tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    path = tmp_path / "20160701.export.CSV"
    path.write_text("\n".join(gdelt_row(n, day="20160701") for n in range(9)) + "\n")
    store.ingest([path, shared(WEIS)])
    alone = build_panel(store.select(dataset="gdelt1"))
    assert alone.months[0] == np.datetime64("2016-07")
    same(alone, build_panel(store.events(dataset="gdelt1")))


@pytest.mark.long
def test_the_commands_never_read_a_store_wholly(weis: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """`relations` and `screen` on a store work from the tallies alone, with the acts of the events read whole."""
    from typer.testing import CliRunner

    from tertius.cli.commands import make_app
    from tertius.study import panel_of

    store = weis
    wanted = panel_of(store.read(), [("USA", "SUN")])
    same(panel_of(store.select(), [("USA", "SUN")]), wanted)
    monkeypatch.setattr(Store, "read", None)
    run, app = CliRunner().invoke, make_app()
    found = json.loads(run(app, ["relations", "USA", "SUN", "--json", "--store", str(store.path)]).stdout)
    assert found["dyads"][0]["events"] == wanted.events[0].tolist()
    assert found["refused"] == store.select().refused
    assert run(app, ["screen", "--json", "--top", "5", "--store", str(store.path)]).exit_code == 0
