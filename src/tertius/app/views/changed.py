"""What changed: the record before and after some months, or a file of new acts, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tertius import charts
from tertius.actors import then
from tertius.app.asking import Asked, months_of
from tertius.app.views import evidence, start
from tertius.app.views.waiting import ready
from tertius.brief.dates import month
from tertius.brief.names import Word, name
from tertius.brief.sentences import capital
from tertius.cases import load_case
from tertius.errors import BadInput
from tertius.study.since import change_between, change_with

if TYPE_CHECKING:
    import polars as pl
    from starlette.responses import Response

    from tertius.app.jobs import Job
    from tertius.app.page import Page
    from tertius.forecasts.watching import Change

EXAMPLE = "philippines-washington-beijing"
BACK = 12


def show(page: Page) -> Response:
    """The two states of the record, and what moved."""
    asked = page.asked or Asked(EXAMPLE)
    page.asked = asked
    asking = page.fresh(asked)
    first, last = _months(page, asking)
    content: dict[str, Any] = {
        "heading": start.title(asked.of, page),
        "first": str(first),
        "last": str(last),
        "cases": start.cases(page.lang),
        "files": {
            key: each.name for key, each in page.session.files.items() if key != asked.of and each.good
        },
        "new": page.query.get("new", ""),
    }
    found, job = _change(page, asked, first, last)
    if found is None:
        return page.show("changed", **content, job=job, change=None)
    words, rows = _words(page, found, first, last), _because(page, asked, found)
    return page.show("changed", **content, job=None, change=found, words=words, rows=rows)


def _months(page: Page, asked: Any) -> tuple[np.datetime64, np.datetime64]:
    """The new months of the address, else the last year of the record."""
    chosen = months_of(page.query.get("months", "")) or months_of(
        "..".join(filter(None, (page.query.get("from", ""), page.query.get("to", ""))))
    )
    if chosen:
        return chosen
    end = asked.last
    return end - (BACK - 1), end


def _change(
    page: Page, asked: Asked, first: np.datetime64, last: np.datetime64, patience: float = 1.6
) -> tuple[Change | None, Job | None]:
    new = page.query.get("new", "")
    fresh = page.session.file(new) if new else None

    def make(job: Job) -> Change:
        job.tell("learning")
        found = page.fresh(asked)
        if fresh is None:
            return change_between(found, first, last)

        return change_with(found, load_case(fresh.case()).events)

    own = (page.session.name, new, fresh.version) if fresh else ()
    key = page.key("changed", asked, str(first), str(last), *own)
    return ready(page, page.shared.values, key, make, patience=patience)


def _because(page: Page, asked: Asked, found: Change) -> list[dict[str, Any]]:
    """The new acts that moved it most, with their days and sources where the record has them."""
    known = {row["event_id"]: row for row in evidence.acts_of(page, asked).to_dicts()}
    rows = []
    for act in found.because:
        row = known.get(act.id)
        told = (
            evidence.row_of(page, row) if row else {"when": "", "reference": "", "address": "", "id": act.id}
        )
        leg = page.t(
            "pair",
            one=name(found.pivot, page.lang),
            two=name(found.a if act.leg == "a" else found.b, page.lang),
        )
        rows.append({**told, "act": act.says, "leg": capital(leg), "pull": charts.signed(act.pull, 2)})
    return rows


def _words(page: Page, found: Change, first: np.datetime64, last: np.datetime64) -> list[str]:
    """What moved, in sentences."""
    names = {
        key: name(then(handle, last), page.lang)
        for key, handle in (("p", found.pivot), ("a", found.a), ("b", found.b))
    }
    if found.before is None or found.after is None:
        return [page.t("change unknown", **names), page.said(found.enough.why)]
    was, now = found.before, found.after
    new = page.t("change new", n=Word(str(found.new)))
    tilt = page.t(
        "change moved" if found.passed else "change still",
        **names,
        was=Word(charts.signed(was["tilt"], 2)), now=Word(charts.signed(now["tilt"], 2)),
    )  # fmt: skip
    chance = page.t(
        "change chance",
        **names,
        was=Word(f"{100 * was['towards_a']:.0f}"), now=Word(f"{100 * now['towards_a']:.0f}"),
        before=month(np.datetime64(was["month"], "M"), page.lang),
        after=month(np.datetime64(now["month"], "M"), page.lang),
    )  # fmt: skip
    return [capital(text) for text in (new, tilt, chance)]


def frame(page: Page) -> pl.DataFrame:
    """The acts that moved it most."""
    import polars as pl

    asked = page.asked or Asked(EXAMPLE)
    first, last = _months(page, page.fresh(asked))
    found, _ = _change(page, asked, first, last, patience=120.0)
    if found is None:
        raise BadInput("the change is still being read", "the page “What changed”")
    both = {
        f"{name_}_{when}": (part or {}).get(name_)
        for when, part in (("before", found.before), ("after", found.after))
        for name_ in ("month", "tilt", "towards_a")
    }
    acts = [vars(act) for act in found.because] or [{"id": None, "says": None, "pull": None, "leg": None}]
    return pl.DataFrame([{**both, **act} for act in acts], infer_schema_length=None)
