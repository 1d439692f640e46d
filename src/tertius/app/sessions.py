"""Visitors, told apart by a secret: the files of each lie in a folder of its own, which goes with it."""

from __future__ import annotations

import os
import re
import secrets
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tertius.disk import delete_folder
from tertius.errors import BadInput
from tertius.limits import MAX_SESSION_IDLE, MAX_SESSIONS, MAX_UPLOADS

if TYPE_CHECKING:
    from tertius.app.uploads import Upload

COOKIE = "tertius_session"
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")
_ROOM = re.compile(r"tertius-page-[0-9]+-[0-9a-f]{16}")
_OWN = re.compile(r"[0-9a-f]{32}")


@dataclass(eq=False)
class Session:
    """One visitor.

    Attributes
    ----------
    secret
        What its cookie holds.
    name
        What is told of it inside the server: no one can make the secret from it.
    folder
        Where its files lie; made when the first comes.
    files
        Its uploads by name.
    seen
        When it last asked for anything.
    """

    secret: str
    folder: Path
    name: str = field(default_factory=lambda: secrets.token_hex(16))
    files: dict[str, Upload] = field(default_factory=dict)
    seen: float = field(default_factory=time.monotonic)

    def place(self) -> Path:
        """The folder, for its owner alone."""
        self.folder.mkdir(mode=0o700, exist_ok=True)
        return self.folder

    def room_for_one(self) -> None:
        """Raise `BadInput` if it holds as many files as it may."""
        if len(self.files) >= MAX_UPLOADS:
            raise BadInput(
                f"{len(self.files)} files are here already", f"at most {MAX_UPLOADS}", "forget one first"
            )

    def file(self, name: str) -> Upload:
        """One of its own uploads; another visitor's is as if it were not there."""
        if name not in self.files:
            raise BadInput(
                "that file is not here", "a file of this visit", "drop it on the page “My file” again"
            )
        return self.files[name]


class Sessions:
    """All visitors of a server."""

    def __init__(self) -> None:
        base = Path(tempfile.gettempdir())
        self.base = base / f"tertius-page-{os.getpid()}-{secrets.token_hex(8)}"
        self.base.mkdir(mode=0o700)
        self._all: dict[str, Session] = {}
        self._lock = threading.Lock()

    def find(self, secret: str | None) -> Session:
        """The visitor of a cookie, or a new one."""
        with self._lock:
            gone = self._sweep()
            found = self._all.get(secret) if secret and _SECRET.fullmatch(secret) else None
            if found is None:
                found = Session(secrets.token_urlsafe(32), self.base / secrets.token_hex(16))
                self._all[found.secret] = found
            found.seen = time.monotonic()
        for each in gone:
            self._remove(each)
        return found

    def forget(self, session: Session) -> None:
        """Remove a visitor with its files."""
        with self._lock:
            self._all.pop(session.secret, None)
        self._remove(session)

    def close(self) -> None:
        """Remove every visitor and the folder of all."""
        with self._lock:
            gone = list(self._all.values())
            self._all.clear()
        for each in gone:
            self._remove(each)
        delete_folder(self.base, within=self.base.parent, known=_ROOM)

    def _sweep(self) -> list[Session]:
        """Those who have not been seen for long, and the longest unseen of too many."""
        now = time.monotonic()
        gone = [each for each in self._all.values() if now - each.seen > MAX_SESSION_IDLE]
        rest = sorted((each for each in self._all.values() if each not in gone), key=lambda each: each.seen)
        gone += rest[: max(0, len(rest) - MAX_SESSIONS + 1)]
        for each in gone:
            del self._all[each.secret]
        return gone

    def _remove(self, session: Session) -> None:
        session.files.clear()
        delete_folder(session.folder, within=self.base, known=_OWN)
