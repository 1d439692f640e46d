"""Damaged files through every reader, each in a child process that may crash: ``python -m tests.fuzz.harness --inputs N``.

An input is good if the reader gives one sentence, or a table in which every row read was kept, set apart or refused. A
crash of the process, any other exception, a lost row or a reader that takes too long is a failure; its file is kept.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import gzip
import io
import json
import re
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from tertius.aside import Aside, Died
from tests.events import make_files
from tests.fuzz.damage import BINARY, DAMAGES, long_field

SECONDS = 60.0  # for one input
WHOLE = (".parquet", ".xlsx", ".dta")  # no texts: damaged byte by byte
RARE = 0.002  # share of the inputs that get a field of 10 MB


@dataclass(frozen=True)
class Input:
    """One damaged file: how it came about, for which reader, and its bytes."""

    kind: str  # "events" or "indicators"
    format: str
    how: tuple[str, ...]
    name: str
    body: bytes


@dataclass
class Found:
    """What became of many inputs."""

    inputs: int = 0
    tables: int = 0
    sentences: int = 0
    rows: int = 0
    failures: list[str] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)


def good_files(folder: Path) -> list[tuple[str, str, str, bytes]]:
    """``kind, format, ending, bytes`` of a good file for every reader, as text and, where it may be, as Parquet."""
    from tests.fuzz.test_structural_files import FILES

    found = [
        ("events", name, path.suffix, path.read_bytes()) for name, path in make_files.samples(folder).items()
    ]
    for kind, name, _, body in list(found):
        if name in ("icews-entities", "table") and body[:4] != b"PAR1":
            found.append((kind, name, ".parquet", _parquet(body)))
    for name, text in FILES.items():
        found += [
            ("indicators", name, ".csv", text.encode()),
            ("indicators", name, ".parquet", _parquet(text.encode())),
        ]
    found += [("indicators", name, ".csv", text.encode()) for name, text in PAGES.items()]
    return [*found, *_records(found), *_books(found)]


#: Files as their makers publish them, beside the plain samples.
PAGES = {
    "sipri page": "TIV of arms exports from Soviet Union, 1955-1957\nFigures are in millions, as SIPRI counts\n\n"
                  ",1955,1956,1957,Total\nChina,100,200,,300\nNorth Korea,10,,20,30\nEgypt,5,6,7,18\nTotal,115,206,27,348\n",
    "world-bank": "\"Data Source\",\"World Development Indicators\",\n\n\"Country Name\",\"Country Code\",\"Indicator Name\","
                  "\"Indicator Code\",\"1960\",\"1961\"\nUnited States,USA,GDP,NY.GDP.MKTP.CD,543300000000,..\n"
                  "\"Korea, Rep.\",KOR,GDP,NY.GDP.MKTP.CD,3957000000,2417000000\nWorld,WLD,GDP,NY.GDP.MKTP.CD,1,2\n",
    "atop members": "atopid,phase,member,yrent,moent,dayent,ineffect,yrexit,moexit,dayexit,defense,offense,neutral,nonagg,"
                    "consul\n"
                    "1005,0,2,1949,8,24,1,0,0,0,1,0,0,0,1\n1005,0,200,1949,8,24,1,0,0,0,1,0,0,0,1\n",
    "mid participants": "dispnum,stabb,ccode,stday,stmon,styear,endday,endmon,endyear,sidea,hostlev\n"
                        "2,USA,2,7,5,1902,24,1,1903,1,3\n2,UKG,200,7,5,1902,24,1,1903,0,1\n",
}  # fmt: skip


def _records(found: Sequence[tuple[str, str, str, bytes]]) -> list[tuple[str, str, str, bytes]]:
    """Some of the samples as JSON, a record a line."""
    made = []
    for kind, name, ending, body in found:
        if ending == ".csv" and name in ("table", "chronicle", "facts", "weis"):
            rows = csv.DictReader(io.StringIO(body.decode()))
            made.append((kind, name, ".jsonl", "\n".join(map(json.dumps, rows)).encode()))
    return made


def _books(found: Sequence[tuple[str, str, str, bytes]]) -> list[tuple[str, str, str, bytes]]:
    """Some of the samples as a spreadsheet, and one as a Stata file."""
    import polars as pl

    made = []
    for kind, name, ending, body in found:
        if ending == ".csv" and name in ("table", "chronicle", "facts", "trade"):
            held = io.BytesIO()
            frame = pl.read_csv(body, infer_schema=False, truncate_ragged_lines=True)
            frame.write_excel(held)
            made.append((kind, name, ".xlsx", held.getvalue()))
            if name in ("table", "trade"):
                stata = io.BytesIO()
                pandas = frame.to_pandas().fillna("")
                pandas.columns = [re.sub(r"\W", "_", column) for column in pandas.columns]
                pandas.astype(str).to_stata(stata, write_index=False, version=118)
                made.append((kind, name, ".dta", stata.getvalue()))
    return made


def _parquet(text: bytes) -> bytes:
    import polars as pl

    held = io.BytesIO()
    pl.read_csv(text, infer_schema_length=None, truncate_ragged_lines=True).write_parquet(held)
    return held.getvalue()


def inputs(count: int, seed: int, folder: Path) -> Iterator[Input]:
    """So many damaged files; the same for a seed."""
    rng, goods = np.random.default_rng(seed), good_files(folder)
    plain = [damage for damage in DAMAGES if damage is not long_field]
    for number in range(count):
        kind, format, ending, body = goods[number % len(goods)]
        ways: list[Callable[[bytes, np.random.Generator], bytes]] = list(BINARY if ending in WHOLE else plain)
        chosen = [ways[int(i)] for i in rng.integers(len(ways), size=int(rng.integers(1, 4)))]
        if ending not in WHOLE and rng.random() < RARE:
            chosen.append(long_field)
        for damage in chosen:
            with contextlib.suppress(ValueError, IndexError):  # nothing is left that could be damaged so
                body = damage(body, rng) or b"\n"
        body, ending = (
            _packed(body, ending, rng) if kind == "events" and ending not in WHOLE else (body, ending)
        )
        yield Input(kind, format, tuple(damage.__name__ for damage in chosen), f"{number}{ending}", body)


def _packed(body: bytes, ending: str, rng: np.random.Generator) -> tuple[bytes, str]:
    """Sometimes in a zip or gzip, and sometimes that is damaged, too."""
    chance = rng.random()
    if chance > 0.2:
        return body, ending
    if chance > 0.1:
        held = gzip.compress(body, 1)
    else:
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("data.txt", body)
        held = file.getvalue()
    if rng.random() < 0.3:
        held = BINARY[int(rng.integers(len(BINARY)))](held, rng) or b"\n"
    return held, f"{ending}.gz" if chance > 0.1 else ".zip"


def one(asked: str) -> str:
    """In the child: read one file; what became of it, as JSON."""
    from tertius.errors import BadInput

    kind, format, path = json.loads(asked)
    try:
        return json.dumps(_events(path, format) if kind == "events" else _indicators(path))
    except BadInput as error:
        said = str(error)
        return json.dumps(
            {"sentence": said, "wrong": "" if "\n" not in said else "a sentence over two lines"}
        )


def _events(path: str, format: str) -> dict[str, object]:
    from tertius.events import EVENT_SCHEMA, read_events

    table = read_events(path, format=format)
    apart = table.arrow["apart"].null_count
    wrong = "" if table.arrow.schema.equals(EVENT_SCHEMA) else "another schema"
    uses = table.provenance.sources
    rows, refused = sum(use.rows for use in uses), sum(sum(use.refused.values()) for use in uses)
    usable, aside = apart, len(table) - apart
    if rows != usable + aside + refused or sum(sum(use.apart.values()) for use in uses) != aside:
        wrong = f"{rows} rows, {usable} kept, {aside} apart, {refused} refused"
    ids = table.arrow["event_id"].to_pylist()
    return {"rows": rows, "wrong": wrong or ("" if len(set(ids)) == len(ids) else "an identifier twice")}


def _indicators(path: str) -> dict[str, object]:
    from tertius.indicators import INDICATOR_SCHEMA, read_indicators

    facts = read_indicators(path)
    uses = facts.provenance.sources
    rows = sum(use.rows for use in uses)
    wrong = "" if facts.table.schema.equals(INDICATOR_SCHEMA) else "another schema"
    for use in uses:
        if use.rows != use.kept + sum(use.refused.values()):
            wrong = f"{use.rows} rows, {use.kept} kept, {sum(use.refused.values())} refused"
    return {"rows": rows, "wrong": wrong}


def run(count: int, seed: int, *, keep: Path | None = None, seconds: float = float("inf")) -> Found:
    """Read so many inputs, or as many as the time allows; the files that failed are put in `keep`."""
    found, child, until = (
        Found(),
        Aside("tests.fuzz.harness:one", seconds=SECONDS),
        time.monotonic() + seconds,
    )
    with tempfile.TemporaryDirectory() as held:
        for given in inputs(count, seed, Path(held)):
            if time.monotonic() > until:
                break
            path = Path(held) / given.name
            path.write_bytes(given.body)
            wrong = _judged(child, given, path, found)
            if wrong:
                found.failures.append(
                    f"{given.kind} {given.format} {given.name} after {'+'.join(given.how)}: {wrong}"
                )
                if keep is not None:
                    keep.mkdir(parents=True, exist_ok=True)
                    (keep / f"{seed}-{given.format}-{given.name}").write_bytes(given.body)
            path.unlink()
    return found


def _judged(child: Aside, given: Input, path: Path, found: Found) -> str:
    found.inputs += 1
    found.seen[f"{given.kind} {given.format}"] += 1
    try:
        answer = json.loads(child.ask(json.dumps([given.kind, given.format, str(path)])))
    except Died as end:
        return f"the process {end}"
    except ValueError as error:
        return f"raised: {error}"
    found.sentences += "sentence" in answer
    found.tables += "sentence" not in answer
    found.rows += int(answer.get("rows", 0))
    return str(answer["wrong"])


def main() -> int:
    """The nightly form: many inputs, the failures listed; exit 1 if there are any."""
    asked = argparse.ArgumentParser(prog="python -m tests.fuzz.harness")
    asked.add_argument("--inputs", type=int, default=100_000)
    asked.add_argument("--seed", type=int, default=int(time.time()) // 86_400, help="another every day")
    asked.add_argument("--seconds", type=float, default=float("inf"), help="stop after so many")
    asked.add_argument("--keep", type=Path, default=None, help="folder for the files that failed")
    options = asked.parse_args()
    found = run(options.inputs, options.seed, keep=options.keep, seconds=options.seconds)
    print(f"seed {options.seed}: {found.inputs} inputs, {found.tables} tables of {found.rows} rows, "
          f"{found.sentences} sentences, {len(found.failures)} failures")  # fmt: skip
    print("\n".join(found.failures[:50]), file=sys.stderr)
    return bool(found.failures)


if __name__ == "__main__":
    sys.exit(main())
