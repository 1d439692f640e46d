"""Other people's published results on the same data, ours beside theirs: roles, autoregressions, similarity, turns.

``python -m studies reproductions [roles|weis|copdab|similarity|turns ...] --data DIR``; all parts if none is named. WEIS comes
from the tallies that ship; COPDAB and the alliances are read from DIR.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tertius.errors import BadInput


def main(data: Path | None, arguments: list[str]) -> int:
    """Print the parts asked for."""
    from studies.reproductions import autoregression, roles, similarity, turns

    parts: dict[str, Callable[[Path | None], list[str]]] = {
        "roles": roles.report,
        "weis": autoregression.weis_report,
        "copdab": autoregression.copdab_report,
        "similarity": similarity.report,
        "turns": turns.report,
    }
    unknown = set(arguments) - set(parts)
    if unknown:
        raise BadInput(f"part {sorted(unknown)}", "some of " + ", ".join(parts))
    for name in arguments or parts:
        print(f"## {name}", *parts[name](data), "", sep="\n", flush=True)
    return 0


def file_of(data: Path | None, name: str) -> Path:
    """A file of the extracts; one sentence if it is not there."""
    if data is None or not (data / name).exists():
        raise BadInput(f"no {name}", "the folder of extracts", "name it with --data DIR")
    return data / name
