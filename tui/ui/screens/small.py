"""What stands there when the window is too small for anything else."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import Screen

from ...present import terminal as terminal_words
from ..card_lines import CardLine, text
from ..terminal.facts import LEAST
from ..widgets.card import Card


class SmallScreen(Screen[None]):
    """Goes by itself when the window grows."""

    CSS = "SmallScreen { background: $background; color: $foreground; }"
    BINDINGS = [Binding("q,Q", "app.quit", show=False)]  # noqa: RUF012

    def compose(self) -> ComposeResult:
        yield Card()

    def on_mount(self) -> None:
        self.query_one(Card).show(self._words)

    def on_resize(self) -> None:
        self.query_one(Card).show(self._words)

    def _words(self, _width: int) -> list[CardLine]:
        size = self.app.size
        return [text(line) for line in terminal_words.too_small(size.width, size.height, LEAST)]
