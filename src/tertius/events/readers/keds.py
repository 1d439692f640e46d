"""KEDS-style event files: one event a line, ``date source target code [text]``.

Tab- or blank-separated without a header (``790415 ISR PAL 223 ...``), or any delimiter with the header ``date, source, target,
code[, desc]`` of the R package *events*. Dates are YYMMDD (from 1940 to 2039), YYYYMMDD or YYYY-MM-DD. An actor is a KEDS string
whose first three characters name the country (``ISRGOV``); codes that are no country's (PAL, UNO) stand for groups and are kept
apart, never refused; those that stand in no table are named in a note.

The format does not say whether its acts are WEIS or CAMEO, nor whether its countries are CAMEO's or the project's own (the WEIS
files of the Balkans, the Gulf and Central Asia: UNK, FRN, AUS for Austria). Both are decided by the weight of all rows
(`tertius.events.coding`, `system_of`), and noted.

Lines of documentation (``DOC DOC 999``, as in the Levant files) are refused and counted.

Checked against two files of the R package *events*: the Gulf (54,466 rows, WEIS with the project's country codes)
and Turkey (29,029
rows, CAMEO, nine damaged codes).

Cite: Schrodt, P. A., Davis, S. G., Weddle, J. L. (1994). KEDS. Social Science Computer Review 12(4), 561-588.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tertius.actors.resolving import codebook
from tertius.errors import BadInput
from tertius.events.assemble import Actors, assemble, mask, per_value, strings
from tertius.events.batch import Batch, Reader
from tertius.events.coding import Coding, decide
from tertius.events.dates import any_of, iso, packed, parse_dates, short
from tertius.events.delimited import Rows, read_quoted
from tertius.events.files import look, members
from tertius.events.layouts import LAYOUTS
from tertius.events.plausible import impossible
from tertius.events.recognise import lines_of, names_of
from tertius.events.resolve import is_state, known
from tertius.events.table import Refusals
from tertius.events.typed import fits
from tertius.files.names import plain, shown
from tertius.files.opening import delimiter_of
from tertius.limits import MAX_FIELD

LAYOUT = LAYOUTS["keds"]
_GAP = r"[\t ,;]+"
_LINE = re.compile(
    rf"(\d{{6}}|\d{{8}}|\d{{4}}-\d\d-\d\d){_GAP}([A-Z][A-Z0-9/_-]{{2,}}){_GAP}([A-Z][A-Z0-9/_-]{{2,}}){_GAP}"
    r"\[?(\d{2,4}\]?)(?:[\t ,(]+(.*))?"
)
_COLUMNS = ("date", "source", "target", "code", "text")
WHOLE = 8 << 20  # a file up to this size is looked at whole before it is called KEDS or a plain table
#: What begins an actor's string in place of a country: regions, groups, peoples, roles.
GROUPS = frozenset(
    """
    UNO ARB PAL KUR OPC EEC NAT NGO IGO INT VAT GCC ICJ MOM MOS CHR JEW EUR MEA AFR EEU NAF SCN SEA WST LAM CRB NGM UIS MNC ALQ
    IDI WES ISL CHE KSV HKG MED REB ETH UN EU PLO HEZ HMS UNR OAU OAS ANT CIS NAM PSE TUE USG BSQ BSE GRP DOC
