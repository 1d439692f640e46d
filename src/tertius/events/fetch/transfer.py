"""One file over HTTP: resumed, retried, checked, and in its place only when it is whole."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import shutil
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tertius import limits
from tertius.disk import delete, write_text
from tertius.events.fetch.pace import Failed, Pace, Watch
from tertius.provenance import version

if TYPE_CHECKING:
    import httpx

RETRY = (408, 425, 429, 500, 502, 503, 504)
PARTIAL = re.compile(r".+\.part(-etag)?")
_TAG = re.compile(r'"[\x21\x23-\x7e]{0,200}"')  # a strong one
_DIGITS = re.compile(r"[0-9]{1,18}")
Tick = Callable[[str, int, int | None], None]  # name, bytes so far, bytes in all if known


@dataclass(frozen=True)
class Item:
    """A file to get: its address, the name to keep it under, and what is known of it beforehand.

    ``wrong`` says what of that is none, such as a size below zero: then the file is not taken.
    """

    url: str
    name: str
    size: int | None = None
    md5: str | None = None
    wrong: str = ""


def client(pace: Pace) -> httpx.Client:
    """An HTTP client that follows redirects and says who it is."""
    import httpx

    agent = f"tertius/{version('tertius')} (research on public event data)"
    return httpx.Client(timeout=pace.timeout, follow_redirects=True, headers={"User-Agent": agent})


def get_text(http: httpx.Client, url: str, pace: Pace) -> str:
    """A small text (a list of files), retried; raises `Failed`."""
    import httpx

    for attempt in range(1, pace.attempts + 1):
        pace.turn()
        try:
            with http.stream("GET", url, headers={"Accept-Encoding": "identity"}) as answer:
                _check_status(answer)
                return _text(answer, pace)
        except (Failed, httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            failure = _failure(error)
            if failure.final or attempt == pace.attempts:
                raise failure from None
            pace.rest(attempt, failure.wait)
    raise Failed("no attempt was made", final=True)


def _text(answer: httpx.Response, pace: Pace) -> str:
    """The body within its bounds, unpacked by us if it comes packed: a library's own unpacking knows no bound."""
    coding = answer.headers.get("Content-Encoding", "identity").strip().lower()
    if coding not in ("identity", "", "gzip"):
        raise Failed(f"packed as {coding[:20]}, which was not asked for", final=True)
    unpack = zlib.decompressobj(31) if coding == "gzip" else None
    watch, parts, size, came = Watch(pace, pace.longest_list), list[bytes](), 0, 0
    for chunk in answer.iter_raw():
        came += len(chunk)
        watch.got(len(chunk))
        part = unpack.decompress(chunk, pace.most_list + 1 - size) if unpack else chunk
        size += len(part)
        if size > pace.most_list:
            raise Failed(f"a list of more than {pace.most_list} bytes", final=True)
        if unpack and size > max(limits.MAX_RATIO * came, limits.MIB):
            raise Failed(f"a list that unpacks to more than {limits.MAX_RATIO} times its size", final=True)
        parts.append(part)
    announced = answer.headers.get("Content-Length", "")
    if announced and int(announced) != came:
        raise Failed("shorter than announced")
    if unpack and not unpack.eof:
        raise Failed("cut off")
    return b"".join(parts).decode("utf-8", "replace")


