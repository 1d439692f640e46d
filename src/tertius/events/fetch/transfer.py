"""One file over HTTP: resumed, retried, checked, and in its place only when it is whole."""

from __future__ import annotations

import hashlib
import os
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tertius.provenance import version

if TYPE_CHECKING:
    import httpx

RETRY = (408, 425, 429, 500, 502, 503, 504)
LONGEST_WAIT = 300.0
Tick = Callable[[str, int, int | None], None]  # name, bytes so far, bytes in all if known


@dataclass(frozen=True)
class Item:
    """A file to get: its address, the name to keep it under, and what is known of it beforehand."""

    url: str
    name: str
    size: int | None = None
    md5: str | None = None


@dataclass
class Pace:
    """Polite limits.

    Parameters
    ----------
    interval
        Least seconds between the starts of two requests.
    attempts
        How often one file is tried.
    backoff
        Seconds before the second try; doubled before each further one, at most 5 minutes.
    timeout
        Seconds without a byte after which a connection counts as stalled.
    sleep
        How to wait (tests give their own).
    """

    interval: float = 0.5
    attempts: int = 6
    backoff: float = 1.0
    timeout: float = 30.0
    sleep: Callable[[float], None] = time.sleep
    _last: float = field(default=float("-inf"), repr=False)

    def turn(self) -> None:
        """Wait until the next request may start."""
        wait = self._last + self.interval - time.monotonic()
        if wait > 0:
            self.sleep(wait)
        self._last = time.monotonic()

    def rest(self, attempt: int, asked: float | None = None) -> None:
        """Wait before try number ``attempt + 1``; at least as long as the server `asked`."""
        wait = self.backoff * 2.0 ** (attempt - 1)
        self.sleep(min(max(wait, asked or 0.0), LONGEST_WAIT))


class Failed(Exception):
    """One try failed; ``final`` if another would not help, ``wait`` if the server said how long to wait."""

    def __init__(self, reason: str, *, final: bool = False, wait: float | None = None) -> None:
        super().__init__(reason)
        self.final, self.wait = final, wait


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
            answer = http.get(url)
            _check_status(answer)
            announced = answer.headers.get("Content-Length")
            if (
                announced
                and "Content-Encoding" not in answer.headers
                and int(announced) != len(answer.content)
            ):
                raise Failed("shorter than announced")
            return answer.text
        except (Failed, httpx.HTTPError, ValueError) as error:
            failure = _failure(error)
            if failure.final or attempt == pace.attempts:
                raise failure from None
            pace.rest(attempt, failure.wait)
    raise Failed("no attempt was made", final=True)


def download(http: httpx.Client, item: Item, target: Path, pace: Pace, tick: Tick) -> None:
    """Get `item` into `target`; a part that is there already is gone on with.

    Raises
    ------
    Failed
        With the reason of the last try, when every try failed or another would not help.
    """
    import httpx

    part = target.with_name(target.name + ".part")
    for attempt in range(1, pace.attempts + 1):
        try:
            _attempt(http, item, part, pace, tick)
            problem = check(part, item)
            if problem:
                part.unlink(missing_ok=True)  # a wrong byte cannot be told from a right one: begin anew
                _tag(part).unlink(missing_ok=True)
                raise Failed(problem)
            os.replace(part, target)
            _tag(part).unlink(missing_ok=True)
            return
        except (Failed, httpx.HTTPError, httpx.InvalidURL) as error:
            failure = _failure(error)
            if failure.final or attempt == pace.attempts:
                raise failure from None
            pace.rest(attempt, failure.wait)


def _tag(part: Path) -> Path:
    """Where the ETag of a partial file is kept, so that two versions are never joined."""
    return part.with_name(part.name + "-etag")


def _attempt(http: httpx.Client, item: Item, part: Path, pace: Pace, tick: Tick) -> None:
    have = part.stat().st_size if part.exists() else 0
    if item.size is not None and have == item.size:
        return
    if item.size is not None and have > item.size:
        part.unlink()
        have = 0
    headers = {"Accept-Encoding": "identity"}
    if have:
        headers["Range"] = f"bytes={have}-"
        if _tag(part).exists():
            headers["If-Range"] = _tag(part).read_text()
    pace.turn()
    with http.stream("GET", item.url, headers=headers) as answer:
        if answer.status_code == 416:
            part.unlink(missing_ok=True)
            raise Failed("the server could not go on where we stopped")
        _check_status(answer)
        resumed = answer.status_code == 206 and _starts_at(answer.headers.get("Content-Range", ""), have)
        if answer.status_code == 206 and not resumed:
            part.unlink(missing_ok=True)
            raise Failed("the server sent another part than asked")
        _keep_tag(part, answer.headers.get("ETag", ""))
        _save(answer, item, part, have if resumed else 0, tick)


def _keep_tag(part: Path, tag: str) -> None:
    if tag and not tag.startswith("W/"):
        _tag(part).write_text(tag)
    else:
        _tag(part).unlink(missing_ok=True)


def _starts_at(content_range: str, have: int) -> bool:
    return content_range.replace(" ", "").startswith(f"bytes{have}-")


def _save(answer: httpx.Response, item: Item, part: Path, done: int, tick: Tick) -> None:
    """Append the body (or begin anew), never more than was announced."""
    announced = answer.headers.get("Content-Length")
    total = item.size
    if total is None and announced and announced.isdigit():
        total = done + int(announced)
    with open(part, "ab" if done else "wb") as file:
        for chunk in answer.iter_raw():  # as it comes: a buffered rest would be lost when the line breaks
            done += len(chunk)
            if item.size is not None and done > item.size:
                raise Failed(f"longer than the {item.size} bytes announced")
            file.write(chunk)
            tick(item.name, done, total)
    if total is not None and done < total:
        raise Failed(f"cut off at {done} of {total} bytes")


def _check_status(answer: httpx.Response) -> None:
    code = answer.status_code
    if code in (200, 206):
        return
    wait = answer.headers.get("Retry-After", "")
    seconds = float(wait) if wait.isdigit() else None
    raise Failed(f"HTTP {code}", final=code not in RETRY, wait=seconds)


def _failure(error: Exception) -> Failed:
    if isinstance(error, Failed):
        return error
    names = {"ReadTimeout": "stalled", "ConnectTimeout": "no answer", "ConnectError": "no connection"}
    kind = type(error).__name__
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
