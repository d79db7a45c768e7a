"""A frame as bytes for a terminal, without Rich: the same colours, by the same table."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Final

from ..ink import Role, Span
from ..services import Sight
from ..state import ScreenState
from ..terminal import colours
from ..terminal.ascii import Drawable
from ..terminal.colours import Paint, paint_of
from ..terminal.facts import Terminal, terminal
from .frame import FirstFrame

_NAMES: Final = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")


def worn(services: Sight, state: ScreenState) -> tuple[Terminal, str]:
    """The terminal there is, and the look that is worn on it."""
    facts = terminal(services.environ, (sys.__stdout__ and sys.__stdout__.encoding) or "utf-8", sys.platform)
    return facts, colours.choose(facts, services.settings.ui.theme, state.themes.get(facts.name))


def painted(frame: FirstFrame, terminal: Terminal, look: str) -> tuple[bytes, ...]:
    """Every line of it, as it is sent to a cursor in its first column."""
    styles = {role: _style(paint_of(look, role.value)) for role in Role}
    lines = ["".join(_styled(line, styles)) for line in frame.lines]
    if terminal.encoding != "utf-8" or terminal.console:
        table = Drawable(terminal.encoding, console=terminal.console)
        lines = [line.translate(table) for line in lines]
    return tuple(line.encode(terminal.encoding, "replace") for line in lines)


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
