"""Stances against the phases of other voices: each voice, its nulls, and how far the voices agree at all."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tertius import regimes
from tertius.months import Months
from tertius.shown import Listed
from tertius.stances.labels import Labelled, allowed_states, as_codes, label_voice
from tertius.stances.numbers import load_numbers
from tertius.stances.overlap import shared_sources

if TYPE_CHECKING:
    from tertius.cases import ReferencePhase
    from tertius.stances.value import Stances

Floats = npt.NDArray[np.float64]
WINDOW_DRAWS = 100
SPLIT_DRAWS = 200
LEAST_MONTHS = 12
CONSISTENCY = (
    "evidence and labels come from one text: agreement here is a consistency check, not a validation"
)


@dataclass(frozen=True)
class Agreement:
    """How one voice's phases and the stances agree, over the months the voice labels.

    Attributes
    ----------
    voice
        Who dated the phases.
    covering, f1, ari
        Of segments, of turning points by margin in months, and the adjusted Rand index; averaged over the
        voice's boundary windows. Two historians score an F1 of about .24 at 12 months against each other: a null, not a goal.
    log_score
        Mean natural log of the probability given to the state(s) the voice names; at most 0.
    hit
        Share of labelled months in which the phase's stance is one the voice names.
    months
        Labelled months inside the window.
    segments
        Segments of the voice inside the window, at its dates as written.
    order
        Share of pairs of the voice's phases on different stances that P(A) - P(B) puts in the voice's own order; NaN
        without such a pair.
    nulls
        The same scores for segmentations that saw no data, all with the voice's own number of segments: ``equal segments``,
        ``random splits`` (mean, with the 95th percentile of covering), ``single segment``; the log score of ``uniform``, of
        ``climatology`` (the shares of other cases) and of the ``prior``; and of the ``other voices`` as forecasters, over the
        months that they label.
    overlaps, unmapped
        Labels that hold at once, and labels that name no state of this triangle.
    note
        A warning where evidence and labels are not independent, else "".
    """

    voice: str
    covering: float
    f1: dict[int, float]
    ari: float
    log_score: float
    hit: float
    months: int
    segments: int
    order: float
    nulls: dict[str, dict[str, Any]]
    overlaps: tuple[str, ...] = ()
    unmapped: tuple[str, ...] = ()
    note: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Plain dict; margins as text keys."""
        plain = {name: getattr(self, name) for name in self.__dataclass_fields__}
        nulls = {name: _plain(scores) for name, scores in self.nulls.items()}
        return _plain(plain) | {
            "nulls": nulls,
            "overlaps": list(self.overlaps),
            "unmapped": list(self.unmapped),
        }


def agreement(
    stances: Stances, references: Sequence[ReferencePhase], rng: np.random.Generator
) -> Listed[Agreement]:
    """Score the stances against every voice; voices without a labelled month in the window are left out.

    Parameters
    ----------
    references
        Phases of any number of voices.
    rng
        Draws boundary windows and random splits.
    """
    found: Listed[Agreement] = Listed()
    if not stances.enough.ok:
        return found
    sets = voice_sets(references, stances.triangle.a, stances.triangle.b, stances.months)
    for voice in sets:
        own = [phase for phase in references if phase.voice == voice]
        labelled = label_voice(own, stances.triangle.a, stances.triangle.b)
        others = [allowed for name, allowed in sets.items() if name != voice]
        scored = _score_voice(voice, labelled, stances, others, rng, consistency_note(stances, own))
        if scored is not None:
            found.append(scored)
    return found


