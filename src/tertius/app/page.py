"""One request as a view sees it, and how its answer is shown."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from markupsafe import Markup
from starlette.responses import HTMLResponse

from tertius.app import refused
from tertius.app.asking import Asked, asked_of, check, question
from tertius.app.given import SHIPPED, Given
from tertius.app.held import Held
from tertius.app.jobs import Job, Jobs
from tertius.app.sessions import COOKIE, Session, Sessions
from tertius.app.words import LANGUAGES, said, words
from tertius.brief.messages import message
from tertius.errors import BadInput
from tertius.findings import glance
from tertius.inert import lines, link
from tertius.limits import MIB

if TYPE_CHECKING:
    import jinja2
    from starlette.requests import Request
    from starlette.responses import Response

    from tertius.findings import Glance
    from tertius.study import Question

TEMPLATES = Path(__file__).parent / "templates"
VIEWS = ("world", "triangle", "compare", "whatif", "options", "evidence", "file", "changed")
GLANCES_KEPT, VALUES_KEPT, WORLDS_KEPT = 168 * MIB, 32 * MIB, 64 * MIB
"""Bytes of each kind of value that are kept at once: a triangle is some 40 to 85 MiB, and “What if” looks at two."""


class Shared:
    """What all requests of a server share.

    Attributes
    ----------
    default, given
        The question that the start page opens with, or ""; what three states are asked of.
    glances
        First looks at questions.
    values
        Small values: tables of options, rows of acts, briefs.
    worlds
        Every pivot between two rivals, for the newest rivals.
    """

    def __init__(self, default: str = "", given: Given = SHIPPED) -> None:
        self.sessions, self.jobs = Sessions(), Jobs()
        self.glances, self.values, self.worlds = Held(GLANCES_KEPT), Held(VALUES_KEPT), Held(WORLDS_KEPT)
        self.default, self.given = default, given
        self._whole = threading.Lock()

    def forget(self, session: Session) -> None:
        """Remove a visitor, its files, and all that was made of them."""
        self.drop(session.name)
        self.sessions.forget(session)

    def drop(self, owner: str) -> None:
        """Let go of all that was made of a visitor's files."""

        def own(key: Hashable) -> bool:
            return isinstance(key, tuple) and owner in key

        self.jobs.drop(own)
        for held in (self.glances, self.values):
            held.drop(own)

    @contextlib.contextmanager
    def alone(self, job: Job) -> Iterator[None]:
        """The memory that a whole argument takes: one is worked out at a time, with no more than one triangle kept beside it."""
        while not self._whole.acquire(timeout=0.2):
            job.tell("turn")
        try:
            self.glances.shrink(0)
            yield
        finally:
            self._whole.release()

    def close(self) -> None:
        """Stop the work and remove every visitor's files."""
        self.jobs.close()
        self.sessions.close()


@dataclass(eq=False)
class Page:
    """A request, its visitor, and what views need."""

    request: Request
    shared: Shared
    session: Session

    @cached_property
    def query(self) -> dict[str, str]:
        """The address's own words; the last of each name."""
        return dict(self.request.query_params)

    @cached_property
    def lang(self) -> str:
        """Language: the address's, else the browser's, else English."""
        asked = self.query.get("lang", "")
        if asked in LANGUAGES:
            return asked
        wanted = self.request.headers.get("accept-language", "")[:2]
        return wanted if wanted in LANGUAGES else "en"

    def t(self, key: str, **values: object) -> str:
        """A sentence of the page."""
        return said(key, self.lang, **values)

    @cached_property
    def asked(self) -> Asked | None:
        """The question of the address; a sentence where it can be none."""
        found = asked_of(self.query)
        if found is not None:
            check(found, self.session)
        return found

    def said(self, text: str) -> str:
        """A text of a room below in the page's language, handles as names."""
        return refused.said(text, self.lang)

    def why(self, reason: BaseException) -> str:
        """Why something was refused, in the page's language."""
        return refused.spoken(reason, self.lang, words(self.lang)["wanted"])

    def need(self) -> Asked:
        """The question of the address; a sentence where it has none."""
        if self.asked is None:
            raise BadInput("no question was asked", "a case, or three states")
        return self.asked

    def key(self, kind: str, asked: Asked, *more: Hashable) -> tuple[Hashable, ...]:
        """Under which a value is kept; a file's carries its visitor and its newest mending."""
        own: tuple[Hashable, ...] = ()
        if asked.is_own:
            own = (self.session.name, self.session.file(asked.of).version)
        return (kind, asked, *own, *more)

    def glance(self, asked: Asked) -> Glance:
        """A first look at a question, kept."""

        return self.shared.glances.get(self.key("glance", asked), lambda: glance(self.question(asked)))

    def fresh(self, asked: Asked) -> Question:
        """The question, its record read anew: what is made of it is let go with it."""
        return question(asked, self.session, self.shared.given)

    def question(self, asked: Asked) -> Question:
        """The question; one that is here on the same record is supposed anew, not read again."""
        base = self.shared.glances.look(self.key("glance", asked.read)) if asked != asked.read else None
        return question(asked, self.session, self.shared.given, base.asked if base else None)

    def job(self, key: Hashable, run: Callable[[Job], Any]) -> Job:
        """Long work that this visitor waits for."""
        return self.shared.jobs.of(key, run, self.session.secret)

    def here(self, view: str | None = None, **changes: object) -> str:
        """The address of a view with the same words, some of them changed (None: left out)."""
        path = self.request.url.path if view is None else f"/{view}"
        kept = {key: value for key, value in self.query.items() if key != "token"}
        return address(path, {**kept, **changes})

    def to(self, view: str, **words: object) -> str:
        """The address of a view with these words and the language."""
        return address(f"/{view}", {**words, "lang": self.query.get("lang")})

    def show(self, template: str, status: int = 200, **content: Any) -> Response:
        """The view filled in; everything in it is escaped unless it was made here."""
        made = environment().get_template(f"{template}.jinja")
        body = made.render(
            page=self,
            t=self.t,
            say=lambda key, **values: message(key, self.lang, **values),
            lang=self.lang,
            languages=LANGUAGES,
            views=VIEWS,
            here=self.here,
            to=self.to,
            view=template,
            asked=None if template == "error" else self.asked,
            **content,
        )
        return self.signed(HTMLResponse(body, status))

    def signed(self, answer: Response) -> Response:
        """The answer with the visitor's secret, where the browser does not have it yet."""
        if self.request.cookies.get(COOKIE) != self.session.secret:
            answer.set_cookie(COOKIE, self.session.secret, httponly=True, samesite="strict")
        return answer


def address(path: str, words: Mapping[str, object]) -> str:
    """A path with its words; those that are None or empty are left out."""
    kept = {key: str(value) for key, value in words.items() if value is not None and value != ""}
    return path + (f"?{urlencode(kept)}" if kept else "")


@cache
def environment() -> jinja2.Environment:
    """The templates; what is no markup of ours is escaped, its control characters made visible."""
    import jinja2

    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True,
        undefined=jinja2.StrictUndefined, finalize=_harmless,
    )  # fmt: skip
    made.filters["web"] = link
    made.filters["inline"] = _inline
    return made


def _harmless(value: Any) -> Any:
    return lines(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _inline(value: Any) -> Markup:
    """JSON inside a page: nothing in it ends its element."""
    text = json.dumps(value, ensure_ascii=True)
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))
