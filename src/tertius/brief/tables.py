"""Rows of the brief's tables; every row that rests on acts names the acts' places in the evidence table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tertius import charts
from tertius.brief.wording import hedge, percent, plain, span
from tertius.charts.acts import Act
from tertius.charts.theme import stance_colour, year
from tertius.months import labels

if TYPE_CHECKING:
    from tertius.study import Study

MANY = 3000
"""Acts listed at most; the page says how many more there are."""


def acts_by_leg(study: Study) -> dict[tuple[str, str], list[Act]]:
    """Acts behind each leg of the triangle."""
    return {leg: charts.acts_on(study.panel, study.events, *leg) for leg in study.settings.legs}


def evidence(acts: dict[tuple[str, str], list[Act]]) -> list[dict[str, Any]]:
    """Every act once, by date, at most `MANY`."""
    rows = {act.event_id: (act, leg) for leg, found in acts.items() for act in found}
    ordered = sorted(rows.values(), key=lambda pair: (pair[0].start, pair[0].event_id))[:MANY]
    return [
        {
            "id": act.event_id,
            "place": act.place,
            "dates": act.dates,
            "who": f"{act.source} \u2192 {act.target}",
            "act": act.act,
            "strength": _strength(act.row),
            "score": charts.signed(act.score) if np.isfinite(act.score) else "\u2013",
            "weight": f"{act.weight:.2f}",
            "reference": act.reference,
            "confidence": act.row["confidence"] or "",
            "kind": act.row["kind"] or "",
            "leg": "\u2013".join(leg),
        }
        for act, leg in ordered
    ]


def _strength(row: dict[str, Any]) -> str:
    """The number or code that the source gave."""
    if row["value"] is not None:
        return charts.signed(float(row["value"]), 0 if float(row["value"]).is_integer() else 1)
    return row["code"] or "\u2013"


def months(study: Study, acts: dict[tuple[str, str], list[Act]]) -> list[dict[str, Any]]:
    """Probabilities, tilt and acts of every month."""
    prob, (tilt, lo, hi) = np.asarray(study.stances.prob), study.triangle.summary("tilt")
    at = year(study.stances.months)
    found = [act for leg in acts.values() for act in leg]
    middle = np.array([(act.start + act.end) / 2 for act in found])
    rows = []
    for t, month in enumerate(labels(study.stances.months)):
        here = [found[i] for i in np.flatnonzero(np.abs(middle - at[t]) <= 1 / 24)]
        best = int(prob[t].argmax())
        rows.append(
            {
                "month": month,
                "prob": [percent(float(p)) for p in prob[t]],
                "best": best,
                "tilt": charts.signed(float(tilt[t]), 2),
                "lo": charts.signed(float(lo[t]), 2),
                "hi": charts.signed(float(hi[t]), 2),
                "acts": [act.place for act in here],
            }
        )
    return rows


def phases(study: Study) -> list[dict[str, Any]]:
    """Our dated phases with their intervals, and the months' rows they rest on."""
    return [
        {
            "stance": phase.stance,
            "colour": stance_colour(phase.stance, study.a, study.b),
            "start": str(phase.start),
            "end": str(phase.end),
            "interval": span(*phase.start_interval),
            "probability": percent(phase.probability),
            "hedge": hedge(phase.probability),
            "acts": getattr(phase, "acts", None),
            "censored": getattr(phase, "censored", False),
        }
        for phase in study.stances.phases
    ]


def agreement(study: Study) -> list[dict[str, Any]]:
    """Scores of every voice with its nulls beside them."""
    return [_agreement(item) for item in study.agreement]


def _agreement(item: Any) -> dict[str, Any]:
    nulls = {
        name: float(score.get("covering", np.nan))
        for name, score in item.nulls.items()
        if isinstance(score, dict)
    }
    best = max((value for value in nulls.values() if np.isfinite(value)), default=float("nan"))
    f1 = {int(margin): value for margin, value in item.f1.items()}
    return {
        "voice": item.voice,
        "months": item.months,
        "covering": _two(item.covering),
        "nulls": {k: _two(v) for k, v in nulls.items() if np.isfinite(v)},
        "log_nulls": {
            name: _two(float(score["log_score"])) for name, score in item.nulls.items() if _scored(score)
        },
        "single": getattr(item, "segments", 2) < 2,
        "above": bool(item.covering > best) if np.isfinite(best) else None,
        "f1": [_two(f1.get(m, np.nan)) for m in (3, 6, 12)],
        "ari": _two(item.ari),
        "log_score": _two(item.log_score),
        "note": getattr(item, "note", ""),
        "unmapped": list(getattr(item, "unmapped", ())),
        "overlaps": list(getattr(item, "overlaps", ())),
    }