def ceiling(
    references: Sequence[ReferencePhase], a: str, b: str, months: Months, *, least: int = LEAST_MONTHS
) -> dict[str, Any]:
    """Agreement between the voices themselves, dates as written: what no model can be asked to beat.

    Returns
    -------
    dict
        ``pairs``: voices, months in common, covering (mean of both directions), ari, same (share of months
        in which the sets of states meet); and their ``mean``. Pairs with fewer than `least` common months
        are left out.
    """
    sets = voice_sets(references, a, b, months)
    pairs = []
    for one, two in itertools.combinations(sets, 2):
        both = sets[one].any(axis=1) & sets[two].any(axis=1)
        if both.sum() < least:
            continue
        left, right = (np.where(both, as_codes(sets[v]), -1) for v in (one, two))
        pairs.append(
            {
                "voices": [one, two],
                "months": int(both.sum()),
                "covering": (regimes.covering(left, right) + regimes.covering(right, left)) / 2,
                "ari": regimes.adjusted_rand(left, right),
                "same": float((sets[one] & sets[two])[both].any(axis=1).mean()),
            }
        )
    means = (
        {k: float(np.mean([pair[k] for pair in pairs])) for k in ("covering", "ari", "same")}
        if pairs
        else None
    )
    return {"pairs": pairs, "mean": means}


def voice_sets(
    references: Sequence[ReferencePhase], a: str, b: str, months: Months
) -> dict[str, npt.NDArray[np.bool_]]:
    """Which stances each voice accepts in each month, by voice: arrays, shape (month, 3), dates as written."""
    voices = dict.fromkeys(phase.voice for phase in references)
    return {
        voice: allowed_states(label_voice([p for p in references if p.voice == voice], a, b), months)
        for voice in voices
    }


def as_forecaster(others: Sequence[npt.NDArray[np.bool_]], shares: Floats) -> Floats:
    """What the other voices would have said: the mean of their months and one look at the general shares, (month, 3).

    NaN in months that no other voice labels.
    """
    total = np.zeros(others[0].shape if others else (0, 3))
    votes = np.zeros(len(total))
    for allowed in others:
        named = allowed.sum(axis=1)
        total += allowed / np.maximum(named, 1)[:, None]
        votes += named > 0
    said = (total + shares) / (votes + 1)[:, None]
    return np.where(votes[:, None] > 0, said, np.nan)


def order_of_phases(lean: Floats, labelled: npt.NDArray[np.bool_]) -> float:
    """Share of pairs of a voice's segments on different stances that the mean of `lean` puts in the voice's order.

    `lean` rises towards A, array, shape (month,); a segment that accepts several stances stands at their mean.
    """
    place = labelled @ np.array([1.0, 0.0, -1.0]) / np.maximum(labelled.sum(axis=1), 1)
    runs = [(float(place[a]), float(lean[a:b].mean())) for a, b, _ in regimes.segments(as_codes(labelled))]
    told = [(x - y > 0) == (p - q > 0) for (p, x), (q, y) in itertools.combinations(runs, 2) if p != q]
    return float(np.mean(told)) if told else float("nan")


def spread(scores: Sequence[Agreement]) -> dict[str, dict[str, float]]:
    """Lowest, mean and highest of each score over the voices."""
    out = {}
    for name in ("covering", "ari", "log_score", "hit", "order"):
        values = np.array([getattr(score, name) for score in scores], dtype=float)
        values = values[np.isfinite(values)]
        if values.size:
            out[name] = {
                "lowest": float(values.min()),
                "mean": float(values.mean()),
                "highest": float(values.max()),
            }
    return out


def consistency_note(stances: Stances, references: Sequence[ReferencePhase]) -> str:
    """A warning where labels and evidence rest on the same text, judged by the references both name."""

    shared = shared_sources(stances.provenance.sources, references)
    return f"{CONSISTENCY} (both rest on: {'; '.join(shared[:3])})" if shared else ""


def score_labels(reference: npt.NDArray[np.int64], found: npt.NDArray[np.int64]) -> dict[str, Any]:
    """Covering, F1 by margin and adjusted Rand of two labellings; -1 is unlabelled in the reference."""
    return dict(zip(("covering", "f1", "ari"), regimes.scores(reference, found), strict=True))


