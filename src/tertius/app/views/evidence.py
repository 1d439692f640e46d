"""Every act with its source: searched, filtered, page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from tertius.app.asking import Asked, corners_of, number
from tertius.app.states import plain_name
from tertius.app.views import start
from tertius.brief.dates import day
from tertius.cases import pooled_events
from tertius.events.table import empty_events
from tertius.inert import link
from tertius.months import parse_bounds
from tertius.world.acts import on_pairs

if TYPE_CHECKING:
    from starlette.responses import Response

    from tertius.app.page import Page
    from tertius.events import EventTable
    from tertius.study import Question

ROWS = 50
COLUMNS = (
    "event_id", "earliest", "latest", "source", "target", "act", "value", "issues", "form", "confidence", "reference",
)  # fmt: skip


def show(page: Page) -> Response:
    """One page of the acts that fit."""
    found = frame(page)
    pages = max(1, -(-len(found) // ROWS))
    at = min(max(int(number(page.query.get("page", "1"), "page")), 1), pages)
    rows = found.slice((at - 1) * ROWS, ROWS).to_dicts()
    asked = page.asked
    return page.show(
        "evidence",
        heading=start.title(asked.of, page) if asked else page.t("evidence all"),
        rows=[row_of(page, row) for row in rows],
        total=len(found),
        number=at,
        pages=pages,
        pairs=_pairs(page, asked),
        fields={name: page.query.get(name, "") for name in ("q", "pair", "from", "to", "strength", "ref")},
        cases=start.cases(page.lang),
        large=asked is None and page.shared.given.events is not None and page.shared.given.whole is None,
    )


def frame(page: Page) -> pl.DataFrame:
    """The acts that fit, by date."""
    found = acts_of(page, page.asked)
    for wanted in _filters(page):
        found = found.filter(wanted)
    return found


def acts_of(page: Page, asked: Asked | None) -> pl.DataFrame:
    """The acts of a question, or every act, by date."""
    if asked is None:
        return page.shared.values.get(("acts",), lambda: _whole(page))
    here = page.shared.glances.look(page.key("glance", asked.plain))
    made = page.shared.values.get(
        page.key("acts", asked.plain),
        lambda: _listed(_evidence(here.asked if here else page.fresh(asked.plain)).to_frame()),
    )
    return made


def _evidence(asked: Question) -> EventTable:
    """The acts of a question: those of its three relations where it was asked of a record of more."""
    return asked.evidence if asked.case else on_pairs(asked.evidence, asked.settings.legs)


def _whole(page: Page) -> pl.DataFrame:
    """Every act there is: the casebook's, or those of the files given; a store is asked of three states at a time."""
    given = page.shared.given
    if given.events is not None:
        return _listed(pl.DataFrame(empty_events()) if given.whole is None else given.whole.to_frame())
    return _listed(pooled_events().to_frame())


def _listed(acts: pl.DataFrame) -> pl.DataFrame:
    names = [name for name in COLUMNS if name in acts.columns]
    filled = acts.with_columns(
        pl.coalesce("source", "source_raw").alias("source"),
        pl.coalesce("target", "target_raw").alias("target"),
    )
    return filled.select(names).sort("earliest", "event_id", nulls_last=True)


def _filters(page: Page) -> list[pl.Expr]:
    query = page.query
    wanted: list[pl.Expr] = []
    for word in query.get("q", "").split()[:8]:
        columns = [
            pl.col(name).fill_null("") for name in ("act", "reference", "event_id", "source", "target")
        ]
        text = pl.concat_str(columns, separator=" ").str.to_lowercase()
        wanted.append(text.str.contains(word.lower(), literal=True))
    if ref := query.get("ref", "").strip():
        wanted.append(
            pl.col("reference").fill_null("").str.to_lowercase().str.contains(ref.lower(), literal=True)
        )
    one, _, other = query.get("pair", "").partition("-")
    if one and other:
        there = (pl.col("source") == one) & (pl.col("target") == other)
        back = (pl.col("source") == other) & (pl.col("target") == one)
        wanted.append(there | back)
    return [*wanted, *_bounds(page)]


def _bounds(page: Page) -> list[pl.Expr]:
    query, wanted = page.query, []
    if query.get("from"):
        wanted.append(pl.col("latest") >= parse_bounds(query["from"])[0])
    if query.get("to"):
        wanted.append(pl.col("earliest") <= parse_bounds(query["to"])[1])
    if query.get("strength"):
        wanted.append(pl.col("value").abs() >= number(query["strength"], "strength"))
    return wanted


def _pairs(page: Page, asked: Asked | None) -> list[tuple[str, str]]:
    if asked is None:
        return []
    p, a, b = corners_of(asked, page.session)
    return [
        (f"{one}-{two}", f"{plain_name(one, page.lang)} – {plain_name(two, page.lang)}")
        for one, two in ((p, a), (p, b), (a, b))
    ]


def row_of(page: Page, row: dict[str, Any]) -> dict[str, Any]:
    reference = row.get("reference") or ""
    words = reference.split()
    address = next((word for word in words if link(word)), "")
    value = row.get("value")
    return {
        "id": row["event_id"],
        "when": day(row["earliest"], row["latest"], page.lang) if row["earliest"] else "",
        "who": f"{plain_name(row['source'] or '?', page.lang)} → {plain_name(row['target'] or '?', page.lang)}",
        "act": row.get("act") or "",
        "value": "" if value is None else f"{value:+g}".replace("-", "−") if value else "0",
        "reference": " ".join(word for word in words if word != address),
        "address": address,
    }
