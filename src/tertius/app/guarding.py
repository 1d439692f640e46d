"""Who may ask: this machine alone, or who brings the token; and what a browser may do with what it gets."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

TOKEN = "tertius_token"
LOOPBACK = ("127.0.0.1", "localhost", "::1")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
BRIEF = "/brief.html"
"""The brief brings a policy of its own, by the hashes of its script and style; ours would forbid both."""


def is_loopback(host: str) -> bool:
    """Whether a server on this address is reached from its own machine alone."""
    return host in LOOPBACK


class Guard:
    """Refuses what was not meant for this server; every answer carries the policy.

    Parameters
    ----------
    app
        What is guarded.
    token
        What a visitor must bring once, as ``?token=``; "" for a server on the loopback address.
    """

    def __init__(self, app: ASGIApp, token: str = "") -> None:
        self.app, self.token = app, token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    if not (scope["path"] == BRIEF and name == "content-security-policy"):
                        headers.setdefault(name, value)
                headers.setdefault("cache-control", "no-store")
            await send(message)

        refused = self._refused(Request(scope))
        await (refused or self.app)(scope, receive, sent)

    def _refused(self, request: Request) -> Response | None:
        if self.token:
            answer = self._by_token(request)
            if answer is not None:
                return answer
        elif (urlsplit(f"//{request.headers.get('host', '')}").hostname or "") not in LOOPBACK:
            # Another name that leads here is a page elsewhere that tries to read this one.
            return PlainTextResponse("this page is asked for as 127.0.0.1 or localhost\n", 403)
        if request.method not in ("GET", "HEAD") and not _same_origin(request):
            return PlainTextResponse("sent from another page\n", 403)
        return None

    def _by_token(self, request: Request) -> Response | None:
        brought = request.query_params.get("token")
        if brought is not None and hmac.compare_digest(brought.encode(), self.token.encode()):
            rest = [(key, value) for key, value in request.query_params.multi_items() if key != "token"]
            answer = RedirectResponse(request.url.path + (f"?{urlencode(rest)}" if rest else ""), 303)
            answer.set_cookie(TOKEN, self.token, httponly=True, samesite="strict")
            return answer
        known = request.cookies.get(TOKEN, "")
        if hmac.compare_digest(known.encode(), self.token.encode()):
            return None
        return PlainTextResponse(
            "this page needs its token: open the address that `tertius app` printed\n", 401
        )


def _same_origin(request: Request) -> bool:
    """Whether a form or upload comes from this page itself."""
    where = request.headers.get("sec-fetch-site")
    if where is not None:
        return where in ("same-origin", "none")
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host", "")
