"""Every format: detected, read, its quirks kept, its bad rows refused with their reasons."""

from __future__ import annotations

import datetime as dt
import gzip
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tertius.errors import BadInput
from tertius.events import EVENT_SCHEMA, SOURCES, detect, read_events, reader
from tertius.events.readers import MODULES

from . import make_files as make


def rows(path: Path, format: str | None = None) -> list[dict]:
    return read_events(path, format=format, mark=False).arrow.to_pylist()


@pytest.mark.parametrize("name", list(MODULES))
def test_every_format_is_detected_and_read(name: str, tmp_path: Path) -> None:
    path = make.samples(tmp_path)[name]
    assert detect(path).name == name
    table = read_events(path, mark=False)
    assert table.arrow.schema.equals(EVENT_SCHEMA)
    assert len(table) >= 3
    assert table.datasets == (name,)
    assert not table.refused
    usable = table.arrow.filter(pa.compute.is_null(table.arrow["apart"]))
    assert usable.num_rows >= 2
    assert None not in usable["source"].to_pylist() + usable["target"].to_pylist()
    use = table.provenance.sources[0]
    assert (use.rows, use.kept, use.cite) == (len(table), len(table), SOURCES[name].cite)
    assert len(set(table.arrow["event_id"].to_pylist())) == len(table)


@pytest.mark.parametrize("name", list(MODULES))
def test_every_format_has_a_docstring_and_a_source(name: str) -> None:
    module = __import__(f"tertius.events.readers.{MODULES[name]}", fromlist=["x"])
    assert "Cite:" in (module.__doc__ or "") or name == "table"
    assert SOURCES[name].kind in ("stream", "chronicle")
    assert reader(name).name == name


@pytest.mark.parametrize("name", ["gdelt1", "gdelt2", "icews", "polecat", "phoenix", "cline"])
def test_raw_columns_keep_everything_of_the_big_formats(name: str, tmp_path: Path) -> None:
    path = make.samples(tmp_path)[name]
    (batch,) = reader(name).batches(path)
    assert batch.raw is not None
    assert batch.raw.num_rows == batch.events.num_rows
    lines = [line for line in path.read_text().splitlines() if line]
    body = lines[-1].replace('"Paris, France"', "Paris; France").split("," if name == "cline" else "\t")
    last = [str(value) for value in batch.raw.slice(batch.raw.num_rows - 1).to_pylist()[0].values()]
    assert [value.replace(",", ";") for value in last] == [value.replace(",", ";") for value in body]


def test_gdelt_dates_codes_and_places(tmp_path: Path) -> None:
    lines = [
        make.gdelt(GLOBALEVENTID="1", EventCode="0311", SQLDATE="20060731"),
        make.gdelt(GLOBALEVENTID="2", Actor1CountryCode="", Actor1Code="CVL", ActionGeo_CountryCode="CH"),
        make.gdelt(GLOBALEVENTID="3", Actor2CountryCode="", Actor2Code=""),
        make.gdelt(GLOBALEVENTID="4", Actor1CountryCode="EUR", Actor1Code="EUR"),
        make.gdelt(GLOBALEVENTID="5", SQLDATE="20061331"),
        make.gdelt(GLOBALEVENTID="6", Actor1CountryCode="QQQ"),
        make.gdelt(GLOBALEVENTID="7", EventCode="---"),
        make.gdelt(GLOBALEVENTID="8") + "\textra",
        make.gdelt(GLOBALEVENTID="9", Actor1CountryCode="USA", Actor1Code="USAGOV"),
        make.gdelt(GLOBALEVENTID="10", Actor1Name="A\0B"),
        make.gdelt(GLOBALEVENTID="11").encode() .replace(b"http://a.test/1", b"http://\xff\xfe"),
        make.gdelt(GLOBALEVENTID="12", Actor1CountryCode="RUS", Actor1Code="RUS", SQLDATE="19850101"),
    ]  # fmt: skip
    path = make.write(tmp_path / "a.CSV", lines)
    table = read_events(path)
    found = {row["event_id"]: row for row in table.arrow.to_pylist()}
    assert found["gdelt1:1"]["code"] == "0311"
    assert found["gdelt1:1"]["earliest"] == dt.date(2006, 7, 31)
    assert found["gdelt1:1"]["added"] == dt.date(2016, 7, 28)
    assert found["gdelt1:2"]["apart"] == "non-state actor"
    assert found["gdelt1:3"]["apart"] == "one actor only"
    assert found["gdelt1:4"]["apart"] == "source not a state"
    assert found["gdelt1:9"]["apart"] == "same state"
    assert found["gdelt1:12"]["source"] == "SUN"
    assert [row["row"] for row in found.values()] == [1, 2, 3, 4, 9, 12]
    reasons = ["bad date", "unknown state code", "no code", "wrong column count", "NUL byte", "bad encoding"]
    assert table.refused == dict.fromkeys(reasons, 1)
    assert any(note.startswith("a.CSV: warning: 6 of 12 rows refused") for note in table.provenance.notes)


