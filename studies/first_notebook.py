"""The notebook of a first session, executed: ``python -m studies first_notebook docs/notebooks/first-session.ipynb``.

Charts are kept as drawings, so that the page loads nothing from anywhere; a test runs the cells again.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

CELLS = (
    "# A first session\n\nEverything here runs on what ships with Tertius. A test runs the cells again.",
    ("import tertius as t\n\nt.case_names()",),
    "A case is a pivot between two rivals over a window, with its chronicle. A short name is enough.",
    ('case = t.load_case("egypt")\ncase',),
    ("case.events",),
    "A question is a case (or three states and your own events) with its settings.",
    ('asked = t.Question.of_case("egypt", draws=200)\nasked',),
    "Relations: what is known of each pair, month by month.",
    ("asked.smoothed",),
    ('asked.smoothed.plot("EGY", "SUN")',),
    "The triangle, on joint draws of its three legs.",
    ('triangle = asked.triangle()\ntriangle.plot("tilt")',),
    "Dated phases with their intervals.",
    ("asked.stances()",),
    "Any value is a table, a dict, and a file.",
    ('triangle.to_frame().select("month", "tilt", "tilt_lo", "tilt_hi").tail(3)',),
    "And what to cite for it.",
    ('t.cite("egypt-washington-moscow")',),
)
DRAWN = 'import altair\n\naltair.renderers.enable("svg")'


def made() -> Any:
    """The executed notebook; charts as SVG."""
    import nbclient
    from nbformat import v4

    book = v4.new_notebook(
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    )
    book.cells = [v4.new_code_cell(DRAWN)]
    for number, cell in enumerate(CELLS):
        new = v4.new_markdown_cell(cell) if isinstance(cell, str) else v4.new_code_cell(cell[0])
        new["id"] = f"cell-{number}"
        book.cells.append(new)
    nbclient.NotebookClient(book, timeout=600, kernel_name="python3").execute()
    book.cells = book.cells[1:]
    for number, cell in enumerate(cell for cell in book.cells if cell.cell_type == "code"):
        cell.metadata.clear()
        cell.execution_count = number + 1
        for output in cell.outputs:
            if "execution_count" in output:
                output.execution_count = number + 1
    book.metadata.pop("language_info", None)
    return book


def main(data: Path | None, arguments: list[str]) -> int:
    """Write the notebook to the file that is named."""
    import nbformat

    (path,) = arguments
    nbformat.write(made(), path)
    return 0
