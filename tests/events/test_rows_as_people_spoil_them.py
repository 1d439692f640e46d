"""One odd row decides nothing for the others, and no row that contradicts itself is believed."""

from __future__ import annotations

import csv
import datetime as dt
import io
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tertius.errors import BadInput
from tertius.events import EventTable, read_events
from tertius.events.codes import code_table
from tertius.events.coding import code_in, decide
from tertius.events.layouts import LAYOUTS
from tertius.events.plausible import CROSSED, TOO_EARLY, TOO_LATE
from tertius.events.readers.gdelt import named_state
from tertius.events.store import Store
from tests.events import make_files as make

DAYS = [dt.date(2019, 2, 13), dt.date(2019, 3, 2), dt.date(2019, 12, 25), dt.date(2019, 7, 12)]
FORMS = {
    "day first": "%d/%m/%Y", "month first": "%m/%d/%Y", "points": "%d.%m.%Y", "short years": "%d/%m/%y",
    "named months": "%d-%b-%Y", "year first": "%Y/%m/%d", "packed": "%Y%m%d", "a point behind": "%Y%m%d.0",
    "a time behind": "%Y-%m-%d 00:00:00", "compact time": "%Y%m%dT101500Z",
}  # fmt: skip
DATED = {
    "icews": lambda days: [make.ICEWS, *(make.icews(**{"Event ID": str(i), "Event Date": day}) for i, day in enumerate(days))],
    "polecat": lambda days: [make.POLECAT, *(make.polecat(**{"Event ID": str(i), "Event Date": day, "Publication Date": day})
                                             for i, day in enumerate(days))],
    "weis": lambda days: ["date,source_cow,target_cow,weis_code", *(f"{day},365,710,121" for day in days)],
    "gdelt-reduced": lambda days: ["Date\tSource\tTarget\tCAMEOCode\tNumEvents",
                                   *(f"{day}\tUSAGOV\tRUSGOV\t042\t1" for day in days)],
    "gdelt1": lambda days: ["SQLDATE\tActor1CountryCode\tActor2CountryCode\tEventCode",
                            *(f"{day}\tUSA\tCHN\t042" for day in days)],
    "phoenix": lambda days: ["EventID\tDate\tSourceRoot\tTargetRoot\tCAMEO", *(f"{i}\t{day}\tUSA\tCHN\t042" for i, day in enumerate(days))],  # noqa: E501
    "cline": lambda days: ["eid,story_date,source_root,target_root,code",
                           *(f"{i},{day},USA,CHN,042" for i, day in enumerate(days))],
    "icews-entities": lambda days: ["date,source_entity,source_country,target_entity,target_country,cameo_code",
                                    *(f"{day},Cabinet,USA,Minister,ISR,042" for day in days)],
    "keds": lambda days: ["date,source,target,code", *(f"{day},USAGOV,RUSMIL,042" for day in days)],
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("name", DATED)
def test_one_order_of_day_and_month_in_every_source(name: str, form: str, tmp_path: Path) -> None:
    days = [
        day.replace(year=1970)
        if name == "weis"
        else day.replace(year=1999)
        if name == "gdelt-reduced"
        else day
        for day in DAYS
    ]
    table = read_events(make.write(tmp_path / "a.txt", DATED[name]([day.strftime(form) for day in days])))
    assert table.datasets == (name,)
    assert table.arrow["earliest"].to_pylist() == days


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    days=st.lists(st.dates(dt.date(2017, 1, 1), dt.date(2017, 12, 31)), min_size=3, max_size=12),
    day_first=st.booleans(),
    data=st.data(),
)
def test_the_order_of_rows_decides_no_date(
    days: list[dt.date], day_first: bool, data: st.DataObject, tmp_path: Path
) -> None:
    """A day above twelve, wherever it stands, says for all what comes first."""
    days = [*days, dt.date(2017, 5, 31)]
    mixed = data.draw(st.permutations(days))
    texts = [day.strftime("%d/%m/%Y" if day_first else "%m/%d/%Y") for day in mixed]
    table = read_events(make.write(tmp_path / "a.tab", DATED["icews"](texts)), mark=False)
    assert table.arrow["earliest"].to_pylist() == mixed


EARLY = {
    "icews": "1994-12-31", "polecat": "2017-12-31", "weis": "1965-12-31", "gdelt-reduced": "1978-12-31", "gdelt1": "1978-12-31",
    "phoenix": "2013-12-31", "cline": "1944-12-31", "icews-entities": "1994-12-31",
}  # fmt: skip


