"""Feather and Arrow files -> comma-separated text, made in a process of its own, since a damaged one may end it."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from tertius import limits
from tertius.aside import Aside, Died
from tertius.errors import BadInput
from tertius.files.sheets import to_csv


def feather_table(path: Path | str, data: bytes) -> list[tuple[str, bytes]]:
    """The table of a Feather file (or Arrow's file format), as comma-separated text.

    Raises
    ------
    BadInput
        If it is damaged, or larger than a table may be.
    """
    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder) / "given"
        given.write_bytes(data)
        try:
            why = _child().ask(str(given))
        except (Died, ValueError) as error:
            why = f"its reader {error}" if isinstance(error, Died) else str(error)
        if why:
            raise BadInput(
                f"{path} is no whole Feather file ({why})", "Feather", "write it again, or save it as CSV"
            )
        made = given.with_suffix(".csv")
        if made.stat().st_size > limits.MAX_TABLE:
            raise BadInput(
                f"{path} is larger than 512 MiB", "a smaller file of this format", "save it as Parquet"
            )
        return [("data", made.read_bytes())]


@cache
def _child() -> Aside:
    return Aside(
        "tertius.files.feather:write_text", seconds=limits.MAX_PARQUET_TIME, memory=limits.MAX_PARQUET_MEMORY
    )


def write_text(path: str) -> str:
    """Write the table beside the file as text; "" if that went well, else why it did not."""
    import pyarrow as pa
    from pyarrow import feather

    pa.set_cpu_count(1)
    try:
        table = feather.read_table(path, memory_map=False, use_threads=False)
        table.validate(full=True)
        if table.num_columns > limits.MAX_COLUMNS:
            return f"{table.num_columns} columns, more than {limits.MAX_COLUMNS}"
        with Path(path).with_suffix(".csv").open("wb") as out:
            out.write(to_csv([table.column_names]))
            for batch in table.to_batches(max_chunksize=65_536):
                out.write(to_csv(zip(*(column.to_pylist() for column in batch.columns), strict=True)))
                if out.tell() > limits.MAX_TABLE:
                    break
    except (pa.ArrowException, OSError, ValueError, MemoryError, OverflowError) as error:
        return (str(error).strip().splitlines() or [type(error).__name__])[0][:300]
    return ""
