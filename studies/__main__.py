"""``python -m studies NAME [--data DIR] [...]``: run one study; without a name, list them.

Every module ``studies/<name>.py`` (or package ``studies/<name>/``) has a docstring whose first line says what it
measures, and ``main(data: Path | None, arguments: list[str]) -> int``, which gets the words left over.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import sys
from pathlib import Path

from tertius.errors import TertiusError

HERE = Path(__file__).parent


def studies() -> dict[str, Path]:
    """Name and file of every study."""
    files = [path for path in HERE.glob("*.py") if not path.stem.startswith("_")]
    found = {path.stem: path for path in files if "\ndef main(" in path.read_text("utf-8")}
    found |= {path.parent.name: path for path in HERE.glob("*/__init__.py")}
    return {name: found[name] for name in sorted(found)}


def listing() -> str:
    """One line a study: its name and what it measures."""
    heads = {name: ast.get_docstring(ast.parse(path.read_text("utf-8"))) for name, path in studies().items()}
    return "\n".join(
        f"{name:18} {(text or '').splitlines()[0] if text else ''}" for name, text in heads.items()
    )


def main(words: list[str] | None = None) -> int:
    """Run the study that is named and return its exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m studies", description="How the shipped numbers were made.", allow_abbrev=False
    )
    parser.add_argument("name", nargs="?", help="the study; none lists them")
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="folder of extracts (events/, structural/ ...)"
    )
    options, rest = parser.parse_known_args(words)
    if options.name is None:
        print(listing())
        return 0
    if options.name not in studies():
        parser.error(f"no study {options.name!r}; there are {', '.join(studies()) or 'none'}")
    try:
        return int(importlib.import_module(f"studies.{options.name}").main(options.data, rest) or 0)
    except TertiusError as error:
        print(f"studies: {error}", file=sys.stderr)
        return error.exit_code


if __name__ == "__main__":
    raise SystemExit(main())
