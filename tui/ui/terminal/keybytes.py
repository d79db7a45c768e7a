"""What a terminal sends for a key: the other way round than a parser reads it, for the few that only move."""

from __future__ import annotations

from typing import Final

_SENT: Final = {
    "up": (b"\x1b[A", b"\x1bOA"),
    "down": (b"\x1b[B", b"\x1bOB"),
    "home": (b"\x1b[H", b"\x1bOH", b"\x1b[1~", b"\x1b[7~"),
    "end": (b"\x1b[F", b"\x1bOF", b"\x1b[4~", b"\x1b[8~"),
    "pageup": (b"\x1b[5~",),
    "pagedown": (b"\x1b[6~",),
}
"""Cursor keys of the VT100 in both of its modes, of xterm, PuTTY and the consoles (ECMA-48 8.3, DEC private)."""


def sent_for(key: str) -> tuple[bytes, ...]:
    """Every sequence that is this key, named as in `present.keyboard`; empty for a key it is not known of."""
    if len(key) == 1 and key.isascii():
        return (key.encode(),)
    name, _plus, letter = key.rpartition("+")
    if name == "ctrl" and len(letter) == 1 and letter.isalpha() and letter.isascii():
        return (bytes([ord(letter) & 0x1F]),)
    return _SENT.get(key, ())
