"""The filter: one line to type in, there only while it is used."""

from __future__ import annotations

from typing import Self

from textual import events
from textual.geometry import Offset
from textual.message import Message
from textual.widgets import Input

from ...domain.values import dataclass


class FilterBar(Input):
    """Filters as you type; Enter keeps the filter, Escape clears it, the arrows move in the list."""

    DEFAULT_CSS = """
    FilterBar, FilterBar:focus {
        height: 1; width: 30; max-width: 30%; border: none; padding: 0 1 0 0;
        background: $background; color: $foreground;
    }
    FilterBar:ansi { background: $background; color: $foreground; }
    FilterBar:ansi > .input--cursor { background: $background; color: $foreground; text-style: reverse; }
    """

    class Cleared(Message):
        """Escape: no filter after all."""

    @dataclass
    class Stepped(Message):
        """An arrow or page key, meant for the list."""

        rows: int

    STEPS = {"up": -1, "down": 1, "pageup": -10, "pagedown": 10}  # noqa: RUF012

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, compact=True, select_on_focus=False, max_length=100)
        self.cursor_blink = False

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where the next letter will stand; Textual's own is one cell further behind the last letter."""
        x, y = super().cursor_screen_offset
        return Offset(x - self.cursor_at_end, y)

    def focus(self, scroll_visible: bool = True) -> Self:
        """At once, not when Textual gets round to it: the next key is typed here already."""
        self.screen.set_focus(self, scroll_visible)
        return super().focus(scroll_visible)  # and again after those who asked before

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "escape":
            self.post_message(self.Cleared())
        elif event.key in self.STEPS:
            self.post_message(self.Stepped(self.STEPS[event.key]))
        else:
            await super()._on_key(event)
            return
        event.prevent_default()
        event.stop()
