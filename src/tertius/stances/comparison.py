"""``python -m tertius.stances.comparison [EVENTS]``: the stance models against simpler ones, on held-out
triangles.

Table 1: the shipped cases (their pivots' legs never teach the pooled numbers), scored against every voice
that dates at least two phases; mean over voices, then over cases. Table 2, with an event file: triangles
split in two halves by pivot, numbers learnt on one half, one-step-ahead log predictive density of the
measurements on the other.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tertius import regimes
from tertius.stances.agreement import score_labels
from tertius.stances.labels import allowed_states, as_codes, label_voice
from tertius.stances.segmenting import Stances, segment
from tertius.stances.signatures import StanceModel, theory

if TYPE_CHECKING:
    from tertius.cases import Case
    from tertius.triangles import Triangle

Ints = npt.NDArray[np.int64]
COLUMNS = ("covering", "f1 at 6", "f1 at 12", "ari", "log score")
LEAST_SEGMENTS = 2


def case_table(names: Iterable[str], *, seed: int = 1) -> dict[str, dict[str, float]]:
    """Mean scores of every model over the cases that have voices with two phases or more."""
    rows: dict[str, list[dict[str, float]]] = {}
    for name in names:
        for model, scores in case_scores(name, seed=seed).items():
            rows.setdefault(model, []).append(scores)
    return {model: _means(found) for model, found in rows.items()}


def case_scores(name: str, *, seed: int = 1) -> dict[str, dict[str, float]]:
    """Scores of every model on one case, mean over voices; empty where no voice dates two phases."""
    from tertius.cases import load_case

    case = load_case(name)
    rng = np.random.default_rng(seed)
    made = triangle_of(case, rng)
    voices = _voices(case, made)
    if not voices:
        return {}
    named: dict[str, Stances] = {
        "semi-Markov, pooled": segment(made, rng=rng),
        "semi-Markov, theory only": segment(made, rng=rng, numbers=theory()),
        "sticky HMM, pooled": segment(made, rng=rng, model="sticky"),
        "rule tree": segment(made, rng=rng, model="rules"),
    }
    out = {model: _means([_named(found, sets) for sets in voices]) for model, found in named.items()}
    count = len(named["semi-Markov, pooled"].phases)
    for model, path in _unnamed(made, count).items():
        out[model] = _means([_row(score_labels(as_codes(sets), path)) for sets in voices])
    out["null: equal segments"] = _means([_blind(sets, None) for sets in voices])
    out["null: random splits"] = _means([_blind(sets, rng) for sets in voices for _ in range(50)])
    flat = np.full((len(made.months), 6), 1 / 6)
    out["null: uniform"] = _means([{"log score": regimes.log_score(flat, sets)} for sets in voices])
    return out


def triangle_of(case: Case, rng: np.random.Generator, *, size: int = 400) -> Triangle:
    """The triangle of a case from its chronicle, all months known."""
    from tertius.panel import build_panel
    from tertius.relations import estimate_relations
    from tertius.triangles import triangle

    legs = ((case.pivot, case.a), (case.pivot, case.b), (case.a, case.b))
    panel = build_panel(case.events, dyads=legs, start=case.window[0], end=case.window[1])
    return triangle(estimate_relations(panel), case.pivot, case.a, case.b, rng=rng, size=size)


def held_out_table(
    path: str, *, triangles: int, sweeps: int, seed: int = 1
) -> dict[str, tuple[float, float]]:
    """Mean log predictive density a month on held-out triangles, and the standard error of its difference
    to the first.

    Both halves are held out in turn. A triangle is in a half by its pivot.
    """
    from tertius.stances.learning import learn
    from tertius.stances.pool import make_pool

    pool = make_pool(path, limit=triangles, rng=np.random.default_rng(seed))
    pivots = sorted({pivot for pivot, _, _ in pool.triples})
    half = dict(zip(pivots, np.random.default_rng(seed).permutation(len(pivots)) % 2, strict=True))
    scores: dict[str, list[float]] = {}
    for side in (0, 1):
        teach = [i for i, (pivot, _, _) in enumerate(pool.triples) if half[pivot] != side]
        tested = [i for i, (pivot, _, _) in enumerate(pool.triples) if half[pivot] == side]
        learnt, _ = learn(pool.part(teach), sweeps=sweeps)
        for model, values in _predictive(pool.part(tested).data, learnt).items():
            scores.setdefault(model, []).extend(values)
    first = np.array(next(iter(scores.values())))
    return {m: (float(np.mean(v)), _standard_error(np.array(v) - first)) for m, v in scores.items()}


def _predictive(data: tuple[Any, ...], learnt: StanceModel) -> dict[str, list[float]]:
    """Mean of the monthly log predictive densities of each triangle."""
    from dataclasses import replace

    from tertius.stances.chain import run_chain

    forgetful = replace(
        learnt, duration=np.full(7, 7 / 6)
    )  # leaving for any state alike: months are independent
    without = replace(learnt, leave=0 * learnt.leave, go=0 * learnt.go)
    runs = {
        "semi-Markov, pooled": (learnt, "semi-markov"),
        "the same without covariates": (without, "semi-markov"),
        "semi-Markov, theory only": (theory(), "semi-markov"),
        "sticky HMM, pooled": (learnt, "sticky"),
        "no memory, pooled": (forgetful, "sticky"),
    }
    return {
        name: [run_chain(part, model, kind=kind, smooth=False).steps.mean() for part in data]
        for name, (model, kind) in runs.items()
    }


def _standard_error(values: npt.NDArray[np.float64]) -> float:
    return float(values.std(ddof=1) / np.sqrt(values.size)) if values.size > 1 else float("nan")


def _voices(case: Case, made: Triangle) -> list[npt.NDArray[np.bool_]]:
    """Accepted states by month of every voice with at least two segments in the window, dates as written."""
    found = []
    for voice in case.voices:
        sets = allowed_states(label_voice(case.phases_of(voice), made.a, made.b), made.months)
        if len(regimes.segments(as_codes(sets))) >= LEAST_SEGMENTS:
            found.append(sets)
    return found


def _named(found: Stances, sets: npt.NDArray[np.bool_]) -> dict[str, float]:
    row = _row(score_labels(as_codes(sets), found.path))
    return row | {"log score": regimes.log_score(found.prob, sets)}


def _row(scores: dict[str, Any]) -> dict[str, float]:
    return {
        "covering": scores["covering"],
        "f1 at 6": scores["f1"][6],
        "f1 at 12": scores["f1"][12],
        "ari": scores["ari"],
    }


def _blind(sets: npt.NDArray[np.bool_], rng: np.random.Generator | None) -> dict[str, float]:
    """Equal segments, or one random split, over the labelled months, with the voice's own number of
    segments."""
    codes = as_codes(sets)
    inside = codes[codes >= 0]
    count = len(regimes.segments(codes))
    if rng is None:
        return _row(score_labels(inside, regimes.equal_segments(inside.size, count=count)))
    return _row(score_labels(inside, regimes.random_splits(inside.size, count=count, rng=rng, size=1)[0]))


def _unnamed(made: Triangle, count: int) -> dict[str, Ints]:
    """Segmentations without names: on the measurements (an empty month carries the last value), and on the
    legs' posterior means, which is what an analyst would feed a tool that cannot take missing months."""
    from tertius.stances.measurements import measure

    series = made.x.mean(axis=0).T
    out = {
        "PELT on the measurements, BIC": regimes.pelt(measure(made).z.T),
        "Dynp on the means, our number of phases": regimes.dynp(series, count=count),
    }
    found = _hmmlearn(series)
    return out if found is None else out | {"hmmlearn on the means, 6 states": found}


