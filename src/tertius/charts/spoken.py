"""A chart in another language: every text that is drawn is changed in its specification, so that the drawing has room for it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

DRAWN = ("title", "text", "domain", "sort", "labels", "values", "subtitle")
"""Keys of a Vega-Lite specification whose texts are drawn, or name what is drawn."""
APART = ("colour", "to", "href")
"""Columns of data that are never drawn as text."""


def spoken(spec: Any, words: Callable[[str], str]) -> Any:
    """The same specification with its titles, its categories and the texts of its data said by `words`."""
    if isinstance(spec, list):
        return [spoken(each, words) for each in spec]
    if not isinstance(spec, dict):
        return spec
    return {key: _part(key, value, words) for key, value in spec.items()}


def _part(key: str, value: Any, words: Callable[[str], str]) -> Any:
    if key == "data" and isinstance(value, dict) and "values" in value:
        return value | {"values": _rows(value["values"], words)}
    if key == "datasets":
        return {name: _rows(rows, words) for name, rows in value.items()}
    if key in DRAWN:
        return _said(value, words)
    return spoken(value, words)


def _said(value: Any, words: Callable[[str], str]) -> Any:
    """A text, or a list of them, said; what holds a specification of its own is walked on."""
    if isinstance(value, str):
        return _lines(value, words)
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return [_lines(each, words) for each in value]
    return spoken(value, words)


def _lines(text: str, words: Callable[[str], str]) -> str:
    return "\n".join(words(line) for line in text.split("\n"))


def _rows(values: Any, words: Callable[[str], str]) -> Any:
    """Rows of data, as a list or as one JSON text, with their texts said."""
    if isinstance(values, str):
        rows = json.loads(values)
        told = _rows(rows, words)
        return values if told is rows else json.dumps(told)
    texts = {
        key for row in values for key, value in row.items() if isinstance(value, str) and key not in APART
    }
    if not texts:
        return values
    return [row | {key: _text(row.get(key), words) for key in texts & row.keys()} for row in values]


def _text(value: Any, words: Callable[[str], str]) -> Any:
    return _lines(value, words) if isinstance(value, str) else value
