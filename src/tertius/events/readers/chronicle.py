"""Chronicles: dated acts coded by hand, in the columns of the project's rubric.

CSV with header: id, earliest, latest, source, target, directed, issues, act, strength, role, basis,
reference, confidence; optional strength_2, doubt, note, kind, format (or form), third. Dates are YYYY,
YYYY-MM or YYYY-MM-DD, or as people type them; an empty one is an open bound. Strength is a whole number from -3
to +3, or a word. Actors are handles, or what people call states. Rows whose role is ``covariate...`` say
something about one state's condition and are kept apart. Where ``kind`` is absent a closed interval of at most
12 months is taken as ``when`` (one act, its date uncertain), any other as ``span`` (a standing situation).

Cite: the chronicle's own references, row by row.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from tertius.errors import BadInput
from tertius.events.assemble import Actors, assemble, strings
from tertius.events.batch import Batch, Reader
from tertius.events.columns import column_names, read_whole
from tertius.events.files import look
from tertius.events.plausible import impossible
from tertius.events.resolve import is_state
from tertius.events.typed import strength_of
from tertius.files.date_forms import Bounds
from tertius.files.dates import read_dates
from tertius.inert import told
from tertius.months import parse_bounds

NEEDED = {"earliest", "latest", "source", "target", "strength"}
USED = {
    *NEEDED,
    "directed",
    "issues",
    "act",
    "role",
    "reference",
    "confidence",
    "kind",
    "format",
    "form",
    "third",
}
FORMS = {"", "bilateral", "trilateral", "multilateral"}
YES, NO = {"yes", "true", "1", "y", ""}, {"no", "false", "0", "n"}


def detect(path: Path | None, head: bytes) -> bool:
    """A header with the rubric's columns."""
    return {name.lower().strip() for name in column_names(path, head)} >= NEEDED


def batches(path: Path) -> Iterator[Batch]:
    """The whole chronicle as one batch."""
    rows = read_whole(path, look(path).head)
    names = [name.lower().strip() for name in rows.table.column_names]
    if missing := NEEDED - set(names):
        raise BadInput(f"{path} lacks {', '.join(sorted(missing))}", "the columns of a chronicle")
    records = rows.table.rename_columns(names).to_pylist()
    typed = read_dates(
        Counter(
            text for record in records for part in ("earliest", "latest") if (text := record[part].strip())
        ),
        column="dates",
    )
    read = [_read(record, typed.bounds) for record in records]
    table = pa.Table.from_pylist([row for row, _, _ in read], schema=_SCHEMA)
    reasons = [reason for _, reason, _ in read]
    refuse = [(np.array([r == reason for r in reasons]), reason) for reason in sorted(set(reasons) - {""})]
    columns = {name: table[name] for name in table.column_names}
    covariate = np.array([not row["role"].startswith("evidence") for row, _, _ in read], dtype=bool)
    actors = Actors(strings(table["source_raw"]), strings(table["target_raw"]), _scheme(records))
    events, refused, keep = assemble(
        "chronicle",
        columns,
        actors,
        file=path.name,
        rows=rows.rows,
        refuse=refuse,
        apart=[(covariate, "covariate"), *impossible(table["earliest"])],
    )
    inferred = sum(guessed for (_, _, guessed), kept in zip(read, keep, strict=True) if kept)
    notes = (f"kind inferred for {inferred} rows of {path.name}",) if inferred else ()
    notes = (*notes, *(f"{path.name}: {note}" for note in typed.notes))
    yield Batch(events, refused + rows.refused, rows.read, notes=notes)


_SCHEMA = pa.schema(
    [("event_id", "str"), ("earliest", pa.date32()), ("latest", pa.date32()), ("kind", "str"), ("directed", "bool"),
     ("vocabulary", "str"), ("code", "str"), ("value", "f8"), ("issues", "str"), ("role", "str"), ("act", "str"),
     ("reference", "str"), ("confidence", "str"), ("form", "str"), ("third", "str"), ("extra", "str"),
     ("source_raw", "str"), ("target_raw", "str")]
)  # fmt: skip


