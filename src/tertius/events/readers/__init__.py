"""One module a distribution format; each offers ``READER``. Order matters for detection: the most particular first."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path

from tertius.errors import BadInput
from tertius.events.batch import Reader
from tertius.events.files import learn

MODULES = {
    "chronicle": "chronicle",
    "weis": "weis",
    "icews": "icews",
    "icews-entities": "icews_entities",
    "gdelt-reduced": "gdelt_reduced",
    "gdelt1": "gdelt",
    "gdelt2": "gdelt",
    "polecat": "polecat",
    "phoenix": "phoenix",
    "cline": "cline",
    "copdab": "copdab",
    "keds": "keds",
    "table": "table",
}


@cache
def reader(name: str) -> Reader:
    """The reader of a format; raises `BadInput` for a name that is none."""
    if name not in MODULES:
        raise BadInput(f"{name!r} is not a format", ", ".join(MODULES))
    module = import_module(f"tertius.events.readers.{MODULES[name]}")
    found = module.READERS[name] if hasattr(module, "READERS") else module.READER
    assert isinstance(found, Reader)
    return found


def readers() -> tuple[Reader, ...]:
    """Every reader, in the order in which detection asks them."""
    return tuple(reader(name) for name in MODULES)


def source_of(name: str, head: bytes) -> str:
    """Name of the format of a text that begins so, as a file of this name; "" if it is none that is known."""
    return next((each.name for each in readers() if each.detect(Path(name), head)), "")


learn(source_of)
