"""What ``tertius relations`` says: rows of dyads, what moved a month, issue areas, the two directions, and how much is prior."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tertius.intervals import total

if TYPE_CHECKING:
    from tertius.cli.options import Result
    from tertius.events import EventTable
    from tertius.events.store.selection import Selection
    from tertius.relations import Relations
    from tertius.settings import Counting

Pair = tuple[str, str]
SEED = 1
YEAR, FEW = 12, 60
"""Months shown around the first and the last act of a pair, and months up to which every one is shown."""


def report(
    table: EventTable | Selection,
    estimate: Relations,
    pair: Pair | None,
    held: Any,
    *,
    issues: Counting | None = None,
) -> dict[str, Any]:
    """The JSON object; `issues` holds how acts were counted if issue areas are asked for."""
    wanted = _wanted(estimate, pair)
    if pair is not None and held is None:
        _require_a_record(estimate, pair, wanted)
    found = estimate.to_dict([estimate.dyads[index] for index in wanted], counts=held)
    if estimate.panel.directed and pair is not None and len(wanted) == 2:
        found["difference"] = _difference(estimate, pair)
    if issues is not None:
        found["issues_marked"] = _add_issues(table, estimate, found["dyads"], wanted, issues)
    return found


def _require_a_record(estimate: Relations, pair: Pair, rows: list[int]) -> None:
    """Of two states with no act and no fact there is nothing to tell: a prior is no answer."""
    from tertius.actors.english import called
    from tertius.errors import BadInput

    panel = estimate.panel  # what weighs in it is every source's, tallies included
    if not (panel.events[rows].any() or (panel.n[rows] > 0).any()) and estimate.evidence.told is None:
        one, other = (called(state) for state in pair)
        raise BadInput(
            f"no act of {one} with {other} is on record, and what would be told is what holds of any two states",
            "events of the two",
            "`tertius sources` lists what can be read",
        )


def _wanted(estimate: Relations, pair: Pair | None) -> list[int]:
    """Rows asked for: all, one, or both directions of one."""
    if pair is None:
        return list(range(len(estimate.dyads)))
    back = (pair[1], pair[0])
    both = estimate.panel.directed and back in estimate.dyads
    return [estimate.index(*pair), *([estimate.index(*back)] if both else [])]


def _difference(estimate: Relations, pair: Pair) -> dict[str, Any]:
    import numpy as np

    from tertius.relations import direction_gap

    gap = direction_gap(estimate, *pair, rng=np.random.default_rng(SEED))
    return {
        "of": f"{pair[0]} -> {pair[1]}",
        "less": f"{pair[1]} -> {pair[0]}",
        "mean": gap.mean,
        "lo": gap.lo,
        "hi": gap.hi,
    }


def _add_issues(
    table: EventTable | Selection,
    estimate: Relations,
    rows: list[dict[str, Any]],
    wanted: list[int],
    counting: Counting,
) -> list[str]:
    """Put each area's offset beside its dyad: only areas with acts of that dyad; returns the areas the source marks."""
    import numpy as np

    from tertius.relations import issue_offsets, issue_panels

    options = {name: getattr(counting, name) for name in ("scale", "succession", "engine")}
    panels = issue_panels(table, estimate.panel, **options)
    offsets = issue_offsets(estimate, panels)
    for row, index in zip(rows, wanted, strict=True):
        row["issues"] = {}
        for area, (mean, var) in offsets.items():
            acts = panels[area].events[index]
            if not acts.any():
                continue
            half = 1.6448536 * np.sqrt(var[index])
            row["issues"][area] = {
                "events": acts, "mean": mean[index], "lo": mean[index] - half, "hi": mean[index] + half,
            }  # fmt: skip
    return list(panels)


def explain(estimate: Relations, pair: Pair | None, month: str, result: Result) -> None:
    """Print which acts, and which years' facts, moved a month."""
    from tertius.actors.english import called
    from tertius.cli.output import table
    from tertius.errors import BadInput
    from tertius.months import parse_month
    from tertius.relations import explain as moved_by

    if pair is None:
        raise BadInput("--explain with --all", "two states", "name the dyad")
    frame = moved_by(estimate, *pair, parse_month(month))
    rows = frame.to_dicts()
    if not rows:
        one, other = (called(state) for state in pair)
        raise BadInput(
            f"nothing on record moved {one} with {other} in {month}", "a month beside an act of theirs"
        )
    found = {
        "a": pair[0], "b": pair[1], "month": month, "moved_by": rows, "provenance": estimate.provenance.to_dict(),
    }  # fmt: skip
    columns = list(rows[0]) if rows else ["event_id"]
    lines = [[row[column] for column in columns] for row in rows[:20]]
    title = f"{pair[0]}-{pair[1]}, {month}: what moved it"
    result.give("explain", found, show=lambda: table(title, columns, lines), table=lambda: frame)


