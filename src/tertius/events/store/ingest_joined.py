"""A group of small files -> store: those that can go together are written and entered at once, the rest is handed back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from tertius.errors import BadInput, TertiusError
from tertius.events.batch import Reader
from tertius.events.store.draft import Draft, Progress
from tertius.events.store.ingest import known_file, store_lines, told_lines, translated
from tertius.events.store.joined import FEW, Alone, Member, group_of, write_joined
from tertius.events.store.layout import reserved, workplace
from tertius.events.store.ledger import LedgerLine, read_ledger
from tertius.events.store.versions import earlier
from tertius.events.store.wide_joined import write_wide_joined

Result = LedgerLine | TertiusError
Write = Callable[
    [Sequence[Member], Reader, Path, Progress], tuple[Draft | None, dict[str, TertiusError | Alone]]
]


def ingest_joined(
    root: Path,
    members: Sequence[Member],
    reader: Reader,
    progress: Progress,
    *,
    replacing: bool = False,
    accept: bool = True,
) -> dict[Path, Result]:
    """What became of the files that could go together, by path; the others are better stored by themselves.

    Raises
    ------
    AnalysisFailed
        If the disk is full or the store cannot be written; what was stored before is untouched.
    """
    import duckdb

    try:
        with reserved(root, [member.part for member in members]):
            done, fresh, old = _sorted(root, members, reader, replacing)
            for write in (write_wide_joined, write_joined):
                if len(fresh) < FEW:
                    break
                stored = _stored(root, list(fresh.values()), reader, write, progress, old, accept)
                done |= {fresh[part].path: result for part, result in stored.items()}
                fresh = {part: member for part, member in fresh.items() if part not in stored}
    except TertiusError:
        raise
    except duckdb.InterruptException:
        raise KeyboardInterrupt from None
    except Exception as error:
        raise translated(error, root, members[0].path) from error
    return done


def _sorted(
    root: Path, members: Sequence[Member], reader: Reader, replacing: bool
) -> tuple[dict[Path, Result], dict[str, Member], dict[str, LedgerLine]]:
    """Files whose fate is known, those to store (each hash once), and the stored version that each of these replaces."""
    done, fresh, old = dict[Path, Result](), dict[str, Member](), dict[str, LedgerLine]()
    seen: dict[str, str] = {}
    lines = read_ledger(root)[0] if replacing else []
    for member in members:
        try:
            known = known_file(root, member.part, member.path, reader, seen)
            before = earlier(lines, member.path, member.part) if replacing else None
        except TertiusError as error:
            done[member.path] = error
            continue
        if known is not None and before is None:
            done[member.path] = known
        elif known is None and member.part not in fresh:
            fresh[member.part] = member
            old |= {member.part: before} if before else {}
    return done, fresh, old


def _stored(
    root: Path,
    members: Sequence[Member],
    reader: Reader,
    write: Write,
    progress: Progress,
    old: dict[str, LedgerLine],
    accept: bool,
) -> dict[str, Result]:
    """Write and enter what can go together; results by hash, of bad files too, without those that had better go alone."""
    results, left = dict[str, Result](), {member.part: member for member in members}
    with workplace(root, group_of(list(left))) as folder:
        while left:
            draft, out = write(list(left.values()), reader, folder, progress)
            results |= {part: why for part, why in out.items() if isinstance(why, TertiusError)}
            left = {part: member for part, member in left.items() if part not in out}
            if draft is None:
                break
            files = [(left[account.part].path, account, old.get(account.part)) for account in draft.accounts]
            told = told_lines(root, files, reader, draft, accept=accept)
            told |= {member.part: why for member in left.values() if (why := _changed(member))}
            bad = {part: why for part, why in told.items() if isinstance(why, TertiusError)}
            results |= bad
            left = {part: member for part, member in left.items() if part not in bad}
            good = [line for line in told.values() if isinstance(line, LedgerLine)]
            if not bad:
                name = group_of(list(left))
                stem = f"data/{name}-{reader.name}-{reader.version}-joined"
                placed = store_lines(root, draft, good, stem, name=name)
                return results | {line.sha256: line for line in placed}
    return results


def _changed(member: Member) -> BadInput | None:
    """Why a file that was not at rest is not stored; None if it was."""
    try:
        after, before = member.path.stat(), member.seen.before
    except OSError as error:
        return BadInput(f"{member.path} cannot be read ({error.strerror})", "a readable file")
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        return BadInput(f"{member.path} changed while it was read", "a file at rest", "ingest it again")
    return None
