"""``tertius stances``: the report, and how the terminal shows it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from tertius.cli import reports

if TYPE_CHECKING:
    from tertius.study import Question


def stance_report(asked: Question, given: str, reference: Path | None) -> dict[str, Any]:
    """Month by month probabilities, phases, and the agreement where there is something to compare with."""
    from tertius.cases import read_phases
    from tertius.stances import ceiling, spread

    stances = asked.stances(given)
    phases = read_phases(reference) if reference is not None else asked.references
    scored = asked.agreement(phases, given) if phases else []
    return {
        "pivot": asked.settings.pivot,
        "rivals": [asked.settings.a, asked.settings.b],
        "c0": stances.triangle.c0,
        **reports.stance_report(stances),
        "agreement": [row.to_dict() for row in scored],
        "spread": spread(scored) if scored else None,
        "ceiling": ceiling(phases, asked.settings.a, asked.settings.b, stances.months) if phases else None,
        "refused": asked.events.refused,
        "provenance": stances.provenance.to_dict(),
    }


def stance_text(report: dict[str, Any]) -> Any:
    """Phases, and the scores with the nulls beside them."""
    from rich.console import Group

    from tertius.cli.output import table

    phases = [
        [
            row["stance"],
            row["start"],
            row["end"],
            " .. ".join(row["start_interval"]),
            float(row["probability"]),
            "prior-driven" if row["prior_driven"] else "",
        ]
        for row in report["phases"]
    ]
    title = f"{report['pivot']} between {report['rivals'][0]} and {report['rivals'][1]} ({report['model']}, {report['given']})"
    shown = [table(title, ["stance", "from", "to", "start, 90 %", "probability", ""], phases)]
    if report["agreement"]:
        rows = [
            [row["voice"], row["months"], row["covering"], row["ari"], row["log_score"], _nulls(row["nulls"])]
            for row in report["agreement"]
        ]
        columns = ["voice", "months", "covering", "adjusted Rand", "log score", "nulls (covering)"]
        shown.append(table("agreement, beside what chance gives", columns, rows))
        shown.append(_ceiling(report["ceiling"]))
    remarks = dict.fromkeys(row["note"] for row in report["agreement"] if row.get("note"))
    return Group(*shown, *remarks, *report["provenance"]["notes"])


def _ceiling(found: dict[str, Any]) -> str:
    mean = found["mean"]
    if not found["pairs"]:
        return "the voices overlap too little to be compared with each other"
    values = ", ".join(f"{name} {value:.2f}" for name, value in mean.items() if isinstance(value, float))
    return f"the voices among themselves, the ceiling ({len(found['pairs'])} pairs): {values}"


def _nulls(nulls: dict[str, Any]) -> str:
    parts = []
    for name, value in nulls.items():
        covering = value.get("covering") if isinstance(value, dict) else value
        if isinstance(covering, (int, float)):
            parts.append(f"{name} {covering:.2f}")
    return ", ".join(parts)