@pytest.mark.parametrize("width", [57, 58, 61])
def test_gdelt_layouts_plain_zipped_and_gzipped_are_the_same(width: int, tmp_path: Path) -> None:
    text = "\n".join(make.gdelt(width, GLOBALEVENTID=str(i)) for i in range(5))
    plain, zipped, packed = tmp_path / "a.CSV", tmp_path / "a.zip", tmp_path / "a.csv.gz"
    plain.write_text(text)
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x.export.CSV", text)
    packed.write_bytes(gzip.compress(text.encode()))
    name = "gdelt2" if width == 61 else "gdelt1"
    ids = [[row["event_id"] for row in rows(path)] for path in (plain, zipped, packed)]
    assert ids[0] == ids[1] == ids[2] == [f"{name}:{i}" for i in range(5)]


def test_a_file_of_many_blocks_keeps_its_row_numbers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tertius.events.files.BLOCK", 1000)
    lines = [make.gdelt(GLOBALEVENTID=str(i)) for i in range(60)]
    lines[17] = "broken"
    found = rows(make.write(tmp_path / "a.csv", lines))
    assert [row["row"] for row in found] == [i + 1 for i in range(60) if i != 17]
    assert [row["event_id"] for row in found] == [f"gdelt1:{i}" for i in range(60) if i != 17]


def test_icews_yearly_variants(tmp_path: Path) -> None:
    quoted = make.icews(**{"Source Country": '"Russian Federation"', "Event Text": '"Consult"'})
    lines = [
        make.ICEWS, quoted, make.icews(**{"Event Date": "6/1/2017"}), make.icews(**{"CAMEO Code": "NULL"}),
        make.icews(**{"CAMEO Code": "", "Event Text": "no such act", "Intensity": "NA"}), make.icews(**{"Target Country": "NULL"}),  # noqa: E501
        make.icews(**{"Source Country": "Occupied Palestinian Territory"}), make.icews(),
    ]  # fmt: skip
    table = read_events(make.write(tmp_path / "events.2017.tab", lines))
    found = table.arrow.to_pylist()
    assert found[0]["source"] == "RUS"
    assert found[0]["act"] == "Consult"
    assert found[1]["earliest"] == dt.date(2017, 6, 1)
    assert (found[2]["code"], found[2]["value"]) == ("040", 1.0)  # from the words of the event
    assert found[3]["apart"] == "one actor only"
    assert found[4]["apart"] == "source not a state"
    assert table.refused == {"no code": 1}
    ids = table.arrow["event_id"].to_pylist()
    assert ids[0] == "icews:7/2018-06-01"
    assert len(set(ids)) == len(ids)


