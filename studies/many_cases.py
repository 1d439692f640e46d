"""What the registered claims found on all that ships, as a brief says it: the list under every choice, its first line kept.

``python -m studies many_cases [REDRAWS]`` writes ``src/tertius/claims/many.json`` (1,000 redraws a placebo, seed 0).
"""

from __future__ import annotations

from pathlib import Path

from tertius.claims import sensitivity
from tertius.claims.many import KEPT, keep


def main(data: Path | None, arguments: list[str]) -> int:
    """Try the list, write the file, and print what survives."""
    found = sensitivity(seed=0, permutations=int(arguments[0]) if arguments else 1000)
    keep(found)
    print(found)
    print(f"written to {KEPT}")
    return 0
