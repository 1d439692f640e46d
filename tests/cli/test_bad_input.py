"""Bad input gives one clear sentence on stderr and exit 2, never a traceback."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from tertius.cli import run

SHAPES: dict[str, bytes] = {
    "empty.csv": b"",
    "noise.csv": bytes(range(256)) * 40,
    "header-only.csv": b"date,source,target,score\n",
    "wrong-columns.csv": b"a,b,c\n1,2,3\n",
    "all-bad.csv": b"date,source,target,score\n1960-13-45,ROU,RUS,1\nx,y,z,w\n",
    "unknown-states.csv": b"date,source,target,score\n1960-01-01,XQZ,QQQ,1\n",
    "cut.zip": b"PK\x03\x04\x14\x00\x00\x00\x08\x00cut",
    "cut.parquet": b"PAR1\x00\x01\x02",
    "nul.csv": b"date,source,target,score\n\x00\x00\x00\n",
}
READING = (
    "relations ROU RUS",
    "triangle ROU RUS CHN",
    "stances ROU RUS CHN",
    "forecast ROU RUS CHN",
    "gains ROU RUS CHN",
)


def fails(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """Run; assert exit 2, nothing on stdout, one sentence on stderr; return it."""
    code = run(arguments)
    seen = capsys.readouterr()
    assert code == 2, seen.err
    assert seen.out == ""
    assert "Traceback" not in seen.err
    assert len(seen.err.strip().splitlines()) == 1, seen.err
    return seen.err


@pytest.mark.parametrize("command", READING)
@pytest.mark.parametrize("name", SHAPES)
def test_unusable_files(command: str, name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / name
    path.write_bytes(SHAPES[name])
    assert name in fails([*command.split(), "--events", str(path)], capsys)


@pytest.mark.parametrize(
    "arguments",
    [
        "relations",
        "relations ROU",
        "relations ROU ROU",
        "relations ROU Ruritania",
        "relations ROU RUS --from 1960-13",
        "relations ROU RUS --from 1970-01 --to 1960-01",
        "relations ROU RUS --every week",
        "relations ROU RUS --scale nonsense",
        "relations ROU RUS --engine oracle",
        "relations ROU RUS --succession maybe",
        "relations ROU RUS --given future",
        "relations ROU RUS --c0 eleven",
        "relations ROU RUS --c0 nan",
        "relations ROU RUS --format nonsense",
        "relations ROU RUS --explain yesterday",
        "relations ROU RUS --no-such-option",
        "triangle ROU RUS",
        "triangle ROU RUS RUS",
        "triangle ROU SUN RUS",
        "triangle ROU RUS CHN --draws 1",
        "stances ROU RUS CHN --model oracle",
        "stances ROU RUS CHN --reference no-such-file.csv",
        "forecast ROU RUS CHN --scenario doom",
        "forecast ROU RUS CHN --horizon 0",
        "forecast ROU RUS CHN --horizon 99",
        "brief ROU RUS CHN --lang tlh",
        "screen --top 0",
    ],
)
def test_bad_arguments(arguments: str, acts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fails([*arguments.split(), "--events", str(acts)], capsys)


@pytest.mark.parametrize(
    "arguments",
    [
        "brief",
        "brief no-such-case",
        "brief a b",
        "cases no-such-case",
        "cases new x",
        "cite no-such-source",
        "nonsense",
        "relations Korea China --case egypt-washington-moscow",
        "triangle Congo USA SUN",
        "options north-korea-washington-beijing --for KOR --set alpha_security=inf",
        "options north-korea-washington-beijing --for KOR --set alpha_security=1:inf",
        "options north-korea-washington-beijing --for KOR --set alpha_security=nan",
        "options north-korea-washington-beijing --for KOR --set alpha_security=1e308",
        "game --alpha 1e308 --beta 1e308 --k 1 --rivalry 1 --access 1,1",
        "game --alpha 1 --beta 1 --k 1 --rivalry inf --access 1,1",
        "events --store no-such-store",
        "events --store /dev/null",
    ],
)
def test_bad_names(arguments: str, capsys: pytest.CaptureFixture[str]) -> None:
    fails(arguments.split(), capsys)


def test_missing_file_and_empty_store(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fails(["relations", "ROU", "RUS", "--events", str(tmp_path / "absent.csv")], capsys)
    absent = ["relations", "ROU", "RUS", "--store", str(tmp_path / "store")]
    assert "no events" in fails(absent, capsys)


def test_a_bad_row_in_a_good_file_is_refused_and_counted(
    acts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import json

    acts.write_text(acts.read_text() + "1962-02-31,ROU,RUS,1\n1962-03-01,ROU,Ruritania,1\n")
    assert run(["relations", "ROU", "RUS", "--events", str(acts), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert sum(report["refused"].values()) == 2


@pytest.mark.parametrize(
    ("number", "code"), [(errno.EROFS, 2), (errno.EACCES, 2), (errno.ENOSPC, 1), (errno.EDQUOT, 1)]
)
def test_what_the_system_refuses_is_one_sentence(
    number: int,
    code: int,
    acts: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    import tertius.events.store.store as module

    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number), "store/lock")

    monkeypatch.setattr(module.Store, "remove", refuse)
    assert run(["store", "remove", "x.csv", "--store", str(tmp_path)]) == code
    said = capsys.readouterr().err
    assert f"store/lock: {os.strerror(number)}" in said
    assert "defect" not in said
