"""Estimate the reference prior and the ruler, and write both where the package reads them.

What is shipped are derived statistics of each dyad (its log-likelihood over the grids), never a row of the source.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_LZMA, ZipFile, ZipInfo

import numpy as np

from studies import PACKAGE, needed
from tertius.provenance import sha256
from tertius.relations.engagement import count_loglik, stream_counts
from tertius.relations.fits import month_major
from tertius.relations.hyper import Floats, count_grid, valence_grid
from tertius.relations.latent import grid_loglik, make_mixture, smooth_valence
from tertius.relations.prior import SMOOTHING, dyad_key, pack, steps_of

LEAST_ACTS = 4
BUSY_A_YEAR = 12


def estimate(path: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Arrays of the prior and what is said of them, from one event file."""
    from tertius.events import read_events
    from tertius.panel import build_panel

    panel = build_panel(read_events(path))
    y, n = month_major(panel.y, panel.n)
    counts, exposure = stream_counts(panel)
    logliks = grid_loglik(y, n, valence_grid())
    count_logliks = count_loglik(counts, exposure, count_grid())
    ruler = measure(y, n, counts, exposure, logliks)
    enough = panel.n.sum(axis=1) >= LEAST_ACTS
    shown = np.where(enough[:, None], logliks - logliks.max(axis=1, keepdims=True), 0.0)
    arrays = {
        "keys": np.array([dyad_key(a, b) for a, b in panel.dyads]),
        "valence": steps_of(pack(shown)),
        "counts": steps_of(pack(count_logliks - count_logliks.max(axis=1, keepdims=True))),
    }
    span = [str(panel.months[0]), str(panel.months[-1])]
    about = {
        "panel": f"{Path(path).stem}", "sha256": sha256(path), "span": span, "dyads": len(panel.dyads),
        "dyads_with_valence": int(enough.sum()), "scale": panel.scale, "ruler": ruler, "version": 4,
        "command": f"python -m studies relations_reference --data DIR {Path(path).name}",
    }  # fmt: skip
    return arrays, about


def measure(y: Floats, n: Floats, counts: Floats, exposure: Floats, logliks: Floats) -> dict[str, float]:
    """The ruler: median and inter-quartile range of smoothed x, and the median rate, over the busy dyads."""
    even = np.full(logliks.shape[1], 1 / logliks.shape[1])
    mean, _ = smooth_valence(y, n, make_mixture(logliks, valence_grid(), (even, SMOOTHING)))
    acts = np.nansum(counts, axis=0)
    busy = acts >= BUSY_A_YEAR * len(y) / 12
    low, mid, high = np.quantile(mean[:, busy], [0.25, 0.5, 0.75])
    rate = acts[busy] / exposure[:, busy].sum(axis=0)
    return {
        "c0": round(float(mid), 4), "s0": round(float(high - low), 4),
        "lambda0": round(float(np.median(rate)), 4), "busy_dyads": int(busy.sum()),
    }  # fmt: skip


def save(path: Path, arrays: Mapping[str, Any]) -> None:
    """Write arrays as `numpy.load` reads them, packed by LZMA: a fifth smaller than NumPy's own, the same bytes each time."""
    with ZipFile(path, "w") as archive:
        for name, values in arrays.items():
            held = BytesIO()
            np.save(held, np.asarray(values), allow_pickle=False)
            archive.writestr(ZipInfo(f"{name}.npy"), held.getvalue(), compress_type=ZIP_LZMA)


def main(data: Path | None, arguments: list[str]) -> int:
    """Estimate and write ``reference_prior.npz`` and ``reference_prior.json``."""
    parser = argparse.ArgumentParser(prog="python -m studies relations_reference")
    parser.add_argument("file", nargs="?", default="weis_1966_1975.csv", help="in events/ (WEIS 1966-75)")
    parser.add_argument("--out", default=str(PACKAGE), help="folder to write to (default: the package)")
    options = parser.parse_args(arguments)
    arrays, about = estimate(str(needed(data, "events", options.file)))
    save(Path(options.out) / "reference_prior.npz", arrays)
    text = json.dumps(about, indent=1) + "\n"
    (Path(options.out) / "reference_prior.json").write_text(text, encoding="utf-8")
    print(text, end="")
    return 0
