"""How far two codings of the same acts agree: ``python -m tertius.cases.coders [CASE ...] [--json]``.

Both codings in the shipped chronicles are by the same kind of coder, and the second read the first one's wording:
the figures are an upper bound.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tertius.cases.case import case_names, resolve_case
from tertius.cases.phases import read_table

LEVELS = tuple(range(-3, 4))


@dataclass(frozen=True)
class CoderAgreement:
    """Agreement of two codings of strength.

    Parameters
    ----------
    acts
        Acts with both codings.
    exact, within_one
        Share coded alike, and share at most one step apart.
    kappa
        Cohen's kappa with quadratic weights (Cohen 1968): 1 is perfect, 0 is chance; NaN where either coder used one
        value only.
    """

    case: str
    acts: int
    exact: float
    within_one: float
    kappa: float


def coder_agreement(name: str | Path) -> CoderAgreement:
    """Agreement of ``strength`` and ``strength_2`` in a case's chronicle."""
    folder = resolve_case(str(name))
    rows = read_table(folder / "chronicle.csv")
    both = [(row["strength"], row.get("strength_2", "")) for row in rows]
    pairs = np.array([(int(one), int(two)) for one, two in both if one and two], int).reshape(-1, 2)
    apart = np.abs(pairs[:, 0] - pairs[:, 1])
    exact, near = (float(part.mean()) if len(pairs) else float("nan") for part in (apart == 0, apart <= 1))
    return CoderAgreement(
        folder.resolve().name, len(pairs), exact, near, weighted_kappa(pairs[:, 0], pairs[:, 1])
    )


def weighted_kappa(
    one: npt.NDArray[np.int_], two: npt.NDArray[np.int_], levels: Sequence[int] = LEVELS
) -> float:
    """Quadratically weighted kappa, ``1 - sum w O / sum w E`` with w_ij = (i - j)^2.

    Parameters
    ----------
    one, two
        array, shape (act,): the two codings.
    levels
        The values a coding can take.
    """
    place = {level: number for number, level in enumerate(levels)}
    table = np.zeros((len(levels), len(levels)))
    for first, second in zip(one, two, strict=True):
        table[place[int(first)], place[int(second)]] += 1
    weight = np.subtract.outer(np.array(levels), np.array(levels)) ** 2
    expected = np.outer(table.sum(1), table.sum(0)) / max(table.sum(), 1)
    chance = (weight * expected).sum()
    return float("nan") if chance == 0 else float(1 - (weight * table).sum() / chance)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print one line a case."""
    parser = argparse.ArgumentParser(prog="python -m tertius.cases.coders", description=__doc__)
    parser.add_argument("cases", nargs="*", metavar="CASE", help="default: all that ship")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    found = [coder_agreement(name) for name in options.cases or case_names()]
    if options.json:
        json.dump([asdict(row) for row in found], sys.stdout, indent=1)
        print()
    else:
        print(f"{'case':32} {'acts':>5} {'exact':>6} {'kappa':>6}")
        for row in found:
            print(f"{row.case:32} {row.acts:5d} {row.exact:6.1%} {row.kappa:6.3f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