def _scored(score: Any) -> bool:
    """Whether a null has a log score."""
    value = score.get("log_score") if isinstance(score, dict) else None
    return value is not None and bool(np.isfinite(value))


def ceiling(study: Study) -> dict[str, Any] | None:
    """Agreement of the voices with each other, the most that can be asked for."""
    if not study.ceiling:
        return None
    found = plain(study.ceiling)
    mean = {name: _two(value) for name, value in dict(found.get("mean") or {}).items()}
    return {"mean": mean, "pairs": len(found.get("pairs", ()))} if mean else None


def _two(value: float | None) -> str:
    return "\u2013" if value is None or not np.isfinite(value) else f"{value:.2f}".replace("-", "\u2212")


def conditions(study: Study) -> list[dict[str, Any]]:
    """C1 to C4: the reading over the whole window first, then phase by phase."""
    groups: dict[str, dict[str, Any]] = {}
    for item in study.conditions:
        group = groups.setdefault(
            item.id, {"id": item.id, "name": NAMES.get(item.id, ""), "whole": [], "phases": [], "assumes": []}
        )
        group["whole" if item.phase == "whole window" else "phases"].append(_condition(item))
        if item.assumes and item.assumes not in group["assumes"]:
            group["assumes"].append(item.assumes)
    return list(groups.values())


NAMES = {
    "C1": "equidistance needs a live relation with both",
    "C2": "the rivals are in confrontation",
    "C3": "the pivot can gain more than both",
    "C4": "when the rivals ease, equidistance stops working",
}


def _condition(item: Any) -> dict[str, Any]:
    said = (
        f"{_two(item.probability)} (90 %: {_two(item.lo)} to {_two(item.hi)})"
        if np.isfinite(item.probability)
        else "\u2013"
    )
    null = f"placebo {_two(item.null[0])} to {_two(item.null[1])}" if item.null else ""
    least = f"smallest effect it could see {_two(item.detectable)}" if item.detectable is not None else ""
    return {
        "phase": item.phase,
        "statement": item.statement,
        "estimate": said,
        "months": item.evidence_months,
        "verdict": item.verdict,
        "beside": "; ".join(part for part in (null, least) if part),
    }


def received(study: Study) -> dict[str, Any] | None:
    """What the pivot received from either rival, and how often it would gain more than both."""
    gains = study.gains
    if gains is None:
        return None
    found: dict[str, Any] = {
        "beats": percent(float(np.nanmean(gains.beats_both))),
        "assumes": list(gains.assumes),
        "rows": [],
    }
    for period in gains.periods:
        keep = (gains.months >= period.start) & (gains.months <= period.end)
        rent = gains.rent[:, keep].mean(axis=1)
        lo, hi = np.quantile(rent, [0.05, 0.95])
        found["rows"].append(
            {
                "years": f"{period.start} to {period.end}",
                "a": str(period.received[0]),
                "b": str(period.received[1]),
                "share": _share(period.share_a),
                "benefit": _share(None if period.alone is None else period.alone.benefit_share),
                "rent": f"{rent.mean():.2f} ({lo:.2f} to {hi:.2f})",
                "sentence": period.sentence,
            }
        )
    return found


def _share(span: tuple[float, float, float] | None) -> str:
    """A share with its interval, or that there is not enough on record."""
    return "not enough on record" if span is None else f"{span[0]:.0%} ({span[1]:.0%} to {span[2]:.0%})"


def options(study: Study) -> dict[str, Any] | None:
    """Options, flips and stated assumptions."""
    table = study.options
    if table is None:
        return None
    rows = [
        {
            **row,
            "p_best": percent(row["p_best"]),
            "regret_mean": _two(row["regret_mean"]),
            "regret_max": _two(row["regret_max"]),
        }
        for row in charts.option_rows(table)
    ]
    whole = table.to_dict()
    return {
        "rows": rows,
        "says": table.says,
        "flips": [flip.words for flip in table.flips],
        "voi": _two(whole["value_of_information"]),
        "fourth": table.fourth,
        "assumes": whole.get("assumes", []),
        "assumptions": whole.get("assumptions", []),
        "regions": whole.get("region_shares") or {},
    }
