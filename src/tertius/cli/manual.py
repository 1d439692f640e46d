"""The page docs/guide/commands.md is made by ``python -m tertius.cli.manual > docs/guide/commands.md``."""

from __future__ import annotations

import sys

HEAD = """# Commands

Made by `python -m tertius.cli.manual > docs/guide/commands.md`; a test holds the page against the commands.

Results go to stdout, progress and messages to stderr. `--json` prints one object with a `schema` and a `provenance`.
Exit codes: 0 good, 1 the analysis failed, 2 bad input (one sentence: what was seen, what is wanted, what to do);
`tertius watch` gives 3 where something moved by its threshold.
A state is written as its handle (`PRK`, `CHN`, `RUS`, `SUN`, `USA`, `KOR`, `EGY`, `VNM` ...), a Correlates of War number,
or a name. By default succession joins SUN with RUS, DRV with VNM, FRG with DEU and YUG with SRB; `--succession strict` does not.
"""


def manual() -> str:
    """Help text of every command, as Markdown."""
    import typer

    from tertius.cli.commands import make_app

    group = typer.main.get_command(make_app())
    context = group.make_context("tertius", ["--help"], resilient_parsing=True)
    parts = [HEAD]
    for name in group.list_commands(context):  # type: ignore[attr-defined]
        command = group.get_command(context, name)  # type: ignore[attr-defined]
        inner = command.make_context(
            name, [], parent=context, resilient_parsing=True, terminal_width=100, max_content_width=100
        )
        parts.append(f"## tertius {name}\n\n```text\n{command.get_help(inner).rstrip()}\n```\n")
    return "\n".join(parts)


if __name__ == "__main__":
    sys.stdout.write(manual())
