"""Every hostile text through every output: nothing of it is an order, a formula or a link."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tertius.cases import case_names
from tertius.cases.case import resolve_case
from tertius.cli import run
from tertius.events.store import Store
from tests import texts

FREE = ("act", "reference", "issues", "source_raw", "target_raw", "extra", "code", "event_id", "file")


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A synthetic plain table whose acts, references, names and file name are hostile."""
    folder = tmp_path_factory.mktemp("hostile")
    path = folder / "=1+1\x1b[31m\u202e.csv"
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "date", "source", "target", "score", "act", "reference", "form", "own column"])
        for number, text in enumerate(each for each in texts.ALL if "\0" not in each):
            pair = [("ROU", "RUS"), ("ROU", "CHN"), ("RUS", "CHN")][number % 3]
            day = f"{1960 + number % 10}-{number % 12 + 1:02d}-15"
            writer.writerow([f"{text}#{number}", day, *pair, number % 7 - 3, text, text, text, text])
    return path


def said(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """What a command prints, on both streams; nothing of it may be obeyed."""
    code = run(arguments)
    seen = capsys.readouterr()
    assert code == 0, seen.err
    assert not texts.obeyed(seen.out), arguments
    assert not texts.obeyed(seen.err), arguments
    if "--json" in arguments:
        for line in seen.out.splitlines():
            json.loads(line)
    return seen.out


def cells(path: Path) -> list[str]:
    """Every cell of a CSV."""
    return [
        cell for row in csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")) for cell in row
    ]


def is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_terminal_and_json(
    form: list[str], table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = ["--store", str(tmp_path / "store")]
    said(["ingest", str(table), *store, *form], capsys)
    said(["events", *store, *form], capsys)
    said(["store", "check", *store, *form], capsys)
    said(["relations", "ROU", "RUS", "--explain", "1963-04", "--events", str(table), *form], capsys)
    said(["triangle", "ROU", "RUS", "CHN", "--events", str(table), "--draws", "60", *form], capsys)
    said(["store", "remove", table.name, *store, *form], capsys)


def test_a_sentence_about_a_hostile_name(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "no\x1b[31m\nsuch\u202e.csv"
    for arguments in (["ingest", str(bad)], ["relations", "ROU", "RUS", "--events", str(bad)], ["cases", str(bad)],
                      ["cite", "\x1b[31m"], ["brief", "\x9b2J"], ["\x1b[31m"], ["relations", "\x1b]0;x\x07", "RUS"]):  # fmt: skip
        assert run(arguments) == 2
        seen = capsys.readouterr()
        assert not texts.obeyed(seen.err)
        assert len(seen.err.strip().splitlines()) == 1


def test_csv(table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = tmp_path / "store"
    Store(store).ingest(table)
    out = tmp_path / "all.csv"
    said(["events", "--store", str(store), "--out", str(out)], capsys)
    said(["ingest", str(table), "--store", str(store), "--out", str(tmp_path / "ledger.csv")], capsys)
    for path in (out, tmp_path / "ledger.csv"):
        found = cells(path)
        bare = [cell.lstrip(" \u00a0\ufeff") for cell in found]
        assert not [
            cell for cell in bare if cell.startswith(tuple("=+-@\t\r\n＝＋－＠")) and not is_number(cell)
        ]
        assert not [
            cell
            for cell in found
            if set(cell) & {chr(code) for code in (*range(9), *range(11, 32), *range(127, 160))}
        ]
    assert "'=1+1" in cells(out)
    Store(store).export(tmp_path / "all.parquet")
    import pyarrow.parquet as pq

    assert "=1+1" in pq.read_table(tmp_path / "all.parquet")["act"].to_pylist()


def test_a_hostile_case(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Texts of a case's chronicle, phases and title, on the terminal and in JSON."""
    assert "romania-moscow-beijing" in case_names()
    folder = tmp_path / "javascript:alert(1)"
    shutil.copytree(resolve_case("romania-moscow-beijing"), folder)
    for name, column in (
        ("chronicle.csv", "act"),
        ("chronicle.csv", "reference"),
        ("phases.csv", "reference"),
    ):
        path = folder / name
        with open(path, encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        for row, text in zip(rows, [each for each in texts.ALL if "\0" not in each], strict=False):
            row[column] = f"{text} and more"
        with open(path, "w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    toml = (folder / "case.toml").read_text()
    (folder / "case.toml").write_text(toml.replace('title = "', 'title = "\\u001b[31m\\u202e<script>'))
    for arguments in (
        ["cases", str(folder)],
        ["cases", str(folder), "--json"],
        ["cases", "check", str(folder)],
    ):
        said(arguments, capsys)
    assert "control character" in said(["cases", "check", str(folder), "--json"], capsys)


BOTH = """
import sys
from tertius.cli import run
codes = [run([*sys.argv[1:], "--json"])]
sys.stdout.flush()
sys.stdout.buffer.write(b"<json ends>")
sys.stdout.buffer.flush()
sys.exit(max(codes + [run(sys.argv[1:])]))
"""


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "utf-16", "utf-8", "euc-kr", "cp037"])
def test_any_encoding_of_the_output(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "북한 café \udcff.csv" if os.name == "posix" else tmp_path / "북한 café.csv"
    path.write_text("date,source,target,score,act\n1960-01-01,ROU,RUS,1,북한 ☃\n")
    command = [sys.executable, "-c", BOTH, "ingest", str(path), "--store", str(tmp_path / "store")]
    environment = {**os.environ, "PYTHONIOENCODING": encoding}
    done = subprocess.run(command, capture_output=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    assert b"Traceback" not in done.stderr
    printed, _, shown = done.stdout.partition(b"<json ends>")
    report: dict[str, Any] = json.loads(printed.decode(encoding))
    assert report["files"][0]["rows"] == 1
    assert "북한 café" in report["files"][0]["path"]
    assert shown


def test_a_name_that_is_no_text(tmp_path: Path) -> None:
    from tests.store.conftest import gdelt_row, weis_file

    store = Store(tmp_path / "store")
    plain, wide = weis_file(tmp_path / "\udcff[1].csv"), tmp_path / "\udcfe[1].CSV"
    wide.write_text("\n".join(gdelt_row(n) for n in range(4)) + "\n")
    assert [line.kept for line in store.ingest([plain, wide])] == [40, 4]
    assert [line.already for line in store.ingest([plain, wide])] == [True, True]
    assert {line.path for line in store.ledger()} == {str(plain), str(wide)}
    assert len(store.read()) == 44


@pytest.mark.parametrize("text", texts.LINKS)
def test_no_address_but_of_the_web(text: str) -> None:
    from tertius.inert import link

    assert link(text) == ""


def test_addresses_of_the_web_are_links() -> None:
    from tertius.inert import link

    for good in ("https://a.example/x?y=1&z=2#w", "http://a.example", "HTTPS://A.example/ü"):
        assert link(good) == good


@pytest.mark.parametrize(
    "arguments",
    [
        "triangle ROU RUS CHN --seed -1", "brief ROU RUS CHN --seed -5", "stances ROU RUS CHN --seed 1.5", "screen --seed -1",
        "gains ROU RUS CHN --c0 inf", "gains ROU RUS CHN --c0 -inf", "relations ROU RUS --c0 1e400",
        "options north-korea-washington-beijing --set rivalry=inf", "options north-korea-washington-beijing --set rivalry=nan",
        "options north-korea-washington-beijing --set rivalry=-inf:1",
        "options north-korea-washington-beijing --set rivalry=0:inf",
        "options north-korea-washington-beijing --set rivalry=1e999", "options north-korea-washington-beijing --set rivalry=",
        "options north-korea-washington-beijing --set rivalry=1:0", "options north-korea-washington-beijing --set =1",
        "game --alpha inf,1 --beta 1,1 --k 1,1", "game --alpha nan --beta 1 --k 1", "game --alpha 1 --beta 1 --k inf",
        "game --alpha 1 --beta 1 --k 1 --rivalry inf", "game --alpha 1 --beta 1 --k 1 --access nan,1",
        "game --alpha 1 --beta 1 --k 1 --bound nan", "game --alpha 1e308,1e308 --beta 1e308 --k 1",
        "triangle ROU RUS CHN --draws -5", "triangle ROU RUS CHN --draws 99999999999999999999999",
        "forecast ROU RUS CHN --horizon -1", "backtest ROU RUS CHN --seed -1", "claims ROU RUS CHN --seed -1",
        "options north-korea-washington-beijing --sobol -1", "options north-korea-washington-beijing --seed -1",
    ],
)  # fmt: skip
def test_odd_numbers_are_bad_input(arguments: str, acts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    events = ["--events", str(acts)] if arguments.split()[0] not in ("options", "game") else []
    assert run([*arguments.split(), *events]) == 2
    seen = capsys.readouterr()
    assert seen.out == ""
    assert "defect" not in seen.err
    assert len(seen.err.strip().splitlines()) == 1


def test_excel_and_stata(tmp_path: Path) -> None:
    """In a workbook every text is a text: no formula, no link, nothing that Excel would have to mend; Stata takes them, too."""
    import zipfile
    from xml.etree import ElementTree

    import polars as pl

    from tertius.files.sheets import sheet_tables
    from tertius.tables import write_table

    frame = pl.DataFrame({"act": [text for text in texts.ALL if "\0" not in text], "=1+1": "x"})
    out = tmp_path / "out.xlsx"
    write_table(frame, out)
    with zipfile.ZipFile(out) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    for name, body in parts.items():
        if name.endswith((".xml", ".rels")):
            ElementTree.fromstring(body)
    sheet = parts["xl/worksheets/sheet1.xml"]
    assert b"<f>" not in sheet
    assert b"<hyperlink" not in sheet
    assert not [name for name in parts if "sheet1.xml.rels" in name and b"hyperlink" in parts[name]]
    ((_, back),) = sheet_tables(out, out.read_bytes())
    assert back.count(b"\n") >= frame.height
    write_table(frame.rename({"=1+1": "x"}), tmp_path / "out.dta")
    assert (tmp_path / "out.dta").stat().st_size
