"""Stances against other voices, on the casebook and on a stream, beside climatology, other historians and placebos.

    python -m studies stances --data DIR [--write]

Log scores are natural logs of the probability given to what a voice says of a month (three stances), averaged over the months
that a case's voices label and then over cases. ``other voices`` are the other historians as forecasters, on the months that
two or more label. Yearly facts are given without their weights having seen the case (learned with it left out).
Placebos: rivals exchanged (columns must exchange), and time reversed (a record read backwards must not do as well at turns).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from tertius import regimes
from tertius.cases import Case, case_names, load_case
from tertius.events import read_events
from tertius.relations import estimate_relations
from tertius.settings import Counting
from tertius.stances import load_numbers
from tertius.stances.agreement import as_forecaster, order_of_phases, voice_sets
from tertius.stances.facts import Weights, fact_prior
from tertius.stances.labels import as_codes
from tertius.stances.measurements import Measurements, measure_legs
from tertius.stances.numbers import PATH
from tertius.stances.phases import best_path
from tertius.stances.sides import read_sides
from tertius.study import Question, panel_of
from tertius.triangles import modelled_months

Floats = npt.NDArray[np.float64]
Sets = dict[str, npt.NDArray[np.bool_]]
EVENTS = "events/weis_1966_1975.csv"
LEAST = 24


class Record:
    """One case's legs out of one source, and what its voices say of those months."""

    def __init__(self, case: Case, relations: Any, names: tuple[str, str, str]) -> None:
        pivot, a, b = names
        legs = ((pivot, a), (pivot, b))
        covered = case.window if relations.panel.kind == "chronicle" else None
        within = modelled_months(relations, legs, covered)
        self.case, self.names = case, names
        self.months = relations.months[within]
        self.data: Measurements = measure_legs(relations, *legs, months=within)
        found = voice_sets(case.phases, case.a, case.b, self.months)
        self.sets: Sets = {voice: allowed for voice, allowed in found.items() if allowed.any()}
        self.facts: Any = None
        """Facts in place of those given."""

    def probabilities(self, facts: Any = None, weights: Weights | None = None) -> Floats:
        """Probabilities of the three stances, with facts or without."""
        numbers = load_numbers()
        facts = facts and (self.facts or facts)
        doubt = numbers.with_facts[self.data.kind].doubt
        prior = fact_prior(facts, self.names, self.months, numbers.shares, doubt, weights=weights)
        return read_sides(self.data, self.names, self.months, numbers=numbers, prior=prior).prob


def chronicles() -> list[Record]:
    """Every case with phases, from its own chronicle."""
    found = []
    for name in case_names():
        case = load_case(name)
        if case.phases:
            legs = ((case.pivot, case.a), (case.pivot, case.b), (case.a, case.b))
            panel = panel_of(case.events, legs, Counting(start=case.window[0], end=case.window[1]))
            found.append(Record(case, estimate_relations(panel), (case.pivot, case.a, case.b)))
    return found


def shipped() -> list[Record]:
    """The same cases from all that ships of their legs, as a brief reads them, with the facts that ship."""
    found = []
    for name in case_names():
        asked = Question.of_case(name)
        if asked.case is not None and asked.case.phases:
            made = Record(asked.case, asked.smoothed, asked.settings.corners)
            made.facts = asked.told
            found.append(made)
    return found


def stream(path: Path) -> list[Record]:
    """The same cases in a stream of machine-coded events, where it has both legs."""
    from tertius.actors import chain_of
    from tertius.errors import BadInput

    relations = estimate_relations(panel_of(read_events([str(path)]), []))
    found = []
    for name in case_names():
        case = load_case(name)
        names = (chain_of(case.pivot), chain_of(case.a), chain_of(case.b))
        try:
            made = Record(case, relations, names)
        except BadInput:
            continue
        if made.sets and min(made.data.months) >= 9:
            found.append(made)
    return found


def log_score(prob: Floats, sets: Sets) -> float:
    """Mean over all labelled months of all voices."""
    scores = [
        np.log(np.maximum((prob * allowed).sum(axis=1), 1e-6))[allowed.any(axis=1)]
        for allowed in sets.values()
    ]
    return float(np.concatenate(scores).mean())


def others(record: Record) -> float:
    """Mean log score of the other voices as forecasters, on the months that another voice labels."""
    shares, scores = load_numbers().shares, []
    for voice, allowed in record.sets.items():
        said = as_forecaster([each for name, each in record.sets.items() if name != voice], shares)
        if len(said):
            both = np.isfinite(said).all(axis=1) & allowed.any(axis=1)
            scores.append(np.log((said * allowed).sum(axis=1)[both]))
    joined = np.concatenate(scores) if scores else np.zeros(0)
    return float(joined.mean()) if joined.size else float("nan")


