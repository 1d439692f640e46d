"""``tertius store``: the care of what is stored."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tertius.cli import options as o

if TYPE_CHECKING:
    from tertius.events.store import Store as EventStore
    from tertius.events.store.care import StoreCheck

EXAMPLE = "tertius store check"
Action = Annotated[str, typer.Argument(metavar="check|repair|remove", help="What to do.")]
Files = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="[FILE...]", help="For `repair`: where sources lie now. For `remove`: which file."
    ),
]


def store(action: Action, files: Files = None, store: o.Store = None, as_json: o.AsJson = False) -> None:
    """Check every stored byte, mend what is damaged from its source, or take a file out."""
    from tertius.errors import BadInput
    from tertius.events.store import Store as EventStore

    held, named = EventStore(store), list(files or ())
    if action == "check" and not named:
        _check(held, as_json)
    elif action == "repair":
        _repair(held, named, as_json)
    elif action == "remove" and len(named) == 1:
        _remove(held, named[0], as_json)
    else:
        raise BadInput(
            f"store {' '.join([action, *map(str, named)])}", "check, repair [FILE...], or remove FILE"
        )


def _check(held: EventStore, as_json: bool) -> None:
    """Exit 1 if anything is damaged."""
    from tertius.cli.output import emit
    from tertius.errors import AnalysisFailed

    found = held.check()
    report = {"store": str(held.path), **found.to_dict()}
    emit("store-check", report, as_json=as_json, show=lambda: "\n".join(_told(held.path, found)))
    if not found.good:
        bad, of = len(found.damaged) + len(found.unread), found.files + len(found.unread)
        raise AnalysisFailed(f"{bad} of {of} stored files are damaged; tertius store repair mends them")


def _told(path: Path, found: StoreCheck) -> list[str]:
    state = "as it was stored" if found.good else "damaged"
    lines = [f"{path}: {found.files} files in {found.parts} parts, {found.bytes} bytes, {state}"]
    for item in found.damaged:
        lines += [f"  damaged: {item['path']}: {part}: {why}" for part, why in item["found"].items()]
    lines += [f"  not read: {item['ledger']} {item['why']}" for item in found.unread]
    lines += [f"  not of the store: {name} (kept; repair moves it to apart/)" for name in found.unknown]
    if found.unsummed:
        lines.append(f"  {len(found.unsummed)} files were stored before there were check sums")
    return lines


def _repair(held: EventStore, files: list[Path], as_json: bool) -> None:
    from tertius.cli.output import emit
    from tertius.cli.progress import bars
    from tertius.errors import TertiusError

    with bars("files") as shown:
        results = held.repair(files, progress=shown.step)
    bad = [result for result in results if isinstance(result, TertiusError)]
    good = [result for result in results if not isinstance(result, TertiusError)]
    report = {"repaired": [line.to_dict() for line in good], "errors": [str(error) for error in bad]}
    said = [*(f"repaired {line.path}: {line.rows} rows" for line in good), *map(str, bad)]
    emit("store-repair", report, as_json=as_json, show=lambda: "\n".join(said) or "nothing to repair")
    if bad:
        raise bad[0]


def _remove(held: EventStore, file: Path, as_json: bool) -> None:
    from tertius.cli.output import emit

    line = held.remove(file)
    report = {"removed": line.to_dict()}
    emit("store-remove", report, as_json=as_json, show=lambda: f"removed {line.path}: {line.kept} rows")
