"""What a row of each source is, as data: from here come detection, reading, the store's SQL, and the page on sources.

A layout names the columns as the maker publishes them. A file is known by the names of its columns, whatever their case, order,
delimiter or container, and whatever else stands beside them; a layout without a header by the width and shape of most of its
rows. Columns that another can restore are not needed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tertius.files.names import plain, renamed


@dataclass(frozen=True)
class Layout:
    """One source's row.

    Attributes
    ----------
    name
        Format name, as in ``--format`` and in the ``dataset`` column.
    needed
        Sets of columns, under the maker's names; a file that has all of one set is of this source.
    parts
        Part of an event to the column it is read from.
    also
        Other names of a column, as packages and users write it.
    bare
        Columns by width, where the maker writes no header.
    scheme, vocabulary
        Code systems of the actors and of the acts; "" where the rows decide.
    restored
        What takes the place of a column that is missing, in words.
    begins, ends
        First day that the source covers, and its last if it has ended; None where its rows alone say it.
    """

    name: str
    needed: tuple[frozenset[str], ...] = ()
    parts: Mapping[str, str] = field(default_factory=dict)
    also: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    bare: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    scheme: str = ""
    vocabulary: str = "cameo"
    restored: Mapping[str, str] = field(default_factory=dict)
    begins: dt.date | None = None
    ends: dt.date | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column the description knows, under the maker's name."""
        wide = [name for names in self.bare.values() for name in names]
        every = [
            *(name for each in self.needed for name in sorted(each)),
            *self.parts.values(),
            *self.also,
            *wide,
        ]
        return tuple(dict.fromkeys(every))

    def fits(self, names: Iterable[str]) -> bool:
        """Whether columns of these names make a row of this source."""
        have = {plain(name) for name in names}
        return any(all(self._has(have, name) for name in each) for each in self.needed)

    def _has(self, have: set[str], name: str) -> bool:
        return any(plain(each) in have for each in (name, *self.also.get(name, ())))

    def own_names(self, names: Sequence[str]) -> list[str]:
        """The names of a file's columns as the maker has them; columns that are not the maker's keep theirs."""
        found = renamed(names, self.columns, self.also)
        taken = set(found.values())
        return [found.get(name, name if name not in taken else f"{name} (second)") for name in names]


_ACTOR = "Code Name CountryCode KnownGroupCode EthnicCode Religion1Code Religion2Code Type1Code Type2Code Type3Code"
_GEO = "Type FullName CountryCode ADM1Code Lat Long FeatureID"
_EVENT = (
    "IsRootEvent EventCode EventBaseCode EventRootCode QuadClass GoldsteinScale NumMentions NumSources NumArticles"
    " AvgTone"
)


def gdelt_names(geo: str = _GEO, *, url: bool = True) -> tuple[str, ...]:
    """Column names of a GDELT layout."""
    return (
        *["GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate"],
        *(f"Actor{i}{part}" for i in (1, 2) for part in _ACTOR.split()),
        *_EVENT.split(),
        *(f"{who}Geo_{part}" for who in ("Actor1", "Actor2", "Action") for part in geo.split()),
        "DATEADDED",
        *(("SOURCEURL",) if url else ()),
    )


_GDELT = {
    "needed": (
        frozenset({"SQLDATE", "Actor1CountryCode", "Actor2CountryCode", "EventCode"}),
        frozenset({"SQLDATE", "Actor1Code", "Actor2Code", "EventCode"}),
        frozenset({"SQLDATE", "Actor1CountryCode", "Actor2CountryCode", "EventBaseCode"}),
        frozenset({"SQLDATE", "Actor1CountryCode", "Actor2CountryCode", "EventRootCode"}),
    ),
    "parts": {
        "event_id": "GLOBALEVENTID", "date": "SQLDATE", "added": "DATEADDED", "source_raw": "Actor1Code",
        "target_raw": "Actor2Code", "source": "Actor1CountryCode", "target": "Actor2CountryCode",
        "source_name": "Actor1Name", "target_name": "Actor2Name", "code": "EventCode", "root": "EventRootCode",
        "value": "GoldsteinScale", "reference": "SOURCEURL",
    },
    "also": {
        "GLOBALEVENTID": ("EventID", "GlobalEventIdentifier"), "SQLDATE": ("Day", "EventDate", "Date"),
        "GoldsteinScale": ("Goldstein",), "SOURCEURL": ("URL",), "EventCode": ("CAMEOCode",),
    },
    "scheme": "cameo", "begins": dt.date(1979, 1, 1),
    "restored": {
        "Actor1CountryCode": "the first three letters of Actor1Code", "EventCode": "EventBaseCode, else EventRootCode",
        "Actor2CountryCode": "the first three letters of Actor2Code",
    },
}  # fmt: skip
PHOENIX = (  # noqa: SIM905 (names read better so)
    "EventID Date Year Month Day SourceFull SourceRoot SourceAgent SourceOthers TargetFull TargetRoot TargetAgent"
    " TargetOthers CAMEO Root Quad Goldstein Issues Lat Lon Place State Country SentenceIDs URLs Sources"
).split()

