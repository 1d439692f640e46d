"""Similarity of two states' ties: S, and the same with agreement by chance taken off, kappa and pi.

S: Signorino and Ritter, "Tau-b or not tau-b", International Studies Quarterly 43 (1999) 115-144, with absolute distances.
kappa and pi: Haege, "Choice or circumstance? Adjusting measures of foreign policy similarity for chance agreement", Political
Analysis 19 (2011) 287-305, with squared distances: 1 - observed / expected disagreement, expected from each state's own margins
(kappa, Cohen) or from both together (pi, Scott).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

from studies.reproductions import file_of

Floats = npt.NDArray[np.float64]
YEAR, HIGH, TOP = 1965, 0.8, 3.0


def signorino_ritter(x: Floats, y: Floats, *, most: float) -> float:
    """S = 1 - 2 sum |x - y| / (n most), in [-1, 1]."""
    return float(1 - 2 * np.abs(x - y).sum() / (len(x) * most))


def kappa(x: Floats, y: Floats) -> float:
    """1 - mean (x - y)^2 / (var x + var y + (mean x - mean y)^2); NaN where both never vary nor differ."""
    expected = x.var() + y.var() + (x.mean() - y.mean()) ** 2
    return float(1 - np.square(x - y).mean() / expected) if expected > 0 else float("nan")


def pi(x: Floats, y: Floats) -> float:
    """1 - mean (x - y)^2 / (2 var of both together); NaN where both never vary."""
    expected = 2 * np.concatenate([x, y]).var()
    return float(1 - np.square(x - y).mean() / expected) if expected > 0 else float("nan")


#: Two portfolios and what they give, worked by hand: distances 0 1 0 0; variances 3/2 and 19/16, means 1 and 5/4, together 87/64.
BY_HAND = (np.array([0.0, 0.0, 1.0, 3.0]), np.array([0.0, 1.0, 1.0, 3.0]), (5 / 6, 10 / 11, 79 / 87))


def portfolios(path: Path, year: int) -> tuple[tuple[int, ...], Floats]:
    """States, and their ties of one year: 3 a pact of defence, 2 neutrality or non-aggression, 1 consultation, 0 none.

    Array, shape (state, state); a state is tied to itself by a pact of defence, as in the works cited.
    """
    import polars as pl

    frame = pl.read_parquet(path).filter(pl.col("year") == year)
    states = sorted(set(frame["ccode1"].to_list()) | set(frame["ccode2"].to_list()))
    place = {state: i for i, state in enumerate(states)}
    out = np.diag(np.full(len(states), TOP))
    for a, b, _, defence, _, neutral, apart, consult in frame.rows():
        tie = TOP if defence == 1 else 2.0 if 1 in (neutral, apart) else float(consult == 1)
        out[place[a], place[b]] = max(out[place[a], place[b]], tie)
        out[place[b], place[a]] = max(out[place[b], place[a]], tie)
    return tuple(states), out


def report(data: Path | None) -> list[str]:
    """The case worked by hand, then all pairs of one year."""
    x, y, wanted = BY_HAND
    ours = signorino_ritter(x, y, most=TOP), kappa(x, y), pi(x, y)
    lines = [f"{'by hand':9} S {wanted[0]:.6f} kappa {wanted[1]:.6f} pi {wanted[2]:.6f}"]
    lines.append(f"{'ours':9} S {ours[0]:.6f} kappa {ours[1]:.6f} pi {ours[2]:.6f}")
    states, ties = portfolios(file_of(data, "structural/atop_alliance_ddyad_year_1945_2018.parquet"), YEAR)
    one, two = np.triu_indices(len(states), 1)
    pairs = [(ties[i], ties[j]) for i, j in zip(one, two, strict=True)]
    s = np.array([signorino_ritter(*pair, most=TOP) for pair in pairs])
    p = np.array([pi(*pair) for pair in pairs])
    k = np.array([kappa(*pair) for pair in pairs])
    apart = ties[one, two] == 0
    lines.append(
        f"{len(states)} states with an alliance in {YEAR}, {len(pairs)} pairs, {apart.sum()} of them without a tie:"
    )
    for name, values in (("S", s), ("kappa", k), ("pi", p)):
        lines.append(
            f"  {name:6} median {np.median(values):5.2f}, of pairs without a tie {np.median(values[apart]):5.2f}; "
            f"share above {HIGH}: {(values > HIGH).mean():.2f}"
        )
    return lines
