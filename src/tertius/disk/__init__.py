"""The one place where the program writes, deletes, and takes names from outside."""

from __future__ import annotations

from tertius.disk.deleting import delete, delete_folder
from tertius.disk.locking import alone, locked, same_file, taken
from tertius.disk.names import StrangeName, inside, reduced
from tertius.disk.writing import FULL, sync_folder, whole, write_bytes, write_text, write_texts

__all__ = [
    "FULL",
    "StrangeName",
    "alone",
    "delete",
    "delete_folder",
    "inside",
    "locked",
    "reduced",
    "same_file",
    "sync_folder",
    "taken",
    "whole",
    "write_bytes",
    "write_text",
    "write_texts",
]
