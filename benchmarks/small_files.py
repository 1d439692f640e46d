"""Many small files into the store, together and each by itself: 400 of 1,500 rows, GDELT's and tables of one's own.

The peer is the store itself when every file is ingested alone, which is what it did before it joined small files. Rows, marks
and refusals of the two stores are compared.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.ingest_parts.files import CACHE, gdelt_files
from benchmarks.rows import Row
from tertius.events.store import LedgerLine, Store

FILES, ROWS = 400, 1500
ALONE = 60  # files that the peer stores; its time grows with them


def run(scale: float = 1.0) -> list[Row]:
    """A row a format: seconds a file."""
    count = max(int(FILES * scale), 20)
    with tempfile.TemporaryDirectory(dir=CACHE if CACHE.is_dir() else None) as made:
        return [_measured(name, make(Path(made) / name, count)) for name, make in KINDS.items()]


def _measured(name: str, files: list[Path]) -> Row:
    some = files[: min(ALONE, len(files))]
    _stored(files[:10])  # everything is imported
    ours, used, lines, data = _stored(files)
    peer, peer_used, alone, _ = _stored(some, alone=True)
    told = {line.sha256: (line.kept, line.duplicates, line.refused, line.apart) for line in lines}
    agree = all(told[line.sha256] == (line.kept, line.duplicates, line.refused, line.apart) for line in alone)
    note = (
        f"seconds a file, {len(files)} files of {ROWS} rows in {data} data files; peer timed on {len(some)}; "
        f"cpu {used / len(files):.3g} s a file, peer {peer_used / len(some):.3g} s"
    )
    return Row(
        f"small files, {name}", ours / len(files), "each by itself", peer / len(some), agree, note=note
    )


def _stored(files: list[Path], *, alone: bool = False) -> tuple[float, float, list[LedgerLine], int]:
    """Seconds, processor seconds, ledger lines and data files of an ingest."""
    with tempfile.TemporaryDirectory(dir=files[0].parent.parent) as folder:
        store, begin, used = Store(Path(folder) / "store"), time.perf_counter(), time.process_time()
        lines = [line for path in files for line in store.ingest(path)] if alone else store.ingest(files)
        took = time.perf_counter() - begin, time.process_time() - used
        return *took, lines, len(list((store.path / "data").iterdir()))


def _gdelt(folder: Path, count: int) -> list[Path]:
    """Files of 58 columns, cut from one of the ingest benchmark's."""
    folder.mkdir(parents=True)
    (whole,) = gdelt_files(count * ROWS)
    files = []
    with open(whole, "rb") as lines:
        for number in range(count):
            path = folder / f"{number:04d}.export.CSV"
            path.write_bytes(b"".join(next(lines) for _ in range(ROWS)))
            files.append(path)
    return files


def _tables(folder: Path, count: int) -> list[Path]:
    """Tables as people keep them: a date, two states, a CAMEO code and a remark."""
    folder.mkdir(parents=True)
    states, codes = (
        ("USA", "CHN", "RUS", "GBR", "FRA", "JPN", "IND", "PAK"),
        ("042", "043", "057", "190", "112"),
    )
    files = []
    for number in range(count):
        rows = ["date,source,target,cameo,note"]
        for row in range(ROWS):
            n = number * ROWS + row
            day = f"{1980 + number % 40}-{1 + n % 12:02d}-{1 + n // 12 % 28:02d}"
            rows.append(f"{day},{states[n % 8]},{states[(n // 8 + n % 8 + 1) % 8]},{codes[n % 5]},remark {n}")
        path = folder / f"{number:04d}.csv"
        path.write_text("\n".join(rows) + "\n")
        files.append(path)
    return files


KINDS: dict[str, Callable[[Path, int], list[Path]]] = {"GDELT": _gdelt, "own tables": _tables}
