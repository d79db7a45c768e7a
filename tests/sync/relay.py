"""Between a client and a server on loopback: passes everything on and writes down what was asked."""

from __future__ import annotations

import re
import socket
import threading
from contextlib import suppress
from types import TracebackType
from urllib.parse import parse_qsl, urlsplit

_ASKED = re.compile(rb"(?:^|\n)GET (\S+) HTTP/1\.1\r\n")


class Relay:
    """`asked` holds the path of every request, with the names of the parameters that narrow it.

    A request for the path `hold` is not passed on: `held` is set, and whoever asked waits.
    """

    def __init__(self, url: str) -> None:
        self.towards(url)
        self.hold: str | None = None
        self.held = threading.Event()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self._lock = threading.Lock()
        self.asked: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def __enter__(self) -> Relay:
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join(10)
        for one in self._open:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def towards(self, url: str) -> None:
        """Where connections from now on go."""
        parts = urlsplit(url)
        self._target = (parts.hostname or "", parts.port or 80)

    def taken(self) -> list[str]:
        """What was asked since the last time."""
        with self._lock:
            found, self.asked = self.asked, []
        return found

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            far = socket.create_connection(self._target)
            self._open += [near, far]
            for source, goal, watched in ((near, far, True), (far, near, False)):
                threading.Thread(target=self._pass_on, args=(source, goal, watched), daemon=True).start()

    def _pass_on(self, source: socket.socket, goal: socket.socket, watched: bool) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if watched:
                    found = [told(target.decode()) for target in _ASKED.findall(data)]
                    with self._lock:
                        self.asked += found
                    if self.hold is not None and any(one.split()[0] == self.hold for one in found if one):
                        self.held.set()
                        return
                goal.sendall(data)
            goal.shutdown(socket.SHUT_WR)


def told(target: str) -> str:
    parts = urlsplit(target)
    names = [name for name, _ in parse_qsl(parts.query) if name in {"since", "modified_after"}]
    return " ".join([parts.path.strip("/"), *names])