def test_polecat_quirks(tmp_path: Path) -> None:
    lines = [
        make.POLECAT + "\t\t",
        make.polecat(**{"Actor Country": "CHN;USA"}) + "\t\t",
        make.polecat(**{"Event Date": "None"}),
        make.polecat(**{"Recipient Country": "None"}),
        make.polecat(**{"Actor Name": "l'État's"}),
        make.polecat(**{"Actor Name": "Cafe"}).encode().replace(b"Cafe", b"Caf\xe9"),
        make.polecat(**{"Event Mode": "None"}),
    ]
    table = read_events(make.write(tmp_path / "ngecEvents.DV.2023.txt", lines), mark=False)
    found = table.arrow.to_pylist()
    assert (found[0]["source"], found[0]["code"], found[0]["added"]) == (
        "CHN",
        "CONSULT-visit",
        dt.date(2023, 1, 3),
    )
    assert found[1]["apart"] == "non-state actor"
    assert found[2]["source_raw"] == "l'État's"
    assert found[3]["source_raw"] == "Café"
    assert found[4]["code"] == "CONSULT"
    assert table.refused == {"bad date": 1}


def test_polecat_yearly_zip_of_monthly_files(tmp_path: Path) -> None:
    path = tmp_path / "ngecEventsDV-2023.txt.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for month in ("01", "02"):
            archive.writestr(
                f"m{month}.txt", make.POLECAT + "\n" + make.polecat(**{"Event ID": month}) + "\n"
            )
    assert [row["event_id"] for row in rows(path)] == ["polecat:01", "polecat:02"]


def test_phoenix_re_export_gets_its_zeros_back(tmp_path: Path) -> None:
    header = ",X,GID,Date,Year,Month,Day,Source,SrcActor,SrcAgent,SOthAgent,Target,TgtActor,TgtAgent,TOthAgent,CAMEO"
    header += ",RootCode,QuadClass,Goldstein,None,Lat,Lon,Geoname,AdminInfo,CountryCode,ID,URL,sourcetxt"
    tail = "0,0,,NA,NA,,,,s_1,http://a.test,x"
    codes = [
        ("10", "1", "010"),
        ("311", "3", "0311"),
        ("20", "2", "020"),
        ("190", "19", "190"),
        ("112", "11", "112"),
    ]
    lines = [header]
    lines += [f"{i},{i},{i},20140627,2014,6,27,ISRMED,ISR,MED,,USA,USA,,,{code},{root},{tail}"
              for i, (code, root, _) in enumerate(codes)]  # fmt: skip
    found = rows(make.write(tmp_path / "p.csv", lines))
    assert [row["code"] for row in found] == [code for _, _, code in codes]


def test_phoenix_groups_stand_apart(tmp_path: Path) -> None:
    found = rows(make.write(tmp_path / "p.txt", [make.phoenix(), make.phoenix(SourceRoot="IGO")]))
    assert [row["apart"] for row in found] == [None, "source not a state"]


def test_cline_code_date_and_quotes(tmp_path: Path) -> None:
    lines = [
        make.CLINE,
        make.cline(),
        make.cline(eid="2", code="190", root_code="19", year="", month="", day=""),
    ]
    lines += [make.cline(eid="3", placename='"broken')]
    table = read_events(make.write(tmp_path / "PhoenixNYT.csv", lines))
    found = table.arrow.to_pylist()
    assert [row["code"] for row in found] == ["010", "190"]
    assert found[1]["earliest"] == dt.date(1950, 1, 2)
    assert table.refused == {"wrong column count": 1}


def test_copdab_zero_is_missing_and_the_scale_keeps_its_sign(tmp_path: Path) -> None:
    found = {row["event_id"]: row for row in rows(make.samples(tmp_path)["copdab"])}
    assert found["copdab:1948-02/USA/SUN"]["apart"] == "no act that month"
    assert found["copdab:1948-01/USA/SUN"]["value"] == pytest.approx(-13.75 * 10 / 102)
    assert found["copdab:1948-01/USA/SUN"]["code"] == "-13.75"
    assert found["copdab:1948-01/USA/SUN"]["latest"] == dt.date(1948, 1, 31)


def test_keds_lines_dates_and_groups(tmp_path: Path) -> None:
    lines = [
        "790415\tISRMIL\tPALPLO\t223\tFORCE",
        "19790416 SYR LEB 094 (CALL FOR)",
        "not an event",
        "791345 ISR SYR 031",
    ]
    table = read_events(make.write(tmp_path / "k.txt", lines))
    found = table.arrow.to_pylist()
    assert found[0]["apart"] == "non-state actor"
    assert found[1]["target"] == "LBN" or found[1]["apart"] is not None
    assert found[1]["earliest"] == dt.date(1979, 4, 16)
    assert table.refused == {"not date, source, target, code": 1, "bad date": 1}
    assert any(note.startswith("codes of k.txt taken as weis") for note in table.provenance.notes)


