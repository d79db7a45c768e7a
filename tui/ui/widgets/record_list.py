"""The list: a window on rows that may be a million, with one of them selected."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.timer import Timer

from ...domain.query import Growing
from ..ink import Span, plain, strip
from .canvas import Canvas

R = TypeVar("R")

PAGE = 128
"""Rows fetched at a time; a window costs the same wherever it is."""
PAGES_KEPT = 8
GROWTH_SECONDS = 0.01
"""Between two looks for more rows: what was typed meanwhile goes first."""
HEADING_REACH = 60
"""Rows looked back for a heading."""


class MemoryRows(Generic[R]):
    """A short list that is in memory already, read like any other."""

    def __init__(self, rows: Sequence[R], key: Callable[[R], str]) -> None:
        self._rows = rows
        self._index = {key(row): index for index, row in enumerate(rows)}

    def __len__(self) -> int:
        return len(self._rows)

    def window(self, first: int, size: int) -> Sequence[R]:
        return self._rows[first : first + size]

    def index_of(self, key: str) -> int | None:
        return self._index.get(key)

    @property
    def complete(self) -> bool:
        return True

    def read_on(self) -> None:
        """Nothing is missing."""


@dataclass(frozen=True)
class Look(Generic[R]):
    """How a list shows its rows."""

    key: Callable[[R], str]
    spans: Callable[[R, int], Sequence[Span]]
    """The row without its cursor mark, for a width in cells."""
    selectable: Callable[[R], bool] = lambda row: True
    heading: Callable[[R], bool] | None = None
    """Rows that say what the rows below them belong to; the last one above the window stays in sight."""


class RecordList(Canvas, Generic[R], can_focus=True):
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
        super().__init__(id=id)
        self._look = look
        self._rows: Growing[R] = MemoryRows([], look.key)
        self._coming: Growing[R] | None = None
        """Rows to be shown once the selected one is found among them; the old ones stay until then."""
        self._to_end = False
        """To the end, when it is known where that is."""
        self._growth: Timer | None = None
        self._pages: dict[int, Sequence[R]] = {}
        self._top = 0
        self._empty: Sequence[str] = ()
        self.index = 0

    # -- content ---------------------------------------------------------------------------------------------

    def show(self, rows: Growing[R], *, keep: str | None = None, empty: Sequence[str] = (), wait: bool = False) -> None:
        """Other rows; the cursor stays on the row with the key `keep`, or as near its old place as there is.

        `wait` leaves the old rows until the row to keep is found or known not to be among the new ones.
        """
        self._empty, self._coming, self._to_end = empty, None, False
        if wait and keep is not None and not rows.complete and rows.index_of(keep) is None:
            self._coming = rows
        else:
            self._take(rows, keep)
        self._grow_later()

    def _take(self, rows: Growing[R], keep: str | None) -> None:
        self._rows, self._pages, self._coming = rows, {}, None
        found = rows.index_of(keep) if keep is not None else None
        if found is None:
            found = min(self.index, len(rows) - 1) if keep is not None else 0
        self._select(max(found, 0), 1)
        self.repaint()

    # -- rows that are still being found ---------------------------------------------------------------------

    @property
    def complete(self) -> bool:
        """False while more rows may follow."""
        return self._rows.complete

    @property
    def growing(self) -> bool:
        """More rows are still to be looked for."""
        return self._coming is not None or not self._rows.complete

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

    def row(self, index: int) -> R | None:
        if not 0 <= index < len(self._rows):
            return None
        page = index // PAGE
        if page not in self._pages:
            while len(self._pages) >= PAGES_KEPT:
                del self._pages[next(iter(self._pages))]
            self._pages[page] = self._rows.window(page * PAGE, PAGE)
        rows = self._pages[page]
        return rows[index % PAGE] if index % PAGE < len(rows) else None

    @property
    def count(self) -> int:
        return len(self._rows)

    @property
    def selected(self) -> R | None:
        row = self.row(self.index)
        return row if row is not None and self._look.selectable(row) else None

    @property
    def selected_key(self) -> str | None:
        row = self.selected
        return None if row is None else self._look.key(row)

    @property
    def cursor_line(self) -> int:
        return max(self.index - self._top, 0)

    # -- movement --------------------------------------------------------------------------------------------

    def move(self, rows: int) -> None:
        self._go(self.index + rows, 1 if rows > 0 else -1)

    def move_page(self, pages: int) -> None:
        step = max(self.size.height - 1, 1)
        self._go(self.index + pages * step, 1 if pages > 0 else -1)

    def move_to(self, index: int) -> None:
        """To a row by number; negative numbers count from the end, if need be once it is found."""
        to_end = index < 0 and not self._rows.complete
        self._go(index if index >= 0 else len(self._rows) + index, -1 if index < 0 else 1)
        self._to_end = to_end

    def select(self, key: str) -> bool:
        """To the row with this key, if it is in the list."""
        found = self._rows.index_of(key)
        if found is None:
            return False
        self._go(found, 1)
        return True

    def _go(self, index: int, direction: int) -> None:
        before = self.index
        self._to_end = False
        self._select(index, direction)
        if self.index != before:
            self.post_message(self.Moved(self))
        self.repaint()

    def _select(self, index: int, direction: int) -> None:
        """The nearest row that can be selected, looking in `direction` first; the old one if there is none."""
        last = len(self._rows) - 1
        index = min(max(index, 0), max(last, 0))
        for step in (direction, -direction):
            candidate = index
            while 0 <= candidate <= last:
                row = self.row(candidate)
                if row is not None and self._look.selectable(row):
                    self.index = candidate
                    self._scroll()
                    return
                candidate += step
        self.index = index
        self._scroll()

    def _scroll(self) -> None:
        """Keep the cursor in view. At the edge jump half a page: a scroll of one row would resend every row."""
        height = max(self.size.height, 1)
        half = max(height // 2, 1)
        if self.index < self._top or self.index >= self._top + height:
            near = -half <= self.index - self._top < height + half
            if near and self.index >= self._top + height:
                self._top = self.index - height + half
            else:
                self._top = self.index - half
        # headings above the first selectable row stay in sight
        if self.index < height and self._top < half and self.index - self._top < half:
            self._top = 0
        self._top = max(min(self._top, len(self._rows) - height), 0)
        if self.index == self._top and self._pinned() is not None:
            self._top -= 1  # the heading takes the first line, so the cursor needs the second

    def _pinned(self) -> R | None:
        """The heading that belongs to the first line but has scrolled off above it."""
        heading, first = self._look.heading, self.row(self._top)
        if heading is None or first is None or heading(first):
            return None
        above = (self.row(index) for index in range(self._top - 1, max(self._top - HEADING_REACH, -1), -1))
        return next((row for row in above if row is not None and heading(row)), None)

    # -- drawing ---------------------------------------------------------------------------------------------

    def draw(self, y: int, width: int) -> Strip:
        index = self._top + y
        row = (self._pinned() if not y else None) or self.row(index)
        if row is None:
            text = self._empty[y] if self._nothing and y < len(self._empty) else ""
            return strip(plain(f" {text}" if text else ""), width)
        here = index == self.index and row is self.row(index) and self._look.selectable(row)
        mark = ">" if here else " "
        return strip((*plain(mark), *self._look.spans(row, width - 1)), width, cursor=here and self.has_focus)

    @property
    def _nothing(self) -> bool:
        return not len(self._rows) and self._rows.complete

    def on_resize(self) -> None:
        self._scroll()
        self.repaint()

    def on_focus(self) -> None:
        self.repaint()

    def on_blur(self) -> None:
        self.repaint()

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
