"""The application: owns the sync thread and the clock, and hands what they tell to the screen."""

from __future__ import annotations

import asyncio
import signal
import threading
from datetime import datetime
from typing import ClassVar

from rich.console import RenderableType
from textual.app import App
from textual.theme import Theme

from ..domain.errors import Busy, Cancelled, Offline, SamspillError
from ..domain.freshness import Collection, Connection, oldest
from ..present import errors
from ..present import sync as sync_words
from ..present.language import _
from ..sync.events import CollectionDone, CollectionFailed, Event, Finished, Progress, Started
from .commands import Command, Scope
from .messages import DataChanged, SyncHappened
from .screens.choose import ChooseCommand
from .screens.main import MainScreen
from .screens.setup import SetupScreen
from .services import Services
from .state import load, save

WATCH_SECONDS = 2.0
"""How often to ask SQLite whether another instance wrote; costs microseconds and no bytes on the wire."""
MINUTE = 30.0
"""Ages are shown in minutes: looking twice a minute keeps them honest."""

TERMINAL_THEME = Theme(
    name="samspill",
    ansi=True,
    primary="ansi_default",
    foreground="ansi_default",
    background="ansi_default",
    surface="ansi_default",
    panel="ansi_default",
    boost="ansi_default",
    variables={"ansi-background": "ansi_black", "ansi-foreground": "ansi_white"},
)
"""The terminal's own colours: legible wherever the user's shell is, and a third of the bytes."""


