"""Names of all that the store makes; whatever has another name is somebody else's and stays."""

from __future__ import annotations

import re

PART = re.compile(r"[0-9a-f]{64}-[a-z0-9_-]+-[0-9]+(-joined)?(-raw|-tally)?\.parquet")
JOINED = re.compile(r"(data/)?[0-9a-f]{64}-[a-z0-9_-]+-[0-9]+-joined(-raw|-tally)?\.parquet")
LINE = re.compile(r"[0-9a-f]{64}\.json")
WORK = re.compile(r"[0-9a-f]{64}|(marks|tally)-[0-9a-f]{32}")
LOCK = re.compile(rf"({WORK.pattern})\.lock")
MARKS = re.compile(r"[0-9a-f]{32}(-tally)?\.parquet")
WORKING = re.compile(r"text\.csv|(unmarked|events|raw|tally)\.parquet")
DRAFT = re.compile(r"[0-9a-f]{64}\.[0-9]+\.draft|\.tertius-[0-9]+-[0-9a-f]{8}\.draft")
