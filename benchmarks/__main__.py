"""``python -m benchmarks [NAME ...] [--json]``: ours and a peer in the same run, on the same work.

Every module ``benchmarks/<name>.py`` has ``run(scale: float = 1.0) -> list[Row]``.
"""

from __future__ import annotations

import argparse
import importlib
import json
import platform
import sys
from pathlib import Path

from benchmarks.rows import Row, as_markdown

HERE = Path(__file__).parent
NAMES = tuple(
    sorted(path.stem for path in HERE.glob("*.py") if path.stem not in ("__init__", "__main__", "rows"))
)


def machine() -> str:
    """Describe where the figures were taken: processor, cores, Python."""
    import os

    model = platform.processor() or platform.machine()
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                model = line.split(":", 1)[1].strip()
                break
    except OSError:
        pass
    return f"{model}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"


def measure(names: list[str], scale: float) -> list[Row]:
    """Run the named benchmarks one after another."""
    rows: list[Row] = []
    for name in names:
        print(f"benchmark {name} ...", file=sys.stderr, flush=True)
        rows += importlib.import_module(f"benchmarks.{name}").run(scale)
    return rows


def main() -> int:
    """Parse the command line, measure, print; ``--write`` keeps the table in ``benchmarks/RESULTS.md``."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"any of: {', '.join(NAMES)} (default: all)")
    parser.add_argument("--json", action="store_true")
    parser.add_argument(
        "--scale", type=float, default=1.0, help="fraction of the full size, for a quick look"
    )
    parser.add_argument("--write", action="store_true", help="write benchmarks/RESULTS.md")
    options = parser.parse_args()
    unknown = [name for name in options.names if name not in NAMES]
    if unknown:
        parser.error(f"no benchmark {', '.join(unknown)}; there are {', '.join(NAMES)}")
    rows = measure(options.names or list(NAMES), options.scale)
    text = json.dumps([row.to_dict() for row in rows], indent=1) if options.json else as_markdown(rows)
    print(text)
    if options.write:
        head = f"# Benchmark results\n\n`python -m benchmarks --write` on {machine()}\n\n"
        (HERE / "RESULTS.md").write_text(head + as_markdown(rows) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
