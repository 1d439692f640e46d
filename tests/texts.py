"""Texts that do harm where they are shown: to a terminal, a spreadsheet, a page, a reader of JSON."""

from __future__ import annotations

import re

ORDERS = (
    "\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "\x1b]8;;http://x.example\x1b\\link\x1b]8;;\x1b\\", "\x9b2J", "\x90q\x9c",
    "a\x08\x08b", "over\rwritten", "bell\x07", "\x00nul", "del\x7f", "line\x0bfeed\x0c", "\x85next", "\u202eturned\u202c",
    "\u2066isolated\u2069", "\u200emark\u200f", "split\u2028line\u2029",
)  # fmt: skip
FORMULAS = (
    "=1+1", "+1+1", "-1+1", "@SUM(A1)", "=cmd|' /C calc'!A0", '=HYPERLINK("http://x.example","y")', " =1+1",
    "\t=1+1", "\r=1+1", "＝1+1", "-2+3+cmd|' /C calc'!A0", "\ufeff=1+1", "\u00a0@x", "+a", "-",
)  # fmt: skip
LINKS = (
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\nscript:alert(1)", " javascript:alert(1)",
    "data:text/html,<script>x</script>",
    "vbscript:x", "file:///etc/passwd", "//x.example", "http:x", "\x01javascript:alert(1)", "https://", "javascript://x.example/%0aalert(1)",
)  # fmt: skip
MARKUP = (
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</style><script>alert(1)</script>", "{{ 7*7 }}",
    "' onmouseover='alert(1)", "[bold]x[/bold]", ":smile:", "&lt;b&gt;", "]]><!--", "<a href=javascript:alert(1)>x</a>",
)  # fmt: skip
ALL = (*ORDERS, *FORMULAS, *LINKS, *MARKUP)
OBEYED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def obeyed(shown: str) -> list[str]:
    """What a terminal would obey in a text that was shown; line feeds and tabs are none."""
    return OBEYED.findall(shown)
