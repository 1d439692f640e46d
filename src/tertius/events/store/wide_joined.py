"""Small GDELT files the fast way, many at once: their lines in one text, each with its file's number and its own before it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from tertius.errors import TertiusError
from tertius.events.batch import Reader
from tertius.events.files import blocks
from tertius.events.layouts import LAYOUTS
from tertius.events.store.draft import Draft, Progress
from tertius.events.store.joined import ROWS, SMALL, Alone, Member
from tertius.events.store.wide import WIDE, write_copied
from tertius.events.store.wide_text import Text, write_working
from tertius.events.surveys import line_facts

SWELLS = 8  # an unpacked file of a group is at most so many times `SMALL`


def write_wide_joined(
    members: Sequence[Member], reader: Reader, folder: Path, progress: Progress
) -> tuple[Draft | None, dict[str, TertiusError | Alone]]:
    """As `tertius.events.store.joined.write_joined`, for clean files of GDELT; others are handed back."""
    out: dict[str, TertiusError | Alone] = {}
    if reader.name not in WIDE:
        return None, {member.part: Alone() for member in members}
    text, out = _gather(members, reader.name, folder, progress)
    while text is not None:
        made = write_copied(text, reader.name, folder, progress, temporary=True)
        if isinstance(made, Draft):
            return made, out
        out |= {part: Alone() for part in made}
        rest = [member for member in members if member.part not in out]
        text, _ = _gather(rest, reader.name, folder, progress) if rest else (None, {})
    return None, out


def _gather(
    members: Sequence[Member], dataset: str, folder: Path, progress: Progress
) -> tuple[Text | None, dict[str, TertiusError | Alone]]:
    """One text of all members that are clean and of the width of the first; the others by hash."""
    place, bare = folder / "text.csv", LAYOUTS[dataset].bare
    files, out = list[tuple[str, str, int]](), dict[str, TertiusError | Alone]()
    widths = set[int]()

    def numbered() -> Iterator[bytes]:
        for member in members:
            progress(f"reading {member.path.name}", float("nan"))
            try:
                lines = _lines(member)
            except (TertiusError, Alone, OSError) as why:
                out[member.part] = Alone() if isinstance(why, OSError) else why
                continue
            width = lines[0].count(b"\t") + 1
            if width not in bare or widths - {width}:
                out[member.part] = Alone()
                continue
            widths.add(width)
            files.append((member.part, member.path.name, len(lines)))
            at = len(files)
            yield from (b"%d\t%d\t%b\n" % (at, row, line) for row, line in enumerate(lines, 1))

    write_working(place, numbered())
    if not files:
        return None, out
    return Text(place, list(bare[widths.pop()]), tuple(files), joined=True), out


def _lines(member: Member) -> list[bytes]:
    """The lines of a clean text; raises `Alone` for any other."""
    if not member.seen.packed:
        if not member.seen.clean:
            raise Alone
        body = member.path.read_bytes()
    else:
        body = b""
        for _, block in blocks(member.path):
            body += block
            if len(body) > SWELLS * SMALL or not line_facts(block)[1]:
                raise Alone
    lines = body.removesuffix(b"\n").split(b"\n")
    if not body or len(lines) > ROWS:
        raise Alone
    return lines
