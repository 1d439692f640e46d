"""``python -m benchmarks [NAME ...] [--json]``: ours and a peer in the same run, on the same work.

Every module ``benchmarks/<name>.py`` has ``run(scale: float = 1.0) -> list[Row]``.
"""

from __future__ import annotations

import argparse
import importlib
import json
import platform
import re
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


def measure(names: list[str], scale: float) -> dict[str, list[Row]]:
    """Run the named benchmarks one after another; rows by name."""
    rows: dict[str, list[Row]] = {}
    for name in names:
        print(f"benchmark {name} ...", file=sys.stderr, flush=True)
        rows[name] = importlib.import_module(f"benchmarks.{name}").run(scale)
    return rows


def write(found: dict[str, list[Row]], path: Path) -> None:
    """Put each benchmark's table into its own section; the sections of others stay as they are."""
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    sections = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", text, re.S | re.M))
    for name, rows in found.items():
        sections[name] = f"\n`python -m benchmarks {name} --write` on {machine()}\n\n{as_markdown(rows)}\n\n"
    body = "".join(f"## {name}\n{sections[name]}" for name in sorted(sections))
    head = "# Benchmark results\n\n`ratio` is the peer's time over ours: above 1 we are faster.\n\n"
    path.write_text(head + body.rstrip() + "\n", encoding="utf-8")


def main() -> int:
    """Parse the command line, measure, print; ``--write`` keeps the tables in ``benchmarks/RESULTS.md``."""
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
    found = measure(options.names or list(NAMES), options.scale)
    rows = [row for some in found.values() for row in some]
    print(json.dumps([row.to_dict() for row in rows], indent=1) if options.json else as_markdown(rows))
    if options.write:
        write(found, HERE / "RESULTS.md")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
