"""Small files of every format, made by hand for the tests: rows of our own, in the real layouts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tertius.events.layouts import LAYOUTS

ICEWS = (
    "Event ID\tEvent Date\tSource Name\tSource Sectors\tSource Country\tEvent Text\tCAMEO Code\tIntensity\tTarget Name"
    "\tTarget Sectors\tTarget Country\tStory ID\tSentence Number\tPublisher\tCity\tDistrict\tProvince\tCountry"
    "\tLatitude\tLongitude"
)
POLECAT = (
    "Event ID\tEvent Date\tEvent Type\tEvent Mode\tIntensity\tQuad Code\tContexts\tActor Name\tActor Country\tActor COW"
    "\tPrimary Actor Sector\tActor Sectors\tActor Title\tActor Name Raw\tWikipedia Actor ID\tRecipient Name"
    "\tRecipient Country\tRecipient COW\tPrimary Recipient Sector\tRecipient Sectors\tRecipient Title"
    "\tRecipient Name Raw\tWikipedia Recipient ID\tPlacename\tCity\tDistrict\tProvince\tCountry\tLatitude\tLongitude"
    "\tGeoNames ID\tRaw Placename\tFeature Type\tSource\tPublication Date\tStory People\tStory Organizations"
    "\tStory Locations\tLanguage\tVersion"
)
CLINE = (
    "eid,story_date,year,month,day,source,source_root,source_agent,source_others,target,target_root,target_agent,"
    "target_others,code,root_code,quad_class,goldstein,joined_issues,lat,lon,placename,statename,countryname,aid,process"
)
CHRONICLE = "id,earliest,latest,source,target,directed,issues,act,strength,role,basis,reference,confidence"


def write(path: Path, lines: Sequence[str | bytes], end: bytes = b"\n") -> Path:
    """Write lines, each with a line end."""
    path.write_bytes(b"".join((line.encode() if isinstance(line, str) else line) + end for line in lines))
    return path


def gdelt(width: int = 58, **fields: str) -> str:
    """One GDELT row; columns that are not named are empty."""
    layout = next(each.bare[width] for each in LAYOUTS.values() if width in each.bare)
    row = {
        "GLOBALEVENTID": "1", "SQLDATE": "20160727", "Actor1Code": "CHNGOV", "Actor1CountryCode": "CHN",
        "Actor2Code": "USA", "Actor2CountryCode": "USA", "EventCode": "010", "GoldsteinScale": "0.0",
        "DATEADDED": "20160728143000" if width == 61 else "20160728", "SOURCEURL": "http://a.test/1", **fields,
    }  # fmt: skip
    return "\t".join(row.get(name, "") for name in layout)


def icews(**fields: str) -> str:
    """One ICEWS row."""
    row = {
        "Event ID": "7", "Event Date": "2018-06-01", "Source Name": "Ministry (Japan)", "Source Country": "Japan",
        "Event Text": "Consult", "CAMEO Code": "040", "Intensity": "1.0", "Target Name": "Vietnam",
        "Target Country": "Vietnam", "Publisher": "A paper", **fields,
    }  # fmt: skip
    return "\t".join(row.get(name, "NA") for name in ICEWS.split("\t"))


def polecat(**fields: str) -> str:
    """One POLECAT row."""
    row = {
        "Event ID": "20230101-1-abc_CONSULT_visit", "Event Date": "2023-01-01", "Event Type": "CONSULT",
        "Event Mode": "visit", "Intensity": "1.5", "Actor Name": "Ministry", "Actor Country": "CHN",
        "Recipient Name": "Moscow", "Recipient Country": "RUS", "Publication Date": "2023-01-03", **fields,
    }  # fmt: skip
    return "\t".join(row.get(name, "None") for name in POLECAT.split("\t"))


def phoenix(**fields: str) -> str:
    """One OEDA Phoenix row of 26 fields."""
    from tertius.events.readers.phoenix import NAMES

    row = {
        "EventID": "12_v0.2.0", "Date": "20150730", "SourceFull": "USAGOV", "SourceRoot": "USA", "SourceAgent": "GOV",
        "TargetFull": "SAU", "TargetRoot": "SAU", "CAMEO": "0311", "Root": "03", "Quad": "1", "Goldstein": "5.2",
        **fields,
    }  # fmt: skip
    return "\t".join(row.get(name, "") for name in NAMES)


def cline(**fields: str) -> str:
    """One row of the Historical Phoenix."""
    row = {
        "eid": "1", "story_date": "1/2/1950", "year": "1950", "month": "1", "day": "2", "source": "USAGOV",
        "source_root": "USA", "target": "FRA", "target_root": "FRA", "code": "10", "root_code": "1",
        "goldstein": "0.0", "placename": '"Paris, France"', "aid": "77", **fields,
    }  # fmt: skip
    return ",".join(row.get(name, "") for name in CLINE.split(","))


def samples(folder: Path) -> dict[str, Path]:
    """A good file of every format, three rows or more each."""
    days = ("1966-01-01", "1966-01-02", "1966-02-03")
    files = {
        "chronicle": write(folder / "chronicle.csv", [
            CHRONICLE,
            "A1,1956-01,1956-04,SUN,CHN,yes,IDE,criticism,-2,evidence,stated,a book,high",
            "A2,1956-02,1959-12,CHN,SUN,no,IDE SEC,a quiet quarrel,-1,evidence,stated,a book,",
            "A3,1957-05-01,1957-05-01,PRK,SUN,yes,ECO,asks for aid,0,evidence,stated,a book,low",
        ]),
        "weis": write(folder / "weis.csv", ["date,source_cow,target_cow,weis_code",
                                            *(f"{day},365,710,12{i}" for i, day in enumerate(days, 1))]),
        "icews": write(folder / "icews.tab", [ICEWS, icews(), icews(**{"Event ID": "8"}),
                                              icews(**{"Event Date": "2018-07-01"})]),
        "icews-entities": write(folder / "entities.csv", [
            "date,source_entity,source_country,target_entity,target_country,relation,cameo_code,goldstein",
            *(f"2014-01-0{i},Cabinet,USA,Minister,ISR,Consult,040,1.0" for i in (1, 2, 3)),
        ]),
        "gdelt-reduced": write(folder / "reduced.txt", ["Date\tSource\tTarget\tCAMEOCode\tNumEvents\tNumArts\tQuadClass\tGoldstein",  # noqa: E501
                                                        *(f"1979010{i}\tUSAGOV\tRUSGOV\t042\t1\t3\t1\t1.9" for i in (1, 2, 3))]),
        "gdelt1": write(folder / "gdelt1.csv", [gdelt(GLOBALEVENTID=str(i)) for i in range(3)]),
        "gdelt2": write(folder / "gdelt2.export.CSV", [gdelt(61, GLOBALEVENTID=str(i)) for i in range(3)]),
        "polecat": write(folder / "polecat.txt", [POLECAT, polecat(), polecat(**{"Event ID": "b"}),
                                                  polecat(**{"Event Date": "2023-02-01"})]),
        "phoenix": write(folder / "phoenix.txt", [phoenix(EventID=str(i)) for i in range(3)]),
        "cline": write(folder / "cline.csv", [CLINE, *(cline(eid=str(i)) for i in range(3))]),
        "copdab": write(folder / "copdab.csv", ["ym,us2ussr,ussr2us,month", "4801.0,-13.75,-10.83,1948-01",
                                                "4802.0,0.0,-12.4,1948-02"]),
        "keds": write(folder / "keds.txt", ["790415 ISR SYR 223 (FORCE) RAID", "790416 ISRGOV EGY 031 (MEET) MET",
                                            "790417\tUSA\tISR\t054"]),
        "table": write(folder / "plain.csv", ["date,source,target,score", "1970-01-01,USA,CHN,2.5",
                                              "1970-02,PRK,CHN,-3", "1971,Soviet Union,China,-1"]),
    }  # fmt: skip
    return files
