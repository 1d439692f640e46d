"""``tertius events``: what the store holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from tertius.cli import options as o

if TYPE_CHECKING:
    pass

EXAMPLE = "tertius events --dataset gdelt2 --usable --out rows.parquet"

Dataset = Annotated[
    list[str] | None, typer.Option("--dataset", metavar="NAME", help="Only these sources; repeatable.")
]
Usable = Annotated[bool, typer.Option("--usable", help="Leave out rows that name no pair of states.")]


def events(
    store: o.Store = None,
    dataset: Dataset = None,
    start: o.From = None,
    end: o.To = None,
    usable: Usable = False,
    out: o.Out = None,
    as_json: o.AsJson = False,
) -> None:
    """Say what the store holds, with the rate of duplicates; --out exports rows to .parquet, .csv or .dta."""
    from tertius.cli.ledger import ledger
    from tertius.cli.output import emit, note
    from tertius.errors import BadInput
    from tertius.events.store import Store as EventStore
    from tertius.events.store.ledger import by_source

    held = EventStore(store)
    if store is not None and not (held.path / "ledger").is_dir():
        raise BadInput(
            f"{held.path} is no store", "a folder that tertius ingest made", "give it with --store"
        )
    whole, missing = held.opened()
    for sentence in missing:
        note(f"warning: {sentence}")
    lines = [line for line in whole if not dataset or set(dataset) & set(line.source.split(","))]
    report: dict[str, Any] = {"store": str(held.path), "files": [line.to_dict() for line in lines]}
    report["missing"] = list(missing)
    report["sources"] = by_source(lines)
    if out is not None:
        if not lines:
            raise BadInput(
                f"the store {held.path} holds no such events", "a store with events", "tertius ingest FILE"
            )
        rows = held.export(out, dataset=dataset or None, start=start, end=end, usable=usable)
        report["exported"] = {"path": str(out), "rows": rows}
        note(f"{rows} rows written to {out}")
    emit("events", report, as_json=as_json, show=lambda: ledger(str(held.path), lines))
