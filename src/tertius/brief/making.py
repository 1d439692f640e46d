"""How a brief was made, and what to cite for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tertius.brief.founding import Article
from tertius.brief.wording import percent
from tertius.provenance import version

if TYPE_CHECKING:
    from tertius.study import Study


def making(study: Study) -> dict[str, Any]:
    """Files with hashes, settings, versions, and how much of the answer is prior."""
    found = study.provenance
    return {
        "sources": [
            {
                "name": use.name,
                "path": use.path.rpartition("/")[2],
                "sha256": use.sha256,
                "rows": use.rows,
                "kept": use.kept,
                "refused": _counts(use.refused),
                "apart": _counts(use.apart),
            }
            for use in found.sources
        ],
        "settings": {key: str(value) for key, value in found.settings.items()},
        "seed": found.seed,
        "notes": list(found.notes),
        "versions": {
            name: version(name) for name in ("tertius", "numpy", "scipy", "altair", "vl-convert-python")
        },
        "prior": _prior(study),
        "differences": _differences(study),
    }


def _counts(reasons: dict[str, int]) -> str:
    return "; ".join(f"{reason}: {n}" for reason, n in reasons.items()) or "none"


def _prior(study: Study) -> list[str]:
    """Share of each hyperparameter that is prior, and of the phases."""
    said = []
    hyper = getattr(study.smoothed, "hyper", None)
    for part in ("valence", "engagement"):
        shares = getattr(getattr(hyper, part, None), "share_prior", None)
        if shares:
            listed = ", ".join(f"{name} {percent(float(share))}" for name, share in shares.items())
            said.append(f"Share of each hyperparameter of {part} that is prior: {listed}.")
    found = study.stances.enough
    shares = " and ".join(percent(share) for share in found.prior_share)
    said.append(
        f"Share of the variance of the pivot's two relations that is as it was before any act: {shares}."
    )
    return said


def _differences(study: Study) -> str:
    """How often hindsight changes the likeliest stance."""
    past = getattr(study, "stances_past", None)
    if past is None:
        return "The stances were not estimated from the past alone."
    if not past.enough.ok:
        return f"Known only up to each month, no stance can be told: {past.enough.why}."
    now, then = (np.asarray(value.prob).argmax(axis=1) for value in (study.stances, past))
    return (
        f"Everything above is smoothed (given the whole record) except the outlook, which starts from the "
        f"filtered posterior. Known only up to each month, the likeliest stance is another one in "
        f"{int((now != then).sum())} of {len(now)} months."
    )


def citations(study: Study, article: Article | None) -> list[str]:
    """What to cite: the software, each source, the article, the voices."""
    from tertius.events import SOURCES

    said = [f"Tertius {version('tertius')}, the software that made this brief."]
    for use in study.provenance.sources:
        info = SOURCES.get(use.name)
        text = use.cite or (info.cite if info else "")
        if text and text not in said:
            said.append(text)
    if article:
        said.append(article.cite)
    voices = {phase.voice: phase.reference for phase in study.references if phase.reference}
    said += [
        f"{voice}: {reference}"
        for voice, reference in voices.items()
        if not (article and voice == article.voice)
    ]
    return said
