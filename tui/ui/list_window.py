"""A window on rows that may be a million, with one of them selected: which are shown, and what stands in each line.

Needs no Textual: the first rows are on the screen before it is loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from ..domain.query import Growing
from ..domain.values import dataclass
from .ink import Span, plain

R = TypeVar("R")

PAGE = 128
"""Rows fetched at a time; a window costs the same wherever it is."""
PAGES_KEPT = 8
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
    above: Callable[[int], R | None] | None = None
    """The heading above a row, by number, where that may be further up than can be looked back for."""


class ListWindow(Generic[R]):
    """Rows by window and a cursor."""

    def __init__(self, look: Look[R], height: int = 0) -> None:
        """`height`: lines there are, for a window that has no other way to know."""
        self._look = look
        self._height = height
        self._rows: Growing[R] = MemoryRows([], look.key)
        self._coming: Growing[R] | None = None
        """Rows to be shown once the selected one is found among them; the old ones stay until then."""
        self._to_end = False
        """To the end, when it is known where that is."""
        self._pages: dict[int, Sequence[R]] = {}
        self._top = 0
        self._empty: Sequence[str] = ()
        self.index = 0

    @property
    def top(self) -> int:
        """The row in the first line, by number."""
        return self._top

    @property
    def lines_shown(self) -> int:
        """Lines there are; 0 as long as that is not known."""
        return self._height

    def show(self, rows: Growing[R], *, keep: str | None = None, empty: Sequence[str] = (), wait: bool = False) -> None:
        """Other rows; the cursor stays on the row with the key `keep`, or as near its old place as there is.

        `wait` leaves the old rows until the row to keep is found or known not to be among the new ones.
        """
        self._empty, self._coming, self._to_end = empty, None, False
        if wait and keep is not None and not rows.complete and rows.index_of(keep) is None:
            self._coming = rows
        else:
            self._take(rows, keep)

    def _take(self, rows: Growing[R], keep: str | None) -> None:
        self._rows, self._pages, self._coming = rows, {}, None
        found = rows.index_of(keep) if keep is not None else None
        if found is None:
            found = min(self.index, len(rows) - 1) if keep is not None else 0
        self._select(max(found, 0), 1)

    @property
    def complete(self) -> bool:
        """False while more rows may follow."""
        return self._rows.complete

    @property
    def growing(self) -> bool:
        """More rows are still to be looked for."""
        return self._coming is not None or not self._rows.complete

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

    def every(self) -> Sequence[R]:
        """All rows at once, of a list that is in memory."""
        return self._rows.window(0, len(self._rows))

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

    @property
    def keys_in_sight(self) -> tuple[str, ...]:
        """Of the rows that stand in its lines, from above."""
        rows = (self.row(self._top + y) for y in range(self.lines_shown))
        return tuple(self._look.key(row) for row in rows if row is not None)

    # -- movement --------------------------------------------------------------------------------------------

    def move(self, rows: int) -> None:
        self._go(self.index + rows, 1 if rows > 0 else -1)

    def move_page(self, pages: int) -> None:
        step = max(self.lines_shown - 1, 1)
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
        self._to_end = False
        self._select(index, direction)

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
        height = max(self.lines_shown, 1)
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
        if self._look.above is not None:
            return self._look.above(self._top)
        above = (self.row(index) for index in range(self._top - 1, max(self._top - HEADING_REACH, -1), -1))
        return next((row for row in above if row is not None and heading(row)), None)

    # -- drawing ---------------------------------------------------------------------------------------------

    def line(self, y: int, width: int) -> tuple[Sequence[Span], bool]:
        """What stands in a line, and whether the cursor does."""
        index = self._top + y
        row = (self._pinned() if not y else None) or self.row(index)
        if row is None:
            text = self._empty[y] if self._nothing and y < len(self._empty) else ""
            return plain(f" {text}" if text else ""), False
        here = index == self.index and row is self.row(index) and self._look.selectable(row)
        return (*plain(">" if here else " "), *self._look.spans(row, width - 1)), here

    @property
    def _nothing(self) -> bool:
        return not len(self._rows) and self._rows.complete
