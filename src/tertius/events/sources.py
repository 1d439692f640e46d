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
    """

    name: str
    title: str
    kind: str
    coverage: str
    licence: str
    cite: str
    get: str


_ICEWS = "Boschee, E., Lautenschlager, J., O'Brien, S., Shellman, S., Starz, J., Ward, M. (2015). ICEWS Coded Event Data. Harvard Dataverse. doi:10.7910/DVN/28075"  # noqa: E501
_GDELT = "Leetaru, K. & Schrodt, P. A. (2013). GDELT: Global Data on Events, Location and Tone, 1979-2012. ISA Annual Convention"
_ALL = (
    SourceInfo("chronicle", "Chronicle coded by hand", "chronicle", "as its rows say", "its author's",
               "the references in its rows", "write one (docs/guide/sources.md), or use the shipped cases"),
    SourceInfo("weis", "World Event/Interaction Survey", "stream", "1966-1978 (Lai's copy to 1993)", "",
               "McClelland, C. (1978). World Event/Interaction Survey (WEIS) Project, 1966-1978. ICPSR 5211. doi:10.3886/ICPSR05211",  # noqa: E501
               "from ICPSR, by hand"),
    SourceInfo("icews", "ICEWS coded events", "stream", "1995 to April 2023", "terms on its Dataverse page", _ICEWS,
               "tertius fetch icews"),
    SourceInfo("icews-entities", "ICEWS entity extract", "stream", "as its rows say; thinned unevenly", "", _ICEWS,
               "from whoever extracted it, by hand"),
    SourceInfo("gdelt1", "GDELT 1.0 events", "stream", "1979 to now", "open, with attribution", _GDELT,
               "tertius fetch gdelt1"),
    SourceInfo("gdelt2", "GDELT 2.0 events", "stream", "February 2015 to now", "open, with attribution", _GDELT,
               "tertius fetch gdelt2"),
    SourceInfo("polecat", "POLECAT (PLOVER events)", "stream", "2018 to now", "terms on its Dataverse page",
               "Halterman, A., Bagozzi, B., Beger, A., Schrodt, P., Scarborough, G. (2023). PLOVER and POLECAT: A New Political Event Ontology and Dataset. doi:10.7910/DVN/AJGVIT",  # noqa: E501
               "tertius fetch polecat"),
    SourceInfo("phoenix", "Phoenix (Open Event Data Alliance)", "stream", "2014 to 2019", "",
               "Open Event Data Alliance. Phoenix Data Set", "by hand"),
    SourceInfo("cline", "Cline Center Historical Phoenix", "stream", "1945-2015 (NYT, SWB, FBIS)", "",
               "Althaus, S., Bajjalieh, J., Carter, J., Peyton, B., Shalmon, D. Cline Center Historical Phoenix Event Data. doi:10.13012/B2IDB-0647142_V3",  # noqa: E501
               "by hand from the Illinois Data Bank"),
    SourceInfo("copdab", "COPDAB monthly scores", "stream", "1948-1978, four pairs", "GPL>=2 (copy)",
               "Azar, E. E. (1980). The Conflict and Peace Data Bank (COPDAB) Project. Journal of Conflict Resolution 24(1), 143-152",  # noqa: E501
               "from ICPSR 7767, by hand"),
    SourceInfo("keds", "KEDS-style events", "stream", "as its rows say", "",
               "Schrodt, P. A., Davis, S. G., Weddle, J. L. (1994). KEDS. Social Science Computer Review 12(4), 561-588",
               "by hand"),
    SourceInfo("table", "Plain table", "stream", "as its rows say", "its author's", "the table's author", "your own"),
)  # fmt: skip
SOURCES: MappingProxyType[str, SourceInfo] = MappingProxyType({info.name: info for info in _ALL})