@pytest.mark.parametrize("name", EARLY)
def test_before_a_source_begins(name: str, tmp_path: Path) -> None:
    first = LAYOUTS[name].begins
    assert first is not None
    assert first == dt.date.fromisoformat(EARLY[name]) + dt.timedelta(1)
    table = read_events(make.write(tmp_path / "a.txt", DATED[name]([EARLY[name], first.isoformat()])))
    assert [why == TOO_EARLY for why in table.arrow["apart"].to_pylist()] == [True, False]


def test_after_a_source_ended(tmp_path: Path) -> None:
    table = read_events(make.write(tmp_path / "a.csv", DATED["weis"](["1993-12-31", "2014-02-03"])))
    assert table.arrow["apart"].to_pylist()[1] == TOO_LATE
    table = read_events(make.write(tmp_path / "b.csv", ["month,us2ussr", "1978-12,3", "1979-01,3"]))
    assert [why == TOO_LATE for why in table.arrow["apart"].to_pylist()] == [False, True]


ODD_GDELT = {
    "added before": ({"SQLDATE": "20200301", "DATEADDED": "20200105"}, CROSSED),
    "another year": ({"SQLDATE": "20200101", "Year": "2010", "DATEADDED": "20200105"}, CROSSED),
    "another month": ({"SQLDATE": "20200101", "MonthYear": "201912", "DATEADDED": "20200105"}, CROSSED),
    "tomorrow": ({"SQLDATE": "20200106", "DATEADDED": "20200105", "Year": "2020", "MonthYear": "202001"}, None),
    "put right": ({"SQLDATE": "19200101", "DATEADDED": "20200105", "Year": "1920", "MonthYear": "192001"}, None),
    "a fight that is called talk": (
        {"EventCode": "190", "EventRootCode": "19", "QuadClass": "1", "GoldsteinScale": "-10"}, "class contradicts the code"
    ),
    "talk that is called a fight": (
        {"EventCode": "042", "EventRootCode": "04", "QuadClass": "4", "GoldsteinScale": "1.9"}, "class contradicts the code"
    ),
    "talk": ({"EventCode": "042", "EventRootCode": "04", "QuadClass": "1", "GoldsteinScale": "1.9"}, None),
    "a date of a spreadsheet": ({"SQLDATE": "27/07/2016"}, None),
    "a date with a point": ({"SQLDATE": "20160727.0"}, None),
    "a country run together": ({"Actor1Code": "NORTHKOREA", "Actor1Name": "NORTH KOREA", "Actor1CountryCode": ""}, None),
}  # fmt: skip


@pytest.mark.parametrize(("fields", "why"), ODD_GDELT.values(), ids=ODD_GDELT)
@pytest.mark.parametrize("width", [58, 61])
def test_gdelt_that_contradicts_itself_is_the_same_from_the_store(
    fields: dict[str, str], why: str | None, width: int, tmp_path: Path
) -> None:
    good = [
        make.gdelt(width, GLOBALEVENTID=str(i), Actor2CountryCode="RUS", Actor2Code="RUS") for i in range(4)
    ]
    path = make.write(tmp_path / "a.CSV", [*good, make.gdelt(width, GLOBALEVENTID="9", **fields)])
    read = read_events(path, mark=False)
    assert read.arrow["apart"].to_pylist() == [None] * 4 + [why]
    store = Store(tmp_path / "store")
    store.ingest([path])
    names = ["event_id", "earliest", "source", "target", "code", "value", "apart"]
    stored = store.read().to_frame().select(names).sort("event_id")
    assert stored.equals(read.to_frame().select(names).sort("event_id"))


def test_dates_of_a_row_that_differ(tmp_path: Path) -> None:
    path = make.write(
        tmp_path / "p.txt", [make.phoenix(EventID="1", Year="2015"), make.phoenix(EventID="2", Year="2014")]
    )
    assert read_events(path, mark=False).arrow["apart"].to_pylist() == [None, CROSSED]
    rows = [make.cline(eid=str(i)) for i in range(3)]
    path = make.write(tmp_path / "c.csv", [make.CLINE, *rows, make.cline(eid="9", year="1980")])
    assert read_events(path, mark=False).arrow["apart"].to_pylist() == [None, None, None, CROSSED]
    made = [make.polecat(**{"Event ID": "1"}), make.polecat(**{"Event ID": "2", "Event Date": "2025-02-01"})]
    assert read_events(make.write(tmp_path / "q.txt", [make.POLECAT, *made]), mark=False).arrow[
        "apart"
    ].to_pylist() == [None, CROSSED]


