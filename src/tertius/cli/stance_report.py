"""``tertius stances``: the report, and how the terminal shows it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tertius.findings import Span
    from tertius.stances import Stances
    from tertius.study import Question

RULED = re.compile(r"\w+ of .+: by rule for \d+ rows?, read for \d+$")


def stance_report(
    asked: Question, given: str, reference: Path | None, *, whole: bool = True
) -> dict[str, Any]:
    """Month by month probabilities, phases, and the agreement where there is something to compare with.

    The terminal shows a part of it, so that what only `whole` holds is not made for it.
    """
    from tertius.cases import read_phases
    from tertius.findings import spans
    from tertius.stances import ceiling, spread

    stances = asked.stances(given)
    phases = read_phases(reference) if reference is not None else asked.references
    scored = asked.agreement(phases, given) if phases else []
    told = bool(phases) and stances.enough.ok
    return {
        **(stances.to_dict() if whole else _shown(stances)),
        "says": _says(asked, stances) if given == "all" or not stances.enough.ok else "",
        "path": [_path(span) for span in spans(stances)] if stances.enough.ok else [],
        "agreement": [row.to_dict() for row in scored],
        "spread": spread(scored) if scored else None,
        "ceiling": ceiling(phases, asked.settings.a, asked.settings.b, stances.months) if told else None,
        "refused": asked.events.refused,
        "provenance": stances.provenance.to_dict(),
    }


def _says(asked: Question, stances: Stances) -> str:
    """The bottom line of a brief, or that the record is not enough."""
    from tertius.brief.sentences import Speaker
    from tertius.findings import glance

    if not stances.enough.ok:
        return stances.enough.untold(*asked.settings.corners)
    return " ".join(Speaker(glance(asked), "en").bottom_line())


def _path(span: Span) -> dict[str, Any]:
    """A stretch in which it stood nearer to one rival, or in which that cannot be told."""
    return {
        "side": span.side,
        "start": str(span.start),
        "end": str(span.end),
        "start_interval": [str(month) for month in span.start_interval],
        "probability": span.nearer.probability,
    }


def _shown(stances: Stances) -> dict[str, Any]:
    """What `stance_text` reads."""
    made = stances.triangle
    return {
        "pivot": made.pivot,
        "rivals": list(made.rivals),
        "given": stances.given,
        "phases": [phase.to_dict() for phase in stances.phases],
        "enough": stances.enough.to_dict(),
    }


def stance_text(report: dict[str, Any]) -> Any:
    """The bottom line, phases, the path, and the scores with the nulls beside them; or that the record is not enough."""
    from rich.console import Group

    from tertius.actors.english import called, plain_name
    from tertius.brief.dates import years
    from tertius.cli.output import table
    from tertius.months import parse_month

    a, b = report["rivals"]
    if not report["enough"]["ok"]:
        return report["says"]
    last = parse_month(report["phases"][-1]["end"]) if report["phases"] else None
    pivot, first, second = (called(handle, last) for handle in (report["pivot"], a, b))
    when = years(report["phases"][0]["start"], report["phases"][-1]["end"], "en")
    title = f"{pivot} between {first} and {second}, {when} (given {report['given']})"
    heads = [plain_name(handle, last) for handle in (a, b)]
    one, two = (head.replace(" ", "\n") for head in heads)  # a head no wider than it must be
    columns = ["from", "to", "start, 90 %", one, "middle", two, "tilt", "warmth", "acts"]
    shown = [report["says"]] if report["says"] else []
    shown.append(table(title, columns, [_phase(row) for row in report["phases"]]))
    names = {"a": heads[0], "b": heads[1], None: "cannot be told"}
    rows = [
        [row["start"], row["end"], _between(row["start_interval"]), names[row["side"]], row["probability"]]
        for row in report["path"]
    ]
    shown.append(table("nearer to", ["from", "to", "turned", "nearer to", "probability"], rows))
    if report["agreement"]:
        shown += [_agreement(report["agreement"]), _ceiling(report["ceiling"])]
    remarks = dict.fromkeys(row["note"] for row in report["agreement"] if row.get("note"))
    given = report["provenance"]["notes"]
    notes = [note for note in given if not RULED.match(note) and not note.startswith("0 of ")]
    if any(RULED.match(note) for note in given):
        notes.append(
            "which rows of a chronicle were coded by rule and which read: provenance.notes of --json"
        )
    return Group(*shown, *remarks, *notes)


def _phase(row: dict[str, Any]) -> list[Any]:
    tilt, warmth = (_band(row[name]) for name in ("tilt", "warmth"))
    start = " .. ".join(row["start_interval"])
    return [row["start"], row["end"], start, *row["prob"], tilt, warmth, row["acts"]]


def _between(ends: list[str]) -> str:
    """When it turned; nothing where the record begins so, or where neither is nearer."""
    return " .. ".join(ends) if ends[0] != ends[1] else ""


def _band(value: dict[str, float]) -> str:
    return f"{value['mean']:+.2f} ({value['lo']:+.2f} to {value['hi']:+.2f})"


def _agreement(rows: list[dict[str, Any]]) -> Any:
    from tertius.cli.output import table

    cells = [
        [
            row["voice"],
            row["months"],
            row["log_score"],
            row["hit"],
            row["order"],
            row["covering"],
            _nulls(row["nulls"]),
        ]
        for row in rows
    ]
    columns = ["voice", "months", "log score", "hit", "order", "covering", "nulls (log score, covering)"]
    return table("agreement, beside what chance gives", columns, cells)


def _ceiling(found: dict[str, Any] | None) -> str:
    if not found or not found["pairs"]:
        return "the voices overlap too little to be compared with each other"
    values = ", ".join(
        f"{name} {value:.2f}" for name, value in found["mean"].items() if isinstance(value, float)
    )
    return f"the voices among themselves ({len(found['pairs'])} pairs): {values}"


def _nulls(nulls: dict[str, Any]) -> str:
    names = (("climatology", "log_score"), ("other voices", "log_score"), ("equal segments", "covering"))
    return ", ".join(f"{name} {nulls[name][key]:.2f}" for name, key in names if name in nulls)
