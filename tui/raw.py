"""A terminal in raw mode, and lines put on its screen.

Loads nothing that takes time, `typing` included: it is needed before anything else is there.
"""

from __future__ import annotations

import os
import termios
import tty

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

ALTERNATE_SCREEN, NORMAL_SCREEN = "\x1b[?1049h", "\x1b[?1049l"
SHOW_CURSOR = "\x1b[?25h"
NO_WRAP, WRAP = "\x1b[?7l", "\x1b[?7h"
PLAIN_TEXT = "\x1b[0m"
TAKE = (ALTERNATE_SCREEN + SHOW_CURSOR + NO_WRAP).encode()
"""What is sent before the first line."""
GIVE_BACK = (WRAP + PLAIN_TEXT + NORMAL_SCREEN + SHOW_CURSOR).encode()


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


def placed(lines: Iterable[tuple[int, bytes]], cursor: tuple[int, int]) -> bytes:
    """Lines, each where it belongs (rows from 0), and then the cursor (column and row from 0)."""
    column, row = cursor
    moved = b"".join(b"\x1b[%dH%b" % (y + 1, line) for y, line in lines)
    return b"%b\x1b[%d;%dH" % (moved, row + 1, column + 1)


def write_all(descriptor: int, data: bytes) -> int:
    """Write it, however little the line takes at a time; the number of bytes. Raises OSError where it is gone."""
    left = data
    while left:
        left = left[os.write(descriptor, left) :]
    return len(data)


def give_back(keys: int, screen: int, before: list[Any] | None, *, drawn: bool) -> None:
    """The terminal as it was; nothing where the line is gone. `drawn`: the alternate screen is on."""
    from contextlib import suppress

    if drawn:
        with suppress(OSError):
            write_all(screen, GIVE_BACK)
    if before is not None:
        with suppress(termios.error):
            termios.tcsetattr(keys, termios.TCSANOW, before)
