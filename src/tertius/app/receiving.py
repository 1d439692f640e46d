"""What is sent to the page: a file, byte by byte and no more than allowed, and forms."""

from __future__ import annotations

import asyncio
import re
import secrets
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, RedirectResponse, Response

from tertius.app.asking import OWN, different
from tertius.app.page import Page, Shared
from tertius.app.sessions import COOKIE
from tertius.app.states import typed
from tertius.app.uploads import OURS, Upload
from tertius.disk import delete, reduced
from tertius.errors import BadInput, TertiusError
from tertius.limits import MAX_FORM, MAX_UPLOAD, MAX_UPLOAD_TIME, MIB

if TYPE_CHECKING:
    from starlette.requests import Request

ENDINGS = (
    ".csv", ".tsv", ".txt", ".tab", ".xlsx", ".ods", ".xls", ".parquet", ".feather", ".dta", ".rds", ".gz", ".zip",
)  # fmt: skip


async def receive(request: Request, shared: Shared) -> Response:
    """Take one file as the body of the request, and read it aside."""
    page = Page(request, shared, shared.sessions.find(request.cookies.get(COOKIE)))
    try:
        name = reduced(request.query_params.get("name", ""))
        page.session.room_for_one()
        upload = await _taken(page, name)
        await run_in_threadpool(_read, page, upload)
    except TertiusError as reason:
        return JSONResponse({"error": page.why(reason)}, 413 if "bytes" in str(reason) else 400)
    return page.signed(JSONResponse({"file": _key(page, upload)}))


async def _taken(page: Page, name: str) -> Upload:
    ending = Path(name).suffix.lower()
    if ending not in ENDINGS:
        raise BadInput(f"{name} ends in {ending or 'nothing'}", ", ".join(ENDINGS))
    folder = page.session.place()
    file = folder / f"{secrets.token_hex(8)}{ending}"
    try:
        await asyncio.wait_for(_stream(page.request, file, name), MAX_UPLOAD_TIME)
    except TimeoutError:
        _remove(file)
        raise BadInput(
            f"{name} was not here after {MAX_UPLOAD_TIME:g} seconds", "a file sent in that time"
        ) from None
    except BaseException:
        _remove(file)
        raise
    return Upload(name, folder, file)


async def _stream(request: Request, file: Path, name: str) -> None:
    size = 0
    with file.open("xb") as out:
        async for part in request.stream():
            size += len(part)
            if size > MAX_UPLOAD:
                raise BadInput(f"{name} has more than {MAX_UPLOAD} bytes", f"at most {MAX_UPLOAD // MIB} MiB")
            out.write(part)
    if not size:
        raise BadInput(f"{name} is empty", "a table of acts")


def _read(page: Page, upload: Upload) -> None:
    try:
        upload.look()
    except TertiusError:
        _remove(upload.file)
        raise
    page.session.files[f"{OWN}{secrets.token_hex(4)}"] = upload


def _key(page: Page, upload: Upload) -> str:
    return next(key for key, each in page.session.files.items() if each is upload)


def _remove(file: Path) -> None:
    delete(file, within=file.parent, known=re.compile(r"[0-9a-f]{16}\.[a-z]+"))


async def form(request: Request, shared: Shared) -> Response:
    """Take one small form: stop work, forget a visit, mend a file."""
    page = Page(request, shared, shared.sessions.find(request.cookies.get(COOKIE)))
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MAX_FORM:
            return JSONResponse({"error": f"a form of more than {MAX_FORM} bytes"}, 413)
    fields = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    try:
        return await run_in_threadpool(_formed, page, fields)
    except TertiusError as reason:
        return await run_in_threadpool(page.show, "error", 400, why=page.why(reason), ways=[])


def _formed(page: Page, fields: dict[str, str]) -> Response:
    path = page.request.url.path
    if path.startswith("/job/"):
        job = page.shared.jobs.find(int(page.request.path_params["number"]), page.session.secret)
        if job is not None:
            job.stop(page.session.secret)
        return JSONResponse({"state": "stopped"})
    lang = fields.get("lang")
    if path == "/forget":
        page.shared.forget(page.session)
        return RedirectResponse(f"/file?lang={lang}" if lang in ("en", "ko") else "/file", 303)
    return _mended(page, fields)


def _mended(page: Page, fields: dict[str, str]) -> Response:
    """A file with its columns, cells and states as the visitor says."""
    of = fields.get("file", "")
    upload = page.session.file(of)
    names = upload.read.get("names", [])
    columns = {ours: fields.get(f"column-{ours}", "") for ours in OURS}
    upload.columns = {ours: theirs for ours, theirs in columns.items() if theirs in names}
    for number in range(len(fields)):
        column, text = fields.get(f"where-{number}", ""), fields.get(f"text-{number}", "")
        if column in names and fields.get(f"means-{number}", "").strip():
            upload.cells[(column, text)] = fields[f"means-{number}"].strip()
    said = [fields.get(key, "").strip() for key in ("p", "a", "b")]
    if all(said):
        p, a, b = (typed(name) for name in said)
        different(p, a, b)
        upload.corners = (p, a, b)
    upload.with_world = fields.get("world") == "yes"
    upload.version += 1
    upload.look()
    return RedirectResponse(page.to("file", file=of), 303)
