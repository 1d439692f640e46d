"""Builds the record that ships: tallies, yearly facts and their ledger, from a folder of extracts.

``python -m studies world --data DIR [--out DIR] [--all]`` reads ``DIR/events`` and ``DIR/structural``. Without ``--out`` it
writes into the package. Only sources whose figures may be passed on are taken; ``--all`` takes every event file that can be
read, for a record of one's own (point the variable TERTIUS_WORLD at it).
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tertius.errors import BadInput
from tertius.provenance import sha256
from tertius.world.entries import Entry, write_ledger
from tertius.world.place import SHIPPED

if TYPE_CHECKING:
    import polars as pl

    from tertius.events import EventTable


@dataclass(frozen=True)
class Terms:
    """Under which terms figures of a source may be passed on."""

    licence: str
    holds: str = "tallies"


MAY_SHIP = {
    "weis": Terms("none stated with the copy read; figures made by counting, no row is passed on"),
    "icews-entities": Terms(
        "BSD stated with the copy read; figures made by counting, no row is passed on", "scores"
    ),
}
OWN = {
    "pacts.csv": "Pacts of the great powers",
    "missions.csv": "Diplomatic relations not held",
    "disputes.csv": "Armed disputes and crises",
    "rivalries.csv": "Rivalries",
}


def main(data: Path | None, arguments: list[str]) -> int:
    """Build the record and print what it holds."""
    parser = argparse.ArgumentParser(prog="python -m studies world", description=__doc__)
    parser.add_argument("--out", type=Path, default=SHIPPED, metavar="DIR")
    parser.add_argument(
        "--all", action="store_true", help="every event file that can be read; not to be passed on"
    )
    options = parser.parse_args(arguments)
    if data is None or not data.is_dir():
        raise BadInput(f"--data {data}", "a folder with events/ and structural/")
    options.out.mkdir(parents=True, exist_ok=True)
    entries = (
        *_events(data / "events", options.out, every=options.all),
        *_facts(data / "structural", options.out),
    )
    write_ledger((*entries, *_own()), options.out)
    total = sum(path.stat().st_size for path in options.out.iterdir() if path.is_file())
    for entry in entries:
        print(
            f"{entry.name:16} {entry.holds:8} {entry.rows:9,} rows  {entry.figures:9,} figures  {entry.coverage}"
        )
    print(f"{options.out}: {total / 1e6:.2f} MB")
    return 0


def _events(folder: Path, out: Path, *, every: bool) -> list[Entry]:
    import polars as pl

    entries, cells, volumes = [], [], []
    for name, files in _grouped(folder, every=every).items():
        entry, made, volume = _tallied(name, files)
        entries.append(entry)
        cells.append(made)
        volumes.append(volume)
    if not entries:
        raise BadInput(f"no event file in {folder} may ship", f"files of {', '.join(MAY_SHIP)}", "or --all")
    _write(pl.concat(cells).sort("dataset", "source", "target", "month"), out / "tallies.parquet")
    _write(pl.concat(volumes), out / "volumes.parquet")
    return entries


def _grouped(folder: Path, *, every: bool) -> dict[str, list[Path]]:
    """The files of each source, by what they are detected as."""
    groups: dict[str, list[Path]] = {}
    for path in sorted(each for each in folder.iterdir() if each.is_file()):
        try:
            (name,) = _read([path]).datasets
        except (BadInput, ValueError):
            continue  # no event file, or one that holds several sources
        if every or name in MAY_SHIP:
            groups.setdefault(name, []).append(path)
    return groups


def _read(paths: list[Path]) -> EventTable:
    from tertius.events import read_events

    return read_events([str(path) for path in paths])


def _tallied(name: str, files: list[Path]) -> tuple[Entry, pl.DataFrame, pl.DataFrame]:
    from tertius.events import SOURCES
    from tertius.world.packing import tally, volume

    events = _read(files)
    cells, months = tally(events), volume(events)
    first, last = (months["month"].min(), months["month"].max())
    years = f"{1970 + int(first) // 12}-{1970 + int(last) // 12}"  # type: ignore[arg-type, call-overload]
    terms = MAY_SHIP.get(name, Terms("not to be passed on: terms not read"))
    info = SOURCES[name]
    thinned = "; thinned unevenly: scores only, never a count" if terms.holds == "scores" else ""
    entry = Entry(
        name,
        info.title,
        terms.holds,
        years + thinned,
        terms.licence,
        info.cite,
        _hashed(files),
        len(events),
        len(cells),
    )
    return entry, cells, months


def _facts(folder: Path, out: Path) -> list[Entry]:
    from tertius.indicators import INDICATOR_SOURCES, read_indicators
    from tertius.world.packing import AGREEMENT, pack_agreement, read_visits

    votes, journeys = folder / "un_agreement_dyad_year.parquet", folder / "us_visits_1945_2020.csv"
    read = read_indicators([votes], names=["un_agreement"])
    agreement = pack_agreement(read)
    half = agreement.height // 2
    for name, piece in zip(AGREEMENT, (agreement[:half], agreement[half:]), strict=True):
        _write(piece, out / name)
    visits, refused = read_visits(journeys)
    _write(visits, out / "visits.parquet")
    info = INDICATOR_SOURCES["un-agreement"]
    lost = ", ".join(f"{count} refused: {reason}" for reason, count in refused.items())
    return [
        Entry(
            "un-agreement", info.title, "facts", info.coverage, info.licence, info.cite, _hashed([votes]),
            read.provenance.sources[0].rows, int(agreement["share"].list.len().sum()),
        ),
        Entry(
            "us-visits", "Journeys abroad of United States presidents and secretaries of state", "visits",
            f"1945-2020; engagement only{'; ' + lost if lost else ''}", "public domain: a work of the United States government",
            "Office of the Historian, U.S. Department of State. Travels of the President; Travels of the Secretary",
            _hashed([journeys]), int(visits.select("president", "secretary").sum_horizontal().sum()), visits.height,
        ),
    ]  # fmt: skip


def _own() -> list[Entry]:
    """What the project wrote down itself."""
    from tertius.cases import chronicle_names
    from tertius.cases.legs import chronicle_path
    from tertius.cases.phases import read_table

    terms = "Apache-2.0: dated facts in our own words"
    made = [
        Entry(
            name.removesuffix(".csv"), f"{title}, dated by named treaties and works", "facts", "1945-2025", terms,
            f"Tertius, {name}, with the treaty or work of each row", _hashed([SHIPPED / name]),
            len(read_table(SHIPPED / name)), len(read_table(SHIPPED / name)),
        )
        for name, title in OWN.items()
    ]  # fmt: skip
    files = [chronicle_path(name) for name in chronicle_names()]
    rows = sum(len(read_table(path)) for path in files)
    named = tuple((name, sha256(path)) for name, path in zip(chronicle_names(), files, strict=True))
    cite = "Tertius casebook, with the reference of every act that is used"
    return [
        *made,
        Entry("casebook", "Chronicles of the casebook", "acts", "1945-2025", terms, cite, named, rows, rows),
    ]


def _hashed(paths: list[Path]) -> tuple[tuple[str, str], ...]:
    return tuple((path.name, sha256(path)) for path in paths)


def _write(frame: pl.DataFrame, path: Path) -> None:
    frame.write_parquet(path, compression="zstd", compression_level=19, statistics=False)
