"""One child process that answers texts with texts; what ends it costs one answer, and the next starts another."""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import select
import struct
import subprocess
import sys
import threading
from typing import IO, Any

_START = (
    "import sys; sys.path[:] = {path!r}; from tertius.aside.child import serve; serve({work!r}, {memory})"
)
_SIZE = struct.Struct("<Q")


class Died(Exception):
    """The child ended, or was ended because it took too long; says how."""


class Aside:
    """A function done elsewhere.

    Parameters
    ----------
    work
        ``module:function``, from text to text.
    seconds
        For one answer; then the child is ended.
    memory
        Bytes of address space it may have; 0 for no bound.
    """

    def __init__(self, work: str, *, seconds: float, memory: int = 0) -> None:
        self.work, self.seconds, self.memory = work, seconds, memory
        self._child: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._lock = threading.Lock()

    def ask(self, text: str) -> str:
        """What the function makes of a text.

        Raises
        ------
        Died
            If the child ended (a crash, no memory) or took too long.
        ValueError
            If the function raised; with what it said.
        """
        with self._lock:
            child = self._running()
            try:
                answer = json.loads(self._exchange(child, text))
            except (OSError, EOFError, ValueError):
                raise Died(self._end(child)) from None
            except BaseException:
                self._end(child)
                raise
        if "error" in answer:
            raise ValueError(answer["error"])
        return str(answer["text"])

    def close(self) -> None:
        """End the child, and with it the memory that it holds; the next question starts another."""
        with self._lock:
            child, self._child = self._child, None
            if child is not None and self._owner == os.getpid():
                child.kill()
                child.wait()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._owner != os.getpid() or self._child.poll() is not None:
            code = _START.format(path=sys.path, work=self.work, memory=self.memory)
            self._child = subprocess.Popen(
                [sys.executable, "-c", code],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C is for the parent to answer
            )
            self._owner = os.getpid()
        return self._child

    def _exchange(self, child: subprocess.Popen[bytes], text: str) -> bytes:
        assert child.stdin is not None
        assert child.stdout is not None
        _send(child.stdin, json.dumps(text).encode())
        if os.name == "posix" and not select.select([child.stdout], [], [], self.seconds)[0]:
            raise EOFError
        return _receive(child.stdout)

    def _end(self, child: subprocess.Popen[bytes]) -> str:
        """End the child; how it ended."""
        self._child = None
        for pipe in (child.stdin, child.stdout):
            with contextlib.suppress(OSError):
                if pipe is not None:
                    pipe.close()
        try:
            code = child.wait(0.5)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
            return f"not finished after {self.seconds:g} seconds"
        return f"ended by signal {-code}" if code < 0 else f"ended with {code}"


def _send(pipe: IO[bytes], body: bytes) -> None:
    pipe.write(_SIZE.pack(len(body)) + body)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> bytes:
    head = pipe.read(_SIZE.size)
    if len(head) < _SIZE.size:
        raise EOFError
    (size,) = _SIZE.unpack(head)
    body = pipe.read(size)
    if len(body) < size:
        raise EOFError
    return body


def serve(work: str, memory: int) -> None:
    """The child: answer until nobody asks."""
    ask, answer = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    with open(os.devnull, "r+b") as nothing:
        os.dup2(nothing.fileno(), 0)
        os.dup2(nothing.fileno(), 1)  # what a library prints is no answer
    _bound(memory)
    module, _, name = work.partition(":")
    function = getattr(importlib.import_module(module), name)
    while True:
        try:
            text = json.loads(_receive(ask))
        except (EOFError, OSError):
            return
        _send(answer, json.dumps(_answer(function, text)).encode())


def _answer(function: Any, text: str) -> dict[str, str]:
    try:
        return {"text": function(text)}
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a panic of a Rust library is no Exception
        return {"error": (str(error).strip().splitlines() or [type(error).__name__])[0][:300]}


def _bound(memory: int) -> None:
    if memory:
        with contextlib.suppress(ImportError, ValueError, OSError):
            import resource

            soft, hard = resource.getrlimit(resource.RLIMIT_AS)
            most = memory if soft == resource.RLIM_INFINITY else min(memory, soft)
            resource.setrlimit(resource.RLIMIT_AS, (most, hard))
