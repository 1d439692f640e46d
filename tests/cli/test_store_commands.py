"""Ingest, events and sources from the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tertius.cli import run
from tertius.events.store import Store


def printed(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    code = run([*arguments, "--json"])
    seen = capsys.readouterr()
    assert code == 0, seen.err
    report: dict[str, Any] = json.loads(seen.out)
    return report


def test_ingest_twice_changes_nothing_and_the_store_answers(
    acts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    acts.write_text(acts.read_text() + "1962-02-31,ROU,RUS,1\n")
    store = ["--store", str(tmp_path / "store")]
    (line,) = printed(["ingest", str(acts), *store], capsys)["files"]
    assert (line["rows"], line["kept"], sum(line["refused"].values()), line["already"]) == (9, 8, 1, False)
    (again,) = printed(["ingest", str(acts), *store], capsys)["files"]
    assert (again["already"], again["kept"]) == (True, 0)
    assert len(printed(["events", *store], capsys)["files"]) == 1
    out = tmp_path / "all.csv"
    printed(["events", *store, "--out", str(out)], capsys)
    assert len(out.read_text().splitlines()) == 9
    from_store = printed(["relations", "ROU", "RUS", *store], capsys)["dyads"]
    from_file = printed(["relations", "ROU", "RUS", "--events", str(acts)], capsys)["dyads"]
    assert from_store[0]["mean"] == pytest.approx(from_file[0]["mean"])


def test_one_bad_file_is_said_and_the_good_one_is_stored(
    acts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("nothing,of,use\n1,2,3\n")
    store = ["--store", str(tmp_path / "store")]
    assert run(["ingest", str(bad), str(acts), *store]) == 2
    seen = capsys.readouterr()
    assert "bad.csv" in seen.err
    assert "Traceback" not in seen.err
    assert len(printed(["events", *store], capsys)["files"]) == 1


def test_sources_lists_events_and_indicators(capsys: pytest.CaptureFixture[str]) -> None:
    rows = {row["name"]: row for row in printed(["sources"], capsys)["sources"]}
    assert {"weis", "icews", "gdelt1", "gdelt2", "polecat", "atop", "sipri"} <= set(rows)
    assert all(row["cite"] and row["coverage"] for row in rows.values())


def test_fetch_of_an_unknown_source_is_bad_input(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["fetch", "no-such-source"]) == 2
    assert "cannot be fetched" in capsys.readouterr().err


def test_a_bad_file_costs_itself_alone_in_a_folder_and_by_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An empty or absent file among good ones: the good ones are stored and told, the bad ones named, and the exit is 2."""
    folder = tmp_path / "in"
    folder.mkdir()
    names = ("a.csv", "b.csv", "c.csv")
    for number, name in enumerate(names):
        (folder / name).write_text(f"date,source,target,score\n200{number}-01-01,USA,CHN,1\n")
    (folder / "bb.csv").touch()
    asked = [
        [str(folder)],
        [str(folder / name) for name in ("a.csv", "nosuch.csv", "b.csv", "bb.csv", "c.csv")],
    ]
    for number, files in enumerate(asked):
        store = tmp_path / f"store {number}"
        assert run(["ingest", *files, "--store", str(store)]) == 2
        said = capsys.readouterr()
        assert [Path(line.path).name for line in Store(store).ledger()] == list(names)
        assert all(name in said.out for name in names)
        assert "bb.csv is empty" in said.err
        assert ("nosuch.csv does not exist" in said.err) is (number == 1)
