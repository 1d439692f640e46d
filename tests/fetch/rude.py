"""A local HTTP server that behaves as badly as it is told to."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class RudeServer(ThreadingHTTPServer):
    """Serves ``files[path]``; ``manners[path]`` is a list of what to do on the first, second ... request.

    Manners: ``drop`` (reset after half), ``truncate`` (close after half), ``stall`` (half, then silence), ``long``
    (announces more than it has), ``short`` (announces less), ``corrupt`` (one byte wrong), ``404``, ``429``, ``500``,
    ``norange`` (ignores Range), ``wrongrange`` (another part than asked), ``changed`` (new content and ETag).
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.files: dict[str, bytes] = {}
        self.manners: dict[str, list[str]] = {}
        self.asked: dict[str, list[str | None]] = defaultdict(list)
        self.times: list[float] = []
        self.etags: dict[str, str] = {}

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Broken connections are its business; print nothing."""


class _Handler(BaseHTTPRequestHandler):
    server: RudeServer
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""

    def do_GET(self) -> None:
        self.server.times.append(time.monotonic())
        path = self.path
        self.server.asked[path].append(self.headers.get("Range"))
        manners = self.server.manners.get(path, [])
        manner = manners.pop(0) if manners else "good"
        if path not in self.server.files or manner in ("404", "429", "500", "503"):
            return self._refuse(int(manner) if manner.isdigit() else 404)
        body = self.server.files[path]
        if manner == "changed":
            body = body[::-1]
            self.server.files[path], self.server.etags[path] = body, '"second"'
        self._serve(path, body, manner)

    def _refuse(self, code: int) -> None:
        self.send_response(code)
        if code == 429:
            self.send_header("Retry-After", "7")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _serve(self, path: str, body: bytes, manner: str) -> None:
        tag = self.server.etags.get(path, '"first"')
        start = self._start(tag, manner)
        if start >= len(body) and start:
            return self._refuse(416)
        self.send_response(206 if start else 200)
        shown = start + 1 if manner == "wrongrange" else start
        if start:
            self.send_header("Content-Range", f"bytes {shown}-{len(body) - 1}/{len(body)}")
        rest = body[start:]
        announced = len(rest) + {"long": 100, "short": -min(100, len(rest) - 1)}.get(manner, 0)
        self.send_header("Content-Length", str(announced))
        self.send_header("ETag", tag)
        self.end_headers()
        self._send(rest, manner)

    def _start(self, tag: str, manner: str) -> int:
        asked = self.headers.get("Range")
        if not asked or manner == "norange" or self.headers.get("If-Range", tag) != tag:
            return 0
        return int(asked.removeprefix("bytes=").split("-")[0])

    def _send(self, rest: bytes, manner: str) -> None:
        half = len(rest) // 2
        if manner == "corrupt":
            rest = rest[:half] + bytes([rest[half] ^ 255]) + rest[half + 1 :]
        if manner in ("drop", "truncate", "stall"):
            self.wfile.write(rest[:half])
            self.wfile.flush()
        else:
            self.wfile.write(rest)
        if manner == "stall":
            time.sleep(1.5)
        if manner == "drop":  # a reset, not an orderly end
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        if manner in ("drop", "truncate", "stall", "long", "short"):
            self.close_connection = True
            self.connection.close()


@contextmanager
def rude_server() -> Iterator[RudeServer]:
    """A server on a free port of 127.0.0.1, stopped at the end."""
    server = RudeServer()
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
