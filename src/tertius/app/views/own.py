"""My file: what was dropped, what it was taken for, mended here, and the brief of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tertius.app.states import named, plain_name
from tertius.app.uploads import OURS
from tertius.limits import MAX_SESSION_IDLE, MAX_UPLOAD, MAX_UPLOAD_ROWS, MIB

if TYPE_CHECKING:
    from starlette.responses import Response

    from tertius.app.page import Page
    from tertius.app.uploads import Upload

PART = {"date": ("date", "earliest", "latest"), "strength": ("strength", "code")}


def show(page: Page) -> Response:
    """The files of this visit, and one of them opened."""
    of = page.query.get("file", "")
    upload = page.session.file(of) if of else None
    return page.show(
        "file",
        files={key: each.name for key, each in page.session.files.items()},
        of=of,
        upload=upload,
        ours=OURS,
        states=named(page.lang),
        corners=[plain_name(each, page.lang) for each in upload.corners] if upload else [],
        unread=_unread(upload) if upload else [],
        limits={"size": MAX_UPLOAD // MIB, "rows": MAX_UPLOAD_ROWS, "hours": int(MAX_SESSION_IDLE // 3600)},
    )


def _unread(upload: Upload) -> list[dict[str, Any]]:
    """What could not be read, each with the column of the file that it stands in."""
    columns = upload.read.get("columns", {})
    found = []
    for each in upload.read.get("texts", ()):
        names = PART.get(each["part"], (each["part"],))
        column = next((columns[name] for name in names if name in columns), "")
        if column:
            found.append({**each, "column": column})
    return found
