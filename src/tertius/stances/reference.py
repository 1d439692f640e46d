"""The shipped numbers of the stance model, versioned and hashed."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from tertius.errors import BadInput
from tertius.provenance import sha256
from tertius.stances.signatures import StanceModel, theory

PATH = Path(__file__).with_name("reference.json")


@cache
def load_reference(path: Path = PATH) -> StanceModel:
    """Pooled numbers, or the theory's where none are shipped; `version` ends in the file's hash."""
    from dataclasses import replace

    if not path.exists():
        return theory()
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        model = StanceModel.from_dict(content["model"])
    except (json.JSONDecodeError, KeyError, TypeError, ValueError) as problem:
        raise BadInput(
            f"{path} is no stance reference ({problem})", "a file made by python -m tertius.stances.pooling"
        ) from None
    return replace(model, version=f"{model.version}+sha256:{sha256(path)[:12]}")


@cache
def pooled_triangles(path: Path = PATH) -> frozenset[frozenset[str]]:
    """The triangles (as sets of chain labels) whose measurements the shipped numbers learnt from."""
    if not path.exists():
        return frozenset()
    listed = json.loads(path.read_text(encoding="utf-8"))["triangles"]
    return frozenset(frozenset(text.split()) for text in listed)


def own_triangle_note(pivot: str, a: str, b: str) -> str:
    """A warning where this very triangle taught the shipped numbers, else ""."""
    from tertius.actors import chain_of

    try:
        corners = frozenset(chain_of(state) for state in (pivot, a, b))
    except (BadInput, KeyError, ValueError):
        return ""
    if corners not in pooled_triangles():
        return ""
    count = len(pooled_triangles())
    return f"{pivot}-{a}-{b} is one of the {count} triangles that the stance model's numbers were pooled from"
