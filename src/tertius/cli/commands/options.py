"""``tertius options``: a fourth state's options."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tertius.cli import options as o
from tertius.settings import Sampling

if TYPE_CHECKING:
    from tertius.options import Assumptions, OptionTable

EXAMPLE = "tertius options north-korea-washington-beijing --for KOR"


def options(
    case: Annotated[str, typer.Argument(metavar="CASE", help="A case of the casebook, or a folder.")],
    fourth: Annotated[
        str | None,
        typer.Option("--for", metavar="STATE", help="The fourth state; the one the case names if not given."),
    ] = None,
    assumptions: Annotated[
        Path | None, typer.Option("--assumptions", metavar="FILE", help="Your own TOML file of assumptions.")
    ] = None,
    change: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=N", help="Set one (or NAME=LOW:HIGH); repeatable."),
    ] = None,
    stated: Annotated[
        bool, typer.Option("--stated", help="Keep stated rivalry and access; do not take the case's own.")
    ] = False,
    sobol: Annotated[
        int, typer.Option("--sobol", min=0, max=4096, help="Base sample for Sobol indices, a power of two.")
    ] = 0,
    write: Annotated[
        Path | None, typer.Option("--write", metavar="FILE", help="Write the assumptions used, to be edited.")
    ] = None,
    sampling: Sampling = Sampling(draws=10_000),
    result: o.Result = o.Result(),
) -> None:
    """A fourth state's options: regret, value of information, and what flips the ranking."""
    from tertius.study import Question

    asked = Question.of_case(case, seed=sampling.seed)
    table = asked.options(
        fourth,
        assumptions=assumptions,
        changes=_changes(change or []),
        stated=stated,
        size=sampling.draws,
        sobol=sobol,
    )
    if write is not None:
        _write(write, table.assumptions)
    report = {"case": case, **table.to_dict()}
    result.give("options", report, show=lambda: _options_text(table), table=table.to_frame)


def _write(path: Path, assumed: Assumptions) -> None:
    from tertius.cli.output import note
    from tertius.disk import write_text
    from tertius.errors import BadInput
    from tertius.options import as_toml

    try:
        write_text(path, as_toml(assumed))
    except OSError as problem:
        raise BadInput(
            f"{path} cannot be written ({problem.strerror})", "a file in a folder that exists"
        ) from None
    note(f"the {len(assumed.items)} assumptions are in {path}; edit it and give it with --assumptions")


def _changes(texts: list[str]) -> dict[str, float | tuple[float, float]]:
    from tertius.errors import BadInput
    from tertius.limits import MAX_STAKE

    found: dict[str, float | tuple[float, float]] = {}
    for text in texts:
        name, _, value = text.partition("=")
        parts = value.split(":")
        try:
            numbers = [float(part) for part in parts]
        except ValueError:
            numbers = []
        if not name or len(numbers) not in (1, 2) or not all(abs(number) <= MAX_STAKE for number in numbers):
            raise BadInput(f"--set {text!r}", f"NAME=NUMBER or NAME=LOW:HIGH, numbers within {MAX_STAKE:.0e}")
        found[name] = numbers[0] if len(numbers) == 1 else (numbers[0], numbers[1])
    return found


def _options_text(table: OptionTable) -> Any:
    from rich.console import Group

    from tertius.cli.output import table as grid
    from tertius.options.words import summary_lines

    rows = [[o.name, f"{o.p_best:.0%}", f"{o.regret_mean:.3f}", f"{o.regret_max:.3f}"] for o in table.ranked]
    shown = grid("by expected regret", ["option", "best in", "mean regret", "largest"], rows)
    return Group(table.assumptions.title, "", *table.says, "", shown, *summary_lines(table))
