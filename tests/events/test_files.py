"""The one pass over a file's bytes says what the bytes say, wherever the pieces end."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tertius.events import surveys
from tertius.events.files import blocks
from tertius.events.surveys import line_facts, survey

TEXT = st.lists(st.sampled_from([b"a", b"\n", b"\r", b"\0", b"\t", b"\xff"]), max_size=40).map(b"".join)
CLEAN = st.lists(st.sampled_from([b"a", b"\n", b"\t", b"\xff"]), min_size=1, max_size=40).map(b"".join)


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(surveys, "PIECE", 7)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TEXT)
def test_survey_says_what_the_bytes_say(tmp_path: Path, text: bytes) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(text)
    found = survey(path)
    assert found.sha256 == hashlib.sha256(text).hexdigest()
    assert found.before.st_size == len(text)
    assert not found.packed
    assert found.lines == text.count(b"\n") + (bool(text) and not text.endswith(b"\n"))
    assert found.clean == (b"\0" not in text and b"\r" not in text)
    assert line_facts(text) == (text.count(b"\n"), found.clean)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CLEAN)
def test_survey_counts_the_lines_that_blocks_yield(tmp_path: Path, text: bytes) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(b"a\tb\n" + text)  # blank lines before the first row are no lines of the data
    assert survey(path).lines == sum(block.count(b"\n") for _, block in blocks(path))


def test_survey_of_a_packed_file_hashes_what_lies_there(tmp_path: Path) -> None:
    path = tmp_path / "file.csv.gz"
    path.write_bytes(gzip.compress(b"a\tb\n\0"))
    found = survey(path)
    assert found.packed
    assert found.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
