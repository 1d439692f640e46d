"""``tertius claims`` without a case: the registered list on many cases, and a user's own list put on record."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tertius.errors import BadInput

if TYPE_CHECKING:
    from tertius.claims import Feed, Registered, Tried
    from tertius.claims.choices import Counted, Maker
    from tertius.claims.written import Register
    from tertius.cli.options import Result, Source
    from tertius.settings import Counting


@dataclass(frozen=True)
class Asked:
    """What the registered list is to be tried on, and how."""

    source: Source
    counting: Counting
    seed: int
    c0: str
    permutations: int
    listed: Path | None

    def checked(self) -> tuple[Registered, float | str]:
        """The list and the neutral point, once everything that was asked is allowed."""
        from tertius.claims import read_registered
        from tertius.settings import between, neutral_point

        between(self.permutations, (20, 100_000), "--permutations")
        _only_known(self.source, self.counting)
        listed = read_registered() if self.listed is None else _register(self.source).read(self.listed)
        return listed, neutral_point(self.c0)


def everywhere(asked: Asked, result: Result) -> None:
    """Try a registered list and print it, what could have been seen first."""
    import numpy as np

    from tertius.claims import try_claims
    from tertius.cli.progress import bars

    registered, c0 = asked.checked()
    with bars("claims") as shown:
        found = try_claims(
            _feeds(asked.source, asked.counting.keep_duplicates),
            registered,
            rng=np.random.default_rng(asked.seed),
            permutations=asked.permutations,
            c0=c0,
            progress=shown.step,
        )
    result.give("claims", found.to_dict(), show=lambda: _shown(found), table=found.to_frame)


def survives(asked: Asked, result: Result) -> None:
    """Try a registered list again under every other choice, and print which verdicts survive."""
    from tertius.claims import sensitivity
    from tertius.claims.choices import Counted
    from tertius.cli.progress import bars
    from tertius.cli.sensitivity_report import shown as told

    registered, c0 = asked.checked()
    base = Counted(keep_duplicates=asked.counting.keep_duplicates, least=asked.source.confidence, c0=c0)
    with bars("choices") as shown:
        found = sensitivity(
            _maker(asked.source), registered, seed=asked.seed, base=base, permutations=asked.permutations,
            progress=shown.step,
        )  # fmt: skip
    result.give("claims-sensitivity", found.to_dict(), show=lambda: told(found), table=found.to_frame)


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
    from tertius.claims.choices import Counted

    return tuple(_maker(source)(Counted(keep_duplicates=keep_duplicates, least=source.confidence)))


def _maker(source: Source) -> Maker:
    """The sources that were asked for, read once, under a way of counting."""
    from tertius.cases.shared import surer
    from tertius.claims import events_feed, shipped_feeds
    from tertius.events import EventTable

    own = None if source.shipped else source.read()

    def make(counted: Counted) -> tuple[Feed, ...]:
        scale, twice, least = counted.scale, counted.keep_duplicates, counted.least
        beside = own is None or source.with_world
        shipped = shipped_feeds(scale=scale, keep_duplicates=twice, least=least) if beside else ()
        if own is None:
            return shipped
        sure = surer(own, least) if isinstance(own, EventTable) else own
        return (events_feed(sure, scale=scale, keep_duplicates=twice), *shipped)

    return make


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
