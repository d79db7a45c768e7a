"""What is on the terminal's screen, cell by cell, so that only what became different is sent.

Textual repaints everything two or three times at the start, and again whenever a part of the screen appears or goes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, Final

from rich.cells import get_character_cell_size
from rich.color import Color
from rich.console import Console
from rich.control import Control
from rich.style import Style
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.strip import Strip

from ..cellwidth import NARROW

Cell = tuple[str, tuple[Any, ...]]
"""A character and how it looks; the second half of a wide one is empty."""
Piece = tuple[int, int, Strip]
"""Row, column and what begins there."""

GAP: Final = 8
"""Cells that are sent again rather than jumped over: the jump is as long."""


class Pieces(CompositorUpdate):
    """Parts of lines."""

    def __init__(self, pieces: list[Piece]) -> None:
        self.pieces = pieces

    def render_segments(self, console: Console) -> str:
        return "".join(Control.move_to(x, y).segment.text + strip.render(console) for y, x, strip in self.pieces)


class KnownScreen:
    """The cells of which it is known what the terminal shows."""

    def __init__(self) -> None:
        self._size = (0, 0)
        self._lines: dict[int, list[Cell]] = {}

    def drawn(self, size: tuple[int, int], lines: Iterable[Strip]) -> None:
        """Somebody else has drawn a whole screen."""
        self._size = size
        self._lines = {y: _cells(line) for y, line in enumerate(lines)}

    def forget(self) -> None:
        """It may show anything."""
        self._lines = {}

    def needed(self, update: CompositorUpdate) -> CompositorUpdate:
        """What of an update is to be sent; takes it as sent."""
        if isinstance(update, LayoutUpdate):
            size = (update.region.width, update.region.height)
            if size != self._size:
                self._size, self._lines = size, {}
            whole = ((y, 0, Strip.join(strips)) for y, strips in enumerate(update.strips))
            return Pieces([piece for one in whole for piece in self._different(*one)])
        if isinstance(update, ChopsUpdate):
            return Pieces([piece for one in _chops(update) for piece in self._different(*one)])
        self.forget()
        return update

    def _different(self, y: int, x: int, strip: Strip) -> Iterator[Piece]:
        now = _cells(strip)
        line = self._lines.get(y)
        if line is None or len(line) < x + len(now):
            if not x and len(now) >= self._size[0]:
                self._lines[y] = now
            yield y, x, strip
            return
        before = line[x : x + len(now)]
        if before == now:
            return
        line[x : x + len(now)] = now
        for start, end in _runs(before, now):
            yield y, x + start, strip.crop(start, end)


def _chops(update: ChopsUpdate) -> Iterator[Piece]:
    """The strips of an update, each cut to the span it is to be seen in."""
    for y, left, right in update.spans:
        for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
            start, stop = max(x, left), min(end, right)
            if strip is not None and start < stop:
                yield y, start, strip.crop(start - x, stop - x)


def _runs(before: list[Cell], now: list[Cell]) -> list[tuple[int, int]]:
    """From where to where cells differ, never in the middle of a wide character."""
    runs: list[tuple[int, int]] = []
    for at, (old, new) in enumerate(zip(before, now, strict=True)):
        if old == new:
            continue
        start, end = at, at + 1
        while start and not (now[start][0] and before[start][0]):
            start -= 1
        while end < len(now) and not (now[end][0] and before[end][0]):
            end += 1
        if runs and start - runs[-1][1] <= GAP:
            start = runs.pop()[0]
        runs.append((start, end))
    return runs


def _cells(strip: Strip) -> list[Cell]:
    cells: list[Cell] = []
    for text, style, _control in strip:
        looks = _looks(style)
        if NARROW.issuperset(text):
            cells += [(character, looks) for character in text]
            continue
        for character in text:
            width = get_character_cell_size(character)
            if width:
                cells += [(character, looks), ("", looks)][:width]
            elif cells:
                cells[-1] = (cells[-1][0] + character, looks)
    return cells


@lru_cache(256)
def _looks(style: Style | None) -> tuple[Any, ...]:
    """Equal for styles that look the same."""
    one = style or Style.null()
    switches = (one.bold, one.dim, one.italic, one.underline, one.reverse, one.strike, one.blink)
    return (_colour(one.color), _colour(one.bgcolor), *map(bool, switches))


def _colour(colour: Color | None) -> Color | None:
    return None if colour is None or colour.is_default else colour
