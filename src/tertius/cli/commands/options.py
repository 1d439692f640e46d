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
    case: Annotated[str, typer.Argument(metavar="CASE", help="A case of the casebook.")],
    fourth: Annotated[str, typer.Option("--for", metavar="STATE", help="The fourth state.")] = "KOR",
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
        int, typer.Option("--sobol", min=0, max=4096, help="Base sample for Sobol indices.")
    ] = 0,
    sampling: Sampling = Sampling(draws=10_000),
    result: o.Result = o.Result(),
) -> None:
    """A fourth state's options: regret, value of information, and what flips the ranking."""
    import numpy as np

    from tertius.options import load_assumptions, weigh_options
    from tertius.study import Question

    asked = Question.of_case(case, seed=sampling.seed)
    found = load_assumptions(assumptions, overrides=_changes(change or []))
    _check_corners(found, asked.settings.corners, fourth)
    triangle = None if stated else asked.triangle()
    table = weigh_options(
        found, rng=np.random.default_rng(sampling.seed), size=sampling.draws, triangle=triangle, sobol=sobol
    )
    report = {"case": case, **table.to_dict()}
    result.give("options", report, show=lambda: _options_text(table), table=table.to_frame)


def _check_corners(found: Assumptions, corners: tuple[str, str, str], fourth: str) -> None:
    from tertius.actors import resolve
    from tertius.errors import BadInput

    asked = (*corners, resolve(fourth).handle)
    if asked != (found.pivot, found.a, found.b, found.fourth):
        have = f"{found.fourth} with {found.pivot} between {found.a} and {found.b}"
        raise BadInput(
            f"options of {asked[3]} with {asked[0]} between {asked[1]} and {asked[2]}",
            have,
            "write your own file and give it with --assumptions",
        )


def _changes(texts: list[str]) -> dict[str, float | tuple[float, float]]:
    from tertius.errors import BadInput

    found: dict[str, float | tuple[float, float]] = {}
    for text in texts:
        name, _, value = text.partition("=")
        parts = value.split(":")
        try:
            numbers = [float(part) for part in parts]
        except ValueError:
            numbers = []
        if not name or len(numbers) not in (1, 2):
            raise BadInput(f"--set {text!r}", "NAME=NUMBER or NAME=LOW:HIGH")
        found[name] = numbers[0] if len(numbers) == 1 else (numbers[0], numbers[1])
    return found


def _options_text(table: OptionTable) -> Any:
    from rich.console import Group

    from tertius.cli.output import table as grid

    rows = [[o.name, f"{o.p_best:.0%}", f"{o.regret_mean:.3f}", f"{o.regret_max:.3f}"] for o in table.ranked]
    parts: list[Any] = [grid("by expected regret", ["option", "best in", "regret", "largest"], rows)]
    parts.append(
        f"A signal of a thaw is worth {table.value_of_information:.4f}, certainty {table.value_of_certainty:.4f}."
    )
    for flip in table.flips[:8]:
        parts.append(f"{flip.assumption} at {flip.at:.3g} ({flip.low:g} to {flip.high:g}): {flip.to} on top.")
    if not table.flips:
        parts.append("No single assumption, moved within its range, changes the option on top.")
    parts.append("Payoffs have no unit; this is a ranking of stated assumptions, not a recommendation.")
    return Group(*parts)
