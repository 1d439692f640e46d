"""Months as they are called in the languages in which analysts keep tables."""

from __future__ import annotations

import re
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
_WEEKDAYS = """
monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun
lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes miércoles jueves viernes sábado domingo
montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag lunedì martedì mercoledì giovedì venerdì sabato domenica
понедельник вторник среда четверг пятница суббота воскресенье в понедельник среду пятницу субботу
월요일 화요일 수요일 목요일 금요일 토요일 일요일 星期一 星期二 星期三 星期四 星期五 星期六 星期日 星期天
月曜日 火曜日 水曜日 木曜日 金曜日 土曜日 日曜日
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


@lru_cache(maxsize=1)
def weekdays() -> frozenset[str]:
    """Names of the days of the week."""
    return frozenset(folded(word) for word in _WEEKDAYS.split())


def without_weekday(text: str) -> str:
    """A date without the day of the week that stands in it."""
    return re.sub(
        r"[^\W\d_]+\.?,?", lambda found: " " if folded(found[0].strip(".,")) in weekdays() else found[0], text
    )
