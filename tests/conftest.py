"""Every test: a worker has a core, and threads of the linear algebra would wait for one another; files lie in memory."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")
ROOM = 6 << 30  # bytes that must be free there: a whole run leaves about one

if "PYTEST_XDIST_WORKER" in os.environ:
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")
elif "TMPDIR" not in os.environ and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
    # A store writes through to the disk hundreds of times a test; thousands of small files are waited for and deleted again.
    os.environ["TMPDIR"] = str(MEMORY)
    tempfile.tempdir = None  # asked for again, of whoever has asked already
