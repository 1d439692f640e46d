"""Known sources as packages and interfaces give them out, and members of a folder that hold none."""

from __future__ import annotations

import io
import tarfile
import zipfile
from pathlib import Path

import pytest

from tertius.errors import BadInput
from tertius.events import read_events
from tests.events import make_files as make
from tests.shared import shared


def test_phoenix_as_its_interface_gives_it(tmp_path: Path) -> None:
    """UTDEventData and TERRIER: small names with underscores, no number of the event, the day as ``date`` or ``date8``."""
    for day in ("date", "date8"):
        path = tmp_path / f"{day}.csv"
        path.write_text(
            f"code,src_actor,src_agent,tgt_actor,tgt_agent,{day},root_code,goldstein,source,target,url\n"
            "040,USA,GOV,CHN,GOV,20140620,04,1.0,USAGOV,CHNGOV,http://a\n"
            "190,RUS,MIL,UKR,MIL,20140621,19,-10.0,RUSMIL,UKRMIL,http://b\n"
        )
        table = read_events(path)
        assert table.datasets == ("phoenix",)
        assert table.arrow["source"].to_pylist() == ["USA", "RUS"]
        assert table.arrow["source_raw"].to_pylist() == ["USAGOV", "RUSMIL"]


def test_the_re_export_of_phoenix_with_any_delimiter(tmp_path: Path) -> None:
    import csv

    lines = (
        shared("data/events/phoenix_oeda_sample_r_export.csv")
        .read_text(encoding="utf-8")
        .splitlines(keepends=True)
    )
    rows = list(csv.reader(io.StringIO("".join(lines[:60]))))
    tables = []
    for mark in ",;|":
        path = tmp_path / "p.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file, delimiter=mark).writerows(rows)
        tables.append(read_events(path).arrow)
    assert len(tables[0]) > 40
    assert all(table.equals(tables[0]) for table in tables)


def test_types_and_modes_of_polecat_in_one_column_or_two(tmp_path: Path) -> None:
    def of(kind: str, mode: str) -> list[tuple[str, float | None]]:
        path = make.write(
            tmp_path / "p.txt", [make.POLECAT, make.polecat(**{"Event Type": kind, "Event Mode": mode})]
        )
        arrow = read_events(path).arrow
        return list(zip(arrow["code"].to_pylist(), arrow["value"].to_pylist(), strict=True))

    assert (
        of("ASSAULT-aerial", "")
        == of("ASSAULT", "aerial")
        == of("assault", "AERIAL")
        == of("Assault-Aerial", "None")
    )


def test_persons_without_a_country_in_icews_are_no_unknown_states(tmp_path: Path) -> None:
    """Without its column of countries a name in no brackets names no country, unless it is one."""
    names = make.ICEWS.split("\t")
    keep = [i for i, name in enumerate(names) if name != "Source Country"]
    rows = [make.icews(**{"Source Name": who}) for who in ("Xi Jinping", "Foreign Affairs (China)", "China")]
    cut = ["\t".join(row.split("\t")[i] for i in keep) for row in [make.ICEWS, *rows]]
    table = read_events(make.write(tmp_path / "i.tab", cut))
    assert table.arrow["source"].to_pylist() == [None, "CHN", "CHN"]
    assert table.refused == {}
    assert table.arrow["apart"].to_pylist()[0] == "one actor only"


def test_small_letters_in_the_reduced_file(tmp_path: Path) -> None:
    good = make.samples(tmp_path)["gdelt-reduced"]
    wanted = read_events(good).arrow["source"].to_pylist()
    low = tmp_path / "low.txt"
    low.write_text(good.read_text().lower())
    assert read_events(low).arrow["source"].to_pylist() == wanted == ["USA"] * 3


@pytest.mark.parametrize("kind", ["tar", "tar.gz", "locked"])
def test_an_archive_that_is_not_opened_is_called_what_it_is(kind: str, tmp_path: Path) -> None:
    path, body = tmp_path / f"x.{kind}", b"date,source,target,score\n2001-01-01,USA,CHN,1\n"
    if kind == "locked":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("x.csv", body)
        held = bytearray(path.read_bytes())
        held[6] |= 1
        held[held.index(b"PK\1\2") + 8] |= 1
        path.write_bytes(bytes(held))
    else:
        with tarfile.open(path, "w:gz" if kind.endswith("gz") else "w") as archive:
            info = tarfile.TarInfo("x.csv")
            info.size = len(body)
            archive.addfile(info, io.BytesIO(body))
    with pytest.raises(BadInput, match="is encrypted" if kind == "locked" else "a tar archive"):
        read_events(path)


def test_notes_with_commas_above_a_table_are_notes(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text(
        "Events, as coded by us in 2012, and later\nSources: many, see the annex to the paper\n\n"
        "date,source,target,score,note\n2001-01-01,USA,CHN,1,a\n2001-01-02,USA,CHN,2,b\n"
    )
    table = read_events(path)
    assert len(table) == 2
    assert any("2 lines of notes" in note for note in table.provenance.notes)
