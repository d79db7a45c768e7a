"""Lines as Textual takes them, in the look that is in use."""

from __future__ import annotations

from collections.abc import Iterable

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from .ink import Role, Span, laid
from .terminal.colours import Paint, paint_of

STYLES: dict[Role, Style] = {}
"""How each role is drawn in the look in use."""


def use(look: str) -> None:
    """From here on everything is drawn in this look (see `terminal.colours`)."""
    STYLES.update({role: _style(paint_of(look, role.value)) for role in Role})


def _style(paint: Paint) -> Style:
    """Only what is on: a style that says `not bold` costs bytes."""
    return Style(
        color=paint.fg,
        bgcolor=paint.bg,
        bold=paint.bold or None,
        underline=paint.underline or None,
        reverse=paint.reverse or None,
    )


use("hc16")


def strip(spans: Iterable[Span], width: int, *, cursor: bool = False) -> Strip:
    """One line of exactly `width` cells; `cursor` turns it into the selected row."""
    segments = [Segment(text, STYLES[Role.SELECTED if cursor else role]) for text, role in laid(spans, width)]
    return Strip(segments, width).simplify()
