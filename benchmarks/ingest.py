"""Files -> store -> panel, on GDELT-format files of 1, 5 and 20 million rows (``TERTIUS_BENCH_ROWS=1e6,5e6`` for fewer).
On a busy machine ``TERTIUS_BENCH_RUNS=3`` takes all ways in turn, three times, and of each the run with the least seconds.

Every way runs in a process of its own, so that its peak of memory is its own; the answers are compared.
"""

from __future__ import annotations

import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.ingest_parts.files import CACHE, gdelt_files
from benchmarks.rows import Row

SIZES = tuple(int(float(size)) for size in os.environ.get("TERTIUS_BENCH_ROWS", "1e6,5e6,20e6").split(","))


RUNS = int(os.environ.get("TERTIUS_BENCH_RUNS", "1"))


def run(scale: float = 1.0) -> list[Row]:
    """Measure every size; below full scale the three sizes shrink alike."""
    rows: list[Row] = []
    for size in SIZES:
        rows += measure(max(int(size * scale), 20_000))
    return rows


def measure(size: int) -> list[Row]:
    """The four comparisons of one size."""
    files = gdelt_files(size)
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as made:
        every = [_each(Path(made), files) for _ in range(RUNS)]
    best = {name: min((got[name] for got in every), key=_seconds) for name in every[0]}
    return _rows(f"{size / 1e6:g} M rows", best)


def _each(folder: Path, files: list[Path]) -> dict[str, dict[str, Any]]:
    """Every way once, one after another; nothing is left of what they wrote."""
    got = {name: way(name, folder, files) for name in ("ours", "panel", "group")}
    shutil.rmtree(folder / "store")
    for name, pattern in (("copy", "bare-*"), ("pandas", "pandas-*"), ("usecols", "none-*")):
        got[name] = way(name, folder, files)
        for path in folder.glob(pattern):
            path.unlink()
    return got


def _seconds(found: dict[str, Any]) -> float:
    return float(found.get("store_s", 0.0) + found.get("panel_s", 0.0))


def way(name: str, folder: Path, files: list[Path]) -> dict[str, Any]:
    """Run one way in a process of its own."""
    print(f"  {name} on {len(files)} files ...", file=sys.stderr, flush=True)
    command = [sys.executable, "-m", "benchmarks.ingest_parts.ways", name, str(folder), *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{name} failed: {done.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    print(f"    {found}", file=sys.stderr, flush=True)
    return found


def _rows(size: str, got: dict[str, dict[str, Any]]) -> list[Row]:
    ours, pandas, copy = got["ours"], got["pandas"], got["copy"]
    whole = ours["store_s"] + ours["panel_s"]
    same = all(
        ours[name] == pandas[name] for name in ("rows", "duplicates", "cells", "acts")
    ) and math.isclose(ours["total"], pandas["total"], rel_tol=1e-9, abs_tol=1e-6)
    peaks = f"peak {ours['peak_mib']:.0f} MiB, pandas {pandas['peak_mib']:.0f}; {_cpu(ours, pandas)}"
    sizes = f"{ours['bytes'] / 1e6:.0f} MB stored, bare {copy['bytes'] / 1e6:.0f}; {_cpu(ours, copy)}"
    return [
        Row(
            f"files to store to panel, {size}", whole, "pandas, same job", pandas["store_s"] + pandas["panel_s"], same,
            note=peaks,
        ),
        Row(f"files to store, {size}", ours["store_s"], "bare DuckDB COPY", copy["store_s"], None, limit=True, note=sizes),
        Row(
            f"store to panel, {size}", got["panel"]["panel_s"], "bare DuckDB group-by", got["group"]["panel_s"],
            got["panel"]["acts"] == got["group"]["acts"], limit=True, note="best of three, warm",
        ),
        Row(
            f"price of keeping all, {size}", whole, "pandas usecols to panel", got["usecols"]["panel_s"], None,
            note="it keeps nothing and marks no duplicates",
        ),
    ]  # fmt: skip


def _cpu(ours: dict[str, Any], peer: dict[str, Any]) -> str:
    """Processor seconds of the whole process, imports included: steadier than the clock on a busy machine."""
    return f"cpu {ours['cpu_s']:.3g} s, peer {peer['cpu_s']:.3g} s"
