"""Several pivots between the same two rivals on one chart."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from tertius import charts
from tertius.actors import chain_of
from tertius.app.states import plain_name, typed
from tertius.app.views.world import _rivalries, all_between, held, rivals
from tertius.brief.names import name
from tertius.brief.sentences import capital, joined
from tertius.charts.compared import MOST
from tertius.errors import BadInput

if TYPE_CHECKING:
    import polars as pl
    from starlette.responses import Response

    from tertius.app.page import Page
    from tertius.study.mapping import Everyone, PivotPath

FIRST = ("EGY", "IND", "YUG", "PAK")


def show(page: Page) -> Response:
    """The chart, and a box for every pivot of whom enough is known."""
    a, b = rivals(page)
    found, job = all_between(page)
    content: dict[str, Any] = {
        "heading": page.t("compare head", a=name(a, page.lang), b=name(b, page.lang)),
        "job": job, "found": found, "a": a, "b": b, "choices": _rivalries(page), "most": MOST,
    }  # fmt: skip
    if found is not None:
        chosen = pivots(page, found)
        content |= {
            "chosen": chosen,
            "all": sorted(
                ((handle, _name(page, found, handle)) for handle in found.known),
                key=lambda pair: pair[1],
            ),
            "links": [
                (_name(page, found, handle), page.to("triangle", of=f"{found.then(handle)}.{a}.{b}"))
                for handle in chosen
            ],
        }
    return page.show("compare", **content)


def pivots(page: Page, found: Everyone) -> list[str]:
    """The pivots of the address, else a few that are well known."""
    text = page.query.get("pivots", "")
    known = found.known
    if not text:
        chosen = [chain_of(handle) for handle in FIRST if chain_of(handle) in known]
        return (chosen + [handle for handle in known if handle not in chosen])[: len(FIRST)]
    asked = list(dict.fromkeys(chain_of(typed(part)) for part in text.split(".") if part))
    if unknown := [handle for handle in asked if handle not in known]:
        raise BadInput(
            f"not enough on record of {', '.join(unknown)} between these rivals", "states of the list"
        )
    if len(asked) > MOST:
        raise BadInput(f"{len(asked)} states", f"at most {MOST} on one chart")
    return asked


def _name(page: Page, found: Everyone, handle: str) -> str:
    return capital(plain_name(found.then(handle), page.lang))


def picture(page: Page, width: int) -> Any:
    """The lean of each through time."""
    found = held(page)
    chosen = pivots(page, found)
    names = {handle: _name(page, found, handle) for handle in chosen}
    a, b = (capital(plain_name(side, page.lang)) for side in rivals(page))
    alt = page.t("compare alt", names=joined(list(names.values()), page.t("and"), page.lang), a=a, b=b)
    return charts.compared(_told(found, chosen), names, a=a, b=b, alt_text=alt, width=width)


def _told(found: Everyone, chosen: list[str]) -> list[PivotPath]:
    """The paths in the months in which anything is said of any of them."""
    paths = [found.path(handle) for handle in chosen]
    said = np.flatnonzero(np.any([np.isfinite(path.nearer_a) for path in paths], axis=0))
    some = slice(int(said[0]), int(said[-1]) + 1)
    return [
        replace(path, months=path.months[some], prob=path.prob[some], nearer_a=path.nearer_a[some])
        for path in paths
    ]


def frame(page: Page) -> pl.DataFrame:
    """The paths of the chosen pivots."""
    import polars as pl

    found = held(page)
    return pl.concat([found.path(handle).to_frame() for handle in pivots(page, found)])
