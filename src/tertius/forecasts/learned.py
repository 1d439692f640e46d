"""What a record taught by one of its months: everything that a forecast needs beside the legs' own past.

It is made once from a record and can be stored beside it, so that a single forecast takes no walk through all origins.
"""

from __future__ import annotations

import json
import weakref
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tertius.errors import BadInput
from tertius.forecasts.baselines import SHORT
from tertius.forecasts.coupling import Coupling, couplings
from tertius.forecasts.learner import Learner
from tertius.forecasts.marking import OURS
from tertius.forecasts.pool import issue, one_speed
from tertius.forecasts.siding import SideLearner, sided
from tertius.forecasts.stacking import MEMBERS, SHIPPED
from tertius.forecasts.windows import WINDOWS, leg_windows, triangles_of
from tertius.months import STEP

if TYPE_CHECKING:
    from tertius.relations import FilteredRelations

Floats = npt.NDArray[np.float64]
KNOTS = (1, 3, 6, 12, 24, 36)
BURN = 24
LONG = 180  # months beyond which only every third origin teaches
LEAST_ORIGINS = 24
FORMAT = 2
MOST_PAIRS = 2000  # of one horizon, in a file: a kernel needs no more


@dataclass(frozen=True, eq=False)
class Learned:
    """Pairs, weights and regressions by target and horizon, as known in month `until`.

    Attributes
    ----------
    until
        Nothing later entered.
    teachers
        ``(target, horizon)`` to its learner.
    sides
        Window length to the logits and the regression of tilt.
    skill
        ``{target, horizon, weights, gain, bar, n, stacked}``: the share of the bar's loss that the pool saved at past origins of
        this record (NaN where there were too few), and the weights it holds now.
    couplings
        How a surprise in one leg moves what else was measured (`tertius.forecasts.coupling`).
    record, scale
        What taught it, in words, and the scale of its scores.
    """

    until: np.datetime64
    teachers: dict[tuple[str, int], Learner]
    sides: dict[int, SideLearner]
    skill: tuple[dict[str, Any], ...]
    couplings: tuple[Coupling, ...]
    record: str = "this record"
    scale: str = "goldstein"

    @property
    def longest(self) -> int:
        """The longest horizon that was learned."""
        return max(horizon for _, horizon in self.teachers)

    def learners(self, target: str) -> dict[int, Learner]:
        """By horizon."""
        return {h: learner for (name, h), learner in self.teachers.items() if name == target}

    def save(self, path: str | Path) -> None:
        """Write one compressed file that `load` reads."""

        arrays: dict[str, Any] = {}
        for (target, horizon), learner in self.teachers.items():
            features, outcomes = _thinned(*learner.pairs(len(learner.origins)), target)
            worth = learner.regression.worth if learner.regression else np.empty(0)
            parts = {"features": features, "outcomes": outcomes, "weights": learner.weights, "worth": worth}
            arrays |= {f"{target}/{horizon}/{name}": value for name, value in parts.items()}
        for window, side in self.sides.items():
            arrays |= {f"side/{window}/{name}": beta for name, beta in side.betas.items()}
            arrays |= {f"line/{window}": np.append(side.line, side.spread), f"mix/{window}": side.weights}
        head = {"format": FORMAT, "until": str(self.until), "skill": self.skill}
        head |= {"record": self.record, "scale": self.scale}
        head["couplings"] = [vars(coupling) for coupling in self.couplings]
        np.savez_compressed(path, head=np.array(json.dumps(head)), **arrays)

    @classmethod
    def load(cls, path: str | Path) -> Learned:
        """Read what `save` wrote.

        Raises
        ------
        BadInput
            For any other file.
        """
        try:
            with np.load(path, allow_pickle=False) as held:
                arrays = {name: held[name] for name in held.files}
            head = json.loads(str(arrays.pop("head")))
        except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
            raise BadInput(f"{path}: {error}", "a file written by Learned.save") from None
        if head.get("format") != FORMAT:
            raise BadInput(f"{path} of format {head.get('format')}", f"format {FORMAT}", "learn it again")
        return cls(
            np.datetime64(head["until"], "M"), _teachers(arrays), _sides(arrays), tuple(head["skill"]),
            tuple(Coupling(**row) for row in head["couplings"]), head["record"], head["scale"],
        )  # fmt: skip


def _thinned(features: Floats, outcomes: Floats, target: str) -> tuple[Floats, Floats]:
    """At most `MOST_PAIRS` pairs, evenly over the past; none where the regression has taken up all they say."""
    if target == "volume":
        return features[:0], outcomes[:0]
    kept = np.linspace(0, len(outcomes) - 1, min(len(outcomes), MOST_PAIRS)).astype(np.intp)
    # not in single precision: an outcome on a point of the grid would fall below it
    return features[kept], outcomes[kept]


def _teachers(arrays: dict[str, Any]) -> dict[tuple[str, int], Learner]:
    names = {tuple(name.split("/")[:2]) for name in arrays if name.split("/")[0] in ("valence", "volume")}
    found = {}
    for target, horizon in sorted(names, key=lambda pair: (pair[0], int(pair[1]))):
        part = {
            key: arrays[f"{target}/{horizon}/{key}"] for key in ("features", "outcomes", "weights", "worth")
        }
        worth = part.pop("worth")
        found[target, int(horizon)] = Learner.taught(
            target, int(horizon), **part, worth=worth if len(worth) else None
        )
    return found


