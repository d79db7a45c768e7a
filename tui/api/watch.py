"""A hand on the plug: cuts a connection when the time is up or the person no longer wants the answer."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Any, Protocol

_TICK = 0.1
"""Seconds between two looks; bounds how late a cancel is noticed while a server says nothing."""


class Stop(Protocol):
    """Whether somebody wants an end: a `threading.Event`, or several as one."""

    def is_set(self) -> bool: ...


class Either:
    """Set as soon as one of several is."""

    def __init__(self, *stops: Stop) -> None:
        self._stops = stops

    def is_set(self) -> bool:
        return any(one.is_set() for one in self._stops)


class Sockets:
    """The open sockets of one line, so that somebody else than the waiting thread can shut them."""

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

    def __init__(self, watchman: Watchman, sockets: Sockets, seconds: float, cancelled: Stop) -> None:
        self._watchman = watchman
        self._sockets = sockets
        self._cancelled = cancelled
        self.until = time.monotonic() + seconds

    @property
    def late(self) -> bool:
        return time.monotonic() >= self.until

    @property
    def over(self) -> bool:
        """Nobody waits for the answer any more."""
        return self._cancelled.is_set() or self.late

    def while_wanted(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """The chunks, as long as somebody waits; then TimeoutError."""
        for chunk in chunks:
            if self.over:
                raise TimeoutError
            yield chunk

    def cut(self) -> None:
        self._sockets.cut()

    def __enter__(self) -> Watch:
        self._watchman.add(self)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._watchman.remove(self)


class Watchman:
    """One thread that looks after every question under way; starting one for each would cost more than the look."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._watched: dict[int, Watch] = {}
        self._thread: threading.Thread | None = None
        self._resting = False
        self._closed = False

    def add(self, watch: Watch) -> None:
        with self._changed:
            self._watched[id(watch)] = watch
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="samspill-watch", daemon=True)
                self._thread.start()
            if self._resting:
                self._changed.notify()

    def remove(self, watch: Watch) -> None:
        """From here on the watch cuts nothing: the connection may be another question's soon."""
        with self._changed:
            del self._watched[id(watch)]

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        with self._changed:
            while not self._closed:
                self._resting = not self._watched
                self._changed.wait(self._pause())
                # a connection made just now slips through a cut, so there is another one at every look
                for watch in self._watched.values():
                    if watch.over:
                        watch.cut()

    def _pause(self) -> float | None:
        if not self._watched:
            return None
        left = min(one.until for one in self._watched.values()) - time.monotonic()
        return min(_TICK, left) if left > 0 else _TICK
