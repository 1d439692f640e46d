"""``tertius game``: the game alone."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from tertius.cli import options as o

EXAMPLE = "tertius game --alpha 1,2 --beta 1,0.5 --k 1,1 --rivalry 1 --access 1,0.8"


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
    result: o.Result = o.Result(),
) -> None:
    """The menu-auction game alone: what the pivot and either rival take home, agenda by agenda."""
    import polars as pl

    from tertius.auction import Game, solve
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
    frame = {name: report[name] for name in ("position", "surplus_by_agenda")}
    result.give("game", report, show=lambda: _game_text(report), table=lambda: pl.DataFrame(frame))


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
