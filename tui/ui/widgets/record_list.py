"""The list as a widget: its window, rows that are still being found, messages about the cursor, and the mouse."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.timer import Timer

from ...domain.query import Growing
from ...domain.values import dataclass
from ..list_window import PAGE, ListWindow, Look
from ..strips import strip
from .canvas import Canvas

R = TypeVar("R")

GROWTH_SECONDS = 0.01
"""Between two looks for more rows: what was typed meanwhile goes first."""


class RecordList(ListWindow[R], Canvas, can_focus=True):
    """Rows by window, a cursor, and messages about where it stands."""

    DEFAULT_CSS = "RecordList { height: 1fr; }"

    @dataclass
    class Moved(Message):
        """Another row is selected (or none)."""

        list: RecordList[Any]

    @dataclass
    class Found(Message):
        """The last of the rows has been found: the count is the number there are."""

        list: RecordList[Any]

    @dataclass
    class Opened(Message):
        """The selected row was opened with the mouse."""

        list: RecordList[Any]

    def __init__(self, look: Look[R], *, id: str | None = None) -> None:  # noqa: A002
        Canvas.__init__(self, id=id)
        ListWindow.__init__(self, look)
        self._growth: Timer | None = None
        self._fitted = 0
        """Lines it was scrolled for; 0 before it had a size."""
        self.begins_at: int | None = 0
        """The row in its first line until the cursor is moved, wherever the cursor is in sight then."""

    @property
    def lines_shown(self) -> int:
        return self.size.height

    # -- content ---------------------------------------------------------------------------------------------

    def show(self, rows: Growing[R], *, keep: str | None = None, empty: Sequence[str] = (), wait: bool = False) -> None:
        super().show(rows, keep=keep, empty=empty, wait=wait)
        self._grow_later()

    def _take(self, rows: Growing[R], keep: str | None) -> None:
        super()._take(rows, keep)
        self.repaint()

    # -- rows that are still being found ---------------------------------------------------------------------

    def _grow_later(self) -> None:
        if self._growth is not None:
            self._growth.stop()
            self._growth = None
        if self.growing:
            self._growth = self.set_timer(GROWTH_SECONDS, self.grow)

    def grow(self) -> None:
        """Some more rows; keys that have come in meanwhile go first, because a timer is awaited in between."""
        if self._coming is not None:
            rows, keep = self._coming, self.selected_key
            rows.read_on()
            if keep is None or rows.complete or rows.index_of(keep) is not None:
                self._take(rows, keep)
                self._told()
        else:
            before, selected = len(self._rows), self.selected_key
            self._rows.read_on()
            self._pages.pop(before // PAGE, None)
            if self._to_end and self._rows.complete:
                self._go(len(self._rows) - 1, -1)
            elif self.selected_key != selected:
                self.post_message(self.Moved(self))
            if before < self._top + self.size.height or self._rows.complete:
                self.repaint()
            self._told()
        self._grow_later()

    def _told(self) -> None:
        if self._rows.complete:
            self.post_message(self.Found(self))

    def renew(self) -> None:
        """The same rows may look different now."""
        self._pages = {}
        self.repaint()

    # -- movement --------------------------------------------------------------------------------------------

    def _go(self, index: int, direction: int) -> None:
        before = self.index
        if self._fitted:
            self.begins_at = None
        super()._go(index, direction)
        if self.index != before:
            self.post_message(self.Moved(self))
        self.repaint()

    # -- drawing ---------------------------------------------------------------------------------------------

    def draw(self, y: int, width: int) -> Strip:
        self._fit()
        spans, here = self.line(y, width)
        return strip(spans, width, cursor=here and self.has_focus)

    def on_resize(self) -> None:
        self._fit()
        self.repaint()

    def _fit(self) -> None:
        """Scroll for the lines there are now, whichever comes first: being drawn in them, or being told of them."""
        if self.size.height == self._fitted:
            return
        if self.begins_at is not None:  # not what was scrolled to in no size, or in one that was not the last
            self._top = self.begins_at
        self._fitted = self.size.height
        self._scroll()

    def on_focus(self) -> None:
        self.repaint([self.cursor_line])

    def on_blur(self) -> None:
        self.repaint([self.cursor_line])

    def on_click(self, event: events.Click) -> None:
        index = self._top + event.y
        if 0 <= index < len(self._rows):
            again = index == self.index and self.has_focus
            self._go(index, 1)
            if again:
                self.post_message(self.Opened(self))

    def on_mouse_scroll_down(self) -> None:
        self.move(3)

    def on_mouse_scroll_up(self) -> None:
        self.move(-3)
