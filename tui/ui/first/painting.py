"""A frame as bytes for a terminal, without Rich: the same colours, by the same table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from ..ink import Role, Span
from ..terminal.ascii import Drawable
from ..terminal.colours import Paint, paint_of
from ..terminal.facts import Terminal
from .frame import FirstFrame

_NAMES: Final = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")


def painted(frame: FirstFrame, terminal: Terminal, look: str) -> bytes:
    """Every cell of it, and the cursor in its place."""
    return _drawn(enumerate(frame.lines), frame.cursor, terminal, look)


def changed(before: FirstFrame, now: FirstFrame, terminal: Terminal, look: str) -> bytes:
    """The lines that became different on a screen that shows another frame of the same size, and the cursor."""
    pairs = enumerate(zip(before.lines, now.lines, strict=True))
    return _drawn(((y, line) for y, (old, line) in pairs if line != old), now.cursor, terminal, look)


def _drawn(
    lines: Iterable[tuple[int, tuple[Span, ...]]], cursor: tuple[int, int], terminal: Terminal, look: str
) -> bytes:
    styles = {role: _style(paint_of(look, role.value)) for role in Role}
    text = "".join(f"\x1b[{y + 1}H{''.join(_styled(line, styles))}" for y, line in lines)
    column, row = cursor
    if terminal.encoding != "utf-8" or terminal.console:
        text = text.translate(Drawable(terminal.encoding, console=terminal.console))
    return f"{text}\x1b[{row + 1};{column + 1}H".encode(terminal.encoding, "replace")


def _styled(line: tuple[Span, ...], styles: dict[Role, str]) -> Iterator[str]:
    """Each style is said once for as long as it lasts."""
    last = ""
    for text, role in line:
        if styles[role] != last:
            yield "\x1b[0m" if last else ""
            last = styles[role]
            yield f"\x1b[{last}m" if last else ""
        yield text
    if last:
        yield "\x1b[0m"


def _style(paint: Paint) -> str:
    """Select Graphic Rendition (ECMA-48 8.3.117): its parameters, none for plain text."""
    switches = ((paint.bold, "1"), (paint.underline, "4"), (paint.reverse, "7"))
    codes = [code for on, code in switches if on]
    codes += [_colour(colour, base) for colour, base in ((paint.fg, 30), (paint.bg, 40)) if colour is not None]
    return ";".join(codes)


def _colour(name: str, base: int) -> str:
    if name.startswith("color("):
        return f"{base + 8};5;{name[6:-1]}"
    bright = name.startswith("bright_")
    return str(base + _NAMES.index(name.removeprefix("bright_")) + (60 if bright else 0))
