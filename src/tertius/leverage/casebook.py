"""``python -m tertius.leverage.casebook --capabilities FILE``: the rows of the receipts model from all shipped cases.

`FILE` is the COW file of national material capabilities; of it only the mean log share of each pivot over its case's
window is kept. Acts that stand in two cases (North Korea and China, 1988-91) are counted once.
"""

from __future__ import annotations

import argparse
import csv
import json
from pathlib import Path

import numpy as np

from tertius.cases import Case, case_names, load_case
from tertius.disk import write_text
from tertius.indicators import read_indicators
from tertius.leverage.giver_years import COLUMNS, GiverYear, giver_years
from tertius.leverage.receipts import receipts
from tertius.panel import build_panel
from tertius.provenance import sha256
from tertius.relations import estimate_relations
from tertius.triangles import Triangle, triangle

HERE = Path(__file__).parent
DRAWS = 400


def past_triangle(case: Case, *, given: str = "past") -> Triangle:
    """The triangle of a case on the reference prior, filtered."""

    legs = [(case.pivot, case.a), (case.pivot, case.b), (case.a, case.b)]
    panel = build_panel(case.events, dyads=legs, start=case.window[0], end=case.window[1])
    relations = estimate_relations(panel, given=given)
    return triangle(relations, case.pivot, case.a, case.b, rng=np.random.default_rng(1), size=DRAWS)


def log_size(case: Case, path: Path) -> float:
    """Mean log share of the system's capabilities over the case's window."""

    first, last = (int(month.astype("M8[Y]").astype(int)) + 1970 for month in case.window)
    values, _ = read_indicators([str(path)]).series(case.pivot, "", "cinc", range(first, last + 1))
    return float(np.nanmean(np.log(values)))


def rows_of(path: Path) -> list[GiverYear]:
    """Rows of every case, sizes centred, none twice."""
    cases = [load_case(name) for name in case_names()]
    sizes = np.array([log_size(case, path) for case in cases])
    seen: dict[tuple[str, str, int], GiverYear] = {}
    for case, size in zip(cases, sizes - sizes.mean(), strict=True):
        made = past_triangle(case)
        for row in giver_years(made, receipts(made, case.events), float(size)):
            seen.setdefault((row.pivot, row.giver, row.year), row)
    return list(seen.values())


def main() -> int:
    """Write ``casebook.csv`` and what it was made from beside it."""

    parser = argparse.ArgumentParser(prog="python -m tertius.leverage.casebook")
    parser.add_argument("--capabilities", type=Path, required=True, metavar="FILE")
    path = parser.parse_args().capabilities
    rows = rows_of(path)
    with (HERE / "casebook.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows([_short(getattr(row, name)) for name in COLUMNS] for row in rows)
    chronicles = {name: sha256(load_case(name).folder / "chronicle.csv") for name in case_names()}
    about = {
        "rows": len(rows),
        "chronicles": chronicles,
        "capabilities": {"file": path.name, "sha256": sha256(path), "kept": "mean log cinc of each pivot"},
        "cite": "Singer, J. D., Bremer, S., Stuckey, J. (1972). Capability Distribution, Uncertainty, and Major Power War",
        "licence": "the copy came with a GPL-2 package; COW's own terms were not read",
    }
    write_text(HERE / "casebook.json", json.dumps(about, indent=1) + "\n")
    return 0


def _short(value: object) -> object:
    return f"{value:.4f}" if isinstance(value, float) else value


if __name__ == "__main__":
    raise SystemExit(main())
