"""Does the estimate go with what it has not seen?

Rank correlations over dyad-years of smoothed valence (WEIS 1966-75) with UN agreement, arms, disputes and defence pacts,
none of which enter the fit; chronicles against WEIS on the dyads and months both have, with the strength-to-Goldstein
factor that fits best there; and what another scale does to the order of dyads.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from studies import needed
from tertius.relations.estimate import estimate_relations
from tertius.relations.hyper import Floats
from tertius.relations.prior import dyad_key
from tertius.relations.several import align

if TYPE_CHECKING:
    from tertius.panel import Panel
    from tertius.relations.result import Relations

LEAST_ACTS = 12
LEAST_MONTHS = 5
RESAMPLES = 200
LEFT_OUT = ("un_agreement", "sipri", "atop", "cow_mid_dirdisps", "td_rivalries")


def yearly(relations: Relations) -> tuple[Floats, Any]:
    """Mean of smoothed x over each year, shape (dyad, year), and the years."""
    years = relations.months.astype("M8[Y]").astype(int) + 1970
    wanted = np.unique(years)
    return np.stack([relations.mean[:, years == year].mean(axis=1) for year in wanted], axis=1), wanted


def rank_correlation(a: Floats, b: Floats, rng: np.random.Generator) -> dict[str, Any]:
    """Spearman's correlation over all cells both have, with a 90 % interval that resamples whole dyads."""
    from scipy.stats import spearmanr

    both = np.isfinite(a) & np.isfinite(b)
    rows = np.flatnonzero(both.any(axis=1))
    if both.sum() < 20 or np.unique(b[both]).size < 2:
        return {"dyads": len(rows), "cells": int(both.sum()), "rho": None}
    sampled = []
    for _ in range(RESAMPLES):
        pick = rng.choice(rows, len(rows))
        keep = both[pick]
        sampled.append(spearmanr(a[pick][keep], b[pick][keep]).statistic)
    low, high = np.nanquantile(sampled, [0.05, 0.95])
    rho = float(spearmanr(a[both], b[both]).statistic)
    return {
        "dyads": len(rows),
        "cells": int(both.sum()),
        "rho": round(rho, 3),
        "interval": [round(low, 3), round(high, 3)],
    }


def against_indicators(relations: Relations, folder: Path, rng: np.random.Generator) -> dict[str, Any]:
    """Rank correlation of yearly valence with every indicator in the structural data, dyads with at least 12 acts."""
    from tertius.indicators import read_indicators

    facts = read_indicators([str(path) for start in LEFT_OUT for path in sorted(folder.glob(start + "*"))])
    x, years = yearly(relations)
    x = np.where((relations.panel.n.sum(axis=1) >= LEAST_ACTS)[:, None], x, np.nan)
    rows = np.flatnonzero(np.isfinite(x).all(axis=1))
    dyads = [relations.dyads[row] for row in rows]
    report = {}
    for name in facts.names:
        values, _ = facts.matrix(name, dyads, years)
        report[name] = rank_correlation(x[rows], np.asarray(values, dtype=float), rng)
    return report


def chronicle_pairs(stream: Panel) -> list[tuple[str, str, Panel, int]]:
    """(case, dyad, chronicle on the stream's dyads and months, row) for every dyad a shipped chronicle shares with it.

    A dyad that several chronicles carry (the same acts) is taken once.
    """
    from tertius.cases import case_names, load_case
    from tertius.panel import build_panel

    found: list[tuple[str, str, Panel, int]] = []
    seen: set[str] = set()
    for name in case_names():
        panel = align(build_panel(load_case(name).events), stream)
        for row in np.flatnonzero(np.isfinite(panel.y).sum(axis=1) >= LEAST_MONTHS):
            key = dyad_key(*stream.dyads[row])
            if key not in seen and stream.n[row].sum() > 0:
                seen.add(key)
                found.append((name, key, panel, int(row)))
    return found