def _score_voice(
    voice: str,
    labelled: Labelled,
    stances: Stances,
    others: Sequence[npt.NDArray[np.bool_]],
    rng: np.random.Generator,
    note: str,
) -> Agreement | None:
    written = allowed_states(labelled, stances.months)
    if not written.any():
        return None
    loose = any(phase.boundary for *_, phase in labelled.phases)
    drawn = [allowed_states(labelled, stances.months, rng=rng) for _ in range(WINDOW_DRAWS)] if loose else []
    sets = [allowed for allowed in drawn if allowed.any()] or [written]
    scores = _mean([score_labels(as_codes(allowed), stances.path) for allowed in sets])
    segments = len(regimes.segments(as_codes(written)))
    hits = written[np.arange(len(stances.months)), stances.path][written.any(axis=1)]
    return Agreement(
        voice=voice,
        **scores,
        log_score=float(np.mean([regimes.log_score(stances.prob, allowed) for allowed in sets])),
        hit=float(hits.mean()),
        months=int(written.any(axis=1).sum()),
        segments=segments,
        order=order_of_phases(stances.prob[:, 0] - stances.prob[:, 2], written),
        nulls=_nulls(sets, segments, stances.prior, others, rng),
        overlaps=labelled.overlaps,
        unmapped=labelled.unmapped,
        note=note,
    )


def _nulls(
    sets: list[npt.NDArray[np.bool_]],
    segments: int,
    prior: Floats,
    others: Sequence[npt.NDArray[np.bool_]],
    rng: np.random.Generator,
) -> dict[str, dict[str, Any]]:
    """Scores of segmentations without data, cut over the labelled months only so that none is spent
    outside."""
    written = sets[: max(1, min(len(sets), 10))]
    blind: dict[str, list[dict[str, Any]]] = {"equal segments": [], "random splits": [], "single segment": []}
    for allowed in written:
        codes = as_codes(allowed)
        inside = codes[codes >= 0]
        count = min(segments, inside.size)
        blind["equal segments"].append(score_labels(inside, regimes.equal_segments(inside.size, count=count)))
        blind["single segment"].append(score_labels(inside, regimes.single(inside.size)))
        splits = regimes.random_splits(inside.size, count=count, rng=rng, size=SPLIT_DRAWS // len(written))
        blind["random splits"] += [score_labels(inside, split) for split in splits]
    out: dict[str, dict[str, Any]] = {name: _mean(scores) for name, scores in blind.items()}
    coverings = [score["covering"] for score in blind["random splits"]]
    out["random splits"]["covering_95"] = float(np.quantile(coverings, 0.95))
    flat = np.full_like(prior, 1.0 / prior.shape[1])
    out["uniform"] = {"log_score": regimes.log_score(flat, sets[0])}
    out["prior"] = {"log_score": regimes.log_score(prior, sets[0])}
    shares = load_numbers().shares
    out["climatology"] = {"log_score": regimes.log_score(np.broadcast_to(shares, prior.shape), sets[0])}
    said = as_forecaster(others, shares)
    both = np.isfinite(said).all(axis=1) & sets[0].any(axis=1) if len(said) else np.zeros(0, bool)
    if both.any():
        out["other voices"] = {
            "log_score": regimes.log_score(said[both], sets[0][both]),
            "months": int(both.sum()),
        }
    return out


def _mean(scores: list[dict[str, Any]]) -> dict[str, Any]:
    """Mean of each score; margins of F1 one by one."""
    f1 = {m: float(np.mean([score["f1"][m] for score in scores])) for m in regimes.MARGINS}
    rest = {name: float(np.mean([score[name] for score in scores])) for name in ("covering", "ari")}
    return rest | {"f1": f1}


def _plain(scores: dict[str, Any]) -> dict[str, Any]:
    return {k: {str(m): x for m, x in v.items()} if k == "f1" else v for k, v in scores.items()}
