"""The app while the local copy changes under it: by this sync or another's, and as time passes."""

from __future__ import annotations

from abc import abstractmethod
from contextlib import suppress

from textual.app import App

from ..domain.errors import CacheError
from ..present import retention as retention_words
from ..present.language import _
from .messages import DataChanged
from .screens.main import MainScreen
from .services import Services

WATCH_SECONDS = 2.0
"""How often to ask SQLite whether another instance wrote; costs microseconds and no bytes on the wire."""
MINUTE = 30.0
"""Ages are shown in minutes: looking twice a minute keeps them honest."""


class WatchingApp(App[None], inherit_bindings=False):
    """Shows what the local copy has now, and nothing longer than it may be kept."""

    def __init__(self, services: Services) -> None:
        super().__init__(ansi_color=True)  # before any theme: otherwise NO_COLOR would send shades of grey
        self.services = services
        self._data_version: int | None = None
        self._book_version: int | None = None
        self._landed: object = None
        """What the last look at the bookkeeping saw of finished syncs."""
        self._elsewhere = False
        """Another instance was syncing when we wanted to."""

    @property
    def main(self) -> MainScreen | None:
        return next((one for one in self.screen_stack if isinstance(one, MainScreen)), None)

    @property
    @abstractmethod
    def syncing(self) -> bool:
        """Does a sync of our own run?"""

    @abstractmethod
    def sync_by_itself(self) -> None:
        """If it is time for one."""

    def watch_copy(self, services: Services) -> None:
        """From here on this is the local copy."""
        self.services = services
        self._data_version = services.reader.data_version()
        self._book_version = services.book.version()
        self._landed = self._landings()
        self.set_interval(WATCH_SECONDS, self._look)
        self.set_interval(MINUTE, self._minute)

    def _look(self) -> None:
        if not self.is_running:  # the screens are being taken down already
            return
        if self.services.book.version() != self._book_version:
            self._refresh()  # marks and notes, of this window or of another
        version = self.services.reader.data_version()
        if version != self._data_version:
            self._data_version = version
            if not self.syncing and self._landings() != self._landed:  # not at every page another instance stores
                self.post_message(DataChanged())

    def _landings(self) -> object:
        return [(one.completed_at, one.attempted_at, one.rows) for one in self.services.reader.states()]

    def on_data_changed(self) -> None:
        main = self.main
        if main is not None and self._elsewhere:
            self._elsewhere = False
            main.say(_("The other Samspill has fetched; what it brought is shown."))
        self._refresh()
        if main is not None and main.whole:
            main.read_ahead()

    def _refresh(self) -> None:
        main = self.main
        if main is None:
            return
        self._data_version = self.services.reader.data_version()
        self._book_version = self.services.book.version()
        self._landed = self._landings()
        for pane in main.panes.values():
            pane.refresh_rows()
        main.repaint_frame()

    def _minute(self) -> None:
        main = self.main
        if main is None or not self.is_running:
            return
        self._expire(main)
        main.pane.words_changed()
        main.repaint_frame()
        self.sync_by_itself()

    def _expire(self, main: MainScreen) -> None:
        """Nothing is shown longer than it may be kept. What another program keeps us from erasing goes a minute later.

        A sync that runs began on what was looked at then, and its end makes it young again.
        """
        if self.syncing:
            return
        with suppress(CacheError):
            erased = self.services.expire()
            if erased:
                main.sync_pane.note(lambda: retention_words.erased(erased))
                self._refresh()
