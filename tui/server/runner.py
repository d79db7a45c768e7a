"""The server as a process: address, token, signals, and its end."""

from __future__ import annotations

import errno
import os
import signal
import socket
import stat
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from pathlib import Path
from types import FrameType
from typing import Final

import uvicorn

from ..present.language import N_, _
from .app import create_app
from .guard import is_loopback
from .live import Live

_GRACE = 3
"""Seconds for what is going on when the server is to end."""


class Refusal(StrEnum):
    """Why the server does not start."""

    NO_TOKEN = "no_token"  # noqa: S105 - the name of a reason
    TOKEN_UNREADABLE = "token_unreadable"  # noqa: S105
    TOKEN_UNSAFE = "token_unsafe"  # noqa: S105
    TOKEN_UNUSABLE = "token_unusable"  # noqa: S105
    ADDRESS = "address"


class ServeRefused(Exception):
    """The server does not start as asked; the text is for a person, in the reader's language."""

    def __init__(self, reason: Refusal, message: str) -> None:
        super().__init__(message)
        self.reason = reason


_UNREADABLE: Final = {
    errno.ENOENT: N_("The token file {path} cannot be read: it does not exist. Make it, or correct the name."),
    errno.EACCES: N_("The token file {path} cannot be read: you do not have permission. Make it yours."),
}
_ADDRESS: Final = {
    errno.EADDRINUSE: N_(
        "The address {host}, port {port}, cannot be used: another program uses it. Choose another port with --port, or"
        " stop that program."
    ),
    errno.EADDRNOTAVAIL: N_(
        "The address {host} cannot be used: it is not one of this machine's. Correct --host, or leave it out."
    ),
    errno.EACCES: N_(
        "The port {port} cannot be used: you do not have permission. Choose a port from 1024 to 65535 with --port."
    ),
}
"""Why an address cannot be taken, by error number."""


def report_to_stderr(line: str) -> None:
    with suppress(OSError):  # whoever read it is gone; those who read the data are not
        sys.stderr.write(f"{line}\n")
        sys.stderr.flush()


class FolderServer:
    """A folder bound to an address. The address is taken when this is made, so `url` is real from then on.

    The files are looked at every `check_every` seconds, with 0 at every request and at no other time.
    Raises ServeRefused, or FolderBroken when the folder is faulty from the start.
    """

    def __init__(
        self,
        folder: Path,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        token_file: Path | None = None,
        scale: int = 0,
        check_every: float = 1.0,
        report: Callable[[str], None] = report_to_stderr,
    ) -> None:
        if token_file is None and not is_loopback(host):
            words = _(
                "{host} can be reached from other machines. Give a token file with --token-file, or leave out --host."
            )
            raise ServeRefused(Refusal.NO_TOKEN, words.format(host=host))
        token = read_token(token_file) if token_file is not None else None
        self._live = Live(folder, report=report, scale=scale, every=check_every)
        self._watched = check_every > 0
        self._socket = _bound(host, port)
        name = f"[{host}]" if ":" in host else host
        self.url = f"http://{name}:{self._socket.getsockname()[1]}"
        config = uvicorn.Config(
            create_app(self._live, token),
            log_level="error",
            access_log=False,
            server_header=False,
            lifespan="off",
            ws="none",
            timeout_graceful_shutdown=_GRACE,
        )
        self._server = uvicorn.Server(config)

    def run(self) -> None:
        """Serve until `stop`, then give the address back."""
        ended = threading.Event()
        watcher = threading.Thread(target=self._live.watch, args=(ended,), name="folder", daemon=True)
        if self._watched:
            watcher.start()
        try:
            self._server.run(sockets=[self._socket])
        finally:
            ended.set()
            if self._watched:
                watcher.join(_GRACE)
            self.close()

    def close(self) -> None:
        """Give the address back; needed only where `run` is never called."""
        self._socket.close()

    def stop(self) -> None:
        """Ask `run` to end; from any thread or signal handler, also before it began."""
        self._server.should_exit = True