_ALL = (
    Layout(
        "chronicle", (frozenset({"earliest", "latest", "source", "target", "strength"}),),
        {"date": "earliest", "source": "source", "target": "target", "value": "strength"},
        scheme="handle", vocabulary="strength",
    ),
    Layout(
        "weis",
        (frozenset({"date", "source_cow", "target_cow", "weis_code"}),
         frozenset({"year", "mo", "day", "srccc", "targcc", "weiscd"})),
        {"date": "date", "source": "source_cow", "target": "target_cow", "code": "weis_code"},
        scheme="cow", vocabulary="weis", restored={"date": "year, mo and day"},
        begins=dt.date(1966, 1, 1), ends=dt.date(1993, 12, 31),
    ),
    Layout(
        "icews",
        (frozenset({"Event ID", "Event Date", "Source Country", "Target Country", "CAMEO Code"}),
         frozenset({"Event ID", "Event Date", "Source Country", "Target Country", "Event Text"}),
         frozenset({"Event Date", "Source Name", "Source Country", "Target Name", "Target Country", "CAMEO Code"}),
         frozenset({"Event Date", "Source Name", "Source Country", "Target Name", "Target Country", "Event Text"}),
         frozenset({"Event Date", "Source Country", "Target Country", "CAMEO Code", "Intensity"}),
         frozenset({"Event Date", "Source Country", "Target Country", "Event Text", "CAMEO Code"}),
         frozenset({"Event Date", "Source Country", "Target Country", "Event Text", "Intensity"}),
         frozenset({"Event Date", "Source Name", "Target Name", "CAMEO Code", "Intensity"}),
         frozenset({"Event Date", "Source Name", "Target Name", "Event Text", "Intensity"})),
        {"event_id": "Event ID", "date": "Event Date", "source": "Source Country", "target": "Target Country",
         "source_raw": "Source Name", "target_raw": "Target Name", "code": "CAMEO Code", "text": "Event Text",
         "value": "Intensity", "reference": "Publisher"},
        {"Intensity": ("Event Intensity",), "CAMEO Code": ("Event Code", "CAMEO")},
        scheme="icews", begins=dt.date(1995, 1, 1),
        restored={"CAMEO Code": "Event Text", "Source Country": "the country in brackets in Source Name",
                  "Target Country": "the country in brackets in Target Name"},
    ),
    Layout(
        "icews-entities",
        (frozenset({"date", "source_entity", "source_country", "target_entity", "target_country", "cameo_code"}),
         frozenset({"date", "source_entity", "source_country", "target_entity", "target_country", "relation"})),
        {"date": "date", "source_raw": "source_entity", "source": "source_country", "target_raw": "target_entity",
         "target": "target_country", "text": "relation", "code": "cameo_code", "value": "goldstein"},
        scheme="iso3", restored={"cameo_code": "relation"}, begins=dt.date(1995, 1, 1),
    ),
    Layout("gdelt-reduced", (frozenset({"Date", "Source", "Target", "CAMEOCode", "NumEvents"}),),
           {"date": "Date", "source_raw": "Source", "target_raw": "Target", "code": "CAMEOCode", "times": "NumEvents",
            "value": "Goldstein"}, {"CAMEOCode": ("EventCode", "CAMEO"), "Date": ("SQLDATE", "Day")}, scheme="cameo",
           begins=dt.date(1979, 1, 1)),
    Layout("gdelt1", **_GDELT, bare={57: gdelt_names(url=False), 58: gdelt_names()}),  # type: ignore[arg-type]
    Layout("gdelt2", **_GDELT, bare={61: gdelt_names(_GEO.replace("ADM1Code", "ADM1Code ADM2Code"))}),  # type: ignore[arg-type]
    Layout(
        "polecat", (frozenset({"Event Date", "Event Type", "Actor Country", "Recipient Country"}),
                    frozenset({"Event Date", "Event Type", "Actor COW", "Recipient COW"})),
        {"event_id": "Event ID", "date": "Event Date", "code": "Event Type", "mode": "Event Mode", "value": "Intensity",
         "source_raw": "Actor Name", "source": "Actor Country", "target_raw": "Recipient Name",
         "target": "Recipient Country", "act": "Contexts", "reference": "Source", "added": "Publication Date",
         "source_number": "Actor COW", "target_number": "Recipient COW"},
        {"Intensity": ("Event Intensity",)}, scheme="iso3", vocabulary="plover", begins=dt.date(2018, 1, 1),
        restored={"Actor Country": "Actor COW", "Recipient Country": "Recipient COW"},
    ),
    Layout(
        "phoenix",
        (frozenset({"EventID", "Date", "SourceRoot", "TargetRoot", "CAMEO"}),
         frozenset({"Date", "SourceFull", "SourceRoot", "TargetFull", "TargetRoot", "CAMEO"}),
         frozenset({"EventID", "Year", "Month", "Day", "SourceRoot", "TargetRoot", "CAMEO"})),
        {"event_id": "EventID", "date": "Date", "source_raw": "SourceFull", "source": "SourceRoot",
         "target_raw": "TargetFull", "target": "TargetRoot", "code": "CAMEO", "root": "Root", "value": "Goldstein",
         "act": "Issues", "reference": "URLs"},
        {"EventID": ("GID",), "Date": ("date8",),
         "SourceFull": ("Source", "SourceActorFull"), "SourceRoot": ("SrcActor", "SourceActorEntity"),
         "TargetFull": ("Target", "TargetActorFull"), "TargetRoot": ("TgtActor", "TargetActorEntity"),
         "CAMEO": ("EventCode", "code"), "Root": ("RootCode", "EventRootCode"), "Goldstein": ("GoldsteinScore",),
         "URLs": ("URL",), "Sources": ("sourcetxt", "NewsSources")},
        {len(PHOENIX): tuple(PHOENIX)}, scheme="cameo", begins=dt.date(2014, 1, 1),
        restored={"Date": "Year, Month and Day"},
    ),
    Layout(
        "cline", (frozenset({"eid", "year", "month", "day", "source_root", "target_root", "code"}),
                  frozenset({"eid", "story_date", "source_root", "target_root", "code"})),
        {"event_id": "eid", "date": "story_date", "source_raw": "source", "source": "source_root", "target_raw": "target",
         "target": "target_root", "code": "code", "root": "root_code", "value": "goldstein", "act": "joined_issues",
         "reference": "aid"}, scheme="cameo", restored={"story_date": "year, month and day"}, begins=dt.date(1945, 1, 1),
    ),
    Layout("copdab", vocabulary="score", scheme="handle", begins=dt.date(1948, 1, 1), ends=dt.date(1978, 12, 31)),
    Layout("keds", (frozenset({"date", "source", "target", "code"}),),
           {"date": "date", "source_raw": "source", "target_raw": "target", "code": "code", "act": "text",
            "value": "goldstein"},
           {"text": ("desc", "description"), "goldstein": ("goldsteinscale", "goldsteinscore")}, scheme="", vocabulary=""),
    Layout("table", scheme="", vocabulary=""),
)  # fmt: skip
LAYOUTS: Mapping[str, Layout] = {layout.name: layout for layout in _ALL}
#: Files that lie beside events and hold none, by the number of their tab-separated columns.
BESIDE = {16: "GDELT mentions, not events", 27: "GDELT knowledge graph, not events", 15: "GDELT mentions, not events",
          11: "GDELT knowledge graph counts, not events"}  # fmt: skip
GDELT_DAILY = LAYOUTS["gdelt1"].bare[58]
