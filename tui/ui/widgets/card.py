"""The detail beside or below a list: labelled lines, some of which lead somewhere."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip

from ...domain.values import dataclass
from ..card_lines import EDGE, Build, CardLine, Link, drawn, gutter
from ..ink import plain
from ..strips import strip
from .canvas import Canvas


class Card(Canvas, can_focus=True):
    """Reads from top to bottom; with focus the cursor steps from link to link and scrolls in between."""

    DEFAULT_CSS = "Card { height: 1fr; }"

    @dataclass
    class Followed(Message):
        """A link was opened with the mouse."""

        link: Link

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._build: Build = lambda width: ()
        self._lines: Sequence[CardLine] = ()
        self._made_for = Size(0, 0)
        self._top = 0
        self.cursor = 0
        self.below = False
        """It stands below what it is about, also where there would be room beside."""

    def show(self, build: Build, *, keep: bool = False) -> None:
        """Another record (`keep` False: from its top), or the same one anew."""
        self._build = build
        self._made_for = Size(0, 0)
        if not keep:
            self._top = 0
            self.cursor = 0
        self._make()
        self.repaint()

    def _make(self) -> None:
        """Lines for the size there is now. Asked at every draw: Textual does not announce every change of size."""
        size, before = self.size, self._made_for
        if size == before or not size.width:
            return
        self._made_for = size
        link = self.link
        self._lines = self._build(size.width - gutter(self._edge))
        found = (number for number, line in enumerate(self._lines) if line.link and line.link == link)
        self.cursor = next(found, -1)
        if self.cursor < 0:
            self._to_first_link()
        if size.height != before.height and before.height:
            self._top = 0
        if self.has_focus:
            self._scroll()

    def _to_first_link(self) -> None:
        self.cursor = next((number for number, line in enumerate(self._lines) if line.link), 0)

    @property
    def _edge(self) -> str:
        return EDGE if self.region.x else ""  # where it stands beside the list

    @property
    def link(self) -> Link | None:
        """Where the line under the cursor leads."""
        return self._lines[self.cursor].link if 0 <= self.cursor < len(self._lines) else None

    @property
    def cursor_line(self) -> int:
        return max(self.cursor - self._top, 0)

    # -- movement --------------------------------------------------------------------------------------------

    def move(self, steps: int) -> None:
        """To the next link, or by one line where the next link is out of sight."""
        step = 1 if steps > 0 else -1
        height = max(self.size.height, 1)
        target = next(
            (
                number
                for number in range(self.cursor + step, len(self._lines) if step > 0 else -1, step)
                if self._lines[number].link
            ),
            None,
        )
        last = self._top + height - 1
        if target is not None and self._top - 1 <= target <= last + 1:
            self.cursor = target
            self._scroll()
        else:
            self._top = max(min(self._top + step, len(self._lines) - height), 0)
            self._keep_cursor_in_view(target)
        self.repaint()

    def _keep_cursor_in_view(self, target: int | None) -> None:
        height = max(self.size.height, 1)
        if target is not None and self._top <= target < self._top + height:
            self.cursor = target

    def move_page(self, pages: int) -> None:
        height = max(self.size.height, 1)
        self._top = max(min(self._top + pages * max(height - 1, 1), len(self._lines) - height), 0)
        inside = range(self._top, min(self._top + height, len(self._lines)))
        self.cursor = next((number for number in inside if self._lines[number].link), self.cursor)
        self.repaint()

    def move_to(self, index: int) -> None:
        """0: the top; -1: the end."""
        links = [number for number, line in enumerate(self._lines) if line.link]
        if index < 0:
            self._top = max(len(self._lines) - max(self.size.height, 1), 0)
            self.cursor = links[-1] if links else self.cursor
        else:
            self._top = 0
            self.cursor = links[0] if links else 0
        self.repaint()

    def select(self, link: Link) -> None:
        """To the line that leads there, if there is one."""
        self.cursor = next((number for number, line in enumerate(self._lines) if line.link == link), self.cursor)
        self._top = 0
        self._scroll()
        self.repaint()

    def _scroll(self) -> None:
        """Bring the cursor into view; waits for `_make` while the size on screen is not known."""
        height = self._made_for.height
        if not height:
            return
        if self.cursor < self._top:
            self._top = self.cursor
        elif self.cursor >= self._top + height:
            self._top = self.cursor - height + 1
        self._top = max(min(self._top, len(self._lines) - height), 0)

    # -- drawing ---------------------------------------------------------------------------------------------

    def draw(self, y: int, width: int) -> Strip:
        self._make()
        number = self._top + y
        here = self.has_focus and number == self.cursor and self.link is not None
        spans = drawn(self._lines, number, here=here, last=y == self.size.height - 1)
        edge = self._edge
        body = strip(spans, width - len(edge), cursor=here)
        return Strip.join([strip(plain(edge), len(edge)), body]) if edge else body

    def on_resize(self) -> None:
        self.repaint()

    def on_focus(self) -> None:
        if self.size == self._made_for:
            self._scroll()
        self.repaint()

    def on_hide(self) -> None:
        self._made_for = Size(self._made_for.width, 0)
        self._top = 0

    def on_blur(self) -> None:
        self.repaint()

    def on_click(self, event: events.Click) -> None:
        number = self._top + event.y
        if 0 <= number < len(self._lines) and (link := self._lines[number].link):
            self.cursor = number
            self.repaint()
            self.post_message(self.Followed(link))

    def on_mouse_scroll_down(self) -> None:
        self.move(1)

    def on_mouse_scroll_up(self) -> None:
        self.move(-1)
