"""The terminal taken before the app is there, and given back whatever happens."""

from __future__ import annotations

import os
import signal
import termios
import threading
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from ...raw import TAKE, give_back, make_raw, placed, size_of, write_all

if TYPE_CHECKING:
    from ...glance import Glance

ENDING: Final = ("SIGHUP", "SIGTERM")


class HeldTerminal:
    """From the first moment until the app takes it over."""

    def __init__(self, keys: int, screen: int, glance: Glance | None = None) -> None:
        """`keys` and `screen` are the descriptors of input and output; `glance` is what has taken them already."""
        self.keys, self._screen = keys, screen
        self.typed = b""
        """Read already, and still to be answered."""
        self.sent = 0
        """Bytes written so far."""
        self.drawn = False
        """The alternate screen is on, with something on it."""
        self._size: tuple[int, int] | None = None
        self._lines: Sequence[bytes] = ()
        """What is on it, as it was sent, and on a screen of which size."""
        self.before: list[Any] | None = None
        """How the terminal was."""
        if glance is not None:
            self.before, self.drawn, self.sent = glance.before, True, glance.sent
            self._size, self._lines = glance.size, glance.lines
        else:
            with suppress(termios.error):
                self.before = make_raw(keys)
        if threading.current_thread() is threading.main_thread():
            for name in ENDING:
                signal.signal(getattr(signal, name), _end)

    @property
    def size(self) -> tuple[int, int] | None:
        return size_of(self._screen)

    def show(self, lines: Sequence[bytes], cursor: tuple[int, int], size: tuple[int, int]) -> None:
        """Have these lines on a screen of that size; those that are there are not sent again.

        Nothing is raised where the line is gone: the app will hear of it too.
        """
        there = self._lines if size == self._size else ()
        different = ((y, line) for y, line in enumerate(lines) if there[y : y + 1] != (line,))
        start = b"" if self.drawn else TAKE
        self.drawn, self._size, self._lines = True, size, tuple(lines)
        with suppress(OSError):
            self.sent += write_all(self._screen, start + placed(different, cursor))

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
        give_back(self.keys, self._screen, self.before, drawn=self.drawn)
        self.hand_over()


def _end(_number: int, _frame: object) -> None:
    """A hung-up line or a kill: out, by way of everything that is to be given back."""
    raise SystemExit(0)
