"""An inquiry of a store with files that overlap: the values of its events read whole, from the acts of the legs alone."""

from __future__ import annotations

import numpy as np
import pytest

from tertius.events.store import Store
from tertius.study import Question, Settings, run_study
from tests.cli.test_from_store import made_up

SETTINGS = Settings.of("KOR", "USA", "CHN", draws=60)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Two files over the same days, the shorter repeated in the longer."""
    folder = tmp_path_factory.mktemp("overlap")
    held = Store(folder / "store")
    files = [made_up(folder / f"2006073{n}.export.CSV", rows) for n, rows in enumerate((900, 1500))]
    held.ingest(files)
    return held


def test_the_same_values_from_a_part_of_the_rows(store: Store) -> None:
    part, whole = Question(SETTINGS, store.select()), Question(SETTINGS, store.read())
    assert len(part.evidence) < len(whole.evidence) / 3
    for given in ("all", "past"):
        one, two = part.triangle(given), whole.triangle(given)
        for name in one.draws:
            np.testing.assert_allclose(one.draws[name], two.draws[name], atol=1e-9)
        np.testing.assert_allclose(part.stances(given).prob, whole.stances(given).prob, atol=1e-9)
    for name in ("rent", "received_a", "received_b"):
        np.testing.assert_allclose(getattr(part.gains(), name), getattr(whole.gains(), name), atol=1e-9)
    assert part.triangle().provenance.sources == whole.triangle().provenance.sources


def test_every_linked_act_is_in_the_evidence_under_its_name(store: Store) -> None:
    """Nothing that a number opens to is missing, and what was repeated between the files counts once."""
    study = run_study(Question(SETTINGS, store.select(dataset="gdelt1")))
    links = study.panel.links_of(range(3))
    assert set(links["event_id"].to_pylist()) <= set(study.events.arrow["event_id"].to_pylist())
    assert len(links) == study.panel.events[:3].sum()
    assert study.events.arrow["dup_of"].null_count < len(study.events)
    assert any(note.startswith("read as evidence") for note in study.provenance.notes)
    assert len(study.provenance.sources) == 2


def test_what_needs_no_act_reads_none(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Forecasts, and the past of a stream, come from the panel alone."""
    monkeypatch.setattr("tertius.events.store.acts.read_acts", None)
    asked = Question(SETTINGS, store.select())
    assert asked.forecasts(["as is"])
    assert asked.stances("past").phases
