"""One line to be typed: the name of what is saved."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.screen import ModalScreen
from textual.widgets import Input

from ...domain.text import clean_line
from ...present.language import _
from ..ink import Role, plain
from ..widgets.filter_bar import FilterBar
from ..widgets.line import Line


class AskLine(ModalScreen[str | None]):
    """Ends with what was typed, without spaces at its ends, or with None where it was left or nothing was typed."""

    CSS: ClassVar[str] = """
    AskLine { layout: vertical; background: $background; color: $foreground; }
    AskLine FilterBar { width: 1fr; }
    """
    AUTO_FOCUS = "FilterBar"

    def __init__(self, question: str, *, most: int) -> None:
        super().__init__()
        self._question, self._most = question, most

    def compose(self) -> ComposeResult:
        yield Line(lambda width: ((f" {self._question}", Role.STRONG),))
        yield Line(lambda width: plain(" " + _("Enter saves, Esc leaves.")))
        yield Line(lambda width: plain("-" * width))
        yield FilterBar()

    @on(Input.Submitted)
    def _typed(self, event: Input.Submitted) -> None:
        self.dismiss(clean_line(event.value.strip(), self._most).strip() or None)

    def on_filter_bar_cleared(self) -> None:
        self.dismiss(None)
