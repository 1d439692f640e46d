"""Every source that can be read: what it covers, under which terms, what to cite, and how to get it."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class SourceInfo:
    """One source.

    Attributes
    ----------
    name
        Format name, as in ``--format`` and in the ``dataset`` column.
    title
        Its full name.
    kind
        ``stream`` (a month without an event says something) or ``chronicle`` (a selection: it says nothing).
    coverage
        First and last year or month, in words.
    licence
        As stated by the provider or by the public copy read; "" where none was seen.
    cite
        What to cite.
    get
        How to get it.
    checked
        What the reader and this line were checked against.
    answers
        Complaints of its users that the reader answers, each in a few words.
    """

    name: str
    title: str
    kind: str
    coverage: str
    licence: str
    cite: str
    get: str
    checked: str = ""
    answers: tuple[str, ...] = ()


_ICEWS = "Boschee, E., Lautenschlager, J., O'Brien, S., Shellman, S., Starz, J., Ward, M. (2015). ICEWS Coded Event Data. Harvard Dataverse. doi:10.7910/DVN/28075"  # noqa: E501
_GDELT = "Leetaru, K. & Schrodt, P. A. (2013). GDELT: Global Data on Events, Location and Tone, 1979-2012. ISA Annual Convention"
_ALL = (
    SourceInfo("chronicle", "Chronicle coded by hand", "chronicle", "as its rows say", "its author's",
               "the references in its rows", "write one (docs/guide/sources.md), or use the shipped cases",
               "the rows of the shipped cases"),
    SourceInfo("weis", "World Event/Interaction Survey", "stream", "1966-1978 (Lai's copy to 1993)", "",
               "McClelland, C. (1978). World Event/Interaction Survey (WEIS) Project, 1966-1978. ICPSR 5211. doi:10.3886/ICPSR05211",  # noqa: E501
               "from ICPSR, by hand",
               "31,184 rows of a copy; years against the ICPSR codebook of study 5211; DOI not looked up",
               answers=(
        "Lai's Stata layout (year, mo, day)",
        "numbers of states as 365.0",
        "codes without their zeros",
        )),
    SourceInfo("icews", "ICEWS coded events", "stream", "1995 to April 2023", "terms on its Dataverse page", _ICEWS,
               "tertius fetch icews", "3,705 rows in the distribution's format; citation against the Dataverse record",
               answers=(
        "2017 without its codes: taken from the words",
        "a missing country column: from the brackets behind the name",
        "m/d/Y in 2017",
        "identifiers that repeat",
        "MANIFEST.TXT and zips in the zip",
        )),
    SourceInfo("icews-entities", "ICEWS entity extract", "stream", "as its rows say; thinned unevenly", "", _ICEWS,
               "from whoever extracted it, by hand", "90,730 rows of the extract",
               answers=(
        "codes missing: taken from the words",
        )),
    SourceInfo("gdelt-reduced", "GDELT reduced file", "stream", "1979 to 2013", "open, with attribution", _GDELT,
               "data.gdeltproject.org, by hand",
               "not verified against a copy of the file: made-up rows under the published header",
               answers=(
        "NumEvents is the number of acts",
        "roles behind the state (USAGOV)",
        "small letters",
        )),
    SourceInfo("gdelt1", "GDELT 1.0 events", "stream", "1979 to now", "open, with attribution", _GDELT,
               "tertius fetch gdelt1", "710 rows in both layouts",
               answers=(
        "1920 for 2020",
        "Romania, Slovenia, Bosnia without a country code",
        "exports with a header, some columns only, any delimiter, Parquet",
        "blanks for an actor",
        "mentions and knowledge graph beside it",
        )),
    SourceInfo("gdelt2", "GDELT 2.0 events", "stream", "February 2015 to now", "open, with attribution", _GDELT,
               "tertius fetch gdelt2", "2,111 rows of one file",
               answers=(
        "as gdelt1",
        )),
    SourceInfo("polecat", "POLECAT (PLOVER events)", "stream", "2018 to now", "terms on its Dataverse page",
               "Scarborough, G. I., Bagozzi, B. E., Beger, A., Berrie, J., Halterman, A., Schrodt, P. A., Spivey, J. (2023). POLECAT Weekly Data. Harvard Dataverse. doi:10.7910/DVN/AJGVIT; Halterman, A., Bagozzi, B. E., Beger, A., Schrodt, P. A., Scarborough, G. I. (2023). PLOVER and POLECAT: A New Political Event Ontology and Dataset. SocArXiv rm5dw",  # noqa: E501
               "tertius fetch polecat", "not verified against a copy of the file: made-up rows under the published header",
               answers=(
        "TYPE-mode is its type on every scale, in duplicates and issues, in one column or two",
        "Event Intensity",
        "several countries in a cell",
        "trailing tabs",
        )),
    SourceInfo("phoenix", "Phoenix (Open Event Data Alliance)", "stream", "20 June 2014 to 2019 (stable from 2015)", "",
               "Open Event Data Alliance. Phoenix Data Set", "by hand",
               "4,998 rows of an R re-export; the daily layout not verified against a copy of the file; last year not verified",
               answers=(
        "the re-export's lost zeros",
        "any delimiter",
        "the names of phoxy, of UTDEventData and of TERRIER, without a number of the event",
        )),
    SourceInfo("cline", "Cline Center Historical Phoenix", "stream", "1945-2019 (NYT, SWB, FBIS, WSJ); version 1.0 to 2015", "",
               "Althaus, S., Bajjalieh, J., Carter, J. F., Peyton, B., Shalmon, D. A. (2017, 2020). Cline Center Historical Phoenix Event Data. doi:10.13012/B2IDB-0647142_V3",  # noqa: E501
               "by hand from the Illinois Data Bank",
               "not verified against a copy of the file: made-up rows under the columns that users of it name",
               answers=(
        "story_date missing: year, month and day",
        "integer codes",
        )),
    SourceInfo("copdab", "COPDAB monthly scores", "stream", "1948-1978, four pairs", "GPL>=2 (copy)",
               "Azar, E. E. (1980). The Conflict and Peace Data Bank (COPDAB) Project. Journal of Conflict Resolution 24(1), 143-152; Azar, E. E. Conflict and Peace Data Bank (COPDAB), 1948-1978. ICPSR 7767. doi:10.3886/ICPSR07767.v4",  # noqa: E501
               "monthly scores by hand; the events (ICPSR 7767, nine variables, about 135 states) are not read",
               "2,976 scores of a copy; citation against ICPSR's page",
               answers=(
        "a mean of 0 is no act: the month is missing",
        )),
    SourceInfo("keds", "KEDS-style events", "stream", "as its rows say", "",
               "Schrodt, P. A., Davis, S. G., Weddle, J. L. (1994). KEDS. Social Science Computer Review 12(4), 561-588",
               "eventdata.parusanalytics.com/data.html, by hand",
               "54,466 and 29,029 rows of two files of the R package events (Gulf, Turkey)",
               answers=(
        "the first row, or one damaged code, decides nothing",
        "the project's own country codes (AUS is Austria)",
        "no header, blanks or tabs between fields",
        "two-digit years",
        )),
    SourceInfo("table", "Plain table", "stream", "as its rows say", "its author's", "the table's author", "your own",
               "made-up rows",
               answers=(
        "dates, numbers, names and columns as people type them, in six languages",
        "day and month in one order over all columns",
        "spreadsheets, semicolons, CP949, UTF-16, UTF-32, Latin-1, Windows-1251",
        "row names of R, trailing commas, notes above the table, carriage returns alone",
        "day numbers of a spreadsheet, a year, month and day in three columns",
        )),
)  # fmt: skip
SOURCES: MappingProxyType[str, SourceInfo] = MappingProxyType({info.name: info for info in _ALL})