def serve(
    folder: Path,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    token_file: Path | None = None,
    scale: int = 0,
    announce: Callable[[str], None],
    until_eof: bool = False,
    check_every: float = 1.0,
    report: Callable[[str], None] = report_to_stderr,
) -> int:
    """Serve a folder until SIGTERM or SIGINT, with `until_eof` also until standard input ends; returns the exit code.

    Port 0 takes a free one. `announce` gets the real URL when connections are accepted. Raises ServeRefused and
    FolderBroken before that.
    """
    server = FolderServer(
        folder, host=host, port=port, token_file=token_file, scale=scale, check_every=check_every, report=report
    )
    with _ended_by_signals(server.stop):
        if until_eof:
            threading.Thread(target=_wait_for_eof, args=(server.stop,), daemon=True).start()
        try:
            announce(server.url)
            server.run()
        finally:
            server.close()
    return 0


def read_token(path: Path) -> str:
    """The token in a file that only its owner, we, may read. Raises ServeRefused."""
    try:
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            content = file.read(4096)
    except OSError as error:
        words = _(_UNREADABLE.get(error.errno or 0, N_("The token file {path} cannot be read ({reason}).")))
        message = words.format(path=path, reason=error.strerror or error)
        raise ServeRefused(Refusal.TOKEN_UNREADABLE, message) from None
    if not stat.S_ISREG(status.st_mode) or status.st_uid != os.getuid() or stat.S_IMODE(status.st_mode) & 0o177:
        words = _("The token file {path} must be yours and closed to others. Run: chmod 600 {path}")
        raise ServeRefused(Refusal.TOKEN_UNSAFE, words.format(path=path))
    token = content.strip()
    if not token or not token.isascii() or not token.decode("ascii").isprintable() or b" " in token:
        words = _("The token file {path} must hold one word: letters a-z, digits and signs, without spaces.")
        raise ServeRefused(Refusal.TOKEN_UNUSABLE, words.format(path=path))
    return token.decode("ascii")


def _bound(host: str, port: int) -> socket.socket:
    """A listening socket; connections wait in its queue until the server runs.

    The protocol is named because asyncio turns off Nagle's algorithm only where it is: 40 ms for every answer.
    """
    if not 0 <= port <= 65_535:  # getaddrinfo would take it modulo 65536
        words = _("The port {port} cannot be used. Choose one from 0 to 65535.")
        raise ServeRefused(Refusal.ADDRESS, words.format(port=port))
    try:
        found = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP, flags=socket.AI_PASSIVE
        )
        family, kind, protocol, _canonical, address = found[0]
        listening = socket.socket(family, kind, protocol)
        try:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind(address)
            listening.listen(128)
        except OSError:
            listening.close()
            raise
    except OSError as error:
        raise ServeRefused(Refusal.ADDRESS, _not_taken(host, port, error)) from None
    return listening


def _not_taken(host: str, port: int, error: OSError) -> str:
    if isinstance(error, socket.gaierror):  # has numbers of its own
        words = _("The address {host} cannot be used: the name was not found. Correct --host, or leave it out.")
    else:
        words = _(_ADDRESS.get(error.errno or 0, N_("The address {host}, port {port}, cannot be used ({reason}).")))
    return words.format(host=host, port=port, reason=error.strerror or error)


@contextmanager
def _ended_by_signals(stop: Callable[[], None]) -> Iterator[None]:
    """SIGTERM and SIGINT mean an orderly end; uvicorn raises them again when it is done, and nothing dies of that."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def ended(_number: int, _frame: FrameType | None) -> None:
        stop()

    before = {number: signal.signal(number, ended) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _wait_for_eof(stop: Callable[[], None]) -> None:
    try:
        while os.read(0, 4096):
            pass
    except OSError:
        pass  # closed from the start: nobody holds us
    stop()