def shown(found: dict[str, Any]) -> Any:
    """The tables for the terminal, and below them how much is prior."""
    from rich.console import Group
    from rich.text import Text

    parts: list[Any] = [_months(found)]
    issues = [row for row in found["dyads"] if row.get("issues")]
    if issues and len(found["dyads"]) <= 2:
        parts += [_issues(row, found["directed"]) for row in issues]
    elif found.get("issues_marked") == []:
        parts.append(Text("The source marks no issues."))
    parts.append(Text(_model_words(found)))
    parts.append(Text(found["prior"][0].upper() + found["prior"][1:]))
    if len(found["dyads"]) <= 2:
        kept = ", ".join(
            f"{_name(row, found['directed'])} {100 * row['kept_prior_variance']:.0f} %"
            for row in found["dyads"]
        )
        parts.append(
            Text(f"Variance kept, on average over the months, of what it is without any act: {kept}.")
        )
    return Group(*parts)


def _model_words(found: dict[str, Any]) -> str:
    """Model, and the note on facts if any entered."""
    notes = [
        note for note in found["provenance"]["notes"] if note.startswith(("yearly facts", "indicators:"))
    ]
    return "; ".join([f"Model: {found['hyperparameters']['model']}", *notes]) + "."


def _name(row: dict[str, Any], directed: bool) -> str:
    return f"{row['a']}{' -> ' if directed else '-'}{row['b']}"


def _months(found: dict[str, Any]) -> Any:
    from tertius.cli.output import table
    from tertius.panel.value import Gap

    rows = found["dyads"]
    if "difference" in found:
        return _directions(found)
    if len(rows) == 1:
        row = rows[0]
        columns = zip(row["months"], row["mean"], row["sd"], row["events"], row["gap"], strict=True)
        lines = [
            [month, float(mean), float(sd), int(n), why]
            for month, mean, sd, n, why in columns
            if why != Gap.NO_STATE.words
        ]
        notes = [f"{_name(row, found['directed'])} ({found['given']})"]
        if len(lines) < len(row["months"]):
            gone = len(row["months"]) - len(lines)
            notes.append(f"{gone} months in which one of them did not exist are left out")
        told = [k for k, line in enumerate(lines) if not line[4]]
        near = lines[max(told[0] - YEAR, 0) : told[-1] + YEAR + 1] if told else lines
        if len(near) < len(lines):
            notes.append("nothing is known more than a year before the first act or after the last")
        if len(near) > FEW:
            near = [line for line in near if line[0][5:7] in ("", "12") or line[3]]
            notes.append("months with acts and the last of each year; every month: --json or --out")
        title = "; ".join(notes)
        return table(title, ["month", "mean", "sd", "acts", "gap"], near)
    lines = [
        [row["a"], row["b"], total(row["events"]), float(row["mean"][-1]), float(row["sd"][-1])]
        for row in rows
    ]
    return table("every dyad, last month", ["a", "b", "acts", "mean", "sd"], lines)


def _directions(found: dict[str, Any]) -> Any:
    """Both directions and their difference with its 90 % interval."""
    from tertius.cli.output import table

    there, back = found["dyads"]
    gap = found["difference"]
    lines = [
        [there["months"][t], *(float(row[key][t]) for row in (there, back) for key in ("mean", "sd")),
         *(float(gap[key][t]) for key in ("mean", "lo", "hi"))]
        for t in range(len(there["months"]))
    ]  # fmt: skip
    one, two = _name(there, True), _name(back, True)
    return table(
        f"{one}, {two} ({found['given']})",
        ["month", one, "sd", two, "sd", "difference", "5 %", "95 %"],
        lines,
    )


def _issues(row: dict[str, Any], directed: bool) -> Any:
    """One line an area: acts, and the offset in the last month that has one."""
    import numpy as np

    from tertius.cli.output import table

    lines = []
    for area, one in row["issues"].items():
        last = int(np.flatnonzero(one["events"])[-1])
        values = [float(one[key][last]) for key in ("mean", "lo", "hi")]
        lines.append([area, total(one["events"]), row["months"][last], *values])
    title = f"{_name(row, directed)}: offset by issue, in its last month with an act"
    return table(title, ["issue", "acts", "month", "offset", "5 %", "95 %"], lines)