def test_keds_with_the_header_of_the_r_package(tmp_path: Path) -> None:
    lines = [
        "date,source,target,code,desc",
        "2001-01-01,ISRGOV,EGY,0311,agree",
        "2001-01-02,USA,EGYGOV,040,meet",
    ]
    table = read_events(make.write(tmp_path / "k.csv", lines))
    assert table.datasets == ("keds",)
    assert table.arrow["vocabulary"].to_pylist() == ["cameo", "cameo"]


def test_weis_in_lais_layout(tmp_path: Path) -> None:
    lines = ["state1,state2,year,weiscd,srccc,targcc,mo,day,dyadid,gscale", "2,365,1966,21,365,2,1,5,2365,-0.1",
             "2,365,66,121,2,365,1,6,2365,-2.2", "2,365,1966,121,2,365,,6,2365,-2.2"]  # fmt: skip
    table = read_events(make.write(tmp_path / "w.csv", lines))
    found = table.arrow.to_pylist()
    assert [(row["source"], row["target"], row["code"]) for row in found] == [
        ("SUN", "USA", "021"),
        ("USA", "SUN", "121"),
    ]
    assert table.refused == {"bad date": 1}


def test_plain_table_synonyms_intervals_and_vocabulary(tmp_path: Path) -> None:
    lines = [
        "Event_Date;Actor1;ACTOR2;WEIS_code;colour",
        "1966-01;365;710;122;red",
        "01/31/1966;USA;North Korea;031;",
    ]
    found = rows(make.write(tmp_path / "t.csv", lines), "table")
    assert (found[0]["earliest"], found[0]["latest"]) == (dt.date(1966, 1, 1), dt.date(1966, 1, 31))
    assert found[0]["vocabulary"] == "weis"
    assert found[0]["extra"] == '{"colour": "red"}'
    assert (found[1]["source"], found[1]["target"], found[1]["earliest"]) == (
        "USA",
        "PRK",
        dt.date(1966, 1, 31),
    )


def test_plain_table_in_parquet_with_types(tmp_path: Path) -> None:
    table = pa.table({
        "Date": pa.array([dt.date(1970, 1, 1), dt.date(1970, 2, 1), None]), "Source": ["USA", "CHN", "USA"],
        "target": pa.array([710, 2, 710]), "score": pa.array([1.5, -2.0, 3.0]), "id": ["a", "b", "c"],
    })  # fmt: skip
    pq.write_table(table, tmp_path / "t.parquet")
    events = read_events(tmp_path / "t.parquet")
    assert [(row["event_id"], row["target"], row["value"]) for row in events.arrow.to_pylist()] == [
        ("table:a", "CHN", 1.5), ("table:b", "USA", -2.0)]  # fmt: skip
    assert events.refused == {"bad date": 1}


def test_plain_table_refusals(tmp_path: Path) -> None:
    lines = ["date,source,target,score,vocabulary,kind", "1970-01-01,USA,CHN,x,,", "1970-01-01,USA,CHN,,,",
             "1970-01-01,USA,CHN,1,klingon,", "1970-01-01,USA,Atlantis,1,,", "1970-01-01,USA,CHN,1,,never",
             "1970-01-01,USA,CHN,1,,", "1970-01-01,USA"]  # fmt: skip
    table = read_events(make.write(tmp_path / "t.csv", lines))
    assert len(table) == 1
    assert table.refused == {
        "score is no number": 1, "no code": 1, "unknown vocabulary": 1, "unknown state code": 1,
        "kind is neither when nor span": 1, "wrong column count": 1,
    }  # fmt: skip


