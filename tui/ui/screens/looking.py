"""Ways to look at what is on the screen: which part, how large, in which order, and where it comes from."""

from __future__ import annotations

from abc import abstractmethod

from textual.screen import Screen

from ...present.language import _
from ..choices import Choice
from ..panes.hours import HoursPane
from ..panes.pane import Pane
from .menu import Menu


class Looking(Screen[None], inherit_bindings=False):
    """The actions that change how a pane shows what it has (see present/commands.py)."""

    @property
    @abstractmethod
    def pane(self) -> Pane[object]:
        """The pane on screen."""

    @abstractmethod
    def say(self, words: str) -> None:
        """A message that stays until the next one."""

    @abstractmethod
    def repaint_frame(self) -> None:
        """The fixed rows say something else now."""

    @abstractmethod
    def action_open(self) -> None:
        """What is under the cursor."""

    def action_switch(self) -> None:
        pane = self.pane
        if pane.opened or pane.alone:
            pane.opened = not pane.opened
            self.repaint_frame()
        elif pane.card.has_focus:
            pane.body.focus()
        else:
            pane.card.focus()

    def action_zoom(self) -> None:
        if not self.pane.zoom():
            self.say(_("Only one part fits here: Enter opens the card, q closes it."))
        self.repaint_frame()

    def action_provenance(self) -> None:
        if self.pane.record() is None:
            self.say(self.pane.no_record())
            return
        self.pane.switch_provenance()
        self.repaint_frame()

    def close_provenance(self) -> None:
        """Whoever goes elsewhere has seen where the record comes from."""
        if self.pane.shows_provenance:
            self.pane.switch_provenance()

    def action_view(self) -> None:
        self.pane.switch_view()
        self.repaint_frame()

    def action_hours(self, name: str, step: int = 0) -> None:
        """What only office hours have: days, weeks, a date, one host's alone. On the card → follows the link."""
        pane = self.pane
        if not isinstance(pane, HoursPane):
            return
        if name == "day" and pane.card.has_focus:
            if step > 0:
                self.action_open()
            return
        self.close_provenance()
        if pane.opened:
            pane.opened = False
        pane.perform(name, step)

    def action_sort(self) -> None:
        sorts = self.pane.sorts()
        if sorts:
            self.app.push_screen(Menu(_("Sort"), sorts, current=self.pane.sorted_by), self._sorted)

    def _sorted(self, choice: Choice[str] | None) -> None:
        if choice is not None:
            self.pane.sort_by(choice.value)
            self.repaint_frame()