def _sides(arrays: dict[str, Any]) -> dict[int, SideLearner]:
    found: dict[int, SideLearner] = {}
    for name, value in arrays.items():
        kind, *rest = name.split("/")
        if kind not in ("side", "line", "mix"):
            continue
        side = found.setdefault(int(rest[0]), SideLearner())
        if kind == "side":
            side.betas[rest[1]] = value
        elif kind == "line":
            side.line, side.spread = value[:2], float(value[2])
        else:
            side.weights = value
    return found


_KEPT: weakref.WeakKeyDictionary[Any, dict[tuple[int, int], Learned]] = weakref.WeakKeyDictionary()


def learn(relations: FilteredRelations, at: int | None = None, *, longest: int = 12) -> Learned:
    """What the record taught by month `at` (the last if not given), for horizons up to `longest`; made once, then kept."""
    at = len(relations.months) - 1 if at is None else at
    kept = _KEPT.setdefault(relations, {})
    if (at, longest) not in kept:
        kept[at, longest] = _learn(one_speed(relations), at, longest)
    return kept[at, longest]


def knots(longest: int) -> tuple[int, ...]:
    """Horizons that are learned; months between them lie between them in log h."""
    return (*(h for h in KNOTS if h < longest), longest)


def _learn(relations: FilteredRelations, at: int, longest: int) -> Learned:
    targets = ("valence",) if relations.evidence.counts is None else ("valence", "volume")
    teachers, skill = {}, []
    every = 1 if at < LONG else 3
    origins = range(min(BURN, at), at + 1, every)
    for target in targets:
        found, rows = _walk(relations, target, knots(longest), origins, at)
        teachers.update({(target, h): learner for h, learner in found.items()})
        skill += rows
    sides, moved = _windows(relations, at)
    until, scale = relations.months[at].astype("M8[M]"), relations.panel.scale
    return Learned(until, teachers, sides, tuple(skill), moved, scale=scale)


def _walk(
    relations: FilteredRelations, target: str, horizons: Sequence[int], origins: range, at: int
) -> tuple[dict[int, Learner], list[dict[str, Any]]]:
    """Walk through the past, and keep of each horizon what month `at` knows."""
    learners = {h: Learner(target, h) for h in horizons}
    losses: dict[int, list[dict[str, float]]] = {h: [] for h in horizons}
    for issued, _, marks in issue(relations, target, horizons, origins=origins, teaching=learners):
        if marks is None or not len(marks.place) or issued.at + issued.horizon > at:
            continue
        losses[issued.horizon].append({name: float(marks.crps[name].mean()) for name in (OURS, *SHORT)})
    found, rows = {}, []
    for h, learner in learners.items():
        until = learner.known(at)
        learner.learned, learner.fitted = min(learner.learned, -100), min(learner.fitted, -100)
        learner.relearn(at, until)
        stacked = learner.learned >= 0
        weights = learner.weights if stacked else SHIPPED
        worth = learner.regression.worth if learner.regression else None
        found[h] = Learner.taught(target, h, *learner.pairs(until), weights, worth)
        row = {
            "target": target,
            "horizon": h,
            "stacked": stacked,
            "n": learner.outcomes.ends[until],
        }
        row["weights"] = dict(zip(MEMBERS, map(float, weights), strict=True))
        rows.append({**row, **_gain(losses[h])})
    return found, rows


def _gain(losses: list[dict[str, float]]) -> dict[str, Any]:
    if len(losses) < LEAST_ORIGINS:
        return {"gain": float("nan"), "bar": "", "origins": len(losses)}
    mean = {name: float(np.mean([row[name] for row in losses])) for name in losses[0]}
    bar = min(SHORT, key=lambda name: mean[name])
    if not mean[bar]:  # a rule that is never wrong cannot be bettered, nor can a share of nothing be saved
        return {"gain": float("nan"), "bar": bar, "origins": len(losses)}
    return {"gain": 1 - mean[OURS] / mean[bar], "bar": bar, "origins": len(losses)}


def _windows(relations: FilteredRelations, at: int) -> tuple[dict[int, SideLearner], tuple[Coupling, ...]]:
    """Logits of every window, and the couplings, from windows that are over by month `at`."""
    sides = {window: SideLearner() for window in WINDOWS}
    seen = np.flatnonzero(relations.observed[:, : at + 1].sum(axis=1) >= 12)
    triangles = triangles_of(relations, seen)
    if not len(triangles) or STEP[relations.panel.every] != 1:
        return sides, couplings(None, triangles, relations, at)
    every = 1 if at < LONG else 3
    legs = leg_windows(relations, range(min(BURN, at), at + 1, every), until=at)
    for window, side in sides.items():
        for _ in sided(legs, triangles, window, learner=side):
            pass
        side.learned = -100
        side.relearn(at, window)
    return sides, couplings(legs, triangles, relations, at)
