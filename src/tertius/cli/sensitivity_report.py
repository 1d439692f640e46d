"""What ``tertius claims --sensitivity`` prints: which verdicts survive, and the whole table of choices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tertius.claims import Sensitivity

MARKS = {"supported": "+", "contradicted": "-", "not distinguishable from zero at this power": "0"}
COLUMNS = [
    "claim",
    "could see",
    "estimate",
    "as registered",
    "same",
    "tested",
    "not testable",
    "same sign",
    "lowest",
    "highest",
]


def shown(found: Sensitivity) -> Any:
    """What survives, claim by claim; then every choice, claim by claim; then what overturned which."""
    from rich.console import Group

    from tertius.cli.output import table

    told = found.survivals()
    rows = [
        [each.id, each.smallest_visible, each.estimate, each.verdict, each.same, each.touched - each.untestable,
         each.untestable, each.same_sign, each.lowest, each.highest]
        for each in told
    ]  # fmt: skip
    marks = [
        [
            tried.kind,
            tried.name,
            *(f"{MARKS.get(each.verdict, '.')} {each.estimate:.2f}" for each in tried.verdicts),
        ]
        for tried in found.tries
    ]
    changed = [
        f"{each.id} is {row['verdict']} ({row['estimate']:.2f}): {row['choice']}."
        for each in told
        for row in each.changed
    ]
    return Group(
        table(f"what survives, {found.permutations} redraws a placebo", COLUMNS, rows),
        table(
            "every choice: + supported, - contradicted, 0 not distinguishable from zero, . not testable",
            ["kind", "choice", *(each.id for each in told)],
            marks,
        ),
        *(changed or ["No choice ends in another verdict."]),
        "same: of the choices that touch a claim and leave enough to test it, those with the registered verdict; same sign: of "
        "those, the ones whose estimate keeps its sign.",
    )