@pytest.mark.parametrize(
    ("kind", "intensity", "believed"),
    [
        ("CONSULT", "-9", False),
        ("ASSAULT", "8", False),
        ("AID", "-2", False),
        ("CONSULT", "-0.4", True),
        ("ASSAULT", "-9", True),
    ],
)
def test_intensities_of_the_other_sign(kind: str, intensity: str, believed: bool, tmp_path: Path) -> None:
    path = make.write(
        tmp_path / "p.txt", [make.POLECAT, make.polecat(**{"Event Type": kind, "Intensity": intensity})]
    )
    assert read_events(path).arrow["apart"].to_pylist() == [
        None if believed else "score contradicts the code"
    ]


def test_words_of_icews_that_name_another_act(tmp_path: Path) -> None:
    acts = [("Make a visit", "190", "-10"), ("Make a visit", "042", "1.9"), ("Use conventional military force", "190", "-10"),
            ("Demand de-escalation of military engagement", "1056", "-5"), ("Consult", "042", "1.9")]  # fmt: skip
    rows = [make.icews(**{"Event ID": str(i), "Event Text": text, "CAMEO Code": code, "Intensity": score})
            for i, (text, code, score) in enumerate(acts)]  # fmt: skip
    apart = (
        read_events(make.write(tmp_path / "i.tab", [make.ICEWS, *rows]), mark=False)
        .arrow["apart"]
        .to_pylist()
    )
    assert apart == ["words contradict the code", None, None, None, None]


@pytest.mark.parametrize(
    ("code", "state"),
    [
        ("NORTHKOREA", "PRK"),
        ("SOUTHKOREA", "KOR"),
        ("NORGOV", "NOR"),
        ("CHNGOV", "CHN"),
        ("NIGERIA", "NGA"),
        ("GOV", None),
    ],
)
def test_a_code_that_spells_a_name(code: str, state: str | None) -> None:
    assert named_state(code, "") == state


def table_of(codes: list[str], path: Path) -> EventTable:
    rows = [f"1999-02-{i % 28 + 1:02d},USA,RUS,{code}" for i, code in enumerate(codes)]
    return read_events(make.write(path, ["date,source,target,code", *rows]), mark=False)


LOST = sorted(
    {code.lstrip("0") for code in code_table("cameo") if code.startswith("0") and len(code) == 3} - {""}
)
CERTAIN = [code for code in LOST if code not in code_table("cameo")]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from(LOST), min_size=4, max_size=20),
    st.lists(st.sampled_from(CERTAIN), min_size=2, max_size=5),
)
def test_one_kept_zero_decides_nothing(lost: list[str], certain: list[str]) -> None:
    """Codes that lost their zeros, and one that did not."""
    counts = dict.fromkeys([*lost, *certain, "010"], 1) | {certain[0]: 3}
    found = decide(counts, prefer="cameo", file="a", among=("cameo",))
    assert all(found.codes[code] == code.zfill(3) for code in counts)


@pytest.mark.parametrize(
    ("codes", "read"),
    [
        (["20", "36", "42", "190", "010", "20", "46"], ["020", "036", "042", "190", "010", "020", "046"]),
        (["20", "036", "042", "190", "010", "46"], ["20", "036", "042", "190", "010", "046"]),
    ],
)
def test_zeros_of_a_column(codes: list[str], read: list[str], tmp_path: Path) -> None:
    assert table_of(codes, tmp_path / "t.csv").arrow["code"].to_pylist() == read


def test_keds_writes_three_figures(tmp_path: Path) -> None:
    rows = [
        f"9902{i:02d},USAGOV,RUSMIL,{code}" for i, code in enumerate(["112", "20", "193", "043", "036"], 1)
    ]
    table = read_events(make.write(tmp_path / "k.csv", ["date,source,target,code", *rows]))
    assert table.arrow["code"].to_pylist() == ["112", "020", "193", "043", "036"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("042 - Make a visit", "042"), ("111 Criticize or denounce", "111"), ("042: visit", "042"), ("Make a visit (042)", "042"),
        ("[223]", "[223]"), ("42.0", "42"), ("ASSAULT/aerial", "ASSAULT-aerial"), ("aid:economic", "aid-economic"),
        ("CONSULT-visit", "CONSULT-visit"), ("0841]", "0841]"), ("a 042 b", "a 042 b"), ("SYRIA/rebels", "SYRIA/rebels"),
    ],
)  # fmt: skip
def test_codes_with_words_beside_them(text: str, code: str) -> None:
    assert code_in(text) == code