""".split()  # noqa: SIM905
)


#: Codes that begin a group's string in a system, though the other has a state of that code.
STATELESS = {
    "cameo": frozenset(),
    "keds": frozenset({"ISL", "CHE", "PAL", "KUR", "ARB", "IDI", "MOM", "NAT", "OPC", "GCC"}),
}


def detect(path: Path, head: bytes) -> bool:
    """Most lines are date, two actor codes and an event code; or the header, and more rows speak for KEDS than for a table."""
    lines = [line.decode("latin-1").strip() for line in lines_of(head)]
    if not lines:
        return False
    if not _is_headed(head):
        if not _LINE.fullmatch(lines[0]) and fits(names_of(head)):
            return False  # rows below the header of a table
        found = sum(bool(_LINE.fullmatch(line)) for line in lines)
        return 2 * found > len(lines)
    return _speaks_for_keds(path, head)


def _is_headed(head: bytes) -> bool:
    names = {plain(name) for name in names_of(head)}
    return names >= {"date", "source", "target", "code"} and names <= {
        "date", "source", "target", "code", "desc", "text", "description", "rownames", "",
    }  # fmt: skip


def _speaks_for_keds(path: Path, head: bytes) -> bool:
    """Whether more rows make sense as KEDS than as a plain table: actors with a role behind the country, short dates."""
    text = b"".join(members(path)) if path.is_file() and path.stat().st_size <= WHOLE else head
    lines = [line.decode("latin-1").replace('"', "").strip() for line in text.split(b"\n")[1:]]
    found = [each for each in map(_LINE.match, lines) if each is not None]
    if not found:
        return False
    short_dates = sum(len(each[1]) == 6 for each in found)
    sides = Counter((each[2], each[3]) for each in found)
    keds = sum(n for pair, n in sides.items() if all(_begins_known(side) for side in pair))
    table = sum(n for pair, n in sides.items() if all(_is_known(side) for side in pair))
    return 2 * short_dates > len(lines) or (keds > table and 20 * (keds - table) > len(found))


@cache
def _is_known(code: str) -> bool:
    """Whether a plain table can have this actor: a state or a known actor that is none."""

    return known(code, None)


@cache
def _begins_known(code: str) -> bool:
    """Whether a KEDS file can have this actor: a country or a group, and perhaps roles behind it."""
    return code[:3] in GROUPS or _state_in(code[:3], "keds") or _is_known(code)


def batches(path: Path) -> Iterator[Batch]:
    """The whole file as one batch."""
    rows = _lines(path)
    column = {name: strings(rows.table[name]) for name in rows.table.column_names}
    days, bad_date = parse_dates(column["date"], any_of(iso, packed, short))
    coding = decide(
        _counts(column["code"]), prefer="weis", file=path.name, among=("weis", "cameo"), long=True
    )
    code = per_value(
        column["code"], lambda values: pa.array([_code(text, coding) for text in values.to_pylist()], "str")
    )
    doc = mask(pc.and_(pc.equal(column["source"], "DOC"), pc.equal(column["target"], "DOC")))
    actors = _counts(column["source"]) + _counts(column["target"])
    system, said = system_of(actors, path.name)
    country = [
        per_value(column[side], lambda values: _countries(values, system)) for side in ("source", "target")
    ]
    stateless = [
        pc.and_(pc.is_valid(column[s]), pc.is_null(c))
        for s, c in zip(("source", "target"), country, strict=True)
    ]
    events, refused, _ = assemble(
        "keds",
        {
            "earliest": days, "latest": days, "vocabulary": coding.vocabulary, "code": code,
            "act": pc.fill_null(column["text"], ""), "source_raw": column["source"], "target_raw": column["target"],
        },
        Actors(country[0], country[1], system), file=path.name, rows=rows.rows,
        refuse=[(doc, "line of documentation"), (bad_date, "bad date"), (mask(pc.is_null(code)), "no code")],
        apart=[(np.asarray(pc.or_(*stateless)), "non-state actor"), *impossible(days)],
    )  # fmt: skip
    yield Batch(events, refused + rows.refused, rows.read, notes=(*coding.notes, *said))


def _code(text: str, coding: Coding) -> str | None:
    """The code of a text; one that stands in no table but looks like a code is kept, without a score; a damaged one is none."""
    found = coding.codes.get(text)
    return found if found or not re.fullmatch(r"[0-9]{2,4}", text) else text.zfill(3)


def _counts(column: pa.Array) -> Counter[str]:
    found = pc.value_counts(column.drop_null())
    return Counter({item["values"]: item["counts"] for item in found.to_pylist()})


def system_of(actors: Mapping[str, int], file: str) -> tuple[str, tuple[str, ...]]:
    """Code system of the countries, ``cameo`` or ``keds``, by the rows that only one of them knows; and notes."""

    first: Counter[str] = Counter()
    for text, n in actors.items():
        first[text[:3]] += n
    books = {name: codebook(name) for name in ("cameo", "keds")}
    only = {
        name: sum(n for code, n in first.items() if code in books[name] and code not in books[other])
        for name, other in (("cameo", "keds"), ("keds", "cameo"))
    }
    system = "keds" if only["keds"] > only["cameo"] else "cameo"
    strange = Counter({code: n for code, n in first.items() if not _known(code, system)})
    notes = (
        [f"countries of {file} taken as the KEDS project's own codes (UNK, FRN; AUS is Austria)"]
        if system == "keds"
        else []
    )
    if strange:
        lost, total = strange.total(), sum(actors.values())
        few = ", ".join(f"{shown(code)} ({n})" for code, n in strange.most_common(6))
        share = 100 * lost / total
        notes.append(
            f"{'warning: ' if share > 5 else ''}unknown actor codes in {file}: {few}: {share:.1f} % of actors, kept apart"
        )
    return system, tuple(notes)


def _known(code: str, system: str) -> bool:
    return code in GROUPS or _state_in(code, system) or known(code, "cameo")


def _state_in(code: str, system: str) -> bool:
    return is_state(code, system)


def _countries(values: pa.Array, system: str) -> pa.Array:
    """Country code that an actor's string begins with; null if it is no state's."""
    return pa.array(
        [text[:3] if _names_state(text, system) else None for text in values.to_pylist()], pa.string()
    )


def _names_state(text: str, system: str) -> bool:
    """Whether an actor's string begins with a country: ``ETHALB`` are ethnic Albanians, ``ETHGOV`` is Ethiopia's government."""
    if text[:3] == "ETH" and _state_in(text[3:6], system):
        return False
    return text[:3] not in STATELESS[system] and _state_in(text[:3], system)


def _lines(path: Path) -> Rows:
    head = look(path).head
    if _is_headed(head):
        return _headed(path, delimiter_of(next(iter(lines_of(head)), b"")))
    parts = members(path)
    refused, good, numbers = Refusals(), [], []
    lines = [line.rstrip(b"\r") for text in parts for line in text.removesuffix(b"\n").split(b"\n")]
    for number, line in enumerate(lines, 1):
        found, reason = _parse(line)
        if found is None:
            refused[reason] += 1
        else:
            good.append(found)
            numbers.append(number)
    if not good:
        raise BadInput(f"no line of {path} is date, source, target, code", "a KEDS event file")
    columns = [pa.array(list(column), pa.string()) for column in zip(*good, strict=True)]
    return Rows(
        pa.table(columns, names=list(_COLUMNS)), np.array(numbers, dtype=np.int64), refused, len(lines)
    )


def _parse(line: bytes) -> tuple[tuple[str | None, ...] | None, str]:
    if b"\0" in line:
        return None, "NUL byte"
    if len(line) > MAX_FIELD:
        return None, "row too long"
    try:
        found = _LINE.fullmatch(line.decode("utf-8").strip())
    except UnicodeDecodeError:
        return None, "bad encoding"
    if not found:
        return None, "not date, source, target, code"
    parts = list(found.groups())
    if found[0].count("[") >= found[0].count("]"):
        parts[3] = parts[3].rstrip("]")  # [223] as some files write it; 0841] alone is damaged
    return tuple(parts), ""


def _headed(path: Path, delimiter: str) -> Rows:
    rows = read_quoted(path, delimiter=delimiter)
    table = rows.table.rename_columns(LAYOUT.own_names(rows.table.column_names))
    blank = pa.nulls(table.num_rows, pa.string())
    picked = {name: table[name] if name in table.column_names else blank for name in _COLUMNS}
    return Rows(pa.table(picked), rows.rows, rows.refused, rows.read)


READER = Reader("keds", detect, batches, version=3)
