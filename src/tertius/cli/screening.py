"""``tertius screen``: the report, with a progress bar on stderr."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tertius.relations import Relations


def screen_report(estimate: Relations, *, top: int, by: str, seed: int, out: Path | None) -> dict[str, Any]:
    """Rank every triangle of the states in the data; write the table where asked."""
    import numpy as np

    from tertius.triangles import screen

    found = screen(estimate, top=top, by=by, rng=np.random.default_rng(seed))
    if out is not None:
        _write(found.to_frame(), out)
    return {
        "by": by,
        "rows": found.rows(),
        "triangles": found.triangles,
        "seconds": found.seconds,
        "provenance": estimate.provenance.to_dict(),
    }


def _write(frame: Any, out: Path) -> None:
    from tertius.errors import BadInput

    if out.suffix == ".parquet":
        frame.write_parquet(out)
    elif out.suffix == ".csv":
        frame.write_csv(out)
    else:
        raise BadInput(f"--out {out}", "a file that ends in .csv or .parquet")
