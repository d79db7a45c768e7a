"""A terminal to run the program in: a real pty, emulated, with every byte counted."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from types import TracebackType

import pyte

QUIET = 0.25
"""Seconds without output after which a burst is over."""


class Terminal:
    """Runs `python -m tui ARGUMENTS` at a size, feeds keys and keeps the screen."""

    def __init__(
        self, arguments: Sequence[str], *, env: Mapping[str, str], columns: int = 80, rows: int = 24
    ) -> None:
        self.screen = pyte.Screen(columns, rows)
        self.stream = pyte.ByteStream(self.screen)
        self.sent = bytearray()
        """Everything the program wrote, raw."""
        self.pid, self.fd = pty.fork()
        if not self.pid:
            os.execve(sys.executable, [sys.executable, "-m", "tui", *arguments], dict(env))  # noqa: S606
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.status: int | None = None

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.status is None:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self.fd)

    @property
    def text(self) -> str:
        return "\n".join(self.screen.display)

    def read(self, seconds: float) -> bytes:
        """What comes within `seconds`; empty when nothing does or the program ended."""
        ready, _, _ = select.select([self.fd], [], [], seconds)
        if not ready:
            return b""
        try:
            chunk = os.read(self.fd, 65536)
        except OSError:
            return b""
        self.sent += chunk
        self.stream.feed(chunk)
        return chunk

    def settle(self) -> int:
        """Read until it is quiet; the number of bytes that came."""
        count = 0
        while chunk := self.read(QUIET):
            count += len(chunk)
        return count

    def expect(self, pattern: str, seconds: float = 30) -> str:
        """Wait until the pattern is on the screen; fails with the screen otherwise."""
        deadline = time.monotonic() + seconds
        while not re.search(pattern, self.text):
            if time.monotonic() > deadline:
                raise AssertionError(f"{pattern!r} did not appear in:\n{self.text}")
            self.read(0.1)
        return self.text

    def press(self, keys: str) -> int:
        """Send keys as bytes and wait for the answer; the number of bytes it cost."""
        os.write(self.fd, keys.encode())
        return self.settle()

    def first_burst(self, keys: str) -> int:
        """The bytes of the immediate answer to keys, without what follows once the cursor rests."""
        os.write(self.fd, keys.encode())
        return len(self.read(10))

    def wait(self, seconds: float = 15) -> int:
        """The exit status, once the program has ended."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self.read(0.05)
            done, status = os.waitpid(self.pid, os.WNOHANG)
            if done:
                self.status = os.waitstatus_to_exitcode(status)
                return self.status
        raise AssertionError(f"still running:\n{self.text}")
