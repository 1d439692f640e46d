"""Vector autoregressions of the great powers' acts: inertia, reciprocity, third-party response, Granger tests, impulses.

After Goldstein and Freeman, "U.S.-Soviet-Chinese relations: routine, reciprocity, or rational expectations?", American Political
Science Review 85 (1991) 17-35. Series are monthly means of Goldstein scores by direction, months without an act 0 (no act moved
the relation), as sums would have it; `statsmodels` fits them.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from studies.reproductions import file_of

if TYPE_CHECKING:
    import numpy.typing as npt

WAYS = (("USA", "RUS"), ("RUS", "USA"), ("USA", "CHN"), ("CHN", "USA"), ("RUS", "CHN"), ("CHN", "RUS"))
LAGS, AHEAD, SHOCKS = 6, 6, 200


def weis_series() -> tuple[tuple[str, ...], npt.NDArray[np.float64]]:
    """Names of the six directions, and the sum of their Goldstein scores by month, array, shape (month, direction)."""
    from tertius.claims.feeds import tally_feed

    feed = tally_feed("weis")
    first, last = feed.months
    out = np.zeros((last - first + 1, len(WAYS)))
    for source, target, month, _, total, *_ in feed.cells.rows():
        if (source, target) in WAYS:
            out[month - first, WAYS.index((source, target))] += total
    return tuple(f"{a}>{b}" for a, b in WAYS), out


def fitted(values: npt.NDArray[np.float64], lags: int | None = None) -> Any:
    """The autoregression, lags by Akaike's criterion up to `LAGS` unless given; series in standard deviations."""
    from statsmodels.tsa.api import VAR

    model = VAR((values - values.mean(axis=0)) / values.std(axis=0))
    order = lags or max(1, int(model.select_order(LAGS).aic))
    return model.fit(order)


def granger(found: Any, names: tuple[str, ...]) -> list[tuple[str, str, float]]:
    """p-value of every "the past of one helps to foretell the other"."""
    places = range(len(names))
    return [
        (names[i], names[j], float(found.test_causality(j, [i], kind="f").pvalue))
        for j in places
        for i in places
        if i != j
    ]


def kind_of(cause: str, effect: str) -> str:
    """``reciprocity`` (the reverse direction), ``own third-party`` (same actor) or ``third-party``."""
    (a, b), (c, d) = cause.split(">"), effect.split(">")
    if (a, b) == (d, c):
        return "reciprocity"
    return "same actor, other target" if a == c else "third-party"


def inertia(found: Any, names: tuple[str, ...]) -> list[tuple[str, float, float]]:
    """Sum of a series' coefficients on its own past, and the p-value that they are all zero."""
    from scipy import stats

    rows = []
    for k, name in enumerate(names):
        own = [1 + lag * len(names) + k for lag in range(found.k_ar)]
        beta = np.asarray(found.params)[own, k]
        width = np.asarray(found.params).shape[0]
        cov = np.asarray(found.cov_params())
        at = [k + len(names) * row for row in own]
        assert cov.shape[0] == width * len(names)
        wald = float(beta @ np.linalg.solve(cov[np.ix_(at, at)], beta))
        rows.append((name, float(beta.sum()), float(stats.chi2.sf(wald, len(own)))))
    return rows


def impulses(found: Any, names: tuple[str, ...]) -> list[tuple[str, str, float, float, float]]:
    """Sum of the response over `AHEAD` months to one standard deviation of the other's news, orthogonal, with 90 % bounds."""
    response = found.irf(AHEAD)
    mean = response.orth_cum_effects[AHEAD]
    low, high = response.cum_errband_mc(orth=True, repl=SHOCKS, signif=0.1, rng=np.random.default_rng(1))
    return [
        (names[i], names[j], float(mean[j, i]), float(low[AHEAD, j, i]), float(high[AHEAD, j, i]))
        for j in range(len(names))
        for i in range(len(names))
        if i != j
    ]


def _lines(found: Any, names: tuple[str, ...]) -> list[str]:
    lines = [
        f"{found.nobs} months, {found.k_ar} lags by AIC",
        "inertia: own coefficients, and p that all are zero",
    ]
    lines += [f"  {name:9} {total:6.2f}  p {p:.3f}" for name, total, p in inertia(found, names)]
    lines.append("Granger, p below .05:")
    lines += [
        f"  {i:9} to {j:9} {kind_of(i, j):25} p {p:.3f}" for i, j, p in granger(found, names) if p < 0.05
    ]
    lines.append(f"impulses over {AHEAD} months whose 90 % bounds leave zero:")
    told = [row for row in impulses(found, names) if row[3] > 0 or row[4] < 0]
    lines += [
        f"  {i:9} to {j:9} {kind_of(i, j):25} {mean:5.2f} ({lo:.2f} to {hi:.2f})"
        for i, j, mean, lo, hi in told
    ]
    return lines


def weis_report(data: Path | None) -> list[str]:
    """The triangle on WEIS, from the tallies that ship."""
    names, values = weis_series()
    found = fitted(values)
    tested: dict[str, list[float]] = {}
    for i, j, p in granger(found, names):
        tested.setdefault(kind_of(i, j), []).append(p)
    share = [f"{kind}: {sum(p < 0.05 for p in ps)} of {len(ps)} below .05" for kind, ps in tested.items()]
    return [*_lines(found, names), "; ".join(share)]


def copdab_report(data: Path | None) -> list[str]:
    """The United States and the Soviet Union on COPDAB, 1948-78."""
    import polars as pl

    frame = pl.read_csv(file_of(data, "events/copdab_monthly_1948_1978.csv"))
    values = frame.select("us2ussr", "ussr2us").to_numpy().astype(float)
    good = np.isfinite(values).all(axis=1)
    return _lines(fitted(values[good]), ("USA>RUS", "RUS>USA"))
