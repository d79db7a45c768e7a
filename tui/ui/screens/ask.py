"""One line to be typed: the name of what is saved, a point to raise, a question."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.screen import ModalScreen
from textual.widgets import Input

from ...domain.text import clean_line
from ...present import notes as words
from ...present.language import _
from ..ink import Role, plain
from ..widgets.filter_bar import FilterBar
from ..widgets.line import Line, Sentence


class AskLine(ModalScreen[str | None]):
    """Ends with what was typed, without spaces at its ends, or with None where it was left or nothing was typed."""

    CSS: ClassVar[str] = """
    AskLine { layout: vertical; background: $background; color: $foreground; }
    AskLine FilterBar { width: 1fr; max-width: 100%; }
    """
    AUTO_FOCUS = "FilterBar"

    def __init__(self, question: str, *, most: int, text: str = "", said: str = "", empty: bool = False) -> None:
        """`text` to begin with; `said`: what went wrong the last time; `empty`: nothing is an answer too (`""`)."""
        super().__init__()
        self._question, self._most = question, most
        self._text, self._empty = text, empty
        self._said = Sentence(said)

    def compose(self) -> ComposeResult:
        yield Line(lambda width: ((f" {self._question}", Role.STRONG),))
        yield Line(lambda width: plain(" " + _("Enter saves, Esc leaves.")))
        yield Line(lambda width: plain("-" * width))
        bar = FilterBar()
        bar.value, bar.max_length = self._text, 0
        yield bar
        yield self._said

    @on(Input.Submitted)
    def _typed(self, event: Input.Submitted) -> None:
        typed = clean_line(event.value, len(event.value) + 1).strip()
        if len(typed) > self._most:
            self._said.say(words.line_too_long(self._most, len(typed)))
            return
        self.dismiss(typed if typed or self._empty else None)

    def on_filter_bar_cleared(self) -> None:
        self.dismiss(None)
