"""States by name in the language of a brief, and Korean particles by the last sound of what they follow."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from tertius.actors.english import called
from tertius.actors.table import by_handle

if TYPE_CHECKING:
    from babel import Locale

KOREAN = {
    "SUN": "소련",
    "YUG": "유고슬라비아",
    "GDR": "동독",
    "FRG": "서독",
    "DRV": "북베트남",
    "RVN": "남베트남",
    "YAR": "북예멘",
    "YPR": "남예멘",
    "CSK": "체코슬로바키아",
    "KRE": "조선",
    "KOR": "한국",
    "PRK": "북한",
    "TWN": "대만",
    "SCG": "세르비아 몬테네그로",
}
PARTICLES = {
    "은": ("은", "는"),
    "이": ("이", "가"),
    "을": ("을", "를"),
    "과": ("과", "와"),
    "으로": ("으로", "로"),
}
"""Particle as it is asked for, then after a consonant and after a vowel."""
_DIGITS = {"0": 21, "1": 8, "2": 0, "3": 16, "4": 0, "5": 0, "6": 1, "7": 8, "8": 8, "9": 0}
RIEUL = 8


class Word(str):
    """A word that a Korean template may ask for with a particle, ``{p:은}``, and an English one as an owner, ``{p:s}``.

    >>> "{:은} {:과} {:으로}".format(Word("북한"), Word("중국"), Word("서울"))
    '북한은 중국과 서울로'
    """

    def __format__(self, spec: str) -> str:
        if spec == "s":
            return possessive(self)
        if spec not in PARTICLES:
            return super().__format__(spec)
        return str(self) + particle(self, spec)


def possessive(text: str) -> str:
    """An English name as an owner.

    >>> possessive("China"), possessive("the United States")
    ('China’s', 'the United States’')
    """
    return f"{text}’" if text.endswith("s") else f"{text}’s"


def particle(text: str, asked: str) -> str:
    """The particle that follows a text: by its last Hangul syllable or digit, both forms where neither is last.

    >>> particle("소련", "이"), particle("미국", "으로"), particle("서울", "으로"), particle("1964", "을")
    ('이', '으로', '로', '를')
    """
    closed, open_ = PARTICLES[asked]
    last = final(text)
    if last is None:
        return f"{closed}({open_})"
    if asked == "으로" and last == RIEUL:
        return open_
    return closed if last else open_


def final(text: str) -> int | None:
    """Number of the final consonant of the last sound, 0 for none; None where the last sign is not read here."""
    last = text.rstrip("”’\"') ")[-1:]
    if "가" <= last <= "힣":
        return (ord(last) - ord("가")) % 28
    return _DIGITS.get(last)


def name(handle: str, lang: str) -> Word:
    """A state's name, in English with its article; a text that is no handle stays as it is."""
    state = by_handle().get(handle)
    if state is None:
        return Word(handle)
    if lang == "ko":
        return Word(KOREAN.get(handle) or _territories().get(state.iso2 or "", state.name))
    return Word(called(handle))


@cache
def _territories() -> dict[str, str]:
    """Names of today's states in Korean, from the Common Locale Data Repository."""
    from babel import Locale

    locale: Locale = Locale("ko")
    return dict(locale.territories)