def _hmmlearn(series: npt.NDArray[np.float64]) -> Ints | None:
    """The best of five fits of a Gaussian HMM, or None where hmmlearn is not installed."""
    try:
        from hmmlearn.hmm import GaussianHMM
    except ImportError:
        return None
    import logging

    logging.getLogger("hmmlearn").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fits = [
            GaussianHMM(
                6, covariance_type="diag", n_iter=200, random_state=seed, implementation="scaling"
            ).fit(series)
            for seed in range(5)
        ]
        best = max(fits, key=lambda fit: fit.score(series))
        return np.asarray(best.predict(series), dtype=np.int64)


def _means(rows: list[dict[str, float]]) -> dict[str, float]:
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: float(np.nanmean([row[name] for row in rows if name in row])) for name in names}


def _print(
    title: str, head: tuple[str, ...], rows: dict[str, list[str]], show: Callable[[str], None]
) -> None:
    show(f"\n{title}\n\n| model | {' | '.join(head)} |\n|{'---|' * (len(head) + 1)}")
    for name, cells in rows.items():
        show(f"| {name} | {' | '.join(cells)} |")


def main(arguments: list[str] | None = None) -> int:
    """Print both tables as Markdown."""
    from tertius.cases import case_names

    parser = argparse.ArgumentParser(prog="python -m tertius.stances.comparison", description=__doc__)
    parser.add_argument("events", nargs="?", help="event file for table 2")
    parser.add_argument("--triangles", type=int, default=200)
    parser.add_argument("--sweeps", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments)
    table = case_table(case_names(), seed=asked.seed)
    cells = {m: [f"{row[c]:.2f}" if c in row else "" for c in COLUMNS] for m, row in table.items()}
    _print("Table 1. Shipped cases against their voices", COLUMNS, cells, print)
    if asked.events:
        print("learning on each half ...", file=sys.stderr, flush=True)
        found = held_out_table(asked.events, triangles=asked.triangles, sweeps=asked.sweeps, seed=asked.seed)
        rows = {name: [f"{mean:.4f}", f"{error:.4f}"] for name, (mean, error) in found.items()}
        head = ("log predictive density a month", "s.e. of the difference to the first")
        _print(f"Table 2. {asked.triangles} triangles, each held out once", head, rows, print)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
