"""File names from outside (a server, an archive, a case), reduced to one harmless name in one folder."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from tertius.errors import BadInput
from tertius.limits import MAX_NAME

_FORBIDDEN = re.compile(r'[<>:"|?*\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]')
_ENDS = re.compile(r"^\s+|[\s.]+$")  # some systems drop these, and two names would be one file
_DEVICE = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])\s*(\..*)?", re.IGNORECASE)
OURS = (".part", ".part-etag", ".draft", ".lock")  # endings that the program gives its own unfinished files


class StrangeName(BadInput):
    """A name that no file can have here."""


def reduced(name: object) -> str:
    """The last part of a name, with what a file system or a terminal could misread made ``_``.

    Parameters
    ----------
    name
        As it was sent: perhaps with folders, in the way of any system.

    Raises
    ------
    StrangeName
        If nothing is left, or what is left is hidden, a device, one of the program's own endings, or too long.
    """
    text = unicodedata.normalize("NFC", str(name))
    last = re.split(r"[/\\]", text)[-1]
    plain = _ENDS.sub("", _FORBIDDEN.sub("_", last))
    why = _wrong(plain)
    if why:
        shown = _FORBIDDEN.sub("_", text)[:60]
        raise StrangeName(f"the file name {shown!r} {why}", "a plain name without a folder")
    return plain


def _wrong(name: str) -> str:
    if not name.strip("_"):
        return "says no file"
    if name.startswith((".", "~", "-")):
        return "begins as a hidden file or an option"
    if _DEVICE.fullmatch(name):
        return "is a device on some systems"
    if name.lower().endswith(OURS):
        return "ends as an unfinished file of ours"
    return f"is longer than {MAX_NAME} bytes" if len(name.encode()) > MAX_NAME else ""


def inside(folder: Path, name: object) -> Path:
    """The place of a name from outside: directly in `folder`, whatever it says; never through a link out of it.

    Raises
    ------
    StrangeName
        If the name cannot be a file's, or a link or folder of that name lies there.
    """
    path = folder / reduced(name)
    if path.is_symlink() or path.is_dir():
        kind = "a link" if path.is_symlink() else "a folder"
        raise StrangeName(f"{path} is {kind}", "a place for a file", "move it away or choose another folder")
    return path
