"""A TLS server on loopback with a certificate of choice, and a proxy in front of it."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import trustme

from .rawserver import reply


@dataclass
class TlsServer:
    """Answers every request with `[3]`."""

    port: int
    heads: list[bytes] = field(default_factory=list)


@contextmanager
def tls_server(certificate: trustme.LeafCert) -> Iterator[TlsServer]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = TlsServer(listener.getsockname()[1])

        def serve() -> None:
            while True:
                try:
                    plain, _ = listener.accept()
                except OSError:
                    return
                with suppress(OSError), plain, context.wrap_socket(plain, server_side=True) as connection:
                    head = b""
                    while b"\r\n\r\n" not in head and (chunk := connection.recv(65536)):
                        head += chunk
                    server.heads.append(head)
                    connection.sendall(reply(b"[3]"))

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join(10)


@dataclass
class Proxy:
    """Takes CONNECT to anywhere and leads to one port here, or answers it with a status."""

    to: int
    status: str = "200 Connection established"
    asked: list[str] = field(default_factory=list)
    heads: list[bytes] = field(default_factory=list)

    def __enter__(self) -> Proxy:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        for one in (self._listener, *self._open):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        self._thread.join(10)

    @property
    def url(self) -> str:
        return f"127.0.0.1:{self._listener.getsockname()[1]}"

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self._open.append(connection)
            with suppress(OSError):
                self._serve(connection)

    def _serve(self, client: socket.socket) -> None:
        head = b""
        while b"\r\n\r\n" not in head and (chunk := client.recv(65536)):
            head += chunk
        self.heads.append(head)
        self.asked.append(head.decode("latin-1").split(" ")[1])
        if not self.status:
            return
        client.sendall(f"HTTP/1.1 {self.status}\r\nContent-Length: 0\r\n\r\n".encode())
        if not self.status.startswith("200"):
            return
        server = socket.create_connection(("127.0.0.1", self.to))
        self._open.append(server)
        for one, other in ((client, server), (server, client)):
            threading.Thread(target=_pipe, args=(one, other), daemon=True).start()


def _pipe(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while chunk := one.recv(65536):
            other.sendall(chunk)
    with suppress(OSError):
        other.shutdown(socket.SHUT_RDWR)
