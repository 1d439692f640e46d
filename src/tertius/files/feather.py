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
    with tempfile.NamedTemporaryFile() as given, tempfile.NamedTemporaryFile() as made:
        given.write(data)
        given.flush()
        try:
            why = _child().ask(f"{given.name}\n{made.name}")
        except Died as end:
            why = f"its reader {end}"
        except ValueError as error:
            why = str(error)
        if why:
            raise BadInput(
                f"{path} is no whole Feather file ({why})", "Feather", "write it again, or save it as CSV"
            )
        text = made.read(limits.MAX_TABLE + 1)
    if len(text) > limits.MAX_TABLE:
        raise BadInput(
            f"{path} is larger than 512 MiB", "a smaller file of this format", "save it as Parquet"
        )
    return [("data", text)]


@cache
def _child() -> Aside:
    return Aside(
        "tertius.files.feather:write_text", seconds=limits.MAX_PARQUET_TIME, memory=limits.MAX_PARQUET_MEMORY
    )


def write_text(paths: str) -> str:
    """Write the table of the first of two files into the second as text; "" if that went well, else why it did not."""
    import pyarrow as pa
    from pyarrow import feather

    pa.set_cpu_count(1)
    given, _, made = paths.partition("\n")
    try:
        table = feather.read_table(given, memory_map=False, use_threads=False)
        table.validate(full=True)
        if table.num_columns > limits.MAX_COLUMNS:
            return f"{table.num_columns} columns, more than {limits.MAX_COLUMNS}"
        with Path(made).open("r+b") as out:
            out.write(to_csv([table.column_names]))
            for batch in table.to_batches(max_chunksize=65_536):
                out.write(to_csv(zip(*(column.to_pylist() for column in batch.columns), strict=True)))
                if out.tell() > limits.MAX_TABLE:
                    break
    except (pa.ArrowException, OSError, ValueError, MemoryError, OverflowError) as error:
        return (str(error).strip().splitlines() or [type(error).__name__])[0][:300]
    return ""
