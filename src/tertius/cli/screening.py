"""``tertius screen``: the report, with a progress bar on stderr."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tertius.relations import Relations


def screen_report(
    estimate: Relations, *, top: int, by: str, over: str, seed: int, out: Path | None
) -> dict[str, Any]:
    """Rank every triangle of the states in the data; write the table where asked."""
    import numpy as np

    from tertius.cli.progress import bars
    from tertius.triangles import screen

    with bars("pivots") as shown:
        rng = np.random.default_rng(seed)
        found = screen(estimate, top=top, by=by, over=over, rng=rng, progress=shown.count)
    if out is not None:
        _write(found.to_frame(), out)
    return {**found.to_dict(), "provenance": found.provenance.to_dict()}


def _write(frame: Any, out: Path) -> None:
    from tertius.disk import whole
    from tertius.errors import BadInput

    if out.suffix not in (".csv", ".parquet"):
        raise BadInput(f"--out {out}", "a file that ends in .csv or .parquet")
    with whole(out) as draft:
        if out.suffix == ".csv":
            frame.write_csv(draft)
        else:
            frame.write_parquet(draft)
