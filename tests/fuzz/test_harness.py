"""Two thousand damaged files through every reader (``TERTIUS_FUZZ`` says how many), and the harness tried on crashes."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from tertius.aside import Aside, Died, check_parquet
from tertius.errors import BadInput
from tertius.events.readers import MODULES
from tertius.indicators import INDICATOR_SOURCES
from tests.fuzz import harness


@pytest.mark.long
def test_no_input_crashes_hangs_or_loses_a_row(tmp_path: Path) -> None:
    found = harness.run(int(os.environ.get("TERTIUS_FUZZ", "2000")), seed=12, keep=tmp_path / "failed")
    assert not found.failures, "\n".join(found.failures[:10])
    assert found.tables > found.inputs / 10
    assert found.sentences > found.inputs / 10
    wanted = {f"events {name}" for name in MODULES} | {f"indicators {name}" for name in INDICATOR_SOURCES}
    assert wanted <= set(found.seen)


def echo(text: str) -> str:
    """In the child: end in the way that is asked."""
    if text == "abort":
        os.abort()
    if text == "sleep":
        time.sleep(60)
    if text == "raise":
        raise RuntimeError("so it is")
    if text == "print":
        print("this is no answer", flush=True)
    if text == "memory":
        return str(len(bytearray(8 << 30)))
    return text[::-1]


def test_a_crash_costs_one_answer() -> None:
    child = Aside("tests.fuzz.test_harness:echo", seconds=30, memory=4 << 30)
    assert child.ask("abc") == "cba"
    with pytest.raises(Died, match=f"signal {signal.SIGABRT.value}"):
        child.ask("abort")
    assert child.ask("äöü\n\0") == "\0\nüöä"
    with pytest.raises(ValueError, match="so it is"):
        child.ask("raise")
    assert child.ask("print") == "tnirp"
    with pytest.raises(ValueError, match="Memory"):
        child.ask("memory")
    assert child.ask("x" * 3_000_000) == "x" * 3_000_000


def test_an_answer_that_does_not_come() -> None:
    child = Aside("tests.fuzz.test_harness:echo", seconds=0.5)
    with pytest.raises(Died, match="not finished"):
        child.ask("sleep")


def test_a_good_parquet_passes_and_is_asked_once(tmp_path: Path) -> None:
    import polars as pl

    path = tmp_path / "x.parquet"
    pl.DataFrame({"a": ["x", None, "ü"], "b": [1.5, 2, 3]}).write_parquet(path)
    check_parquet(path)
    check_parquet(path)
    body = path.read_bytes()
    path.write_bytes(body[:40] + b"\xff" * 8 + body[48:])
    with pytest.raises(BadInput):
        check_parquet(path)
