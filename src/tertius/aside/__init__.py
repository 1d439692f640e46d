"""Work that may end the interpreter (a damaged Parquet file, a drawing), done in a process of its own."""

from __future__ import annotations

from tertius.aside.child import Aside, Died
from tertius.aside.parquet import check_parquet, read_parquet

__all__ = ["Aside", "Died", "check_parquet", "read_parquet"]
