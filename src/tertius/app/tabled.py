"""The numbers behind a view as a file: CSV, Parquet or Excel, by the same writer as the command line's."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.responses import Response

from tertius.app.views import changed, compare, evidence, options, triangle, whatif, world
from tertius.errors import BadInput
from tertius.tables import write_table

if TYPE_CHECKING:
    import polars as pl

    from tertius.app.page import Page

TABLES: dict[str, Callable[[Page], pl.DataFrame]] = {
    "story": triangle.frame,
    "behind": triangle.acts_frame,
    "map": world.frame,
    "compare": compare.frame,
    "whatif": whatif.frame,
    "options": options.frame,
    "evidence": evidence.frame,
    "changed": changed.frame,
}
KINDS = {
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def table(page: Page) -> Response:
    """One table of a view."""
    name, ending = page.request.path_params["name"], page.request.path_params["ending"]
    if name not in TABLES or ending not in KINDS:
        raise BadInput(f"no table '{name}.{ending}'", "a table of the page")
    found = TABLES[name](page)
    with tempfile.TemporaryDirectory(prefix="table-", dir=page.session.place()) as folder:
        path = Path(folder) / f"{name}.{ending}"
        write_table(found, path)
        body = path.read_bytes()
    headers = {"content-disposition": f'attachment; filename="tertius-{name}.{ending}"'}
    return Response(body, media_type=KINDS[ending], headers=headers)