def against_chronicles(relations: Relations) -> dict[str, Any]:
    """Chronicle acts against the stream's smoothed x in the same month: rank correlation and the best factor.

    The factor is the slope of x on strength with an intercept (the stream's own neutral point), over dyads pooled.
    """
    from scipy.stats import spearmanr

    rows, strength, valence = [], [], []
    for case, key, panel, row in chronicle_pairs(relations.panel):
        at = np.flatnonzero(np.isfinite(panel.y[row]) & (panel.n[row] >= 0.5))
        s, x = panel.y[row, at] / 3.0, relations.mean[row, at]
        strength.append(s)
        valence.append(x)
        rho = float(spearmanr(s, x).statistic) if len(at) >= 5 and np.ptp(s) > 0 else None
        rows.append(
            {"case": case, "dyad": key, "months": len(at), "rho": None if rho is None else round(rho, 3)}
        )
    if not rows:
        return {"dyads": []}
    s, x = np.concatenate(strength), np.concatenate(valence)
    slope, intercept = np.polyfit(s, x, 1)
    pooled = {"months": len(s), "rho": round(float(spearmanr(s, x).statistic), 3)}
    fit = {"slope": round(float(slope), 3), "intercept": round(float(intercept), 3)}
    return {
        "dyads": rows,
        "pooled": pooled,
        "goldstein_per_strength_on_smoothed_x": fit,
        **raw_factor(relations.panel),
    }


def raw_factor(stream: Panel) -> dict[str, Any]:
    """Slope of the stream's own monthly mean on chronicle strength, months both have, weighted by acts."""
    strength, score, weight = [], [], []
    for _, _, panel, row in chronicle_pairs(stream):
        at = np.flatnonzero((panel.n[row] >= 0.5) & (stream.n[row] > 0) & np.isfinite(panel.y[row]))
        strength.append(panel.y[row, at] / 3.0)
        score.append(stream.y[row, at])
        weight.append(np.sqrt(stream.n[row, at]))
    s, y, w = (np.concatenate(part) for part in (strength, score, weight))
    (slope, intercept), cov = np.polyfit(s, y, 1, w=w, cov=True)
    fit = {"months": len(s), "slope": round(float(slope), 3), "se": round(float(np.sqrt(cov[0, 0])), 3)}
    return {"goldstein_per_strength_on_monthly_means": {**fit, "intercept": round(float(intercept), 3)}}


def scale_swaps(table: Any, base: Relations, scales: tuple[str, ...]) -> dict[str, Any]:
    """Spearman's correlation of the dyads' mean valence under another scale with that under Goldstein."""
    from scipy.stats import spearmanr

    from tertius.panel import build_panel

    busy = base.panel.n.sum(axis=1) >= LEAST_ACTS
    keys = {base.dyads[row]: base.mean[row].mean() for row in np.flatnonzero(busy)}
    report = {}
    for scale in scales:
        other = estimate_relations(build_panel(table, scale=scale))
        theirs = {dyad: other.mean[row].mean() for row, dyad in enumerate(other.dyads) if dyad in keys}
        shared = sorted(theirs)
        rho = spearmanr([keys[d] for d in shared], [theirs[d] for d in shared]).statistic
        report[scale] = {"dyads": len(shared), "rho": round(float(rho), 3)}
    return report


def main(data: Path | None, arguments: list[str]) -> int:
    """Run all comparisons and print one JSON object."""
    from tertius.events import read_events
    from tertius.panel import build_panel

    parser = argparse.ArgumentParser(prog="python -m studies relations_validity")
    parser.add_argument("--seed", type=int, default=1)
    rng = np.random.default_rng(parser.parse_args(arguments).seed)
    weis = read_events(str(needed(data, "events", "weis_1966_1975.csv")))
    relations = estimate_relations(build_panel(weis))
    report = {
        "weis and indicators left out": against_indicators(relations, needed(data, "structural"), rng),
        "weis and chronicles": against_chronicles(relations),
        "weis: other scales": scale_swaps(weis, relations, ("quad", "strength")),
    }
    icews = read_events(str(needed(data, "events", "icews_2014_entities.parquet")))
    base = estimate_relations(build_panel(icews))
    report["icews: other scales"] = scale_swaps(
        icews, base, ("goldstein-icews", "quad", "plover", "casualty")
    )
    print(json.dumps(report, indent=1))
    return 0
