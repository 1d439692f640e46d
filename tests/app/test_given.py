"""A store or files in place of what ships: every view answers from them, and says so."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tertius.app import Given, make_site
from tertius.events import read_events
from tertius.events.store import Store
from tertius.study import Question
from tests.app.conftest import HOME, waited

testclient = pytest.importorskip("starlette.testclient")
OF = "AUT.USA.SUN"
RIVALS = "USA-SUN"
VIEWS = (
    f"/triangle?of={OF}", f"/triangle?of={OF}&months=1962-03", f"/whatif?of={OF}&persistence=24", f"/evidence?of={OF}",
    f"/options?of={OF}&for=Italy", f"/changed?of={OF}&months=1965-01..1965-12", f"/world?rivals={RIVALS}&month=1962-03",
    f"/compare?rivals={RIVALS}&pivots=AUT", f"/table/story.csv?of={OF}", f"/chart/map.json?rivals={RIVALS}&month=1962-03",
)  # fmt: skip


def acts(path: Path) -> Path:
    """A synthetic stream of events of Austria and Italy with the two rivals, and of these with each other."""
    rows, rng = ["event_date,source,target,cameo"], np.random.default_rng(3)
    friendly, hostile = ("036", "042", "057", "061"), ("111", "112", "130", "172")
    for year in range(1960, 1966):
        for month in range(1, 13):
            early = year < 1963
            if rng.random() < 0.3:  # a quiet month
                continue
            for one in ("AUT", "ITA"):
                warm, cold = ("USA", "SUN") if early else ("SUN", "USA")
                rows.append(f"{year}-{month:02d}-05,{one},{warm},{rng.choice(friendly)}")
                rows.append(f"{year}-{month:02d}-15,{one},{cold},{rng.choice(hostile)}")
            rows.append(f"{year}-{month:02d}-20,USA,SUN,{rng.choice(hostile)}")
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return acts(tmp_path_factory.mktemp("given") / "synthetic-stream.csv")


@pytest.fixture(scope="module", params=["store", "file"])
def client(request: Any, file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A page that asks a store, and one that asks the file itself."""
    if request.param == "store":
        store = Store(tmp_path_factory.mktemp("page-store"))
        store.ingest(file)
        given = Given(store.select(), "synthetic-store")
    else:
        given = Given(read_events(str(file)), "synthetic-stream.csv")
    with testclient.TestClient(make_site(given=given), base_url=HOME) as made:
        made.given = given
        yield made


def test_the_first_view_says_what_is_asked(client: Any) -> None:
    text = html.unescape(client.get("/").text)
    assert f"Three states are asked of {client.given.name}: 275 acts, March 1960 to December 1965." in text
    assert "A case is answered from what ships." in text
    assert f"세 나라에 대한 물음은 {client.given.name}에 묻습니다: 행위 275개" in client.get("/?lang=ko").text


@pytest.mark.parametrize("address", VIEWS)
def test_every_view_answers_from_it(client: Any, address: str) -> None:
    if client.given.whole is not None and not address.startswith(("/triangle", "/world", "/table")):
        pytest.skip("the other views of a file are those of a store")
    answer = waited(client, address)
    assert answer.status_code == 200, re.search(r'role="alert">(.*?)<', answer.text)
    assert 'role="alert"' not in answer.text


def test_its_path_is_that_of_the_same_events(client: Any) -> None:
    asked = Question.of_world("AUT", "USA", "SUN")
    assert asked.record is not None  # what ships of the same states is another record
    text = waited(client, f"/triangle?of={OF}").text
    assert "Austria stood nearer to the United States until" in text
    assert "March 1960 to December 1965" in text


def test_the_map_and_the_comparison_know_its_states_alone(client: Any) -> None:
    text = waited(client, f"/world?rivals={RIVALS}&month=1962-03").text
    assert re.findall(r"<li><a href=\"/triangle\?of=([A-Z]{3})", text) in (["AUT", "ITA"], ["ITA", "AUT"])
    assert waited(client, "/world?rivals=IND-PAK").status_code == 400


def test_its_acts_are_listed(client: Any) -> None:
    whole = waited(client, "/evidence").text
    few = waited(client, f"/evidence?of={OF}").text
    assert "165 acts fit." in few
    if client.given.whole is None:
        assert "A store is too large to list whole" in whole
    else:
        assert "275 acts fit." in whole


def test_a_case_is_still_what_ships(client: Any) -> None:
    assert "357 acts fit." in waited(client, "/evidence?of=egypt-washington-moscow").text
