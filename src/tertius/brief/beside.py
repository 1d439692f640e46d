"""What other sources hold of the three pairs, as rows of the brief."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tertius.study import Study

SPELLS = 12  # more are counted, not listed


def reach(study: Study) -> list[dict[str, Any]]:
    """What other event sources hold of the three pairs."""
    rows = []
    for found in study.reach:
        years = ", ".join(f"{year}: {n}" for year, n in found.years.items()) or "none"
        enough = found.correlation == found.correlation
        against = f"correlation {found.correlation:+.2f} over" if enough else "cannot be told from"
        rows.append(
            {
                "source": found.source,
                "pair": "-".join(found.pair),
                "acts": found.acts,
                "years": years,
                "against": f"{against} {found.months} common months",
            }
        )
    return rows


def facts(study: Study) -> list[dict[str, Any]]:
    """Yearly facts of the three pairs as spells, and why the other years are missing."""
    rows = []
    for found in study.facts:
        shown = [f"{_years(first, last)}: {value:.3g}" for first, last, value in found.spells]
        more = f" and {len(shown) - SPELLS} more spells" if len(shown) > SPELLS else ""
        rows.append(
            {
                "name": found.name,
                "pair": "-".join(found.pair),
                "known": "; ".join(shown[:SPELLS]) + more if shown else "nothing",
                "missing": "; ".join(f"{why} ({n} years)" for why, n in found.missing.items()) or "none",
            }
        )
    return rows


def sources(study: Study) -> list[dict[str, Any]]:
    """What each source that was used contributed to each leg."""
    return [
        {
            "source": row.source,
            "pair": "-".join(row.leg),
            "acts": f"{row.acts:.0f}",
            "years": _years(row.first, row.last) if row.months else "none",
            "share": f"{row.share:.0%} of the weight in {row.months} months" if row.months else "nothing",
            "without": f"{row.without:.1f} points" if row.without == row.without else "no answer without it",
        }
        for row in study.contributions
    ]


def without(study: Study) -> list[dict[str, Any]]:
    """The mean stance with everything, and without each source."""
    a, b = study.a, study.b
    return [
        {
            "left": f"without {row.source}" if row.source else "with everything",
            "answer": row.why
            or f"{a} {row.p_a:.2f}, middle {row.p_middle:.2f}, {b} {row.p_b:.2f}; nearer {a} {row.nearer_a:.2f}",
        }
        for row in study.answers_without
    ]


def disagreeing(study: Study) -> list[str]:
    """Years in which two sources tell different things of a leg."""
    return [
        f"{'-'.join(row.leg)} {row.year}: {row.warm} warm ({row.warm_score:+.1f}), {row.cold} cold ({row.cold_score:+.1f})"
        for row in study.disagreements
    ]


def _years(first: int, last: int) -> str:
    return str(first) if first == last else f"{first} to {last}"