def download(http: httpx.Client, item: Item, target: Path, pace: Pace, tick: Tick) -> None:
    """Get `item` into `target`; a part that is there already is gone on with.

    Raises
    ------
    Failed
        With the reason of the last try, when every try failed or another would not help.
    """
    import httpx

    part = target.with_name(target.name + ".part")
    if part.is_symlink() or _tag(part).is_symlink():
        raise Failed(f"{part.name} is a link; move it away", final=True)
    for attempt in range(1, pace.attempts + 1):
        try:
            _attempt(http, item, part, pace, tick)
            problem = check(part, item)
            if problem:
                _drop(part)  # a wrong byte cannot be told from a right one: begin anew
                raise Failed(problem)
            os.replace(part, target)
            _drop(part)
            return
        except (Failed, httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            failure = _failure(error)
            if failure.final or attempt == pace.attempts:
                raise failure from None
            pace.rest(attempt, failure.wait)


def _tag(part: Path) -> Path:
    """Where the ETag of a partial file is kept, so that two versions are never joined."""
    return part.with_name(part.name + "-etag")


def _drop(part: Path) -> None:
    """Forget a partial file and its ETag."""
    for path in (part, _tag(part)):
        delete(path, within=part.parent, known=PARTIAL)


def _begun(item: Item, part: Path) -> int:
    """Bytes that are there and can be gone on with: only where an ETag or a check sum will prove them the same version."""
    have = part.stat().st_size if part.exists() else 0
    proven = item.md5 is not None or _tag(part).exists()
    if have and (not proven or (item.size is not None and have > item.size)):
        _drop(part)
        return 0
    return have


def _attempt(http: httpx.Client, item: Item, part: Path, pace: Pace, tick: Tick) -> None:
    if item.size is not None and item.size > pace.most:
        raise Failed(f"announced as {item.size} bytes, more than {pace.most}", final=True)
    have = _begun(item, part)
    if item.size is not None and have == item.size and item.md5 is not None:
        return
    headers = {"Accept-Encoding": "identity"}
    held = _tag(part).read_text(errors="replace") if have and _tag(part).exists() else ""
    if have:
        headers["Range"] = f"bytes={have}-"
        if held:
            headers["If-Range"] = held
    pace.turn()
    with http.stream("GET", item.url, headers=headers) as answer:
        if answer.status_code == 416:
            _drop(part)
            raise Failed("the server could not go on where we stopped")
        _check_status(answer)
        if answer.headers.get("Content-Encoding", "identity").lower() not in ("identity", ""):
            raise Failed("packed, which was not asked for", final=True)
        resumed = answer.status_code == 206 and _starts_at(answer.headers.get("Content-Range", ""), have)
        another = item.md5 is None and answer.headers.get("ETag", "") != held
        if answer.status_code == 206 and (not resumed or another):
            _drop(part)
            raise Failed("the server sent another part than asked")
        _keep_tag(part, answer.headers.get("ETag", ""))
        _save(answer, item, part, have if resumed else 0, pace, tick)


def _keep_tag(part: Path, tag: str) -> None:
    if _TAG.fullmatch(tag):
        write_text(_tag(part), tag)
    else:
        delete(_tag(part), within=part.parent, known=PARTIAL)


def _starts_at(content_range: str, have: int) -> bool:
    return content_range.replace(" ", "").startswith(f"bytes{have}-")


def _save(answer: httpx.Response, item: Item, part: Path, done: int, pace: Pace, tick: Tick) -> None:
    """Append the body (or begin anew), never more than was announced, than is allowed, or than the disk can take."""
    announced = answer.headers.get("Content-Length")
    total = item.size
    if total is None and announced and _DIGITS.fullmatch(announced):
        total = done + int(announced)
    _room(part, max((total or 0) - done, 0), pace.most)
    watch, checked = Watch(pace, pace.longest), done
    with open(part, "ab" if done else "wb") as file:
        for chunk in answer.iter_raw():  # as it comes: a buffered rest would be lost when the line breaks
            done += len(chunk)
            watch.got(len(chunk))
            if done > (pace.most if item.size is None else item.size):
                raise Failed(
                    f"longer than the {item.size or pace.most} bytes {'announced' if item.size else 'allowed'}"
                )
            if done - checked > 64 * limits.MIB:
                _room(part, 0, pace.most)
                checked = done
            file.write(chunk)
            tick(item.name, done, total)
    if total is not None and done < total:
        raise Failed(f"cut off at {done} of {total} bytes")


def _room(part: Path, size: int, most: int) -> None:
    """Raise if the disk has no room for so many bytes and what it must keep free."""
    if size > most:
        raise Failed(f"announced as {size} bytes, more than {most}", final=True)
    free = shutil.disk_usage(part.parent).free
    if free < size + limits.KEEP_FREE:
        raise OSError(errno.ENOSPC, f"{free // limits.MIB} MiB free for {size // limits.MIB} MiB")


def _check_status(answer: httpx.Response) -> None:
    code = answer.status_code
    if code in (200, 206):
        return
    wait = answer.headers.get("Retry-After", "")
    seconds = float(wait) if _DIGITS.fullmatch(wait) else None
    raise Failed(f"HTTP {code}", final=code not in RETRY, wait=seconds)


def _failure(error: Exception) -> Failed:
    if isinstance(error, Failed):
        return error
    names = {"ReadTimeout": "stalled", "ConnectTimeout": "no answer", "ConnectError": "no connection"}
    kind = type(error).__name__
    if kind == "ValueError":
        return Failed("an answer that cannot be read")
    return Failed(
        names.get(kind, f"{kind}: {error}".strip(": ")), final=kind in ("InvalidURL", "UnsupportedProtocol")
    )


def check(path: Path, item: Item) -> str:
    """Why a file is not what was announced ("" if it is): size, check sum, else the zip's own sums."""
    size = path.stat().st_size
    if item.size is not None and size != item.size:
        return f"{size} bytes instead of {item.size}"
    if item.md5 is not None:
        with open(path, "rb") as file:
            found = hashlib.file_digest(file, "md5").hexdigest()
        return "" if found == item.md5.lower() else "wrong check sum"
    if item.name.lower().endswith(".zip"):
        try:
            with zipfile.ZipFile(path) as archive:
                return "damaged zip" if archive.testzip() else ""
        except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError, ValueError):
            return "damaged zip"
    return ""