def _scheme(records: list[dict[str, str]]) -> str | None:
    """Handles, as the rubric has them; names and codes of any kind where a tenth of the actors or more are none."""
    texts = [text for record in records for part in ("source", "target") if (text := record[part].strip())]
    return "handle" if 10 * sum(is_state(text, "handle") for text in texts) >= 9 * len(texts) else None


def _read(record: dict[str, str], typed: Mapping[str, Bounds]) -> tuple[dict[str, Any], str, bool]:
    """One row, why it is refused ("" if it is not), and whether its kind was inferred."""
    row = {name: told(text.strip()) for name, text in record.items()}
    role = row.get("role", "") or "evidence"
    reason, value = "", None
    bounds: tuple[dt.date | None, dt.date | None] = (None, None)
    try:
        bounds = _bounds(row, typed)
        value = _strength(row["strength"], role)
        reason = _problem(row, role, bounds)
    except BadInput as error:
        reason = error.wanted
    kind = row.get("kind", "").lower()
    rest = {name: text for name, text in row.items() if name not in USED and name != "id" and text}
    out = {
        "event_id": row.get("id") or None, "earliest": bounds[0], "latest": bounds[1], "kind": kind or _kind(*bounds),
        "directed": row.get("directed", "").lower() not in NO, "vocabulary": "strength",
        "code": row["strength"] or None, "value": value, "issues": row.get("issues", ""), "role": role,
        "act": row.get("act", ""), "reference": row.get("reference", ""), "confidence": row.get("confidence", ""),
        "form": row.get("form", "") or row.get("format", ""), "third": row.get("third", ""),
        "extra": json.dumps(rest, ensure_ascii=False) if rest else None,
        "source_raw": row["source"], "target_raw": row["target"],
    }  # fmt: skip
    return out, reason, not kind


def _bounds(row: dict[str, str], typed: Mapping[str, Bounds]) -> tuple[dt.date | None, dt.date | None]:
    """First and last day: as the rubric writes them, else as people do."""
    first, last = (
        _side(row[part], typed)[side] if row[part] else None
        for side, part in enumerate(("earliest", "latest"))
    )
    if first and last and first > last:
        raise BadInput("interval", "latest before earliest")
    return first, last


def _side(text: str, typed: Mapping[str, Bounds]) -> Bounds:
    try:
        return parse_bounds(text)
    except BadInput as error:
        if text in typed:
            return typed[text]
        raise BadInput(error.seen, "bad date") from None


def _strength(text: str, role: str) -> float | None:
    if not role.startswith("evidence") and not text:
        return None
    if not text:
        raise BadInput("strength", "no strength")
    if (word := strength_of(text)) is not None:
        return word
    if not re.fullmatch(r"[+-]?[0-3](\.0*)?", text):
        raise BadInput(text, "strength is not a whole number from -3 to 3")
    return float(text)


def _problem(row: dict[str, str], role: str, bounds: tuple[dt.date | None, dt.date | None]) -> str:
    if role.startswith("evidence") and bounds == (None, None):
        return "no date"
    if not role.startswith(("evidence", "covariate")):
        return "role is neither evidence nor covariate"
    if row.get("kind", "").lower() not in ("", "when", "span"):
        return "kind is neither when nor span"
    if row.get("directed", "").lower() not in YES | NO:
        return "directed is neither yes nor no"
    if (row.get("form", "") or row.get("format", "")) not in FORMS:
        return "format is not bilateral, trilateral or multilateral"
    return ""


def _kind(first: dt.date | None, last: dt.date | None) -> str:
    """``when`` for a closed interval of at most 12 months, else ``span``."""
    if first is None or last is None:
        return "span"
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    return "when" if months <= 12 else "span"


READER = Reader("chronicle", detect, batches, version=3)