def test_chronicle_bounds_kinds_and_refusals(tmp_path: Path) -> None:
    lines = [
        make.CHRONICLE + ",kind,format,third,note",
        "C1,,1964-12,SUN,CHN,yes,TEC,open start,-3,evidence,s,r,,,,,",
        "C2,1962,,SUN,PRK,yes,IDE,open end,-1,evidence,s,r,,when,trilateral,USA,so",
        "C3,1962,1962,PRK,,,SEC,alone,,covariate:neutral,s,r,,,,,",
        "C4,1962,1962,SUN,WEST,yes,IDE,to a group,1,evidence,s,r,,,,,",
        "C5,1962,1962,SUN,XQZ,yes,IDE,typing slip,1,evidence,s,r,,,,,",
        "C6,1962,1962,SUN,CHN,yes,IDE,too strong,4,evidence,s,r,,,,,",
        "C7,1963,1962,SUN,CHN,yes,IDE,backwards,1,evidence,s,r,,,,,",
        "C8,1962-02-30,1962,SUN,CHN,yes,IDE,no such day,1,evidence,s,r,,,,,",
        "C9,,,SUN,CHN,yes,IDE,when,1,evidence,s,r,,,,,",
        "C10,1962,1962,SUN,CHN,yes,IDE,how strong,,evidence,s,r,,,,,",
    ]
    table = read_events(make.write(tmp_path / "c.csv", lines))
    found = {row["event_id"].split(":")[1]: row for row in table.arrow.to_pylist()}
    assert (found["C1"]["earliest"], found["C1"]["latest"], found["C1"]["kind"]) == (
        None,
        dt.date(1964, 12, 31),
        "span",
    )
    assert (found["C2"]["kind"], found["C2"]["form"], found["C2"]["third"]) == ("when", "trilateral", "USA")
    assert found["C2"]["extra"] == '{"basis": "s", "note": "so"}'
    assert found["C3"]["apart"] == "covariate"
    assert found["C4"]["apart"] == "target not a state"
    assert table.refused == {
        "unknown state code": 1, "strength is not a whole number from -3 to 3": 1, "latest before earliest": 1,
        "bad date": 1, "no date": 1, "no strength": 1,
    }  # fmt: skip
    assert "kind inferred for 3 rows of c.csv" in table.provenance.notes


def test_ids_stay_unique_over_files_and_repeats(tmp_path: Path) -> None:
    one, two = make.samples(tmp_path)["chronicle"], tmp_path / "again.csv"
    two.write_bytes(one.read_bytes())
    table = read_events([one, two])
    ids = table.arrow["event_id"].to_pylist()
    assert len(set(ids)) == len(ids) == 6


def test_folders_globs_and_unknown_formats(tmp_path: Path) -> None:
    make.samples(tmp_path)
    assert len(read_events(tmp_path).datasets) == len(MODULES)
    assert read_events(str(tmp_path / "gdelt*")).datasets == ("gdelt1", "gdelt2")
    for wrong in (tmp_path / "none.csv", tmp_path / "*.zzz", [], "a\0b"):
        with pytest.raises(BadInput):
            read_events(wrong)
    with pytest.raises(BadInput, match="not a format"):
        read_events(tmp_path / "weis.csv", format="excel")


def test_keds_of_the_next_century_and_lines_of_documentation(tmp_path: Path) -> None:
    path = make.write(tmp_path / "levant.txt", [
        "790415 ISR SYR 0223", "050101 USA ISR 0311", "111130 USA ISR 0311", "000101 DOC DOC 999 (made by hand)",
    ])  # fmt: skip
    table = read_events(path, format="keds")
    assert [str(day) for day in table.arrow["earliest"].to_pylist()] == [
        "1979-04-15",
        "2005-01-01",
        "2011-11-30",
    ]
    assert table.refused == {"line of documentation": 1}


def test_cline_numbers_go_with_their_article(tmp_path: Path) -> None:
    rows = [make.cline(eid="1", aid="77"), make.cline(eid="1", aid="78", target_root="GBR", target="GBR")]
    path = make.write(tmp_path / "cline.csv", [make.CLINE.replace("placename", "placeName"), *rows])
    table = read_events(path)
    assert table.arrow["event_id"].to_pylist() == ["cline:1/77", "cline:1/78"]
    assert table.arrow["dup_of"].null_count == 2
