"""``tertius game`` and ``tertius options``: the game alone, and a fourth state's options."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tertius.cli import settings as s

if TYPE_CHECKING:
    from tertius.options import OptionTable


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
    draws: Annotated[
        int, typer.Option("--draws", min=100, max=1_000_000, help="Draws of the assumptions.")
    ] = 10_000,
    seed: s.Seed = 1,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write the assumptions used, to be edited.")
    ] = None,
    as_json: s.AsJson = False,
) -> None:
    """A fourth state's options: regret, value of information, and what flips the ranking."""
    from tertius.cli.output import emit, note
    from tertius.options import as_toml
    from tertius.study import Inquiry

    asked = Inquiry.of_case(case, seed=seed)
    table = asked.options(
        fourth,
        assumptions=assumptions,
        changes=_changes(change or []),
        stated=stated,
        size=draws,
        sobol=sobol,
    )
    if out is not None:
        _write(out, as_toml(table.assumptions))
        note(
            f"the {len(table.assumptions.items)} assumptions are in {out}; edit it and give it with --assumptions"
        )
    report = {"case": case, **table.to_dict()}
    emit("options", report, as_json=as_json, show=lambda: _options_text(table))


def _write(path: Path, text: str) -> None:
    from tertius.errors import BadInput

    try:
        path.write_text(text, encoding="utf-8")
    except OSError as problem:
        raise BadInput(
            f"{path} cannot be written ({problem.strerror})", "a file in a folder that exists"
        ) from None


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
    from tertius.options.words import summary_lines

    rows = [[o.name, f"{o.p_best:.0%}", f"{o.regret_mean:.3f}", f"{o.regret_max:.3f}"] for o in table.ranked]
    shown = grid("by expected regret", ["option", "best in", "mean regret", "largest"], rows)
    return Group(table.assumptions.title, "", *table.says, "", shown, *summary_lines(table))
