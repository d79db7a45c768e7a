"""Rows of text."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.strip import Strip

from ..ink import Span, plain, wrap
from ..strips import strip
from .canvas import Canvas


class Line(Canvas):
    """A row whose content is made for the width it has."""

    DEFAULT_CSS = "Line { height: 1; }"

    def __init__(self, build: Callable[[int], Sequence[Span]], *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._build = build

    def draw(self, y: int, width: int) -> Strip:  # noqa: ARG002 - there is only one line
        return strip(self._build(width), width)


class Sentence(Canvas):
    """What there is to say, over as many rows as a sentence with a path in it takes."""

    ROWS = 3
    DEFAULT_CSS = f"Sentence {{ height: {ROWS}; }}"

    def __init__(self, words: str = "") -> None:
        super().__init__()
        self._words = words

    def say(self, words: str) -> None:
        self._words = words
        self.repaint()

    def draw(self, y: int, width: int) -> Strip:
        lines = wrap(self._words, width - 1, most=self.ROWS)
        return strip(plain(f" {lines[y]}" if y < len(lines) else ""), width)
