"""Options mean the same in every command; every command shows an example; results go to files of four kinds."""

from __future__ import annotations

import shlex
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
import typer

from tertius.cli import run
from tertius.cli.commands import make_app, names
from tertius.errors import BadInput
from tertius.months import parse_month
from tertius.settings import Counting, Sampling, Settings
from tertius.tables import stata_names

GROUP: Any = typer.main.get_command(make_app())
OWN = {"--out", "--model"}  # a page, rows of a store, a table; a model of phases or of relations
TOLD_APART = {
    "--reference",
    "--rivals",
    "--month",
    "--store",
}  # one meaning, worded for what the command does with it
TWICE = {"--threshold", "--shipped"}  # two meanings still: one of each should have another name


def options(name: str) -> dict[str, Any]:
    return {flag: item for item in GROUP.commands[name].params for flag in item.opts if flag.startswith("--")}


@pytest.mark.parametrize("name", names())
def test_help_shows_an_example_that_parses(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    example = import_module(f"tertius.cli.commands.{name}").EXAMPLE
    program, command, *words = shlex.split(example)
    assert (program, command) == ("tertius", name)
    GROUP.commands[name].make_context(name, words)
    assert run([name, "-h"]) == 0
    assert example in " ".join(capsys.readouterr().out.split())


def test_an_option_has_one_meaning() -> None:
    told: dict[str, set[str]] = {}
    for name in names():
        for flag, item in options(name).items():
            told.setdefault(flag, set()).add(item.help)
    several = {flag for flag, helps in told.items() if len(helps) > 1} - OWN
    assert several <= TOLD_APART | TWICE


@pytest.mark.parametrize("name", ["relations", "triangle", "stances", "screen", "claims", "gains"])
def test_what_reads_events_takes_them_alike(name: str) -> None:
    wanted = {
        "--events", "--store", "--case", "--indicators", "--from", "--to", "--every", "--scale", "--succession",
        "--engine", "--keep-duplicates", "--c0", "--given", "--out", "--json",
    }  # fmt: skip
    assert wanted <= options(name).keys()


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out.startswith("tertius ")


@pytest.mark.parametrize("ending", ["csv", "parquet", "dta", "xlsx"])
def test_a_table_in_a_file(ending: str, acts: Path, tmp_path: Path) -> None:
    path = tmp_path / f"found.{ending}"
    words = ["triangle", "ROU", "RUS", "CHN", "--events", str(acts), "--draws", "60", "--out", str(path)]
    assert run(words) == 0
    read = {"csv": pl.read_csv, "parquet": pl.read_parquet, "dta": of_stata, "xlsx": of_excel}[ending]
    months, head = read(path)[:, 0].to_list(), read(path).columns[0]
    assert head == "month"
    assert len(months) == 35
    assert list(tmp_path.glob(".*")) == []


def of_stata(path: Path) -> pl.DataFrame:
    pandas = pytest.importorskip("pandas")
    return pl.DataFrame(pandas.read_stata(path).to_dict("list"))


def of_excel(path: Path) -> pl.DataFrame:
    import re
    import zipfile

    book = zipfile.ZipFile(path)
    shared = re.findall(r"<t[^>]*>([^<]*)</t>", book.read("xl/sharedStrings.xml").decode())
    sheet = book.read("xl/worksheets/sheet1.xml").decode()
    head, *rest = re.findall(r'<c r="A\d+"[^>]*><v>([^<]+)</v>', sheet)
    return pl.DataFrame({shared[int(head)]: rest})


@pytest.mark.parametrize("name", ["found", "found.txt", "absent/found.csv"])
def test_a_table_that_cannot_be_written_is_said(
    name: str, acts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["relations", "ROU", "RUS", "--events", str(acts), "--out", str(tmp_path / name)]
    assert run(words) == 2
    assert capsys.readouterr().out == ""


def test_settings_are_checked_once() -> None:
    asked = Settings.of("ROU", "SUN", "CHN", start="1960-01", draws=60, c0="0.5")
    assert asked.counting.start == np.datetime64("1960-01")
    assert (asked.sampling.draws, asked.c0) == (60, 0.5)
    assert asked.flat()["seed"] == 1
    with pytest.raises(BadInput, match="no setting scal"):
        Settings.of("ROU", "SUN", "CHN", scal="goldstein")  # type: ignore[call-arg]
    for wrong in ({"every": "week"}, {"engine": "bigquery"}, {"start": "1960-13"}):
        with pytest.raises(BadInput):
            Counting(**wrong)  # type: ignore[arg-type]
    with pytest.raises(BadInput):
        Counting(start="1970-01", end="1960-01")
    with pytest.raises(BadInput):
        Sampling(draws=1)


def test_names_for_stata_are_apart_and_short() -> None:
    long = "engagement of the pivot with its first rival"
    found = stata_names([long, f"{long} too", "1st", "a b", "a-b", "", "한국", "북한"])
    assert len(set(found)) == 8
    assert all(len(name) <= 32 and name.isidentifier() and name.isascii() for name in found)


@pytest.mark.parametrize(
    "text", ["2015-00", "2015-00-00", "2015-03-00", "2015-13", "2015-02-30", "0000", "15", "2015-1"]
)
def test_a_window_begins_and_ends_with_a_month_that_exists(text: str) -> None:
    for last in (False, True):
        with pytest.raises(BadInput, match="date"):
            parse_month(text, last=last)
