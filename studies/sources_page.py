"""The parts of ``docs/guide/sources.md`` that are made from the descriptions of sources of events and of yearly facts.

    python -m studies sources_page

What a file is known by, which names and columns stand for others, which indicators are taken, what was tested on real rows and
which complaints are answered: all from `tertius.events.layouts.LAYOUTS`, `tertius.events.sources.SOURCES` and
`tertius.indicators.catalogue.INDICATOR_SOURCES`. The page is written with both lists made anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from tertius.disk import write_text
from tertius.events.layouts import LAYOUTS, Layout
from tertius.events.sources import SOURCES
from tertius.indicators.catalogue import INDICATOR_SOURCES
from tertius.indicators.reading import IndicatorSource

PAGE = Path(__file__).parents[1] / "docs" / "guide" / "sources.md"
EVENTS = ("<!-- made by python -m studies sources_page: events -->", "<!-- end of events -->")
FACTS = ("<!-- made by python -m studies sources_page: yearly facts -->", "<!-- end of yearly facts -->")
MOST = 4  # sets of columns that a yearly source is described by; more are counted


def main(data: Path | None, arguments: list[str]) -> int:
    """Write the page with its two lists made anew."""
    write_text(PAGE, page(PAGE.read_text(encoding="utf-8")))
    return 0


def page(text: str) -> str:
    """The guide with both lists made anew."""
    text = _between(text, EVENTS, map(_events, LAYOUTS.values()))
    return _between(text, FACTS, map(_facts, INDICATOR_SOURCES.values()))


def _between(text: str, marks: tuple[str, str], items: Iterable[str]) -> str:
    begin, end = marks
    before, _, rest = text.partition(begin)
    return "\n".join([f"{before}{begin}\n", *items, f"\n{end}{rest.partition(end)[2]}"])


def _events(layout: Layout) -> str:
    info = SOURCES[layout.name]
    widths = [f"{width} columns without a header" for width in layout.bare]
    told = {
        "known by": "; or ".join([*_sets(layout.needed), *widths])
        or "a date, two actors, and a code or a score",
        "also named": _named(layout.also),
        "days": f"from {layout.begins}" + (f" to {layout.ends}" if layout.ends else "")
        if layout.begins
        else "",
        "restored": "; ".join(f"`{name}` from {what}" for name, what in layout.restored.items()),
        "tested on": info.checked,
        "answered": "; ".join(info.answers),
    }
    return _item(layout.name, info.title, told)


def _facts(source: IndicatorSource) -> str:
    sets = _sets(source.columns)
    few = sets if len(sets) <= MOST else [*sets[:MOST], f"{len(sets) - MOST} more such sets"]
    told = {
        "known by": "; or ".join([*few, *([source.shaped] if source.shaped else [])]),
        "also named": _named(source.also),
        "also read": ", ".join(f"`{name}`" for name in sorted(source.more)),
        "gives": ", ".join(f"`{name}`" if name != "*" else "what its rows name" for name in source.takes),
        "tested on": source.checked,
        "answered": "; ".join(source.answers),
    }
    return _item(source.key, source.title, told)


def _sets(columns: Iterable[Iterable[str]]) -> list[str]:
    return [", ".join(f"`{name}`" for name in sorted(each)) for each in columns]


def _named(also: Mapping[str, Iterable[str]]) -> str:
    return "; ".join(f"`{name}`: {', '.join(others)}" for name, others in also.items())


def _item(key: str, title: str, told: dict[str, str]) -> str:
    return "\n".join(
        [f"- **`{key}`**, {title}", *(f"  - {word}: {text}" for word, text in told.items() if text)]
    )
