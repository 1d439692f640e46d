"""A command asked of a file and of a store of it: both reports, and where they differ."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from typing import Any

import pytest

from tertius.cli import run
from tertius.events.store import Store

NOTE = "read as evidence"
MARKED = re.compile(
    r"\d+ of \d+ rows marked as duplicates"
)  # of a file: the store's ledger tells it by year and rule
COMMANDS = [
    ["triangle"],
    ["triangle", "--given", "past"],
    ["triangle", "--every", "quarter", "--succession", "strict"],
    ["stances"],
    ["stances", "--given", "past"],
    ["claims"],
    ["gains"],
    ["forecast", "--horizon", "3"],
]
DRAWS = ["--draws", "60"]


def stored(folder: Path, file: Path) -> list[str]:
    Store(folder / "store").ingest(file)
    return ["--store", str(folder / "store")]


def said(words: list[str], capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    code = run([*words, "--json"])
    seen = capsys.readouterr()
    assert code == 0, seen.err
    report: dict[str, Any] = json.loads(seen.out)
    return report


def apart(one: Any, two: Any, at: str = "") -> list[str]:
    """Where two reports differ by more than the rounding of sums in another order."""
    if isinstance(one, dict) and isinstance(two, dict):
        missing = [f"{at}/{name} is in one only" for name in one.keys() ^ two.keys()]
        return missing + [
            text for name in one.keys() & two.keys() for text in apart(one[name], two[name], f"{at}/{name}")
        ]
    if isinstance(one, list) and isinstance(two, list) and len(one) == len(two):
        return [text for i in range(len(one)) for text in apart(one[i], two[i], f"{at}[{i}]")]
    numbers = all(isinstance(value, int | float) and not isinstance(value, bool) for value in (one, two))
    same = math.isclose(one, two, rel_tol=1e-9, abs_tol=1e-9) if numbers else one == two
    return [] if same else [f"{at}: {one!r}, {two!r}"]


def compare(
    words: list[str], file: Path, store: list[str], capsys: pytest.CaptureFixture[str]
) -> dict[str, Any]:
    """The report of the store, which must be that of the file but for how either was read."""
    of_file, of_store = (said([*words, *how], capsys) for how in (["--events", str(file)], store))
    read = []
    for report in (of_file, of_store):
        notes = report["provenance"]["notes"]
        read += [note for note in notes if note.startswith(NOTE)]
        report["provenance"]["notes"] = [
            note for note in notes if note not in read and not MARKED.match(note)
        ]
        for name in ("seconds", "path"):
            report.pop(name, None)
    assert apart(of_file, of_store) == []
    return {**of_store, "read": read}


def differences(one: str, two: str) -> list[tuple[str, str]]:
    """Where two pages differ by more than the last printed digit of a number (a sum's rounding may tip a tie)."""
    pairs = list(zip(*(re.split(r"(\d+\.\d+)", text) for text in (one, two)), strict=True))
    return [(a, b) for a, b in pairs if a != b and not _tie(a, b)]


def _tie(a: str, b: str) -> bool:
    places = {len(text.partition(".")[2]) for text in (a, b)}
    numbers = all(re.fullmatch(r"\d+\.\d+", text) for text in (a, b))
    return numbers and len(places) == 1 and abs(float(a) - float(b)) < 1.5 * 10 ** -max(places)


def same_page(corners: list[str], file: Path, store: list[str], folder: Path, *window: str) -> str:
    """The brief of the store, which must be that of the file but for how either was read; its note on that."""
    texts = []
    for name, how in (("file", ["--events", str(file)]), ("store", store)):
        page = folder / f"{name}.html"
        assert run(["brief", *corners, *how, *window, *DRAWS, "--out", str(page)]) == 0
        texts.append(page.read_text(encoding="utf-8"))
    one, two = (re.sub(rf"<li>({NOTE}[^<]*|{MARKED.pattern})</li>", "", text) for text in texts)
    assert differences(one, two) == []
    (note,) = re.findall(rf"<li>({NOTE}[^<]*)</li>", texts[1])
    return str(note)
