"""What every written brief must hold to: few words, short sentences, no codes, no decimals on what is not the annex."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from tertius.actors import states

SKIP = ("style", "script", "button", "nav", "pre")
"""What is no sentence: orders to the page name formats, and links name other pages."""
HANDLES = {state.handle for state in states()} - {"GDR"}  # names of its offices, as archives write them
QUOTED = ("t-evidence", "t-settings", "t-files", "t-months")
"""Tables of what sources say in their own words, and of what was typed."""
BLOCK = ("p", "li", "h1", "h2", "h3", "summary", "figcaption", "div")


class Parts(HTMLParser):
    """Text blocks of each part of a brief; text in drawings stands apart."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: dict[str, list[tuple[str, str]]] = {"page-one": [], "argument": [], "annex": []}
        self.drawn: list[str] = []
        self.behind: list[str] = []  # texts of the annex, but quotations
        self._open: list[tuple[str, str | None]] = []
        self._tag = "p"
        self._new = True
        self._quoted = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("meta", "br", "link", "input"):
            return
        self._open.append((tag, dict(attrs).get("data-part")))
        self._quoted = dict(attrs).get("id") in QUOTED if tag == "table" else self._quoted
        if tag in BLOCK:
            self._tag, self._new = tag, True

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            gone, _ = self._open.pop()
            if gone == tag:
                break
        if tag in BLOCK:
            self._new = True

    def handle_data(self, data: str) -> None:
        inside = [tag for tag, _ in self._open]
        part = next((name for _, name in reversed(self._open) if name), None)
        if part is None or not data.strip() or set(SKIP) & set(inside):
            return
        if "svg" in inside:
            (self.drawn if part != "annex" else self.behind).append(data.strip())
            return
        if part == "annex" and not ("table" in inside and self._quoted):
            self.behind.append(data.strip())
        blocks = self.blocks[part]
        if self._new or not blocks:
            blocks.append((self._tag, data.strip()))
            self._new = False
        else:
            blocks[-1] = (blocks[-1][0], f"{blocks[-1][1]} {data.strip()}")

    @property
    def main(self) -> list[str]:
        """Every block that is not in the annex."""
        return [text for part in ("page-one", "argument") for _, text in self.blocks[part]]


def sentences(text: str) -> list[str]:
    """Sentences of a block."""
    return [each for each in re.split(r"(?<=[.!?])\s+", text) if each]


def numbers(sentence: str) -> list[str]:
    """Numbers that are no part of a date (a day, a month, a season or a year) nor of a name."""
    plain = re.sub(r"\b(?:1[89]|20)\d\d(?:~\d\d)?(?:년|\b)|\d{1,2}월(?: \d{1,2}일)?", " ", sentence)
    plain = re.sub(r"제\d+|\d+·\d+", " ", plain)  # 제1차; 9·11
    plain = re.sub(r"(\d[억조]) \d[\d,]*만", r"\1", plain)  # 1억 5,000만 is one
    return re.findall(r"(?<![A-Za-z\d.,-])\d[\d,]*(?:\.\d+)?", plain)


def failures(page: str) -> list[str]:
    """Everything that a page breaks."""
    parts = Parts(page)
    said = [each for block in parts.main for each in sentences(block)]
    words = [len(each.split()) for each in said]
    broken = []
    if sum(words) > 1200:
        broken.append(f"{sum(words)} words")
    if sum(words) / max(1, len(words)) > 24:
        broken.append(f"mean sentence {sum(words) / len(words):.1f}")
    for each in [*said, *parts.drawn]:
        if re.search(r"\b[A-Z]{3,}\b", each):
            broken.append(f"code: {each}")
        if re.search(r"\d\.\d", each):
            broken.append(f"decimal: {each}")
        if "{" in each or "None" in each or "nan" in each.split():
            broken.append(f"unfilled: {each}")
    broken += [f"code: {each}" for each in parts.behind if HANDLES & set(re.findall(r"\b[A-Z]{3}\b", each))]
    if '<html lang="ko">' in page:
        broken += [f"English: {each}" for each in said if re.search(r"“[^”]*[A-Za-z]{3,}[^”]*”", each)]
    first = [each for _, block in parts.blocks["page-one"] for each in sentences(block)]
    broken += [f"numbers: {each}" for each in first if len(numbers(each)) > 1]
    if len(page.encode()) > 1_500_000:
        broken.append(f"{len(page.encode())} bytes")
    return broken
