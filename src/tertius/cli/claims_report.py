"""``tertius claims`` without a case: the registered list on many cases, and a user's own list put on record."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from tertius.errors import BadInput

if TYPE_CHECKING:
    from tertius.claims import Feed, Tried
    from tertius.claims.written import Register
    from tertius.cli.options import Result, Source
    from tertius.settings import Counting


def everywhere(
    source: Source,
    counting: Counting,
    seed: int,
    c0: str,
    permutations: int,
    listed: Path | None,
    result: Result,
) -> None:
    """Try a registered list and print it, what could have been seen first."""
    import numpy as np

    from tertius.claims import read_registered, try_claims
    from tertius.cli.progress import bars
    from tertius.settings import between, neutral_point

    between(permutations, (20, 100_000), "--permutations")
    _only_known(source, counting)
    registered = read_registered() if listed is None else _register(source).read(listed)
    with bars("claims") as shown:
        found = try_claims(
            _feeds(source, counting.keep_duplicates),
            registered,
            rng=np.random.default_rng(seed),
            permutations=permutations,
            c0=neutral_point(c0),
            progress=shown.step,
        )
    result.give("claims", found.to_dict(), show=lambda: _shown(found), table=found.to_frame)


def register(words: list[str], source: Source, result: Result) -> None:
    """Put a user's own list on record."""
    import polars as pl

    if len(words) != 1:
        raise BadInput(f"{len(words)} files to register", "one TOML file", "tertius claims register FILE")
    kept = _register(source)
    listed, new = kept.add(Path(words[0]))
    rows = [{"id": claim.id, "statement": claim.statement, "sign": claim.sign} for claim in listed.claims]
    report = {
        "sha256": listed.sha256,
        "title": listed.title,
        "register": str(kept.path),
        "new": new,
        "claims": rows,
    }
    said = "registered" if new else "was registered before"
    result.give(
        "claims-register",
        report,
        show=lambda: f"{listed.title}: {len(rows)} claims {said}, sha256 {listed.sha256}, in {kept.path}",
        table=lambda: pl.DataFrame(rows),
    )


def _register(source: Source) -> Register:
    from tertius.claims.written import Register
    from tertius.events.store import Store

    return Register(Store(source.store).path)


def _only_known(source: Source, counting: Counting) -> None:
    """Refuse what the registered list fixes."""
    from dataclasses import replace

    from tertius.settings import Counting as Made

    if replace(counting, keep_duplicates=False) != Made() or source.indicators or source.only or source.case:
        raise BadInput(
            "an option that the registered list fixes (months, period, scale, succession, engine, kind of record)",
            "--events, --store, --with-world, --confidence, --keep-duplicates, --c0, --seed or --permutations",
            "name a pivot and two rivals, or a case, to read one triangle under your own settings",
        )


def _feeds(source: Source, keep_duplicates: bool) -> tuple[Feed, ...]:
    from tertius.claims import events_feed, shipped_feeds

    shipped: tuple[Feed, ...] = ()
    if source.shipped or source.with_world:
        shipped = shipped_feeds(keep_duplicates=keep_duplicates, least=source.confidence)
    if source.shipped:
        return shipped
    return (events_feed(source.read(), keep_duplicates=keep_duplicates), *shipped)


def _shown(found: Tried) -> Any:
    from rich.console import Group

    from tertius.cli.output import table

    rows = [
        [each.id, each.smallest_visible, each.estimate, each.lo, each.hi, len(each.cases), each.rivals,
         each.placebo.permuted_p, each.placebo.shifted_p, each.adjusted, each.verdict]
        for each in found.verdicts
    ]  # fmt: skip
    columns = [
        "claim", "could see", "estimate", "5 %", "95 %", "cases", "rivals", "p other rivals", "p other dates", "adjusted p",
        "verdict",
    ]  # fmt: skip
    words = "\n".join(f"{each.id}  {each.statement}: {each.estimand}." for each in found.verdicts)
    where = ", ".join(
        f"{name} ({count} pivots)" for name, count in zip(found.sources, found.pivots, strict=True)
    )
    return Group(
        words,
        table(
            f"on {where}; list {found.registered.sha256[:12]}, {found.permutations} redraws a placebo",
            columns,
            rows,
        ),
        "could see: the smallest effect seen four times in five. Intervals are clustered by pair of rivals; p-values are "
        "the placebos'; a verdict needs both and the interval, at a false discovery rate of 10 % over the list.",
    )
