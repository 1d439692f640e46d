"""Placebos of a registered claim: compiled sums, against least squares redraw by redraw in a plain loop.

The work is claim C2 on the sources that ship: the slope of P(middle) on rivalry within pivots and its jackknife over
pairs of rivals, for redrawn exposures. The peer takes each unit's mean off and solves with `numpy.linalg.lstsq`, once for
every redraw and every pair left out; slopes and errors must agree to 1e-8. The second row is the whole list with its
1,000 redraws a placebo.
"""

from __future__ import annotations

import time

import numpy as np

from benchmarks.rows import Row
from tertius.claims import read_registered, shipped_feeds, try_claims
from tertius.claims.designs import panel_design
from tertius.claims.moment_kernels import permuted_moments
from tertius.claims.quantities import measure_feed
from tertius.claims.slope import Design, slopes

REDRAWS, WHOLE, ALLOWED = 200, 1000, 180.0


def run(scale: float = 1.0) -> list[Row]:
    """Measure on a share of the redraws."""
    count = max(10, round(REDRAWS * scale))
    claim = next(each for each in read_registered().claims if each.id == "C2")
    design = panel_design(claim, [measure_feed(feed) for feed in shipped_feeds()])
    rng = np.random.default_rng(0)
    exposures = np.stack([design.permuted(rng) for _ in range(count)])
    _ours(design, exposures[:2])  # compiled outside the clock
    begun = time.perf_counter()
    ours = _ours(design, exposures)
    ours_s = time.perf_counter() - begun
    begun = time.perf_counter()
    plain = np.array([_plain(design, each[0]) for each in exposures]).T
    peer_s = time.perf_counter() - begun
    far = float(np.nanmax(np.abs(np.stack(ours) - plain)))
    note = f"{design.outcome.shape[0]} pivots, {count} redraws; differ by {far:.0e} at most"
    return [
        Row("claims: redraws of one placebo", ours_s, "NumPy, a loop", peer_s, far < 1e-8, note=note),
        _whole(scale),
    ]


def _ours(design: Design, exposures: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return slopes(permuted_moments(design.columns, exposures, design.cluster, design.clusters))[:2]


def _plain(design: Design, exposure: np.ndarray) -> tuple[float, float]:
    columns, cluster = [], []
    for x, y, group in zip(exposure, design.outcome, design.cluster, strict=True):
        good = np.isfinite(x) & np.isfinite(y)
        if good.sum() >= 2:
            columns.append(np.stack([x[good] - x[good].mean(), y[good] - y[good].mean()]))
            cluster.append(np.full(good.sum(), group))
    (x, y), names = np.concatenate(columns, axis=1), np.concatenate(cluster)

    def slope(keep: np.ndarray) -> float:
        return float(np.linalg.lstsq(x[keep, None], y[keep], rcond=None)[0][0])

    told = [group for group in np.unique(names) if np.square(x[names == group]).sum() > 1e-12]
    parts = np.array([slope(names != group) for group in told])
    error = np.sqrt((len(told) - 1) / len(told) * np.square(parts - parts.mean()).sum())
    return slope(np.ones(len(x), dtype=bool)), float(error)


def _whole(scale: float) -> Row:
    times = max(20, round(WHOLE * scale))
    begun = time.perf_counter()
    found = try_claims(rng=np.random.default_rng(0), permutations=times)
    seconds = time.perf_counter() - begun
    note = f"{len(found.verdicts)} claims, {sum(found.pivots)} pivots, {times} redraws a placebo; the peer is what is allowed"
    return Row("claims: the registered list", seconds, "three minutes", ALLOWED, True, limit=True, note=note)
