"""Months as they are called in the languages in which analysts keep tables."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_MONTHS = """
january jan januar janvier janv enero ene январь января янв
february feb februar février fevrier févr fév febrero февраль февраля фев февр
march mar märz maerz mars marzo март марта мар
april apr avril avr abril abr апрель апреля апр
may mai mayo май мая
june jun juni juin junio июнь июня июн
july jul juli juillet juil julio июль июля июл
august aug août aout agosto ago август августа авг
september sep sept septembre septiembre setiembre сентябрь сентября сен сент
october oct oktober okt octobre octubre октябрь октября окт
november nov novembre noviembre ноябрь ноября ноя нояб
december dec dezember dez décembre decembre déc diciembre dic декабрь декабря дек
"""


def folded(text: str) -> str:
    """A word without accents and case."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(mark for mark in plain if not unicodedata.combining(mark))


@lru_cache(maxsize=1)
def months() -> dict[str, int]:
    """Number of the month by every name it has."""
    lines = [line for line in _MONTHS.splitlines() if line]
    return {folded(word): number for number, line in enumerate(lines, 1) for word in line.split()}
