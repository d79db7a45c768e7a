"""A widget that knows what it last drew, and sends only what became different."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable

from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget


class Canvas(Widget):
    """Lines drawn one by one; `repaint` compares before it asks for a refresh.

    Textual sends whatever is refreshed, changed or not. Over SSH that is the cost of every key, so the
    comparison happens here.
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id)
        self._drawn: dict[int, Strip] = {}

    @abstractmethod
    def draw(self, y: int, width: int) -> Strip:
        """The line at `y` as it should be now, exactly `width` cells."""

    @property
    def cursor_line(self) -> int:
        """Where the terminal's cursor belongs while this has the focus; readers and magnifiers follow it."""
        return 0

    def render_line(self, y: int) -> Strip:
        line = self.draw(y, self.size.width)
        self._drawn[y] = line
        return line

    def repaint(self, lines: Iterable[int] | None = None) -> None:
        """Bring the screen up to date with the least traffic; `lines`: only these can be different."""
        width, height = self.size
        if not width or not self.is_attached:
            return
        regions = []
        for y in range(height) if lines is None else (one for one in lines if one < height):
            now, before = self.draw(y, width), self._drawn.get(y)
            if before is None or before.cell_length != width:
                regions.append(Region(0, y, width, 1))
            elif now != before:
                regions.append(Region(0, y, last_difference(before, now, width), 1))
        if regions:
            self.refresh(*regions)


def last_difference(before: Strip, now: Strip, width: int) -> int:
    """How many cells from the left cover everything that differs."""
    if [segment.style for segment in before] != [segment.style for segment in now]:
        return width
    old, new = before.text, now.text
    if len(old) != width or len(new) != width:  # wide characters: cells and letters do not line up
        return width
    same = 0
    while same < width and old[-1 - same] == new[-1 - same]:
        same += 1
    return width - same
