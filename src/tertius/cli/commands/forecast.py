"""``tertius forecast``: fans ahead of the last month, and a ledger of questions that the record will answer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tertius.cli import options as o
from tertius.cli.flatten import Without
from tertius.settings import Counting, Sampling

if TYPE_CHECKING:
    import polars as pl

    from tertius.forecasts import Forecast
    from tertius.forecasts.learned import Learned
    from tertius.stances import Enough
    from tertius.study import Question

EXAMPLE = "tertius forecast north-korea-moscow-beijing --horizon 12"

Corners = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[P A B | CASE]",
        help="The pivot and the two rivals, or a case; none: every triangle (--register).",
    ),
]
Scenario = Annotated[
    str | None,
    typer.Option(
        "--scenario",
        metavar="NAME",
        help="One scenario, or a CSV of your own path; the first three if not given.",
    ),
]
Threshold = Annotated[
    float,
    typer.Option(
        "--threshold", metavar="X", help="Which side of this will the difference of the legs be seen on?"
    ),
]
Register = Annotated[
    bool, typer.Option("--register", help="Add questions with dates and probabilities to the ledger.")
]
Resolve = Annotated[
    bool, typer.Option("--resolve", help="Answer what is due in the ledger, and say how forecasts did.")
]
Replay = Annotated[
    int | None,
    typer.Option(
        "--replay", metavar="MONTHS", min=1, help="Register as of every so many months of the record's past."
    ),
]
LedgerFile = Annotated[
    Path | None,
    typer.Option("--ledger", metavar="FILE", help="The ledger; else forecasts.jsonl beside the store."),
]
LearnedFile = Annotated[
    Path | None,
    typer.Option(
        "--learned",
        metavar="FILE",
        help="What the record taught: read from FILE, or written to it if not there.",
    ),
]
Picture = Annotated[
    Path | None,
    typer.Option(
        "--picture",
        metavar="FILE",
        help="Draw the fans, or how registered forecasts did: .svg, .png or .html.",
    ),
]
Monthly = Annotated[Counting, Without("directed", "every")]


def forecast(
    corners: Corners = None,
    scenario: Scenario = None,
    horizon: o.Horizon = 12,
    threshold: Threshold = 0.0,
    register: Register = False,
    resolve: Resolve = False,
    replay: Replay = None,
    ledger: LedgerFile = None,
    learned: LearnedFile = None,
    picture: Picture = None,
    source: o.Source = o.Source(),
    counting: Monthly = Counting(),
    sampling: Sampling = Sampling(),
    c0: o.Neutral = "0",
    result: o.Result = o.Result(),
) -> None:
    """Fans of draws and chances of a side, from what was known in the last month; or register and resolve questions."""
    from tertius.errors import BadInput

    if register or resolve:
        from tertius.cli.registered import registered

        registered(
            corners or [],
            source,
            counting,
            c0,
            result,
            register=register,
            resolve=resolve,
            replay=replay,
            path=ledger,
            picture=picture,
        )
        return
    if not corners:
        raise BadInput("no states given", "the pivot and the two rivals, or a case")
    _fan(corners, scenario, horizon, threshold, source, counting, sampling, c0, learned, picture, result)


def _fan(
    corners: list[str],
    scenario: str | None,
    horizon: int,
    threshold: float,
    source: o.Source,
    counting: Counting,
    sampling: Sampling,
    c0: str,
    learned: Path | None,
    picture: Path | None,
    result: o.Result,
) -> None:
    from tertius.cli.asked import question
    from tertius.cli.reports import forecast_head
    from tertius.study.taught import taught

    asked = question(corners, source, counting, sampling, c0=c0, horizon=horizon)
    chosen = _chosen(scenario, asked)
    told = asked.enough("past")
    if not told.ok:
        _silent(asked, told, result)
        return
    known = taught(asked, learned)
    made = asked.forecasts(chosen, threshold=threshold, learned=known)
    first = next(iter(made.values()))
    if picture is not None:
        _draw(made, asked, picture)
    report = {
        "pivot": asked.settings.pivot,
        "rivals": [asked.settings.a, asked.settings.b],
        "enough": told.to_dict(),
        **forecast_head(first),
        "signposts": _signposts(asked, known),
        "scenarios": {name: forecast_head(item) for name, item in made.items()},
        "refused": asked.events.refused,
        "provenance": first.provenance.to_dict(),
    }
    result.give("forecast", report, show=lambda: _shown(report), table=lambda: _fans(made))


def _draw(made: dict[str, Forecast], asked: Question, path: Path) -> None:
    """The fans of tilt, and what of them is skill."""
    from tertius.charts import fans
    from tertius.charts.files import save
    from tertius.cli.output import note

    save(fans(made, past=asked.triangle("past")), path)
    note(f"fans drawn in {path}")


def _silent(asked: Question, told: Enough, result: o.Result) -> None:
    """One sentence and no percentage: what is on record carries no outlook."""
    import polars as pl

    from tertius.forecasts.words import not_enough

    corners = asked.settings.corners
    says = not_enough(corners, told.why)
    report = {
        "pivot": corners[0],
        "rivals": list(corners[1:]),
        "enough": told.to_dict(),
        "says": says,
        "refused": asked.events.refused,
        "provenance": asked.filtered.provenance.to_dict(),
    }
    result.give(
        "forecast",
        report,
        show=lambda: says,
        table=lambda: pl.DataFrame([{"enough": False, "why": told.why}]),
    )


def _chosen(scenario: str | None, asked: Question) -> list[Any] | None:
    """The named scenario, or the path in a file."""
    from tertius.forecasts.scenarios import own_scenario, scenario_of

    if scenario is None:
        return None
    pivot, a, b = asked.settings.corners
    if not scenario.lower().endswith(".csv"):
        scenario_of(scenario, a=a, b=b)  # an unknown name is said before anything is read
        return [scenario]
    return [own_scenario(scenario, pivot=pivot, a=a, b=b)]


def _signposts(asked: Question, known: Learned | None) -> list[dict[str, Any]]:
    """The acts that would move the outlook most."""
    from tertius.forecasts.signposts import signposts_of

    return [
        vars(each) for each in signposts_of(asked.filtered, *asked.settings.corners, known, origin=asked.last)
    ]


def _shown(report: dict[str, Any]) -> Any:
    """What will be observed, the fans, how far to trust them, and what to watch."""
    from rich.console import Group

    from tertius.cli.output import table
    from tertius.forecasts.words import side_words, skill_words, target_words

    names = (report["pivot"], *report["rivals"])
    scenarios = report["scenarios"]
    first = next(iter(scenarios.values()))
    rows = [
        [
            target_words(names, target, report["origin"]),
            *(_span(item["quantiles"].get(target)) for item in scenarios.values()),
        ]
        for target in first["quantiles"]
    ]
    title = f"in {first['months'][-1]}: median, and from 5 to 95 %, by scenario"
    return Group(
        *side_words(names, report["sides"], report["origin"]),
        *skill_words(report["skill"]),
        *(item["says"] for item in scenarios.values()),
        table(title, ["target", *scenarios], rows),
        *(each["says"] for each in report["signposts"] if f"{each['before']:.0%}" != f"{each['after']:.0%}"),
    )


def _span(quantiles: dict[str, Any] | None) -> str:
    if quantiles is None:
        return "-"
    lo, middle, hi = (float(quantiles[q][-1]) for q in ("0.05", "0.5", "0.95"))
    return f"{middle:+.2f} ({lo:+.2f} to {hi:+.2f})"


def _fans(made: dict[str, Forecast]) -> pl.DataFrame:
    """The fans of every scenario, one under the other."""
    import polars as pl

    return pl.concat(
        [fan.to_frame().select(pl.lit(name).alias("scenario"), pl.all()) for name, fan in made.items()]
    )
