"""``tertius game`` and ``tertius options``: the game alone, and a fourth state's options."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tertius.cli import settings as s

if TYPE_CHECKING:
    from tertius.options import Assumptions, OptionTable


def game(
    alpha: Annotated[
        str, typer.Option("--alpha", metavar="N,N,...", help="A's stake, one number an agenda.")
    ],
    beta: Annotated[str, typer.Option("--beta", metavar="N,N,...", help="B's; below 0 where rivals agree.")],
    k: Annotated[str, typer.Option("--k", metavar="N,N,...", help="What leaving its ideal costs the pivot.")],
    rivalry: Annotated[str, typer.Option("--rivalry", metavar="R", help="Rivalry, from 0.")] = "1",
    access: Annotated[
        str, typer.Option("--access", metavar="A,B", help="Access of A and of B, 0 to 1.")
    ] = "1,1",
    theta: Annotated[
        str | None, typer.Option("--theta", metavar="N,N,...", help="The pivot's ideal; 0 if not given.")
    ] = None,
    bound: Annotated[
        str | None, typer.Option("--bound", metavar="S", help="Keep |position| <= S (the poles are at 1).")
    ] = None,
    as_json: s.AsJson = False,
) -> None:
    """The menu-auction game alone: what the pivot and either rival take home, agenda by agenda."""
    from tertius.auction import Game, solve
    from tertius.cli.output import emit
    from tertius.provenance import Provenance

    a, b = _pair(access)
    made = Game(
        _numbers("--alpha", alpha),
        _numbers("--beta", beta),
        _numbers("--k", k),
        None if theta is None else _numbers("--theta", theta),
        _one("--rivalry", rivalry),
        a,
        b,
        None if bound is None else _one("--bound", bound),
    )
    report = solve(made).to_dict()
    settings = {"alpha": made.alpha, "beta": made.beta, "k": made.k, "theta": made.theta}
    settings |= {"rivalry": made.rivalry, "access": [a, b], "bound": made.bounds}
    report |= {"bound": made.bounds, "provenance": Provenance(settings=settings).to_dict()}
    emit("game", report, as_json=as_json, show=lambda: _game_text(report))


def _game_text(report: dict[str, Any]) -> str:
    net, gain = report["net"], report["gain"]
    lines = [
        f"the pivot's rent: {report['rent']:.4g} for the package, {report['rent_by_agenda']:.4g} agenda by agenda",
        f"A takes home {net['a']:.4g} ({net['a_lo']:.4g} to {net['a_hi']:.4g}), a gain of {gain['a']:.4g}",
        f"B takes home {net['b']:.4g} ({net['b_lo']:.4g} to {net['b_hi']:.4g}), a gain of {gain['b']:.4g}",
        "position by agenda (+ towards A): " + ", ".join(f"{value:.4g}" for value in report["position"]),
        "surplus by agenda: " + ", ".join(f"{value:.4g}" for value in report["surplus_by_agenda"]),
    ]
    if report["clipped"]:
        lines.append(f"the bound {report['bound']:g} binds")
    lines.append("Payoffs have no unit: only ratios and ranks mean anything.")
    return "\n".join(lines)


def _numbers(option: str, text: str) -> list[float]:
    from tertius.errors import BadInput

    try:
        return [float(part) for part in text.split(",")]
    except ValueError:
        raise BadInput(f"{option} {text!r} is not a list of numbers", "numbers such as 1,0.5") from None


def _one(option: str, text: str) -> float:
    from tertius.errors import BadInput

    found = _numbers(option, text)
    if len(found) != 1:
        raise BadInput(f"{option} has {len(found)} numbers", "one")
    return found[0]


def _pair(text: str) -> tuple[float, float]:
    from tertius.errors import BadInput

    found = _numbers("--access", text)
    if len(found) != 2:
        raise BadInput(
            f"--access has {len(found)} number{'s' * (len(found) != 1)}", "two: of A and of B, 0 to 1"
        )
    return found[0], found[1]


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
    draws: Annotated[
        int, typer.Option("--draws", min=100, max=1_000_000, help="Draws of the assumptions.")
    ] = 10_000,
    seed: s.Seed = 1,
    as_json: s.AsJson = False,
) -> None:
    """A fourth state's options: regret, value of information, and what flips the ranking."""
    import numpy as np

    from tertius.cli.output import emit
    from tertius.options import load_assumptions, weigh_options
    from tertius.study import Inquiry

    asked = Inquiry.of_case(case, seed=seed)
    found = load_assumptions(assumptions, overrides=_changes(change or []))
    _check_corners(found, asked.settings.corners, fourth)
    triangle = None if stated else asked.triangle()
    table = weigh_options(found, rng=np.random.default_rng(seed), size=draws, triangle=triangle, sobol=sobol)
    report = {"case": case, **table.to_dict()}
    emit("options", report, as_json=as_json, show=lambda: _options_text(table))


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
