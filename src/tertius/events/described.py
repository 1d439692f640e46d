"""``python -m tertius.events.described``: the part of ``docs/guide/sources.md`` that is made from the descriptions.

What a file is known by, which names and columns stand for others, what was tested on real rows and which complaints are
answered: all from `tertius.events.layouts.LAYOUTS` and `tertius.events.sources.SOURCES`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tertius.events.layouts import LAYOUTS, Layout
from tertius.events.sources import SOURCES

BEGIN, END = "<!-- made by python -m tertius.events.described -->", "<!-- end of what is made -->"


def described() -> str:
    """Markdown: a list item a source."""
    return "\n".join(_item(layout) for layout in LAYOUTS.values())


def _item(layout: Layout) -> str:
    info = SOURCES[layout.name]
    sets = [", ".join(f"`{name}`" for name in sorted(each)) for each in layout.needed]
    widths = [f"{width} columns without a header" for width in layout.bare]
    told = {
        "known by": "; or ".join([*sets, *widths]) or "a date, two actors, and a code or a score",
        "also named": "; ".join(f"`{name}`: {', '.join(others)}" for name, others in layout.also.items()),
        "restored": "; ".join(f"`{name}` from {what}" for name, what in layout.restored.items()),
        "tested on": info.checked,
        "answered": "; ".join(info.answers),
    }
    lines = [f"  - {word}: {text}" for word, text in told.items() if text]
    return "\n".join([f"- **`{layout.name}`**, {info.title}", *lines])


def page(text: str) -> str:
    """The guide with this part made anew."""
    before, _, rest = text.partition(BEGIN)
    return f"{before}{BEGIN}\n\n{described()}\n\n{END}{rest.partition(END)[2]}"


if __name__ == "__main__":
    sys.stdout.write(page(Path(sys.argv[1]).read_text(encoding="utf-8")))