def test_compound_codes_are_scored_as_the_code_alone(tmp_path: Path) -> None:
    from tertius.events.scales import score_codes

    worded = table_of(["111 Criticize or denounce", "042 - Make a visit", "190 (force)"], tmp_path / "a.csv")
    alone = table_of(["111", "042", "190"], tmp_path / "b.csv")
    assert worded.arrow["code"].to_pylist() == alone.arrow["code"].to_pylist()
    moded = table_of(["ASSAULT/aerial", "AID:economic", "CONSULT"], tmp_path / "c.csv")
    assert (
        score_codes(moded.arrow).tolist()
        == score_codes(table_of(["ASSAULT", "AID", "CONSULT"], tmp_path / "d.csv").arrow).tolist()
    )


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    given=st.lists(st.sampled_from(["-3", "-2", "-1", "0", "1", "2", "3"]), min_size=9, max_size=20),
    word=st.sampled_from(["", "hostile"]),
    slip=st.sampled_from(["7", "-8", "4.5", "30"]),
)
def test_one_number_makes_no_scores_of_strengths(
    given: list[str], word: str, slip: str, tmp_path: Path
) -> None:
    texts = [*given, *([word] if word else []), slip]
    rows = [f"1999-02-{i + 1:02d},USA,RUS,{text}" for i, text in enumerate(texts)]
    table = read_events(make.write(tmp_path / "s.csv", ["date,source,target,Strength", *rows]), mark=False)
    assert dict(table.refused) == {"strength is not a whole number from -3 to 3": 1}
    assert set(table.arrow["vocabulary"].to_pylist()) == {"strength"}
    assert table.arrow["value"].to_pylist()[: len(given)] == [float(text) for text in given]


def test_a_column_of_scores_called_strength_stays_one(tmp_path: Path) -> None:
    rows = [
        f"1999-02-{i + 1:02d},USA,RUS,{text}" for i, text in enumerate(["-2", "3.4", "7", "-10", "1", "2"])
    ]
    table = read_events(make.write(tmp_path / "s.csv", ["date,source,target,Strength", *rows]), mark=False)
    assert set(table.arrow["vocabulary"].to_pylist()) == {"score"}
    assert not table.refused


KEDS = [("1999-02-01", "USAGOV", "RUSMIL", "042"), ("1999-02-24", "IRQ", "IGOUNO", "036"), ("2002-02-24", "TUR", "TURKUR", "190"),
        ("2003-11-05", "GRC", "TURMIL", "112"), ("1999-03-06", "RUSMIL", "USA", "020")]  # fmt: skip
HEAD = ["date", "source", "target", "code"]


def short(day: str) -> str:
    return day.replace("-", "")[2:]


DRESSES = {
    "pipes": (HEAD, KEDS, "|"),
    "shuffled": (HEAD[::-1], [row[::-1] for row in KEDS], ","),
    "a column more": ([*HEAD, "note"], [(*row, "x") for row in KEDS], ","),
    "empty columns": ([*HEAD, "", ""], [(*row, "", "") for row in KEDS], ","),
    "numbered": (["", *HEAD], [(str(i), *row) for i, row in enumerate(KEDS)], ","),
    "short dates": (HEAD, [(short(row[0]), *row[1:]) for row in KEDS], ";"),
    "short dates with a point": (HEAD, [(f"{short(row[0])}.0", *row[1:]) for row in KEDS], ","),
    "dates that lost their zeros": (HEAD, [(str(int(short(row[0]))), *row[1:]) for row in KEDS], ","),
    "days first": (HEAD, [("/".join(reversed(row[0].split("-"))), *row[1:]) for row in KEDS], ","),
    "small letters": (HEAD, [(row[0], row[1].lower(), row[2].lower(), row[3]) for row in KEDS], ","),
    "scores beside": ([*HEAD, "goldstein"], [(*row, "") for row in KEDS], ","),
}


@pytest.mark.parametrize(("head", "rows", "mark"), DRESSES.values(), ids=DRESSES)
@pytest.mark.parametrize("parquet", [False, True])
def test_keds_in_any_dress(
    head: list[str], rows: list[tuple[str, ...]], mark: str, parquet: bool, tmp_path: Path
) -> None:
    names = ["earliest", "source", "target", "code", "vocabulary", "apart"]
    path = tmp_path / "plain.csv"
    path.write_text("\n".join(",".join(row) for row in [HEAD, *KEDS]) + "\n")
    plain = read_events(path, mark=False).to_frame().select(names)
    assert plain["apart"].null_count() == 3
    path = tmp_path / "dressed"
    if parquet:
        pl.DataFrame(
            {name or f"column_{i}": [row[i] for row in rows] for i, name in enumerate(head) if name or i < 1}
        ).write_parquet(path)
    else:
        out = io.StringIO()
        csv.writer(out, delimiter=mark).writerows([head, *rows])
        path.write_text(out.getvalue())
    table = read_events(path, mark=False)
    assert table.datasets == ("keds",)
    assert table.to_frame().select(names).equals(plain)


