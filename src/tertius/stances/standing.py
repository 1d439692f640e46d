"""Where every pivot stood between two rivals, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tertius.provenance import Provenance
from tertius.stances.gate import Enough
from tertius.stances.phases import Band

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class Standing:
    """Where one pivot stood between the two rivals in one stretch of months.

    Attributes
    ----------
    pivot, name
        Handle and name that the state had then.
    months
        First and last month.
    p_a, p_middle, p_b
        Mean probabilities of the three stances; NaN where the record is not enough.
    direction
        Mean probability of standing nearer to A than to B.
    tilt, warmth
        Bounded tilt and warmth over the stretch, with 90 % bounds from joint draws.
    score
        ``p_middle (1 + warmth) / 2``, by which rows are ranked.
    ally
        The rival with which alone a defence pact was in force, "both", or "" where none was or none is known.
    enough
        What the record holds of the whole window.
    """

    pivot: str
    name: str
    months: tuple[str, str]
    p_a: float
    p_middle: float
    p_b: float
    direction: float
    tilt: Band
    warmth: Band
    score: float
    ally: str
    enough: Enough

    def to_dict(self) -> dict[str, Any]:
        """Plain dict for JSON."""
        plain = {name: getattr(self, name) for name in self.__dataclass_fields__}
        plain |= {name: plain[name].to_dict() for name in ("tilt", "warmth", "enough")}
        return plain | {"months": list(self.months)}


@dataclass(frozen=True)
class Standings:
    """All pivots between two rivals, best middle first; those without enough on record last, without a number.

    Attributes
    ----------
    rows
        One a pivot and stretch of months.
    a, b
        The rivals as asked.
    by
        ``window``, ``year`` or ``month``.
    pivots, told
        States with a relation to both rivals, and how many of them have enough on record.
    """

    rows: tuple[Standing, ...]
    a: str
    b: str
    by: str
    pivots: int
    told: int
    provenance: Provenance

    def __repr__(self) -> str:
        head = f"Standings({self.a} and {self.b}, by {self.by}: {self.told} of {self.pivots} pivots have enough on record)"
        return "\n  ".join([head, *(f"{row.pivot} {row.p_middle:.2f}" for row in self.rows[:8])])

    def to_dict(self) -> dict[str, Any]:
        """The object that ``tertius screen --rivals A B --json`` prints."""
        plain = {name: getattr(self, name) for name in ("by", "pivots", "told")}
        return {"rivals": [self.a, self.b], **plain, "rows": [row.to_dict() for row in self.rows]}

    def to_frame(self) -> pl.DataFrame:
        """One row a pivot and stretch."""
        import polars as pl

        return pl.DataFrame([_flat(row) for row in self.rows], infer_schema_length=None)


def _flat(row: Standing) -> dict[str, Any]:
    plain: dict[str, Any] = {"pivot": row.pivot, "name": row.name, "from": row.months[0], "to": row.months[1]}
    plain |= {name: getattr(row, name) for name in ("p_a", "p_middle", "p_b", "direction")}
    for name in ("tilt", "warmth"):
        value = getattr(row, name)
        plain |= {name: value.mean, f"{name}_lo": value.lo, f"{name}_hi": value.hi}
    return plain | {"score": row.score, "ally": row.ally, "enough": row.enough.ok, "why": row.enough.why}
