"""A command takes values; its options are their fields.

`flat` turns ``def triangle(corners, source: Source, counting: Counting)`` into the signature that Typer reads, one
option a field with the words that stand beside it, and puts the values together again when the command is called.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import Field, dataclass, fields, is_dataclass
from functools import wraps
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import typer


@dataclass(frozen=True)
class Without:
    """Marks a value some of whose fields make no sense in a command: ``Annotated[Counting, Without("directed")]``."""

    names: tuple[str, ...]

    def __init__(self, *names: str) -> None:
        object.__setattr__(self, "names", names)


def flat(command: Callable[..., None]) -> Callable[..., None]:
    """The command with one parameter for each field of its values."""
    own = inspect.signature(command, eval_str=True)
    values = {name: value for name, item in own.parameters.items() if (value := _value(item))}
    shown = [part for name, item in own.parameters.items() for part in _parts(item, values.get(name))]

    @wraps(command)
    def called(**given: Any) -> None:
        for name, (kind, names) in values.items():
            given[name] = kind(**{part: given.pop(part) for part in names})
        command(**given)

    called.__signature__ = own.replace(parameters=shown)  # type: ignore[attr-defined]
    called.__annotations__ = {item.name: item.annotation for item in shown}
    del called.__wrapped__  # type: ignore[attr-defined]
    return called


def _value(item: inspect.Parameter) -> tuple[type, list[str]] | None:
    """The kind of a parameter that is a value, and the names of its fields that are options."""
    kind, *marks = (
        get_args(item.annotation) if get_origin(item.annotation) is Annotated else (item.annotation,)
    )
    if not is_dataclass(kind) or not isinstance(kind, type):
        return None
    left = {name for mark in marks if isinstance(mark, Without) for name in mark.names}
    return kind, [part.name for part in fields(kind) if part.name not in left]


def _parts(item: inspect.Parameter, value: tuple[type, list[str]] | None) -> Iterator[inspect.Parameter]:
    if value is None:
        yield item.replace(kind=inspect.Parameter.KEYWORD_ONLY)
        return
    kind, names = value
    hints = _hints(kind)
    for part in fields(kind):
        if part.name in names:
            default = getattr(item.default, part.name)
            annotation = hints.get(part.name) or _option(part, default)
            yield inspect.Parameter(
                part.name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation
            )


def _hints(kind: type) -> dict[str, Any]:
    """Annotations that are options already; none for a value whose words stand in its fields' metadata."""
    if any(part.metadata for part in fields(kind)):
        return {}
    return get_type_hints(kind, include_extras=True)


def _option(part: Field[Any], default: Any) -> Any:
    words = part.metadata
    typed: Any = str | None if words["text"] else type(default)
    return Annotated[typed, typer.Option(words["flag"], metavar=words["metavar"] or None, help=words["help"])]
