"""Start the page on this machine, and stop it when asked."""

from __future__ import annotations

import secrets
import socket
import threading
import webbrowser
from collections.abc import Callable

from tertius.app.given import SHIPPED, Given
from tertius.app.guarding import is_loopback
from tertius.app.memory import give_back_at_once
from tertius.app.site import make_site
from tertius.errors import BadInput


def serve(
    *,
    host: str = "127.0.0.1",
    port: int = 8599,
    token: str | None = None,
    browser: bool = True,
    of: str = "",
    given: Given = SHIPPED,
    ready: Callable[[str], None] = lambda _: None,
) -> None:
    """Serve the page until it is interrupted.

    Parameters
    ----------
    host, port
        Where it listens; port 0 takes a free one.
    token
        What a visitor must bring; needed on any host that other machines can reach, ``new`` makes one.
    browser
        Open it in the user's browser.
    of
        The question that the start page opens with.
    given
        What three states are asked of.
    ready
        Called with the address once it listens.

    Raises
    ------
    BadInput
        If the host needs a token and has none, or nothing can listen there.
    """
    import uvicorn

    if not is_loopback(host) and not token:
        raise BadInput(
            f"--host {host} can be reached from other machines", "--token WORD, or --token new",
            "keep 127.0.0.1, or give a token that every visitor must bring",
        )  # fmt: skip
    secret = secrets.token_urlsafe(24) if token == "new" else token or ""
    listening = _listening(host, port)
    name = f"[{host}]" if ":" in host else host
    address = f"http://{name}:{listening.getsockname()[1]}/" + (f"?token={secret}" if secret else "")
    settings = uvicorn.Config(
        make_site(token=secret, of=of, given=given),
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=2,
        limit_concurrency=64,
    )
    give_back_at_once()
    ready(address)
    if browser:
        threading.Timer(0.4, webbrowser.open, (address,)).start()
    uvicorn.Server(settings).run(sockets=[listening])


def _listening(host: str, port: int) -> socket.socket:
    kind = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(kind, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host, port))
        made.listen(128)  # who asks before the server is ready waits, and is not turned away
    except (OSError, OverflowError) as reason:
        made.close()
        raise BadInput(
            f"cannot listen on {host}, port {port} ({reason})", "a free port", "choose another --port"
        ) from None
    return made
