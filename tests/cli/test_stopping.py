"""Ctrl-C: exit 130, one line on what stands and what is not done, and nothing half written."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tertius.cli import run
from tertius.events.store import Store
from tests.fetch.rude import rude_server
from tests.fetch.test_fetch import publish, zipped
from tests.store.conftest import weis_file

CODE = "import sys; from tertius.cli import main; main(sys.argv[1:])"


def stopped(arguments: list[str], when: Callable[[], bool]) -> tuple[int, str]:
    """Run a command, send SIGINT once `when` holds; its exit code and what it said on stderr."""
    process = subprocess.Popen(
        [sys.executable, "-c", CODE, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )  # fmt: skip
    until = time.monotonic() + 120
    while process.poll() is None and not when():
        assert time.monotonic() < until
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=120)
    return process.returncode, said


def test_ingest(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(60):
        weis_file(folder / f"{number:02d}.csv", 3000, year=1930 + number)
    store = Store(tmp_path / "store")
    ledger = store.path / "ledger"
    code, said = stopped(
        ["ingest", str(folder), "--accept", "--store", str(store.path)],
        lambda: len(list(ledger.glob("*.json"))) > 1,
    )
    assert code == 130
    (line,) = [line for line in said.splitlines() if "stopped" in line]
    assert f"{len(store.ledger())} of 60 files are stored whole" in line
    assert store.check().good
    assert "Traceback" not in said


def test_fetch(tmp_path: Path) -> None:
    with rude_server() as server:
        for year in range(1979, 2006):
            server.files[f"/events/{year}.zip"] = zipped(str(year), rows=20)
        publish(server)
        out = tmp_path / "out"
        code, said = stopped(
            ["fetch", "gdelt1", "--mirror", server.url, "--out", str(out)],
            lambda: len(list(out.glob("*.zip"))) > 1,
        )
    assert code == 130
    assert "of 27 files of gdelt1 are whole" in said
    assert "run it again" in said
    assert "Traceback" not in said


def test_brief(tmp_path: Path) -> None:
    out = tmp_path / "brief.html"
    out.write_text("an earlier one")
    begin = time.monotonic()
    code, said = stopped(
        ["brief", "romania-moscow-beijing", "--out", str(out)], lambda: time.monotonic() - begin > 3
    )
    assert code == 130
    assert len([line for line in said.splitlines() if "stopped" in line]) == 1
    assert out.read_text() == "an earlier one"
    assert [path.name for path in tmp_path.iterdir()] == ["brief.html"]


@pytest.mark.parametrize(
    "arguments", [["events"], ["relations", "ROU", "RUS"], ["cases"], ["store", "check"]]
)
def test_every_command(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TERTIUS_STORE", str(tmp_path))

    def stop(*given: object, **more: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("tertius.events.store.store.opened", stop)
    monkeypatch.setattr("tertius.events.store.store.check", stop)
    monkeypatch.setattr("tertius.cases.case_names", stop)
    assert run(arguments) == 130
    assert "stopped" in capsys.readouterr().err
