"""The commands page cannot drift from the commands."""

from __future__ import annotations

from pathlib import Path

from tertius.cli.manual import manual

PAGE = Path(__file__).resolve().parents[2] / "docs" / "guide" / "commands.md"


def test_page_is_what_the_commands_say() -> None:
    assert PAGE.read_text() == manual()
