"""One line of a benchmark, and how it is printed."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Row:
    """Ours against a peer on the same work; ``limit`` marks a peer that is a physical limit, not a rival.

    ``ratio`` is peer time over our time: above 1 we are faster.
    """

    name: str
    ours_s: float
    peer: str
    peer_s: float | None
    agree: bool | None
    limit: bool = False
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """Peer seconds over ours."""
        return None if self.peer_s is None else self.peer_s / self.ours_s

    def to_dict(self) -> dict[str, Any]:
        """Plain dict with the ratio."""
        return {**asdict(self), "ratio": self.ratio}


def as_markdown(rows: list[Row]) -> str:
    """A Markdown table of the rows."""
    lines = [
        "| name | ours (s) | peer | peer (s) | ratio | agree | limit | note |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        peer_s = "" if row.peer_s is None else f"{row.peer_s:.3g}"
        ratio = "" if row.ratio is None else f"{row.ratio:.3g}"
        agree = "" if row.agree is None else ("yes" if row.agree else "NO")
        limit = "yes" if row.limit else ""
        lines.append(
            f"| {row.name} | {row.ours_s:.3g} | {row.peer} | {peer_s} | {ratio} | {agree} | {limit} | {row.note} |"
        )
    return "\n".join(lines)
