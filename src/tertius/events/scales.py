"""Scales: what an act is worth, from its code or from the number its source gave.

A scale maps (vocabulary, code) to a score and says which vocabularies carry their own number. Every scale but
``quad`` and ``strength`` runs from -10 to +10; positive is cooperation. See docs/guide/scales.md.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tertius.errors import BadInput
from tertius.events.codes import Code, casualties, code_table, find_code

if TYPE_CHECKING:
    import pyarrow as pa

CODED = ("cameo", "weis", "plover")
VOCABULARIES = (*CODED, "strength", "score", "quad")
_QUAD = {1: 1.0, 2: 2.0, 3: -1.0, 4: -2.0}
_LIMIT = 10.0


@dataclass(frozen=True)
class Scale:
    """A scale.

    Parameters
    ----------
    name, title
        Its name on the command line and one sentence about it.
    scores
        (vocabulary, code) -> score. A CAMEO code that is missing falls back to its parent, then its root.
    factors
        vocabulary -> factor by which the number the source gave is multiplied.
    own_first
        Vocabularies whose own number, where there is one, is taken before the code's score.
    low, high
        Smallest and largest score possible.
    """

    name: str
    title: str
    scores: Mapping[tuple[str, str], float]
    factors: Mapping[str, float] = field(default_factory=dict)
    own_first: tuple[str, ...] = ("strength", "score", "plover")
    low: float = -_LIMIT
    high: float = _LIMIT

    def of_code(self, vocabulary: str, code: str) -> tuple[float, str]:
        """Score of a code (NaN if it has none) and the rule: code, parent, root or ``""``."""
        entry, found_by = find_code(vocabulary, code)
        tried = (
            code,
            *(() if vocabulary != "cameo" else (code[:3], code[:2])),
            entry.code if entry else code,
        )
        rules = _rules(vocabulary) if vocabulary != "plover" else ("code", found_by or "code")
        for key, rule in zip(tried, rules, strict=True):
            found = self.scores.get((vocabulary, key))
            if found is not None:
                return found, rule
        return math.nan, ""


def score_codes(table: pa.Table, scale: str | Scale = "goldstein") -> npt.NDArray[np.float64]:
    """Score of every act.

    Parameters
    ----------
    table
        Columns ``vocabulary``, ``code`` and ``value`` of `tertius.events.EVENT_SCHEMA`.
    scale
        A name of `SCALES` or a scale of the user's own (`load_scale`).

    Returns
    -------
    array, shape (act,)
        NaN where the scale has no score for the act.
    """
    import pyarrow.compute as pc

    scale = get_scale(scale)
    key = pc.binary_join_element_wise(
        table["vocabulary"], table["code"], "\t", null_handling="replace"
    ).combine_chunks()
    words = key.dictionary_encode()
    pairs = [tuple((word or "\t").split("\t", 1)) for word in words.dictionary.to_pylist()]
    index = words.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    own = table["value"].to_numpy(zero_copy_only=False).astype(float)
    by_code = np.array([*(scale.of_code(*pair)[0] for pair in pairs), math.nan])
    factor = np.array([*(scale.factors.get(pair[0], math.nan) for pair in pairs), math.nan])
    first = np.array([*(pair[0] in scale.own_first for pair in pairs), False])
    given, coded = own * factor[index], by_code[index]
    chosen = np.where(first[index] & ~np.isnan(given), given, np.where(np.isnan(coded), given, coded))
    return np.where(np.abs(chosen) <= max(-scale.low, scale.high) + 1e-9, chosen, math.nan)


def scale_table(scale: str | Scale = "goldstein", codes: pa.Table | None = None) -> pa.Table:
    """The scale as columns, to be joined inside a query.

    Parameters
    ----------
    scale
        A name of `SCALES` or a `Scale`.
    codes
        Distinct ``vocabulary`` and ``code`` of the events to be scored: rows that fall back to a parent or a
        root are added for them. None gives the table's own codes.

    Returns
    -------
    pyarrow.Table
        ``vocabulary``, ``code``, ``value``, ``rule`` (code, parent, root).
    """
    import pyarrow as pa

    scale = get_scale(scale)
    pairs = list(scale.scores)
    if codes is not None:
        asked = zip(codes["vocabulary"].to_pylist(), codes["code"].to_pylist(), strict=True)
        pairs = [pair for pair in dict.fromkeys(asked) if None not in pair]
    rows = [(*pair, *scale.of_code(*pair)) for pair in pairs]
    rows = [row for row in rows if not math.isnan(row[2])]
    columns = list(zip(*rows, strict=True)) or [(), (), (), ()]
    kinds = [pa.string(), pa.string(), pa.float64(), pa.string()]
    names = ["vocabulary", "code", "value", "rule"]
    return pa.table(
        {name: pa.array(list(column), kind) for name, column, kind in zip(names, columns, kinds, strict=True)}
    )


def get_scale(scale: str | Scale) -> Scale:
    """A scale by its name; a path ending in ``.csv`` is the user's own table.

    Raises
    ------
    BadInput
        If there is no such scale.
    """
    if isinstance(scale, Scale):
        return scale
    if scale in SCALES:
        return SCALES[scale]
    if scale.endswith(".csv"):
        return load_scale(scale)
    raise BadInput(f"no scale named {scale!r}", f"one of {', '.join(SCALES)}, or a CSV file")


def load_scale(path: str | Path) -> Scale:
    """Read a user's own scale: a CSV file with the columns vocabulary, code and value.

    A row with code ``*`` is the factor of the numbers a vocabulary's source gives, such as
    ``strength,*,3``.

    Raises
    ------
    BadInput
        Naming the row, if the file cannot be read, a column is missing, a value is not a finite number in
        -100 to +100, a vocabulary is unknown, or a code stands twice.
    """

    path = Path(path)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = {"vocabulary", "code", "value"} - set(reader.fieldnames or ())
            if missing:
                raise BadInput(f"{path}: no column {sorted(missing)}", "vocabulary, code, value")
            rows = list(reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BadInput(f"{path}: {error}", "a CSV file with vocabulary, code, value") from None
    return _own_scale(path, rows)


def _own_scale(path: Path, rows: list[dict[str, Any]]) -> Scale:
    scores: dict[tuple[str, str], float] = {}
    factors: dict[str, float] = {}
    for number, row in enumerate(rows, start=2):
        vocabulary, code = (row["vocabulary"] or "").strip().lower(), (row["code"] or "").strip()
        value = _number(row["value"])
        if vocabulary not in VOCABULARIES or not code:
            raise BadInput(
                f"{path}, row {number}: {vocabulary!r}, {code!r}", f"one of {VOCABULARIES} and a code"
            )
        if value is None:
            raise BadInput(f"{path}, row {number}: value {row['value']!r}", "a number from -100 to 100")
        if (vocabulary, code) in scores or (code == "*" and vocabulary in factors):
            raise BadInput(f"{path}, row {number}: {vocabulary} {code} stands twice", "each code once")
        if code == "*":
            factors[vocabulary] = value
        else:
            scores[vocabulary, code] = value
    if not scores and not factors:
        raise BadInput(f"{path}: no rows", "at least one vocabulary, code, value")
    return Scale(path.stem, f"the user's own table {path.name}", scores, factors, low=-100.0, high=100.0)


def _number(text: Any) -> float | None:
    try:
        value = float(text)
    except (TypeError, ValueError):
        return None
    return value if math.isfinite(value) and abs(value) <= 100 else None


def _rules(vocabulary: str) -> tuple[str, ...]:
    return ("code", "parent", "root", "code") if vocabulary == "cameo" else ("code", "code")


def _scores(
    weigh: Callable[[Code], float | None], vocabularies: tuple[str, ...] = CODED
) -> dict[tuple[str, str], float]:
    entries = ((name, entry, weigh(entry)) for name in vocabularies for entry in code_table(name).values())
    return {(name, entry.code): value for name, entry, value in entries if value is not None}


def _class_means() -> dict[tuple[str, str], float]:
    """Goldstein of a bare quad class: the mean over the CAMEO codes of the class that have a weight."""
    found: dict[int, list[float]] = {quad: [] for quad in _QUAD}
    for entry in code_table("cameo").values():
        if entry.goldstein is not None and len(entry.code) > 2:
            found[entry.quad].append(entry.goldstein)
    return {("quad", str(quad)): round(sum(values) / len(values), 1) for quad, values in found.items()}


def _casualty(entry: Code) -> float:
    """-10 log(1 + c) / log(1 + c of mass violence); 0 for a root no casualties are reported of."""
    worst = max(casualties().values())
    return round(-_LIMIT * math.log1p(casualties().get(entry.cameo_root, 0.0)) / math.log1p(worst), 2) + 0.0


@lru_cache(maxsize=1)
def _builtin() -> dict[str, Scale]:
    plover = {name: entry.goldstein for name, entry in code_table("plover").items()}
    quads = {("quad", str(quad)): value for quad, value in _QUAD.items()}
    usual = {"strength": 3.0, "score": 1.0, "plover": 1.0, "cameo": 1.0, "weis": 1.0}
    goldstein = _scores(lambda entry: entry.goldstein) | _class_means()
    icews = _scores(lambda entry: entry.goldstein_icews) | _class_means()
    types = _scores(lambda entry: plover.get(entry.plover))
    deaths = _scores(_casualty, ("cameo", "weis"))
    thirds = {key: value * 3 / 10 for key, value in goldstein.items()}
    own = dict.fromkeys(("score", "plover", "cameo", "weis"), 0.3)
    scales = (
        Scale("goldstein", "Goldstein (1992); CAMEO weights as GDELT gives them", goldstein, usual),
        Scale("goldstein-icews", "Goldstein (1992); CAMEO weights as ICEWS gives them", icews, usual),
        Scale("quad", "+1 +2 -1 -2 for verbal and material cooperation and conflict",
              _scores(lambda entry: _QUAD[entry.quad]) | quads, low=-2.0, high=2.0),
        Scale("plover", "intensity of PLOVER types", types, {"plover": 1.0, "strength": 3.0, "score": 1.0}),
        Scale("casualty", "mean casualties of the CAMEO root, in logarithms, conflict only", deaths),
        Scale("strength", "the chronicles' -3 to +3; Goldstein times 0.3 elsewhere", thirds,
              {"strength": 1.0, **own}, low=-3.0, high=3.0),
    )  # fmt: skip
    return {scale.name: scale for scale in scales}


class _Scales(Mapping[str, Scale]):
    """The scales by name; read from the package the first time one is asked for."""

    _names = ("goldstein", "goldstein-icews", "quad", "plover", "casualty", "strength")

    def __getitem__(self, name: str) -> Scale:
        return _builtin()[name]

    def __iter__(self) -> Any:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


SCALES: Mapping[str, Scale] = _Scales()
__all__ = ["SCALES", "Scale", "get_scale", "load_scale", "scale_table", "score_codes"]