class SamspillApp(App[None]):
    """Reads from the local copy always; syncs in a thread that only posts messages."""

    ENABLE_COMMAND_PALETTE: ClassVar[bool] = False
    ALLOW_SELECT: ClassVar[bool] = False
    TITLE = "Samspill"

    def __init__(self, services: Services) -> None:
        super().__init__()
        self.register_theme(TERMINAL_THEME)
        self.theme = "samspill"
        self.services = services
        self.heard = 0
        """Sync events taken in so far."""
        self._cancelled = threading.Event()
        self._thread: threading.Thread | None = None
        self._started_at: datetime | None = None
        self._data_version: int | None = None
        self._connection = Connection.UNTRIED
        self._asked = False
        """Did a person ask for the sync that runs? Then its outcome is told even where nothing changed."""

    # -- start and end ---------------------------------------------------------------------------------------

    def on_mount(self) -> None:
        self._end_on_signals()
        if self.services.url is None and not self._has_copy():
            self.push_screen(SetupScreen(self.services), self._set_up)
        else:
            self._open(self.services)

    def _end_on_signals(self) -> None:
        """A closed connection or a kill ends the app in order: Textual itself would leave the terminal as it is."""
        loop = asyncio.get_running_loop()
        for number in ("SIGHUP", "SIGTERM"):
            if hasattr(signal, number) and threading.current_thread() is threading.main_thread():
                loop.add_signal_handler(getattr(signal, number), self.exit)

    def _has_copy(self) -> bool:
        return any(not state.never_fetched for state in self.services.reader.states())

    def _set_up(self, services: Services | None) -> None:
        if services is not None:
            self._open(services)

    def _open(self, services: Services) -> None:
        self.services = services
        if services.offline:
            self._connection = Connection.HELD
        elif services.url is None:
            self._connection = Connection.NONE
        screen = MainScreen(services, load(services.state_file))
        screen.connection = self._connection
        self.push_screen(screen)
        self._data_version = services.reader.data_version()
        self.set_interval(WATCH_SECONDS, self._watch_copy)
        self.set_interval(MINUTE, self._minute)
        self.call_after_refresh(self._first_sync)

    @property
    def main(self) -> MainScreen | None:
        return next((one for one in self.screen_stack if isinstance(one, MainScreen)), None)

    def exit(self, result: None = None, return_code: int = 0, message: RenderableType | None = None) -> None:
        """Stop the sync where it is and remember the place; nothing else needs saving."""
        self._cancelled.set()
        if (main := self.main) is not None:
            save(self.services.state_file, main.remembered())
        super().exit(result, return_code, message)

    def _fatal_error(self) -> None:
        """Textual would print the local variables of a crash, contacts and all; `wiring` says it in a sentence."""
        self._close_messages_no_wait()

    def on_unmount(self) -> None:
        if self._thread is not None:
            self._thread.join(timeout=2)

    # -- sync ------------------------------------------------------------------------------------------------

    def _first_sync(self) -> None:
        if self.services.automatic and self._due():
            self.start_sync()

    def _due(self) -> bool:
        if self.services.url is None or self.services.offline or self._thread is not None:
            return False
        when = oldest(self.services.reader.states())
        now = self.services.clock()
        tried = self._started_at
        hold = self.services.hold_off
        return (when is None or now - when >= hold) and (tried is None or now - tried >= hold)

    def start_sync(self, only: Collection | None = None, *, asked: bool = False) -> None:
        """Start the sync thread for everything, or `only` one collection. `asked` by a person: say so at once."""
        main = self.main
        if main is None:
            return
        if self.services.offline or self.services.url is None:
            held = self.services.offline
            main.say(_("Samspill was started offline.") if held else _("There is no address to fetch from."))
            return
        if self._thread is not None:
            main.action_pane("sync")
            return
        self._cancelled.clear()
        self._asked = asked
        self._started_at = self.services.clock()
        self._thread = threading.Thread(target=self._sync, args=(only,), name="sync", daemon=True)
        self._thread.start()
        if asked:
            main.say(_("Fetching ..."))

    def _sync(self, only: Collection | None) -> None:
        """Runs in the thread; does nothing but post."""
        try:
            self.services.sync(self._tell, self._cancelled, only)
        except SamspillError as error:
            self.call_later(self._sync_impossible, error)

    def _tell(self, event: Event) -> None:
        self.post_message(SyncHappened(event))

    def _sync_impossible(self, error: SamspillError) -> None:
        self._thread = None
        if (main := self.main) is not None:
            main.say(errors.sentence(error))

    def on_sync_happened(self, message: SyncHappened) -> None:
        main = self.main
        if main is None:
            return
        event = message.event
        self.heard += 1
        main.sync_pane.take(event)
        match event:
            case Started() if self._asked:
                self._connect(Connection.SYNCING, "")
            case Progress():
                self._connect(Connection.SYNCING, sync_words.progress(event, named=True))
            case CollectionDone() if event.added or event.changed or event.removed:
                self._refresh()
            case CollectionDone() | CollectionFailed():
                main.repaint_frame()
            case Finished():
                self._finished(event)

    def _finished(self, event: Finished) -> None:
        self._thread = None
        main = self.main
        failures = [one.error for one in event.outcomes if isinstance(one, CollectionFailed)]
        if event.error is not None:
            failures.append(event.error)
        if any(isinstance(one, Offline) for one in failures):
            self._connect(Connection.OFFLINE, "")
        elif any(isinstance(one, Busy | Cancelled) for one in failures):
            self._connect(Connection.UNTRIED, "")
        else:
            self._connect(Connection.ONLINE, "")
        moved = any(isinstance(one, CollectionDone) and one.added + one.changed + one.removed for one in event.outcomes)
        if main is not None and (self._asked or moved or failures):
            main.say(errors.sentence(failures[0]) if failures else sync_words.summary(event))
        self._refresh()

    def _connect(self, connection: Connection, words: str) -> None:
        self._connection = connection
        if (main := self.main) is not None:
            main.connection = connection
            main.syncing = words
            main.repaint_frame()

    # -- the local copy and the clock ------------------------------------------------------------------------

    def _watch_copy(self) -> None:
        version = self.services.reader.data_version()
        if version != self._data_version:
            self._data_version = version
            if self._thread is None:
                self.post_message(DataChanged())

    def on_data_changed(self) -> None:
        self._refresh()

    def _refresh(self) -> None:
        main = self.main
        if main is None:
            return
        self._data_version = self.services.reader.data_version()
        for pane in main.panes.values():
            pane.refresh_rows()
        main.repaint_frame()

    def _minute(self) -> None:
        main = self.main
        if main is None:
            return
        main.pane.words_changed()
        main.repaint_frame()
        if self.services.automatic and self._due():
            self.start_sync()

    # -- actions (see commands.py) ---------------------------------------------------------------------------

    def action_sync(self, everything: bool) -> None:
        main = self.main
        self.start_sync(None if everything or main is None else main.pane.COLLECTION, asked=True)

    def action_cancel(self) -> None:
        if self._thread is not None:
            self._cancelled.set()

    def action_palette(self) -> None:
        self._choose(_("All commands"), None)

    def action_help(self) -> None:
        main = self.main
        scope = {"hours": Scope.HOURS, "sync": Scope.SYNC}.get(main.current if main else "", Scope.LISTS)
        self._choose(_("Help: keys for this pane"), scope)

    def _choose(self, title: str, first: Scope | None) -> None:
        main = self.main
        if main is None or self.screen is not main:
            return

        def offered(command: Command) -> bool:
            return first is None or main.offers(command)

        self.push_screen(ChooseCommand(title, offered, first=first), self._chosen)

    async def _chosen(self, command: Command | None) -> None:
        if command is not None and (main := self.main) is not None:
            await self.run_action(command.action, default_namespace=main)
