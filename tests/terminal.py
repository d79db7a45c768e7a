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

ANSWERED_HERE = re.compile(rb"\x1b\[>c|\x1bP[^\x1b]*\x1b\\")
"""Device attributes and strings for a terminal around this one: pyte would print what it does not know."""
OTHER_SCREEN = re.compile(rb"\x1b\[\?1049[hl]")
"""To the alternate screen and back; pyte has one screen only, so the other one is always empty here."""
FIRST_FRAME = b"\x1b[?1049h"
TAKEN_OVER = re.compile(rb"\x1b\[\?2004h.*\x1b\[\d+;\d+H", re.DOTALL)
"""The app has the terminal, and has put the cursor in its place: from here on it listens, or is about to."""
QUIET = 0.4
"""Seconds without output after which a burst is over."""

OURS = (sys.executable, "-m", "tui")


class Terminal:
    """Runs `python -m tui ARGUMENTS`, or another `program`, at a size, feeds keys and keeps the screen."""

    def __init__(
        self,
        arguments: Sequence[str],
        *,
        env: Mapping[str, str],
        columns: int = 80,
        rows: int = 24,
        program: Sequence[str] = OURS,
        answers: Mapping[bytes, bytes] | None = None,
    ) -> None:
        """`answers`: what this terminal says when the program asks it something."""
        self.answers = answers or {}
        self._starting = tuple(program) == OURS
        """The first frame stands still while the app is loaded, so quiet does not mean that it is there."""
        self.screen = pyte.Screen(columns, rows)
        self.stream = pyte.ByteStream(self.screen)
        self.sent = bytearray()
        """Everything the program wrote, raw."""
        self.pid, self.fd = pty.fork()
        if not self.pid:
            os.execvpe(program[0], [*program, *arguments], dict(env))  # noqa: S606
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
        if self.fd >= 0:
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
        for question, answer in self.answers.items():
            if question in chunk:
                os.write(self.fd, answer)
        self.stream.feed(OTHER_SCREEN.sub(b"\\g<0>\x1b[2J\x1b[H", ANSWERED_HERE.sub(b"", chunk)))
        return chunk

    def settle(self) -> int:
        """Read until it is quiet; the number of bytes that came."""
        count = self._loaded()
        while chunk := self.read(QUIET):
            count += len(chunk)
        return count

    def _loaded(self, seconds: float = 30) -> int:
        """Read until the app is there, if its first frame is; the number of bytes that came."""
        deadline, before = time.monotonic() + seconds, len(self.sent)
        while self._starting and FIRST_FRAME in self.sent and not TAKEN_OVER.search(self.sent):
            if time.monotonic() > deadline:
                raise AssertionError(f"only its first frame came:\n{self.text}")
            self.read(0.1)
        self._starting = self._starting and FIRST_FRAME not in self.sent
        return len(self.sent) - before

    def expect(self, pattern: str, seconds: float = 30) -> str:
        """Wait until the pattern is on the screen; fails with the screen otherwise."""
        deadline = time.monotonic() + seconds
        while not re.search(pattern, self.text):
            if time.monotonic() > deadline:
                raise AssertionError(f"{pattern!r} did not appear in:\n{self.text}")
            self.read(0.1)
        return self.text

    def expect_sent(self, data: bytes, seconds: float = 30) -> None:
        """Wait until the program has sent this."""
        deadline = time.monotonic() + seconds
        while data not in self.sent:
            if time.monotonic() > deadline:
                raise AssertionError(f"{data!r} was not sent:\n{self.text}")
            self.read(0.1)

    def press(self, keys: str) -> int:
        """Send keys as bytes and wait for the answer; the number of bytes it cost."""
        return self.type(keys.encode())

    def type(self, keys: bytes) -> int:
        """Send keys as the bytes they are."""
        os.write(self.fd, keys)
        return self.settle()

    @property
    def line(self) -> str:
        """The line the cursor stands on."""
        return str(self.screen.display[self.screen.cursor.y])

    def resize(self, columns: int, rows: int) -> None:
        self.screen.resize(rows, columns)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def hang_up(self) -> None:
        """The line is gone: the far end of the pty is closed."""
        os.close(self.fd)
        self.fd = -1

    def first_burst(self, keys: str) -> int:
        """The bytes of the immediate answer to keys, without what follows once the cursor rests."""
        os.write(self.fd, keys.encode())
        return len(self.read(10))

    def wait(self, seconds: float = 15) -> int:
        """The exit status, once the program has ended."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.fd >= 0:
                self.read(0.05)
            done, status = os.waitpid(self.pid, os.WNOHANG)
            if done:
                self.status = os.waitstatus_to_exitcode(status)
                return self.status
        raise AssertionError(f"still running:\n{self.text}")
