"""One row of text."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.strip import Strip

from ..ink import Span
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
