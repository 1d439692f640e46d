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


def _years(first: int, last: int) -> str:
    return str(first) if first == last else f"{first} to {last}"
