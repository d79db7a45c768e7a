"""The terminal taken before the app is there, and given back whatever happens."""

from __future__ import annotations

import os
import signal
import termios
import threading
import tty
from contextlib import suppress
from typing import Any, Final

ALTERNATE_SCREEN, NORMAL_SCREEN = "\x1b[?1049h", "\x1b[?1049l"
SHOW_CURSOR = "\x1b[?25h"
NO_WRAP, WRAP = "\x1b[?7l", "\x1b[?7h"
PLAIN_TEXT = "\x1b[0m"
ENDING: Final = ("SIGHUP", "SIGTERM")


def make_raw(descriptor: int) -> list[Any]:
    """Keys one by one and unechoed; Ctrl+C, Ctrl+Z, Ctrl+S and Ctrl+Q as keys. Returns how it was.

    What was typed before is kept, and what is typed from here on waits for whoever reads.
    Raises termios.error where there is no terminal.
    """
    before = termios.tcgetattr(descriptor)
    raw = termios.tcgetattr(descriptor)
    raw[tty.LFLAG] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG)
    raw[tty.IFLAG] &= ~(termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR)
    raw[tty.CC][termios.VMIN] = 1
    termios.tcsetattr(descriptor, termios.TCSANOW, raw)
    return before


def size_of(descriptor: int) -> tuple[int, int] | None:
    """Columns and rows as the kernel knows them; None where it does not."""
    try:
        columns, rows = os.get_terminal_size(descriptor)
    except OSError:
        return None
    return (columns, rows) if columns and rows else None


class HeldTerminal:
    """From the first moment until the app takes it over."""

    def __init__(self, keys: int, screen: int) -> None:
        """`keys` and `screen` are the descriptors of input and output."""
        self.keys, self._screen = keys, screen
        self.typed = b""
        """Read already, and still to be answered."""
        self.sent = 0
        """Bytes written so far."""
        self.drawn = False
        """The alternate screen is on, with something on it."""
        self.before: list[Any] | None = None
        """How the terminal was."""
        with suppress(termios.error):
            self.before = make_raw(keys)
        if threading.current_thread() is threading.main_thread():
            for name in ENDING:
                signal.signal(getattr(signal, name), _end)

    @property
    def size(self) -> tuple[int, int] | None:
        return size_of(self._screen)

    def draw(self, data: bytes) -> None:
        """A whole screen. Raises OSError where the line is gone."""
        self.drawn = True
        self.write((ALTERNATE_SCREEN + SHOW_CURSOR + NO_WRAP).encode() + data)

    def write(self, data: bytes) -> None:
        """To a screen that is drawn. Raises OSError where the line is gone."""
        while data:
            count = os.write(self._screen, data)
            self.sent += count
            data = data[count:]

    def read(self) -> bool:
        """Take what was typed; False where the line is gone."""
        try:
            data = os.read(self.keys, 4096)
        except OSError:  # a pty whose other end is closed
            data = b""
        self.typed += data
        return bool(data)

    def hand_over(self) -> None:
        """Whoever calls this gives it back from here on."""
        self.before, self.drawn = None, False

    def give_back(self) -> None:
        """As it was; nothing where it was handed over."""
        if self.drawn:
            with suppress(OSError):
                os.write(self._screen, (WRAP + PLAIN_TEXT + NORMAL_SCREEN + SHOW_CURSOR).encode())
        if self.before is not None:
            with suppress(termios.error):  # the line is gone
                termios.tcsetattr(self.keys, termios.TCSANOW, self.before)
        self.hand_over()


def _end(_number: int, _frame: object) -> None:
    """A hung-up line or a kill: out, by way of everything that is to be given back."""
    raise SystemExit(0)
