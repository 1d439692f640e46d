"""What the acts of the shipped chronicles are called in another language: ``data/acts.LANG.csv``, by identifier."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from tertius.cases.case import DATA
from tertius.cases.legs import chronicle_names, chronicle_path
from tertius.cases.phases import read_table


@cache
def acts_in(lang: str) -> Mapping[str, str]:
    """The texts of shipped acts in a language, by the English that they stand for; none in a language without a table.

    By the text and not by the identifier, since an analyst's own chronicle may number its acts alike.

    >>> acts_in("en"), acts_in("ko")["Kim tours China and obtains economic aid"]
    ({}, '김일성, 중국을 순방하고 경제 원조를 얻음')
    """
    path = DATA / f"acts.{lang}.csv"
    if not path.exists():
        return {}
    told = {row["id"]: row["act"] for row in read_table(path)}
    return {
        row["act"]: told[row["id"]]
        for name in chronicle_names()
        for row in read_table(chronicle_path(name))
        if told.get(row["id"])
    }