def row(records: list[Record], make: Callable[[Record], Floats]) -> dict[str, float]:
    """Log score by case and overall; order of phases; covering of our phases and of equal segments, at the same number."""
    probs = [make(record) for record in records]
    scores = [log_score(prob, record.sets) for prob, record in zip(probs, records, strict=True)]
    order, covering, equal = [], [], []
    for prob, record in zip(probs, records, strict=True):
        path = best_path(prob)
        for allowed in record.sets.values():
            order.append(order_of_phases(prob[:, 0] - prob[:, 2], allowed))
            codes = as_codes(allowed)
            if len(regimes.segments(codes)) > 1 and (codes >= 0).sum() >= LEAST:
                inside = codes[codes >= 0]
                covering.append(regimes.covering(codes, path))
                count = min(len(regimes.segments(path)), inside.size)
                equal.append(regimes.covering(inside, regimes.equal_segments(inside.size, count=count)))
    return {
        "log score": float(np.mean(scores)),
        "order": float(np.nanmean(order)) if order else float("nan"),
        "covering": float(np.mean(covering)) if covering else float("nan"),
        "equal segments": float(np.mean(equal)) if equal else float("nan"),
    }


def reliability(records: list[Record], make: Callable[[Record], Floats]) -> list[tuple[float, float, int]]:
    """Said and happened, by tenths of probability, over all voices, months and stances; and how many."""
    said, happened = [], []
    for record in records:
        prob = make(record)
        for allowed in record.sets.values():
            named = allowed.any(axis=1)
            said.append(prob[named].ravel())
            happened.append((allowed[named] / allowed[named].sum(axis=1, keepdims=True)).ravel())
    p, y = np.concatenate(said), np.concatenate(happened)
    bins = np.minimum((p * 10).astype(int), 9)
    return [
        (float(p[bins == k].mean()), float(y[bins == k].mean()), int((bins == k).sum()))
        for k in range(10)
        if (bins == k).any()
    ]


def reversed_time(record: Record) -> Floats:
    """The record read backwards, its answer turned forwards again: what a wrong order of months gives."""
    from dataclasses import replace

    numbers = load_numbers()
    back = replace(record.data, z=record.data.z[:, ::-1].copy(), var=record.data.var[:, ::-1].copy())
    prior = fact_prior(None, record.names, record.months, numbers.shares, 1.0)
    return read_sides(back, record.names, record.months, numbers=numbers, prior=prior).prob


def tables(records: list[Record], facts: Any, weights: dict[str, Weights]) -> dict[str, dict[str, float]]:
    """Every row for one kind of record."""
    numbers = load_numbers()
    flat = lambda record: np.tile(np.full(3, 1 / 3), (len(record.months), 1))  # noqa: E731
    shares = lambda record: np.tile(numbers.shares, (len(record.months), 1))  # noqa: E731
    found = {
        "uniform": row(records, flat),
        "climatology of the other cases": row(records, shares),
        "the model, no facts": row(records, lambda record: record.probabilities()),
        "time reversed": row(records, reversed_time),
    }
    if facts is not None:
        found["the model, facts (weights learned without the case)"] = row(
            records, lambda record: record.probabilities(facts, weights[record.case.name])
        )
    found["the other voices as forecaster"] = {
        "log score": float(np.nanmean([others(record) for record in records]))
    }
    return found


def main(data: Path | None, arguments: list[str]) -> int:
    """Print the tables; with ``--write``, ship the scores beside the numbers they are of."""
    from studies import stance_facts

    facts = seen = None
    if data is not None:
        facts = stance_facts.structural(data)
        seen = stance_facts.looks(facts)
    doubt = load_numbers().with_facts["stream"].doubt
    kinds = {"chronicle": chronicles()}
    if data is not None:
        kinds["stream"] = stream(data / EVENTS)
        kinds["all that ships"] = shipped()
    owners = {record.case.name for records in kinds.values() for record in records}
    weights = {name: stance_facts.rules(seen, doubt, without=name) for name in owners} if seen else {}
    scores: dict[str, Any] = {}
    for kind, records in kinds.items():
        found = tables(records, facts, weights)
        scores[kind] = {name: {k: round(v, 3) for k, v in cells.items()} for name, cells in found.items()}
        print(f"\n{kind}: {len(records)} cases, {sum(len(r.sets) for r in records)} voices")
        for name, cells in scores[kind].items():
            print(f"  {name:52} " + "  ".join(f"{k} {v}" for k, v in cells.items()), flush=True)
        for said, happened, count in reliability(records, lambda record: record.probabilities()):
            print(f"  said {said:.2f}  happened {happened:.2f}  ({count})")
    if "--write" in arguments:
        content = json.loads(PATH.read_text(encoding="utf-8"))
        content["about"] = {
            "command": "python -m studies stances --data ../shared/data --write",
            "scores": scores,
            "chosen": "alone: the design's, a mean over a grid with weights exp(5 x the other cases' score); with facts: by a "
            "scan over casebook and camps, each case and state left out of the facts' weights (docs/method/stances.md)",
        }
        PATH.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    return 0
