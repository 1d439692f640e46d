"""What a file is, by its first bytes: the name is never trusted."""

from __future__ import annotations

import re

from tertius.errors import BadInput

LFS = b"version https://git-lfs.github.com/spec/"
_MAGIC = (
    (b"PAR1", "parquet"),
    (b"ARROW1\0\0", "feather"),
    (b"FEA1", "feather"),
    (b"\x1f\x8b", "gzip"),
    (b"PK", "zip"),
    (b"<stata_dta>", "stata"),
    (b"RDX2\n", "rdata"),
    (b"RDX3\n", "rdata"),
    (b"X\n\x00\x00", "rds"),
    (b"%PDF", "pdf"),
    (b"\xd0\xcf\x11\xe0", "xls"),
    (b"\x89HDF", "hdf"),
    (b"SQLite format 3", "sqlite"),
    (b"\xfd7zXZ", "xz"),
    (b"BZh", "bzip2"),
    (b"7z\xbc\xaf", "7z"),
    (b"$FL2", "spss"),
    (b"{\\rtf", "rtf"),
    (LFS, "lfs"),
)
_JSON = re.compile(rb'(?:\xef\xbb\xbf)?\s*(?:\{\s*"|\[\s*[\[{]\s*")')  # records, or a list of them
SHEETS = ("xlsx", "ods", "xls")
STATISTICS = ("stata", "rdata", "rds")
#: What can be done about a file that holds no table this program reads.
_ADVICE = {
    "pdf": ("a PDF", "save its table as CSV"),
    "hdf": ("an HDF5 file", "save it as CSV or Parquet"),
    "sqlite": ("a database of SQLite", "export the table as CSV"),
    "xz": ("an xz archive", "unpack it"),
    "bzip2": ("a bzip2 archive", "unpack it"),
    "tar": ("a tar archive", "unpack it"),
    "7z": ("a 7z archive", "unpack it"),
    "spss": ("an SPSS file", "save it as CSV"),
    "rtf": ("a formatted text", "save its table as CSV"),
    "html": (
        "a web page, not a data file",
        "fetch the file behind the link, or save its table as .xlsx or CSV",
    ),
    "xml": ("an XML file", "open it in a spreadsheet and save it as .xlsx or CSV"),
    "lfs": ("a Git LFS pointer, not the data", "run `git lfs pull` and take the file itself"),
}


class NotData(BadInput):
    """A file that is whole, but holds no table of a known kind: in a folder it is left out and named."""


def kind_of(head: bytes) -> str:
    """``text``, ``json``, ``zip``, ``gzip``, ``parquet``, ``stata``, ``rdata``, ``xls`` and so on, from a file's first bytes."""
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head[257:262] == b"ustar":
        return "tar"
    if _old_stata(head):
        return "stata"
    if head.lstrip()[:15].lower().startswith((b"<!doctype html", b"<html")):
        return "html"
    if _JSON.match(head):
        return "json"
    if head.lstrip()[:5] == b"<?xml":
        return "xml"
    return "text"


def _old_stata(head: bytes) -> bool:
    """A Stata file before version 13 begins with its release, byte order, type 1 and a zero."""
    return (
        len(head) > 60
        and head[0] in (0x69, 0x6C, 0x6E, 0x71, 0x72, 0x73)
        and head[1] in (1, 2)
        and head[2:4] == b"\1\0"
    )


def refuse_foreign(path: object, kind: str) -> None:
    """Raise `BadInput` for a kind of file that holds no table: what it is, and what to do."""
    if kind in _ADVICE:
        what, do = _ADVICE[kind]
        raise NotData(f"{path} is {what}", "a table: text, a spreadsheet, Parquet, Stata or R", do)
