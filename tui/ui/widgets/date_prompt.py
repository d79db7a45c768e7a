"""One line that asks for a date, there only while it is answered."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input

from ...present.language import _
from ..ink import fit, plain
from .filter_bar import FilterBar
from .line import Line


class DatePrompt(Horizontal):
    """Enter answers, Escape goes back to what was there. What it is told is judged by whoever asked."""

    DEFAULT_CSS = """
    DatePrompt { dock: top; height: 1; display: none; }
    DatePrompt #ask { width: 14; }
    DatePrompt FilterBar, DatePrompt FilterBar:focus { width: 18; }
    DatePrompt #forms { width: 1fr; }
    """

    class Answered(Message):
        """Something was typed and Enter pressed."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Left(Message):
        """Escape."""

    def compose(self) -> ComposeResult:
        yield Line(lambda width: plain(fit(" " + _("Go to date:"), width)), id="ask")
        yield FilterBar(id="date")
        yield Line(lambda _width: plain(_("24.12, 24.12.2026, 2026-12-24 or week 48")), id="forms")

    def ask(self) -> None:
        bar = self.query_one(FilterBar)
        bar.value = ""
        self.display = True
        bar.focus()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Answered(event.value))

    def on_filter_bar_cleared(self, event: FilterBar.Cleared) -> None:
        event.stop()
        self.post_message(self.Left())

    def on_filter_bar_stepped(self, event: FilterBar.Stepped) -> None:
        event.stop()
