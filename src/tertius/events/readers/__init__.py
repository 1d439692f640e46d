"""One module a distribution format; each offers ``READER``. Order matters for detection: the most particular first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from importlib import import_module

from tertius.errors import BadInput
from tertius.events import typed
from tertius.events.batch import Reader
from tertius.events.files import learn
from tertius.events.layouts import LAYOUTS
from tertius.files.encoding import learn_words
from tertius.files.header import Known
from tertius.files.names import plain

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


#: Formats that the weight of all rows tells apart, where the header alone does not.
WEIGHED = ("keds", "table")


def source_of(head: bytes, whole: Callable[[], bytes]) -> str:
    """Name of the format of a text that begins so; "" if it is none that is known. `whole` gives all of it, if it is small."""
    found = _first(head)
    return _first(whole()) if found in WEIGHED else found


def _first(text: bytes) -> str:
    return next((each.name for each in readers() if each.detect(None, text)), "")


def names_a_source(names: Sequence[str]) -> bool:
    """Whether names of columns are those of a source, or of a table of one's own."""
    return any(layout.fits(names) for layout in LAYOUTS.values()) or typed.fits(names)


def _column_names() -> tuple[str, ...]:
    return (*sum(typed.SYNONYMS.values(), ()), *typed.strength_words())


learn_words(_column_names)


@cache
def _read_names() -> frozenset[str]:
    columns = [
        name for layout in LAYOUTS.values() for name in (*layout.columns, *sum(layout.also.values(), ()))
    ]
    return frozenset(map(plain, [*columns, *sum(typed.SYNONYMS.values(), ())]))


learn(source_of, Known(names_a_source, lambda name: plain(name) in _read_names()))
