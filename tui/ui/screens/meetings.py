"""The way into a meeting from whatever is selected."""

from __future__ import annotations

from abc import abstractmethod

from textual.screen import Screen

from ...present.language import _
from ..choices import Choice
from ..panes.pane import Pane
from ..services import Services
from .meeting import MeetingScreen
from .menu import Menu


class Meetings(Screen[None], inherit_bindings=False):
    """The action that leaves the screen to one partner (see present/commands.py)."""

    services: Services

    @property
    @abstractmethod
    def pane(self) -> Pane[object]:
        """The pane on screen."""

    @abstractmethod
    def say(self, words: str) -> None:
        """A message that stays until the next one."""

    def action_meeting(self) -> None:
        """With the partner of the selected record; where it concerns several, one is chosen."""
        partners = self.pane.partners()
        if not partners:
            self.say(_("Choose a partner first: the cursor is on none."))
        elif len(partners) == 1:
            self._meet(*next(iter(partners.items())))
        else:
            choices = [Choice(name, key) for key, name in partners.items()]
            self.app.push_screen(Menu(_("Meeting with whom?"), choices), self._chosen)

    def _chosen(self, choice: Choice[str] | None) -> None:
        if choice is not None:
            self._meet(choice.value, choice.label)

    def _meet(self, partner_id: str, name: str) -> None:
        self.app.push_screen(MeetingScreen(self.services, partner_id, name))
