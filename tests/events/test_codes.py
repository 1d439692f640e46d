"""Our code tables agree with the public ones."""

from __future__ import annotations

import csv
import re

import pytest

from tertius.events.codes import casualties, code_table, find_code, issues_of
from tests.shared import shared

ISSUES = {"SEC", "ECO", "IDE", "TEC", "TER", "WAR", "DIP", "GEN"}


def test_gdelt_goldstein() -> None:
    lines = shared("data/codes/GDELT.CAMEO.goldsteinscale.txt").read_text().splitlines()[1:]
    for line in filter(str.strip, lines):
        code, weight = line.split("\t")
        assert code_table("cameo")[code].goldstein == float(weight), code


def test_icews_goldstein_differs_where_it_should() -> None:
    with shared("data/codes/cameo_goldstein_all.csv").open() as file:
        rows = {row["cameo_code"]: row["goldstein_icews"] for row in csv.DictReader(file)}
    differ = set()
    for code, entry in code_table("cameo").items():
        assert entry.goldstein_icews == (float(rows[code]) if rows[code] else None), code
        if None not in (entry.goldstein, entry.goldstein_icews) and entry.goldstein != entry.goldstein_icews:
            differ.add(code)
    assert differ == {"016", "022", "164", "165"}


def test_icews_distribution_rows() -> None:
    path = shared("data/events/icews_events.2018.sample.tab")
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    seen = {(row["CAMEO Code"], float(row["Intensity"])) for row in rows if row["CAMEO Code"]}
    for code, weight in seen:
        entry, rule = find_code("cameo", code)
        assert rule == "code", code
        assert entry is not None
        assert entry.goldstein_icews == weight, code


@pytest.mark.parametrize(
    "name",
    ["gdelt1_backfile_57col_sample.csv", "gdelt1_daily_58col_sample.csv", "gdelt2_20191024143000.export.CSV"],
)
def test_gdelt_rows(name: str) -> None:
    for line in shared(f"data/events/{name}").read_text(encoding="utf-8", errors="replace").splitlines():
        cells = line.split("\t")
        if len(cells) < 31 or not cells[30]:
            continue
        entry, _ = find_code("cameo", cells[26])
        assert entry is not None, cells[26]
        assert (entry.quad, entry.goldstein) == (int(cells[29]), float(cells[30])), cells[26]


def test_quad_is_the_root_rule() -> None:
    for entry in code_table("cameo").values():
        root = int(entry.root)
        assert entry.quad == (1 if root <= 5 else 2 if root <= 9 else 3 if root <= 14 else 4)


def test_weis_goldstein() -> None:
    with shared("data/codes/weis_goldstein.csv").open() as file:
        rows = {row["weis_code"]: float(row["goldstein"]) for row in csv.DictReader(file)}
    assert {code: entry.goldstein for code, entry in code_table("weis").items()} == rows


def test_plover_types() -> None:
    text = shared("data/codes/CAMEO2PLOVER-2021.txt").read_text(encoding="utf-8")
    for code, name in dict(reversed(re.findall(r"^(\d{3,4}):\s*([A-Z]+)", text, re.M))).items():
        if code in code_table("cameo"):
            assert code_table("cameo")[code].plover == name, code
        assert name in code_table("plover")
    assert len(code_table("plover")) == 16


def test_plover_intensity_is_the_mean_weight_of_its_codes() -> None:
    for name, entry in code_table("plover").items():
        weights = [each.goldstein for each in code_table("cameo").values() if each.plover == name]
        known = [weight for weight in weights if weight is not None]
        assert entry.goldstein == pytest.approx(sum(known) / len(known), abs=0.06), name


def test_weis_correspondence_keeps_the_quad_class() -> None:
    """A WEIS code's PLOVER type and CAMEO root lie on the same side of cooperation and conflict."""
    for entry in code_table("weis").values():
        if entry.plover:
            assert (code_table("plover")[entry.plover].quad <= 2) == (entry.quad <= 2), entry
        if entry.cameo_root:
            assert (code_table("cameo")[entry.cameo_root].quad <= 2) == (entry.quad <= 2), entry
    blank = {entry.root for entry in code_table("weis").values() if not entry.plover}
    assert blank == {"02", "09", "10"}


def test_fall_back() -> None:
    assert find_code("cameo", "0219")[1] == "parent"
    assert find_code("cameo", "1999")[1] == "root"
    assert find_code("cameo", "99") == (None, "")
    assert find_code("weis", "229") == (None, "")
    entry, _ = find_code("plover", "demand")
    assert entry is not None
    assert entry.code == "REQUEST"


def test_issues() -> None:
    for vocabulary in ("cameo", "weis", "plover"):
        for entry in code_table(vocabulary).values():
            assert set(entry.issues.split()) <= ISSUES
    assert issues_of("cameo", "0231") == "ECO"
    assert issues_of("cameo", "0232") == "SEC"
    assert issues_of("cameo", "010") == ""
    assert issues_of("weis", "072") == "SEC"


def test_casualties_are_of_conflict() -> None:
    assert max(casualties(), key=casualties().__getitem__) == "20"
    assert min(int(root) for root in casualties()) >= 10
