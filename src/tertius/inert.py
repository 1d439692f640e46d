"""Texts from outside made harmless for whoever shows them: a terminal, a spreadsheet, a page, JSON.

Nothing is dropped: a control character becomes its visible picture (U+2400 on), what has none U+FFFD.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

_CONTROL = {code: 0x2400 + code for code in range(32)} | {127: 0x2421}
_CONTROL |= dict.fromkeys((*range(0x80, 0xA0), *range(0xD800, 0xE000)), 0xFFFD)
_TURNING = (
    0x061C,
    0x200E,
    0x200F,
    *range(0x202A, 0x202F),
    *range(0x2066, 0x206A),
)  # they turn the line around
_LINES = {code: to for code, to in _CONTROL.items() if code not in (9, 10)}
_DRAWN = _LINES | dict.fromkeys((0xFFFE, 0xFFFF), 0xFFFD)
_BREAKS = dict.fromkeys((9, 10, 13, 0x2028, 0x2029), " ")
_BLOCK: dict[int, Any] = _LINES | dict.fromkeys((*_TURNING, 0x2028, 0x2029), 0xFFFD)
_LINE: dict[int, Any] = _CONTROL | dict.fromkeys(_TURNING, 0xFFFD) | _BREAKS
_JSON = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")


def line(text: str) -> str:
    """The text on one line, every control character visible: for terminals."""
    return text.translate(_LINE)


def block(text: str) -> str:
    """The text with its line feeds and tabs, every other order visible: several lines for terminals."""
    return text.translate(_BLOCK)


def lines(text: str) -> str:
    """The text with its line breaks and tabs, every other control character visible: for pages and spreadsheets."""
    return text.translate(_LINES)


def drawn(text: str) -> str:
    """The text as `lines` has it, without what no XML may hold: for charts."""
    return text.translate(_DRAWN)


def cell(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula: such a one gets an apostrophe in front."""
    shown = lines(text)
    bare = shown.lstrip(" \u00a0\ufeff")
    if bare.startswith(_FORMULA) and not _NUMBER.fullmatch(bare):
        return "'" + shown
    return shown


def told(text: str) -> str:
    """The text of a cell as it was before `cell` put an apostrophe in front; any other as it is."""
    return text[1:] if text.startswith("'") and cell(text[1:]) == text else text


def json_text(text: str) -> str:
    """JSON in which what a terminal could obey stands as ``\\uXXXX``: the same values, other bytes."""
    return _JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def link(address: object) -> str:
    """The address if it is one of the web (http, https) with a host; "" for any other, such as ``javascript:``."""
    text = str(address).strip()
    if re.search(r"[\x00-\x20\x7f-\x9f\\]", text):
        return ""
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    return text if parts.scheme.lower() in ("http", "https") and parts.hostname else ""


def every_text(value: Any, change: Any) -> Any:
    """The same nest of dicts and lists with `change` done to every text in it, keys included."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {every_text(key, change): every_text(item, change) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [every_text(item, change) for item in value]
    return value
