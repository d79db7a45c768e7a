"""A hand on the plug: cuts a connection when the time is up or the person no longer wants the answer."""

from __future__ import annotations

import socket
import threading
import time
from types import TracebackType
from typing import Any

_TICK = 0.1
"""Seconds between two looks; bounds how late a cancel is noticed while a server says nothing."""


class Sockets:
    """The open sockets of one client, so that somebody else than the waiting thread can shut them."""

    def __init__(self) -> None:
        self._open: list[socket.socket] = []

    def trace(self, event: str, info: dict[str, Any]) -> None:
        """Callback of httpcore's documented `trace` request extension."""
        if event.endswith(("connect_tcp.complete", "start_tls.complete")):
            found = info["return_value"].get_extra_info("socket")
            if isinstance(found, socket.socket):
                self._open = [one for one in self._open if one.fileno() >= 0]
                self._open.append(found)

    def cut(self) -> None:
        for one in self._open:
            try:
                # the plain one: SSLSocket's own takes its TLS state away under the reading thread
                socket.socket.shutdown(one, socket.SHUT_RDWR)
            except OSError:
                continue


class Watch:
    """Holds one question to its wall-clock time. httpx has only timeouts between two bytes."""

    def __init__(self, sockets: Sockets, seconds: float, cancelled: threading.Event) -> None:
        self._sockets = sockets
        self._until = time.monotonic() + seconds
        self._cancelled = cancelled
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._run, name="samspill-watch", daemon=True)

    @property
    def late(self) -> bool:
        return time.monotonic() >= self._until

    @property
    def over(self) -> bool:
        """Nobody waits for the answer any more."""
        return self._cancelled.is_set() or self.late

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._done.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._done.wait(min(_TICK, max(0.0, self._until - time.monotonic()))):
            if self.over:
                self._sockets.cut()
                # a connection made just now would slip through a single cut
                if self._done.wait(_TICK):
                    return
