"""Research on the product, beside it: how every number that ships was made, and how the models were compared.

Nothing here is installed with Tertius. ``python -m studies`` lists the studies, and
``python -m studies NAME --data DIR`` runs one on a folder of real extracts.
"""

from __future__ import annotations

from pathlib import Path

import tertius.relations
from tertius.errors import BadInput

PACKAGE = Path(tertius.relations.__file__).parent


def needed(data: Path | None, *parts: str) -> Path:
    """Path under the folder of ``--data``; raises `BadInput` if no folder was given or the path is not there."""
    if data is None:
        raise BadInput("no folder of extracts", "--data DIR", "the folder that holds events/ and structural/")
    path = data.joinpath(*parts)
    if not path.exists():
        raise BadInput(f"{path} is not there", "a folder of extracts that holds it")
    return path
