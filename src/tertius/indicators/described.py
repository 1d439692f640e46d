"""``python -m tertius.indicators.described``: the part of ``docs/guide/sources.md`` on yearly facts.

What a file is known by, which names of columns stand for others, which indicators are taken, what was tested on
real rows and which complaints are answered: all from `tertius.indicators.catalogue.INDICATOR_SOURCES`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tertius.indicators.catalogue import INDICATOR_SOURCES
from tertius.indicators.reading import IndicatorSource

BEGIN, END = (
    "<!-- made by python -m tertius.indicators.described -->",
    "<!-- end of what is made of yearly facts -->",
)


def described() -> str:
    """Markdown: a list item a source."""
    return "\n".join(map(_item, INDICATOR_SOURCES.values()))


def _item(source: IndicatorSource) -> str:
    sets = [", ".join(f"`{name}`" for name in sorted(each)) for each in source.columns]
    few = sets if len(sets) <= 4 else [*sets[:4], f"{len(sets) - 4} more such sets"]
    told = {
        "known by": "; or ".join([*few, *([source.shaped] if source.shaped else [])]),
        "also named": "; ".join(f"`{name}`: {', '.join(others)}" for name, others in source.also.items()),
        "also read": ", ".join(f"`{name}`" for name in sorted(source.more)),
        "gives": ", ".join(f"`{name}`" if name != "*" else "what its rows name" for name in source.takes),
        "tested on": source.checked,
        "answered": "; ".join(source.answers),
    }
    lines = [f"  - {word}: {text}" for word, text in told.items() if text]
    return "\n".join([f"- **`{source.key}`**, {source.title}", *lines])


def page(text: str) -> str:
    """The guide with this part made anew."""
    before, _, rest = text.partition(BEGIN)
    return f"{before}{BEGIN}\n\n{described()}\n\n{END}{rest.partition(END)[2]}"


if __name__ == "__main__":
    sys.stdout.write(page(Path(sys.argv[1]).read_text(encoding="utf-8")))
