"""Every bound on what comes from outside, in one place; docs/guide/safety.md has the same table (a test compares them).

What is above a bound is refused in one sentence, never cut short in silence.
"""

from __future__ import annotations

from typing import Final

KIB: Final = 1 << 10
MIB: Final = 1 << 20
GIB: Final = 1 << 30

MAX_FIELD: Final = 1 * MIB  # characters of one field of a delimited text
MAX_LINE: Final = 8 * MIB  # bytes of one line
MAX_COLUMNS: Final = 4096  # columns of one file
MAX_TABLE: Final = 512 * MIB  # bytes of a file that is read whole
MAX_RATIO: Final = 250  # bytes unpacked for a byte of an archive
MAX_NAME: Final = 200  # bytes of a file name that comes from a server or an archive
MAX_BODY: Final = 16 * GIB  # bytes of one downloaded file
MAX_LIST: Final = 512 * MIB  # bytes of a server's list of files, unpacked
MAX_ENTRIES: Final = 5_000_000  # files in such a list
MAX_IDLE: Final = 30.0  # seconds without a byte
MAX_SLOW: Final = 60.0  # seconds at less than MIN_PACE
MIN_PACE: Final = 1024.0  # bytes a second that a server must give
MAX_LIST_TIME: Final = 900.0  # seconds for a list of files
MAX_FILE_TIME: Final = 86_400.0  # seconds for one try at one file
MAX_STAKE: Final = 1e12  # size of a stake or an assumption: products of a few of them stay finite
KEEP_FREE: Final = 256 * MIB  # bytes of the disk that a download leaves free
MAX_PARQUET_TIME: Final = 600.0  # seconds for the check of one Parquet file
MAX_PARQUET_MEMORY: Final = 12 * GIB  # bytes of address space for that check
MAX_DRAWING_TIME: Final = 120.0  # seconds for one drawing
MAX_UPLOAD: Final = 16 * MIB  # bytes of one file dropped on the page
MAX_UPLOAD_ROWS: Final = 50_000  # rows of it
MAX_UPLOAD_TIME: Final = 60.0  # seconds for sending it, and again for reading it
MAX_UPLOADS: Final = 4  # files of one visitor
MAX_FORM: Final = 64 * KIB  # bytes of a form sent to the page
MAX_SESSIONS: Final = 32  # visitors that are remembered
MAX_SESSION_IDLE: Final = 7200.0  # seconds after which a visitor and its files are forgotten
