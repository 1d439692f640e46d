"""What the parts of a brief are made of: lines, lists, tables and figures, the same on a page, on paper and in Word."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from tertius.brief.figures import Drawing


@dataclass(frozen=True)
class Cell:
    """One cell of a table: its text, a small line under it, and where it leads in the page.

    Attributes
    ----------
    links
        Text and anchor of each place that the cell leads to, after its text.
    colour
        Name of the colour of a key before the text, or "".
    strong
        Whether the text is in bold.
    quoted
        ``text``, ``note`` or ``both`` where these are the words of a source, in its own language; else "".
    """

    text: str
    note: str = ""
    links: tuple[tuple[str, str], ...] = ()
    colour: str = ""
    strong: bool = False
    quoted: str = ""

    @property
    def whole(self) -> str:
        """Everything in it as one text: for a spreadsheet, for paper."""
        linked = "; ".join(text for text, _ in self.links)
        return "\n".join(part for part in (self.text, linked, self.note) if part)


@dataclass(frozen=True)
class Row:
    """One row; ``anchor`` is its place in the page, where something leads to it."""

    cells: tuple[Cell, ...]
    anchor: str = ""


@dataclass(frozen=True)
class Table:
    """Rows under heads.

    Attributes
    ----------
    name
        File name, without its ending, of the table when it is saved.
    heads
        A head a column.
    widths
        Share of the width that a column has on paper.
    numbers
        Positions of the columns that hold numbers.
    folded
        What the page says in place of the table until it is opened, or "".
    """

    name: str
    caption: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    widths: tuple[int, ...] = ()
    numbers: tuple[int, ...] = ()
    folded: str = ""

    @property
    def shares(self) -> tuple[int, ...]:
        """Widths, all alike where none are given."""
        return self.widths or (1,) * len(self.heads)


@dataclass(frozen=True)
class Figure:
    """A drawing with its caption and the text that stands for it."""

    name: str
    drawing: Drawing
    caption: str


@dataclass(frozen=True)
class Line:
    """A paragraph; its kind is ``plain``, ``note``, ``warn`` or ``head``."""

    text: str
    kind: str = "plain"


@dataclass(frozen=True)
class Bullets:
    """A list of sentences; quoted where they are the words of sources, in their own language."""

    items: tuple[str, ...]
    quoted: bool = False


Block: TypeAlias = Line | Bullets | Table | Figure


@dataclass(frozen=True)
class Part:
    """A section of the annex: its key, its heading, and its blocks."""

    key: str
    heading: str
    blocks: tuple[Block, ...] = field(default=())


def row(*cells: str | Cell, anchor: str = "") -> Row:
    """A row of cells, texts taken as such."""
    return Row(tuple(cell if isinstance(cell, Cell) else Cell(cell) for cell in cells), anchor)
