"""Typing a filter, and keeping what was typed or saved."""

from __future__ import annotations

from textual import on
from textual.widget import Widget
from textual.widgets import Input

from ..messages import WorthKeeping
from ..panes.pane import Pane
from ..panes.widgets import PartnersPane
from ..widgets.filter_bar import FilterBar
from ..widgets.line import Line
from .looking import Looking


class Filtering(Looking, inherit_bindings=False):
    """The actions that narrow a list (see present/commands.py)."""

    partners: PartnersPane

    def action_choose_filter(self) -> None:
        self.partners.choose_filter()

    def action_save_filter(self) -> None:
        self.partners.save_filter()

    @on(Pane.Changed)
    def _pane_changed(self, event: Pane.Changed) -> None:
        if event.words is not None:
            self.say(event.words)
        if event.keep:
            self.post_message(WorthKeeping())
        self.query_one("#where", Line).repaint()

    def action_filter(self) -> None:
        if not self.pane.FILTERED:
            return
        self.close_provenance()
        if self.pane.opened:
            self.pane.opened = False
        bar = self.query_one("#filter", FilterBar)
        bar.value = self.pane.filter_text
        self.show_filter(True)
        bar.focus()

    def show_filter(self, on: bool) -> None:
        self.query_one("#slash").display = on
        self.query_one("#filter", FilterBar).display = on
        self.query_one("#where", Line).repaint()

    def close_filter(self) -> None:
        if self.query_one("#filter", FilterBar).display:
            self.show_filter(False)

    @on(Input.Changed, "#filter")
    def _filter_changed(self, event: Input.Changed) -> None:
        if self.query_one("#filter", FilterBar).display and event.value != self.pane.filter_text:
            self.pane.filter(event.value)
            self.query_one("#where", Line).repaint()

    def _to_rows(self) -> None:
        """At once, not when Textual gets round to it: the next key is a command already."""
        body = self.pane.body
        if isinstance(body, Widget):
            self.set_focus(body)

    def filter_ends(self, key: str) -> bool:
        """Enter keeps what was typed and Escape drops it."""
        if not self.query_one("#filter", FilterBar).has_focus:
            return False
        if key == "enter":
            self._filter_kept()
        elif key == "escape":
            self.on_filter_bar_cleared()
        return key in {"enter", "escape"}

    @on(Input.Submitted, "#filter")
    def _filter_kept(self) -> None:
        self.close_filter()
        self._to_rows()

    def on_filter_bar_cleared(self) -> None:
        self.pane.filter("")
        self.close_filter()
        self._to_rows()

    def on_filter_bar_stepped(self, event: FilterBar.Stepped) -> None:
        self.pane.body.move(event.rows)
