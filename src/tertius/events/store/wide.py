"""placeholder until the readers are there"""

from __future__ import annotations


def write_wide(path, reader, folder, progress):
    return None
