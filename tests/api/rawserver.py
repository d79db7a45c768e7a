"""A server that sends exactly the bytes it is told to, at the pace it is told to, and can fall silent or hang up."""

from __future__ import annotations

import gzip
import json
import socket
import struct
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType


@dataclass(frozen=True)
class Send:
    data: bytes


@dataclass(frozen=True)
class Drip:
    """One byte at a time, so many seconds apart."""

    data: bytes
    gap: float


@dataclass(frozen=True)
class Hang:
    """Nothing more until the client goes away or the server stops."""


@dataclass(frozen=True)
class Reset:
    """RST instead of FIN."""


Step = Send | Drip | Hang | Reset


@dataclass(frozen=True)
class Answer:
    """What one request gets. The connection is closed afterwards."""

    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Request:
    """What was asked: path with query, and headers with lower-case names."""

    path: str
    headers: Mapping[str, str]


def reply(
    body: bytes = b"",
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    *,
    content_type: str | None = "application/json",
    length: int | None = -1,
) -> bytes:
    """The bytes of a response; `length` is the Content-Length to claim, -1 the true one, None none at all."""
    lines = [f"HTTP/1.1 {status} X", "Connection: close"]
    if content_type is not None:
        lines.append(f"Content-Type: {content_type}")
    if length is not None:
        lines.append(f"Content-Length: {len(body) if length == -1 else length}")
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def answer(data: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    """JSON with the right length."""
    return Answer((Send(reply(json.dumps(data).encode(), status, headers)),))


def sent(data: bytes) -> Answer:
    return Answer((Send(data),))


def zipped(data: bytes) -> bytes:
    return gzip.compress(data)


Script = Sequence[Answer] | Callable[[Request], Answer]


@dataclass
class RawServer:
    """Answers requests in the order of its script, the last answer again and again; or asks a function."""

    script: Script
    requests: list[Request] = field(default_factory=list)
    host: str = "127.0.0.1"

    def __enter__(self) -> RawServer:
        self._stop = threading.Event()
        self._listener = socket.create_server(
            (self.host, 0), family=socket.AF_INET6 if ":" in self.host else socket.AF_INET
        )
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._connections: list[socket.socket] = []
        self._threads[0].start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stop.set()
        for one in (self._listener, *self._connections):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(10)
        self._listener.close()

    @property
    def url(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self._listener.getsockname()[1]}"

    def _accept(self) -> None:
        while not self._stop.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self._connections.append(connection)
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            request = _read(connection)
            if request is None:
                return
            self.requests.append(request)
            for step in self._next(request).steps:
                self._play(connection, step)

    def _next(self, request: Request) -> Answer:
        if callable(self.script):
            return self.script(request)
        return self.script[min(len(self.requests), len(self.script)) - 1]

    def _play(self, connection: socket.socket, step: Step) -> None:
        if isinstance(step, Send):
            connection.sendall(step.data)
        elif isinstance(step, Drip):
            for byte in step.data:
                if self._stop.wait(step.gap):
                    return
                connection.sendall(bytes([byte]))
        elif isinstance(step, Hang):
            connection.recv(1)
        else:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def _read(connection: socket.socket) -> Request | None:
    head = b""
    while b"\r\n\r\n" not in head:
        chunk = connection.recv(65536)
        if not chunk:
            return None
        head += chunk
    first, *lines = head.decode("latin-1").split("\r\n\r\n")[0].split("\r\n")
    pairs = (line.partition(":") for line in lines)
    return Request(first.split(" ")[1], {name.lower(): value.strip() for name, _, value in pairs})