def test_misspelt_names_make_no_keds_of_a_table(tmp_path: Path) -> None:
    rows = [
        "1999-01-02,Germny,Russia,042",
        "1999-01-03,Germany,Irann,190",
        "1999-01-04,usa,china,190",
        "1999-01-05,France,Italy,042",
    ]
    assert read_events(make.write(tmp_path / "t.csv", ["date,source,target,code", *rows])).datasets == (
        "table",
    )


@pytest.mark.parametrize("count", ["NumEvents", "count", "n_events", "건수"])
@pytest.mark.parametrize("name", ["gdelt1", "weis", "icews-entities", "phoenix", "cline", "keds"])
def test_rows_that_count_several_acts(name: str, count: str, tmp_path: Path) -> None:
    head, *rows = DATED[name]([day.replace(year=1999).isoformat() for day in DAYS])
    mark = "\t" if "\t" in head else ","
    path = make.write(tmp_path / "a.txt", [f"{head}{mark}{count}", *(f"{row}{mark}1" for row in rows)])
    assert read_events(path).arrow.num_rows == len(rows)
    make.write(path, [f"{head}{mark}{count}", *(f"{row}{mark}{i}" for i, row in enumerate(rows, 1))])
    with pytest.raises(BadInput, match="several acts"):
        read_events(path)


ENDS = {"blank lines": "\n\n  \n", "delimiters": None, "an old program's mark": "\x1a", "both": "\n\x1a"}


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
@pytest.mark.parametrize("name", sorted(set(LAYOUTS) - {"chronicle", "copdab"}))
def test_what_holds_no_cell_is_no_row(name: str, end: str | None, tmp_path: Path) -> None:
    path = make.samples(tmp_path)[name]
    plain = read_events(path).provenance.sources[0]
    text = path.read_text()
    first = text.split("\n")[0]
    mark = max("\t,", key=first.count)
    path.write_text(text + (mark * first.count(mark) + "\n" if end is None else end))
    store = Store(tmp_path / "store")
    store.ingest([path])
    found = read_events(path).provenance.sources[0]
    assert (found.rows, found.kept, found.refused) == (plain.rows, plain.kept, plain.refused)
    assert (store.ledger()[0].rows, store.ledger()[0].kept) == (plain.rows, plain.kept)


def test_what_is_refused_is_shown_with_the_cell_to_blame(tmp_path: Path) -> None:
    rows = [
        make.icews(),
        make.icews(**{"Event Date": "2018-13-45"}),
        make.icews(Intensity="(2.0)"),
        make.icews(Intensity="n/a"),
    ]
    use = read_events(make.write(tmp_path / "i.tab", [make.ICEWS, *rows])).provenance.sources[0]
    assert use.understood["examples"] == {
        "bad date": ["row 2 (Japan, Vietnam, 040, 2018-13-45)"], "score is no number": ["row 3 (Japan, Vietnam, 040, (2.0))"],
    }  # fmt: skip


@pytest.mark.parametrize("mark", [",", ";", "|", "\t"])
@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
@pytest.mark.parametrize("name", ["gdelt1", "gdelt2", "phoenix"])
def test_a_layout_without_a_header_in_any_delimiter(
    name: str, quoting: int, mark: str, tmp_path: Path
) -> None:
    plain = make.samples(tmp_path)[name]
    rows = [line.split("\t") for line in plain.read_text().splitlines()]
    out = io.StringIO()
    csv.writer(out, delimiter=mark, quoting=quoting).writerows(rows)  # type: ignore[arg-type]
    path = tmp_path / "dressed.txt"
    path.write_text(out.getvalue())
    names = ["event_id", "earliest", "source", "target", "code", "value", "apart", "row"]
    table = read_events(path)
    assert table.datasets == (name,)
    assert table.to_frame().select(names).equals(read_events(plain).to_frame().select(names))
    store = Store(tmp_path / "store")
    store.ingest([path])
    assert (
        store.read()
        .to_frame()
        .select(names)
        .sort("event_id")
        .equals(table.to_frame().select(names).sort("event_id"))
    )
