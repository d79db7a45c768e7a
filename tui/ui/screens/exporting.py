"""Files to take along: what the view offers, written while one goes on, and where it is."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import Callable, Sequence
from pathlib import Path

from textual.screen import Screen

from ...domain.errors import SamspillError
from ...plain.export.choice import Export
from ...plain.export.file import write
from ...present import errors
from ...present.language import _
from ..choices import Choice
from ..messages import ToCopy
from .address import AddressScreen
from .menu import Menu


class Exporting(Screen[None], inherit_bindings=False):
    """The action that makes files of what is in view (see present/commands.py)."""

    @abstractmethod
    def offered(self) -> Sequence[Export]:
        """The files that what is in view can become."""

    @property
    @abstractmethod
    def export_folder(self) -> Callable[[], Path]:
        """Where they go; asked when one is made."""

    @abstractmethod
    def say(self, words: str) -> None:
        """A message that stays until the next one."""

    def action_export(self) -> None:
        offered = self.offered()
        if not offered:
            self.say(_("There is nothing here to make a file of."))
            return
        choices = [Choice(one.title, one) for one in offered]
        self.app.push_screen(Menu(_("Make a file of what is in view"), choices), self._export_chosen)

    def _export_chosen(self, choice: Choice[Export] | None) -> None:
        if choice is not None:
            self.say(_("Writing the file ..."))
            self.run_worker(self._export(choice.value), group="export")

    async def _export(self, wanted: Export) -> None:
        try:
            path = await asyncio.to_thread(self._make, wanted)
        except SamspillError as error:
            self.say(errors.sentence(error))
            return
        self.say(_("Written: {path}").format(path=path))
        if self.app.screen is self:  # nobody is taken away from what was begun meanwhile
            self.app.push_screen(AddressScreen(str(path), _("The file is written. Here it is:")), self._shown(path))

    def _make(self, wanted: Export) -> Path:
        """Called in a thread."""
        return write(self.export_folder(), wanted.name, wanted.suffix, wanted.make())

    def _shown(self, path: Path) -> Callable[[bool | None], None]:
        def left(copy: bool | None) -> None:
            if copy:
                self.post_message(ToCopy(str(path)))

        return left
