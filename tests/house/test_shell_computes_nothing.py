"""The shell shows and never computes: no reduction of numbers stands in the rooms brief, charts and cli."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import tertius

REDUCTIONS = {
    *(
        "mean",
        "nanmean",
        "median",
        "nanmedian",
        "average",
        "quantile",
        "nanquantile",
        "percentile",
        "nanpercentile",
    ),
    *(
        "sum",
        "nansum",
        "std",
        "nanstd",
        "var",
        "nanvar",
        "ptp",
        "prod",
        "cumsum",
        "cumprod",
        "count_nonzero",
        "dot",
    ),
    *(
        "min",
        "max",
        "nanmin",
        "nanmax",
        "argmin",
        "argmax",
        "nanargmin",
        "nanargmax",
        "searchsorted",
        "einsum",
        "trapezoid",
    ),
    *(
        "corr",
        "corrcoef",
        "cov",
        "histogram",
        "bincount",
        "group_by",
        "agg",
        "mean_horizontal",
        "sum_horizontal",
    ),
}
"""Names of methods and functions that make one number of many. ``min(a, b)`` of two values only keeps one in bounds."""
ROOMS = ("brief", "charts", "cli")


def reductions(tree: ast.AST) -> Iterator[ast.Call]:
    """Calls that make one number of many."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        if isinstance(called, ast.Attribute) and called.attr in REDUCTIONS:
            yield node
        elif isinstance(called, ast.Name) and called.id in ("sum", "min", "max"):
            of_many = len(node.args) == 1 or any(isinstance(each, ast.Starred) for each in node.args)
            if called.id == "sum" or of_many:
                yield node


@pytest.mark.parametrize("room", ROOMS)
def test_no_number_is_worked_out_where_it_is_shown(room: str) -> None:
    found = [
        f"{path.name}:{call.lineno} {ast.unparse(call)[:80]}"
        for path in sorted((Path(tertius.__file__).parent / room).rglob("*.py"))
        for call in reductions(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("np.nanmean(draws)", 1),
        ("draws[:, keep].mean(axis=1)", 1),
        ("sum(counts.values())", 1),
        ("max(bar for bar in bars)", 1),
        ("max(*bars)", 1),
        ("frame.group_by('pair').agg(pl.col('n').sum())", 3),
        ("min(max(place, low), high)", 0),
        ("found.mean, found.lo", 0),
    ],
)
def test_the_count_sees_what_it_is_there_for(text: str, count: int) -> None:
    assert len(list(reductions(ast.parse(text)))) == count
